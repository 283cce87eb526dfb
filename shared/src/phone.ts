import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js';

/** A phone number as Kehu keeps it. */
export interface ParsedPhone {
  /** E.164: `+8613800138000`. */
  number: string;
  /** As it was typed. */
  raw: string;
}

/** Country assumed for numbers without a country code where nothing else is known. */
export const defaultPhoneCountry = 'CN';

/** A Chinese mobile number that lacks a digit or has one too many; the library takes it for a landline. */
const brokenMobile = /^\+861[3-9](?!\d{9}$)/;

const normalise = (raw: string): string => raw.normalize('NFKC').replace(/^\s*00(?=[1-9])/, '+');

/**
 * Reads a phone number as people write it: spaces, brackets, full-width digits, with or without country code. An extension
 * stays in `raw`, E.164 has no place for it.
 *
 * Chinese numbers must fit today's numbering plan, which catches typing errors. Foreign ones only need the shape of E.164
 * (8 to 15 digits): plans change, and old files carry old numbers.
 * @param country ISO 3166 code that numbers without a country code belong to
 * @returns null where it can't be a phone number of that country
 */
export function parsePhone(raw: string, country: string = defaultPhoneCountry): ParsedPhone | null {
  const plain = plainChinese(raw, country);
  if (plain !== null) return { number: plain, raw };
  const key = `${country}|${raw}`;
  const known = lately.get(key);
  if (known !== undefined) return known && { ...known };
  const parsed = parse(raw, country);
  if (lately.size >= most) lately.clear();
  lately.set(key, parsed);
  return parsed && { ...parsed };
}

/** Numbers read a moment ago: one that is imported is looked at several times on its way. */
const lately = new Map<string, ParsedPhone | null>();
const most = 2_000;

const plainlyWritten = /^\+?\d[\d -]*$/;

/**
 * Chinese mobile numbers, and numbers of the largest cities behind their trunk code: every one of this length can be. What
 * begins with 179 is dialled through another carrier, or a mistake: the library tells.
 */
const chineseMobile = /^(?:\+86)?(1(?:[3-689]\d|7[0-8])\d{8})$/;
const chineseCity = /^0((?:10|2[0-9])[2-8]\d{7})$/;

/** The commonest numbers, which need no library; null for others. Same answer, at a fiftieth of the time. */
function plainChinese(raw: string, country: string): string | null {
  if (!plainlyWritten.test(raw)) return null;
  const digits = raw.replace(/[ -]/g, '');
  if (country !== 'CN' && !digits.startsWith('+86')) return null;
  const national = chineseMobile.exec(digits) ?? chineseCity.exec(digits);
  return national && `+86${national[1]}`;
}

function parse(raw: string, country: string): ParsedPhone | null {
  const parsed = parsePhoneNumberFromString(normalise(raw), country as CountryCode);
  if (!parsed) return null;
  const { number } = parsed;
  if (brokenMobile.test(number)) return null;
  const shaped = parsed.countryCallingCode !== '86' && number.length >= 9 && number.length <= 16;
  return parsed.isPossible() || shaped ? { number, raw } : null;
}
