import { parsePhone } from '@kehu/shared';
import { countryCode } from '../imports/countries';
import { comesBack, withKind } from '../imports/list-entries';

/**
 * Lists as text of one cell, in a form that an import reads back: `work: 010 1234; +8613800138000`, the primary one first. What
 * would not come back the same from that is written as JSON.
 */

interface Listed {
  kind: string | null;
  primary: boolean;
}
export interface PhoneEntry extends Listed {
  number: string;
  raw: string | null;
}
export interface EmailEntry extends Listed {
  address: string;
}
export interface AddressEntry extends Listed {
  country: string | null;
  region: string | null;
  city: string | null;
  line: string | null;
  postalCode: string | null;
}

/** The primary entry first, as imports take the first for it. */
export const primaryFirst = <T extends Listed>(entries: readonly T[]): T[] => [
  ...entries.filter(({ primary }) => primary),
  ...entries.filter(({ primary }) => !primary),
];

const isFirst = ([first]: readonly Listed[]): boolean => first?.primary === true;

/** A number as it was typed, where that is read as the same number again; else in E.164. */
const typed = ({ number, raw }: PhoneEntry, country: string | null): string =>
  raw !== null && parsePhone(raw, country ?? undefined)?.number === number ? raw : number;

/**
 * @param shown country that the row of the cell tells
 * @param own country that the record's numbers are read by
 */
export function phonesCell(phones: readonly PhoneEntry[], shown: string | null, own: string | null): string {
  const entries = phones.map((phone) => ({ ...phone, text: typed(phone, own) }));
  const short = entries.every(
    ({ kind, text, number }) => comesBack(kind, text) && parsePhone(text, shown ?? undefined)?.number === number,
  );
  if (short && isFirst(phones)) return entries.map(({ kind, text }) => withKind(kind, text)).join('; ');
  return entries.length === 0
    ? ''
    : JSON.stringify(entries.map(({ text, kind, primary }) => ({ number: text, ...marked(kind, primary) })));
}

const marked = (kind: string | null, primary: boolean): object => ({ ...(kind !== null && { kind }), primary });

export function emailsCell(emails: readonly EmailEntry[]): string {
  const short = isFirst(emails) && emails.every(({ kind, address }) => comesBack(kind, address));
  if (short) return emails.map(({ kind, address }) => withKind(kind, address)).join('; ');
  return emails.length === 0
    ? ''
    : JSON.stringify(emails.map(({ address, kind, primary }) => ({ address, ...marked(kind, primary) })));
}

export const tagsCell = (tags: readonly string[]): string =>
  tags.some((tag) => !comesBack(null, tag)) ? JSON.stringify(tags) : tags.join('; ');

/** Ids in other systems than the one that has a column of its own: `erp: 4711; shop: 12`. */
export function externalIdsCell(ids: readonly { source: string; id: string }[], source: string, shown: string): string {
  const others = ids.filter((one) => one.source !== source || one.id !== shown);
  return others.every((one) => comesBack(one.source, one.id))
    ? others.map((one) => `${one.source}: ${one.id}`).join('; ')
    : JSON.stringify(others.map((one) => ({ source: one.source, id: one.id })));
}

/** The address that has columns of its own, and those that are written as JSON. */
export function partedAddresses(addresses: readonly AddressEntry[]): [AddressEntry | null, readonly AddressEntry[]] {
  const [first, ...others] = addresses;
  const country = first?.country ?? null;
  const short = first?.primary === true && (country === null || countryCode(country) === country);
  return short ? [first, others] : [null, addresses];
}
