import { parsePhone } from '@kehu/shared';

/** Lists as text of one cell, in a form that an import reads back: `work: 010 1234; +8613800138000`, the primary one first. */

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

/** What parts entries of a cell, or looks like a kind in front of one. */
const parting = /[;；、|\n:：]|\s\/\s/;

/** The primary entry first, as imports take the first for it. */
export const primaryFirst = <T extends Listed>(entries: readonly T[]): T[] => [
  ...entries.filter(({ primary }) => primary),
  ...entries.filter(({ primary }) => !primary),
];

const withKind = ({ kind }: Listed, text: string): string =>
  kind === null || kind === '' || parting.test(kind) ? text : `${kind}: ${text}`;

/** A number as it was typed, where that is read as the same number again; else in E.164. */
export function phoneText({ number, raw }: PhoneEntry, country: string | null): string {
  if (raw === null || parting.test(raw)) return number;
  return parsePhone(raw, country ?? undefined)?.number === number ? raw : number;
}

export const phonesCell = (phones: readonly PhoneEntry[], country: string | null): string =>
  primaryFirst(phones)
    .map((phone) => withKind(phone, phoneText(phone, country)))
    .join('; ');

export const emailsCell = (emails: readonly EmailEntry[]): string =>
  primaryFirst(emails)
    .map((email) => withKind(email, email.address))
    .join('; ');

export const tagsCell = (tags: readonly string[]): string => tags.join('; ');

/** Ids in other systems than the one that has a column of its own: `erp: 4711; shop: 12`. */
export const externalIdsCell = (ids: readonly { source: string; id: string }[], but: string): string =>
  ids
    .filter(({ source }) => source !== but)
    .map(({ source, id }) => `${source}: ${id}`)
    .join('; ');
