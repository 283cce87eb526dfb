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

const phoneTypes: Readonly<Record<string, string>> = { mobile: 'CELL', work: 'WORK', home: 'HOME', fax: 'FAX' };
const emailTypes: Readonly<Record<string, string>> = { work: 'WORK', private: 'HOME', home: 'HOME' };

/** Entries of a list cell: `work: 010 1234; +8613800138000`. */
function* entries(cell: unknown): Generator<{ kind: string | null; value: string; first: boolean }> {
  let first = true;
  for (const entry of String(cell ?? '').split('; ')) {
    if (entry === '') continue;
    const match = /^([^:]+): (.*)$/s.exec(entry);
    yield { kind: match?.[1] ?? null, value: match?.[2] ?? entry, first };
    first = false;
  }
}

/** A record, as its columns by name, as a vCard 3.0: what phones, mail programs and address books all read. */
export function vcardOf(record: Readonly<Record<string, unknown>>): string {
  const text = (name: string): string => String(record[name] ?? '');
  const lines: string[] = ['BEGIN:VCARD', 'VERSION:3.0'];
  const add = (name: string, value: string): void => {
    if (value !== '') lines.push(`${name}:${value}`);
  };
  const isCompany = record.kind === 'COMPANY';
  const name = text('name');
  add('UID', escaped(text('externalId')));
  lines.push(`FN:${escaped(name)}`, `N:${isCompany ? '' : escaped(name)};;;;`);
  add('ORG', escaped(isCompany ? name : text('customer')));
  add('TITLE', escaped(text('title')));
  for (const { kind, value, first } of entries(record.phones)) {
    const type = [phoneTypes[kind ?? ''] ?? 'VOICE', ...(first ? ['PREF'] : [])].join(',');
    add(`TEL;TYPE=${type}`, escaped(value));
  }
  for (const { kind, value, first } of entries(record.emails)) {
    const type = ['INTERNET', ...(emailTypes[kind ?? ''] ? [emailTypes[kind ?? '']] : []), ...(first ? ['PREF'] : [])];
    add(`EMAIL;TYPE=${type.join(',')}`, escaped(value));
  }
  const address = record.address as Readonly<Record<string, unknown>> | undefined;
  if (address) {
    const parts = ['line', 'city', 'region', 'postalCode', 'country'].map((part) =>
      escaped(String(address[part] ?? '')),
    );
    add('ADR', `;;${parts.join(';')}`);
  }
  add('BDAY', text('birthDate'));
  add('CATEGORIES', text('tags').split('; ').filter(Boolean).map(escaped).join(','));
  add('NOTE', escaped(text('note')));
  return [...lines, 'END:VCARD'].map(folded).join('');
}
