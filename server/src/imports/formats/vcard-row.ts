import type { SourceRow } from './source';
import { countryCode } from '../countries';
import { comesBack, withKind } from '../list-entries';
import { asCell } from './flatten';
import { plainValue, splitValue, type CardProperty } from './vcard-lines';

/** Columns that cards are laid out in; their names are headers that imports know. */
export const cardColumns = [
  'externalId',
  'kind',
  'fullName',
  'firstName',
  'lastName',
  'company',
  'title',
  'phones',
  'emails',
  'address.line',
  'address.city',
  'address.region',
  'address.postalCode',
  'address.country',
  'otherAddresses',
  'birthDate',
  'gender',
  'tags',
  'note',
] as const;

type Column = (typeof cardColumns)[number];

const list = (property: CardProperty): Set<string> =>
  new Set((property.parameters.get('TYPE') ?? []).flatMap((types) => types.toLowerCase().split(',')));

/** Rank of a property among its like: what is preferred comes first. */
const rank = (property: CardProperty): number => {
  const stated = Number(property.parameters.get('PREF')?.[0]);
  return stated >= 1 && stated <= 100 ? stated : list(property).has('pref') ? 1 : 101;
};

/** Lays the properties of a card out in our columns. */
export function cardRow(line: number, properties: readonly CardProperty[]): SourceRow {
  const row = new Map<Column, string[]>();
  const add = (column: Column, ...values: string[]): void => {
    const texts = values.map((value) => value.trim()).filter((value) => value !== '');
    if (texts.length > 0) row.set(column, [...(row.get(column) ?? []), ...texts]);
  };
  const phones: Entry[] = [];
  const emails: Entry[] = [];
  const tags: string[] = [];
  const others: object[] = [];
  const sorted = [...properties].sort((a, b) => rank(a) - rank(b));
  for (const property of sorted) {
    const { name, value } = property;
    switch (name) {
      case 'UID':
        add('externalId', plainValue(value).replace(/^urn:uuid:/i, ''));
        break;
      case 'FN':
        if (!row.has('fullName')) add('fullName', plainValue(value));
        break;
      case 'N': {
        const [last = '', first = '', middle = ''] = splitValue(value, ';');
        if (row.has('lastName') || row.has('firstName')) break;
        add('lastName', last);
        add('firstName', [first, middle].filter((part) => part !== '').join(' '));
        break;
      }
      case 'ORG':
        if (!row.has('company')) add('company', splitValue(value, ';').filter(Boolean).join(', '));
        break;
      case 'TITLE':
        if (!row.has('title')) add('title', plainValue(value));
        break;
      case 'TEL':
        phones.push({
          kind: phoneKind(list(property)),
          text: plainValue(value).replace(/^tel:/i, '').replace(/;ext=/i, ' ext. ').trim(),
        });
        break;
      case 'EMAIL':
        emails.push({
          kind: emailKind(list(property)),
          text: plainValue(value)
            .replace(/^mailto:/i, '')
            .trim(),
        });
        break;
      case 'ADR':
        others.push(...addAddress(row, value, add));
        break;
      case 'BDAY':
        add('birthDate', birthDate(plainValue(value)));
        break;
      case 'GENDER':
        add('gender', { M: 'male', F: 'female' }[splitValue(value, ';')[0]?.toUpperCase() ?? ''] ?? '');
        break;
      case 'CATEGORIES':
        tags.push(...splitValue(value, ',').filter((tag) => tag !== ''));
        break;
      case 'X-GENDER':
        add('gender', plainValue(value));
        break;
      case 'X-KEHU-CUSTOMER':
        row.set('company', [plainValue(value)]);
        break;
      case 'NOTE':
        add('note', plainValue(value));
        break;
      case 'KIND':
        if (/^(org|individual)$/i.test(value.trim())) add('kind', /org/i.test(value) ? 'COMPANY' : 'PERSON');
        break;
    }
  }
  add('phones', listCell(phones, 'number'));
  add('emails', listCell(emails, 'address'));
  add('tags', tags.every((tag) => comesBack(null, tag)) ? tags.join('; ') : JSON.stringify(tags));
  if (others.length > 0) add('otherAddresses', JSON.stringify(others));
  if (!row.has('kind')) row.set('kind', [kindOf(row, properties)]);
  if (row.get('kind')![0] === 'COMPANY' && !row.has('company')) row.set('company', row.get('fullName') ?? []);
  return {
    line,
    cells: cardColumns.map((column) => asCell((row.get(column) ?? []).join(column === 'note' ? '\n\n' : '; '))),
  };
}

/** A card without a person's name, or that says so, is a company's. */
function kindOf(row: ReadonlyMap<Column, string[]>, properties: readonly CardProperty[]): string {
  if (properties.some(({ name, value }) => name === 'X-ABSHOWAS' && /company/i.test(value))) return 'COMPANY';
  const named = row.has('firstName') || row.has('lastName') || row.has('fullName');
  const same = row.get('fullName')?.[0] === row.get('company')?.[0];
  return row.has('company') && (!named || (same && !row.has('firstName') && !row.has('lastName')))
    ? 'COMPANY'
    : 'PERSON';
}

interface Entry {
  kind: string | null;
  text: string;
}

/** Entries in their order, the preferred one first, in one cell. */
function listCell(entries: readonly Entry[], part: string): string {
  const known = entries.filter(({ text }) => text !== '');
  return known.every(({ kind, text }) => comesBack(kind, text))
    ? known.map(({ kind, text }) => withKind(kind, text)).join('; ')
    : JSON.stringify(known.map(({ kind, text }, i) => ({ [part]: text, ...(kind && { kind }), primary: i === 0 })));
}

function phoneKind(types: ReadonlySet<string>): string | null {
  if (types.has('fax')) return 'fax';
  if (types.has('cell') || types.has('mobile') || types.has('iphone')) return 'mobile';
  if (types.has('work')) return 'work';
  return types.has('home') ? 'home' : null;
}

function emailKind(types: ReadonlySet<string>): string | null {
  if (types.has('work')) return 'work';
  return types.has('home') ? 'private' : null;
}

const addressColumns = [
  'address.line',
  'address.city',
  'address.region',
  'address.postalCode',
  'address.country',
] as const;

/** The first address has columns of its own; others are answered. */
function addAddress(
  row: ReadonlyMap<Column, string[]>,
  value: string,
  add: (column: Column, ...values: string[]) => void,
): object[] {
  const [box = '', extended = '', street = '', city = '', region = '', postalCode = '', country = ''] = splitValue(
    value,
    ';',
  );
  const line = [box, street, extended].filter((part) => part !== '').join(', ');
  const parts = [line, city, region, postalCode, country];
  if (parts.every((part) => part === '')) return [];
  if (!addressColumns.some((column) => row.has(column))) {
    addressColumns.forEach((column, i) => add(column, parts[i]!));
    return [];
  }
  const told = { line, city, region, postalCode, country: countryCode(country) ?? country };
  return [Object.fromEntries(Object.entries(told).filter(([, text]) => text !== ''))];
}

/** A whole date; cards may leave the year out, which we can't keep. */
const birthDate = (text: string): string => {
  const match = /^(\d{4})-?(\d{2})-?(\d{2})/.exec(text);
  return match && match[1] !== '1604' ? `${match[1]}-${match[2]}-${match[3]}` : '';
};
