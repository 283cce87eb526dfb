import { kindInFront } from '../imports/kind-in-front';
import { entriesOf, textsOf } from '../imports/list-entries';

/** Nouns whose records are people or companies. */
export const cardNouns: readonly string[] = ['customer', 'contact'];

/** Text of a value: separators, backslashes and line ends escaped. */
const escaped = (text: string): string =>
  text
    .replace(/\\/g, '\\\\')
    .replace(/\r\n|\r|\n/g, '\\n')
    .replace(/[,;]/g, '\\$&');

/** Octets of a line before it goes on in the next. */
const lineOctets = 75;

/** Folds a line where it is too long, never within a character. */
function folded(line: string): string {
  const parts: string[] = [];
  let part = '';
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > lineOctets) {
      parts.push(part);
      part = ' ';
      octets = 1;
    }
    part += character;
    octets += size;
  }
  return `${[...parts, part].join('\r\n')}\r\n`;
}

const phoneTypes = new Map([
  ['mobile', 'CELL'],
  ['work', 'WORK'],
  ['home', 'HOME'],
  ['fax', 'FAX'],
]);
const emailTypes = new Map([
  ['work', 'WORK'],
  ['private', 'HOME'],
  ['home', 'HOME'],
]);

interface Entry {
  kind: string | null;
  value: string;
  primary: boolean;
}

/** Entries of a list cell: `work: 010 1234; +8613800138000`, or JSON. */
function entries(cell: unknown, part: string): Entry[] {
  const text = String(cell ?? '');
  const listed = entriesOf(text);
  if (listed) {
    return listed.map((entry) => ({
      kind: typeof entry.kind === 'string' ? entry.kind : null,
      value: String(entry[part]),
      primary: entry.primary === true,
    }));
  }
  return text
    .split('; ')
    .filter((entry) => entry !== '')
    .map(kindInFront)
    .map(({ kind, rest }, i) => ({ kind, value: rest, primary: i === 0 }));
}

type Parts = Readonly<Record<string, unknown>>;

/** The primary address first. */
function addressesOf(record: Parts): Parts[] {
  const others = JSON.parse(String(record.otherAddresses ?? '[]')) as Parts[];
  const all = record.address ? [{ ...(record.address as Parts), primary: true }, ...others] : others;
  return [...all.filter(({ primary }) => primary === true), ...all.filter(({ primary }) => primary !== true)];
}

/** A record, as its columns by name, as a vCard 3.0: what phones, mail programs and address books all read. */
export function vcardOf(record: Parts): string {
  const text = (name: string): string => String(record[name] ?? '');
  const lines: string[] = ['BEGIN:VCARD', 'VERSION:3.0'];
  const add = (name: string, value: string): void => {
    if (value !== '') lines.push(`${name}:${value}`);
  };
  const isCompany = record.kind === 'COMPANY';
  const name = text('name');
  add('UID', escaped(text('externalId')));
  lines.push(`FN:${escaped(name)}`, `N:${isCompany ? '' : escaped(name)};;;;`);
  add('ORG', escaped(isCompany ? name : text('customerName') || text('customer')));
  if (isCompany) add('X-ABShowAs', 'COMPANY');
  add('X-KEHU-CUSTOMER', escaped(text('customer')));
  add('TITLE', escaped(text('title')));
  for (const { kind, value, primary } of entries(record.phones, 'number')) {
    const type = [phoneTypes.get(kind ?? '') ?? 'VOICE', ...(primary ? ['PREF'] : [])].join(',');
    add(`TEL;TYPE=${type}`, escaped(value));
  }
  for (const { kind, value, primary } of entries(record.emails, 'address')) {
    const known = emailTypes.get(kind ?? '');
    const type = ['INTERNET', ...(known ? [known] : []), ...(primary ? ['PREF'] : [])];
    add(`EMAIL;TYPE=${type.join(',')}`, escaped(value));
  }
  for (const address of addressesOf(record)) {
    const parts = ['line', 'city', 'region', 'postalCode', 'country'].map((part) =>
      escaped(String(address[part] ?? '')),
    );
    add('ADR', `;;${parts.join(';')}`);
  }
  add('BDAY', text('birthDate'));
  add('X-GENDER', escaped(text('gender')));
  const tags = textsOf(text('tags')) ?? text('tags').split('; ').filter(Boolean);
  add('CATEGORIES', tags.map(escaped).join(','));
  add('NOTE', escaped(text('note')));
  return [...lines, 'END:VCARD'].map(folded).join('');
}
