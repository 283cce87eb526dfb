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

/**
 * Reads a phone number as people write it: spaces, brackets, full-width digits, with or without country code. An extension
 * stays in `raw`, E.164 has no place for it.
 * @param country ISO 3166 code that numbers without a country code belong to
 * @returns null where it can't be a phone number of that country
 */
export function parsePhone(raw: string, country: string = defaultPhoneCountry): ParsedPhone | null {
  const parsed = parsePhoneNumberFromString(
    raw.normalize('NFKC').replace(/^\s*00(?=[1-9])/, '+'),
    country as CountryCode,
  );
  return parsed?.isPossible() ? { number: parsed.number, raw } : null;
}
