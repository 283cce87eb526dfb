import type { SourceRow } from './source';
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
  'mobile phone',
  'work phone',
  'home phone',
  'fax',
  'phone',
  'work email',
  'personal email',
  'email',
  'address.line',
  'address.city',
  'address.region',
  'address.postalCode',
  'address.country',
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
        add(phoneColumn(list(property)), plainValue(value).replace(/^tel:/i, '').replace(/;ext=/i, ' ext. '));
        break;
      case 'EMAIL':
        add(emailColumn(list(property)), plainValue(value).replace(/^mailto:/i, ''));
        break;
      case 'ADR':
        addAddress(row, value, add);
        break;
      case 'BDAY':
        add('birthDate', birthDate(plainValue(value)));
        break;
      case 'GENDER':
        add('gender', { M: 'male', F: 'female' }[splitValue(value, ';')[0]?.toUpperCase() ?? ''] ?? '');
        break;
      case 'CATEGORIES':
        add('tags', ...splitValue(value, ','));
        break;
      case 'NOTE':
        add('note', plainValue(value));
        break;
      case 'KIND':
        if (/^(org|individual)$/i.test(value.trim())) add('kind', /org/i.test(value) ? 'COMPANY' : 'PERSON');
        break;
    }
  }
  if (!row.has('kind')) row.set('kind', [kindOf(row, properties)]);
  if (row.get('kind')![0] === 'COMPANY' && !row.has('company')) row.set('company', row.get('fullName') ?? []);
  return {
    line,
    cells: cardColumns.map((column) => (row.get(column) ?? []).join(column === 'note' ? '\n\n' : '; ')),
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

function phoneColumn(types: ReadonlySet<string>): Column {
  if (types.has('fax')) return 'fax';
  if (types.has('cell') || types.has('mobile') || types.has('iphone')) return 'mobile phone';
  if (types.has('work')) return 'work phone';
  return types.has('home') ? 'home phone' : 'phone';
}

function emailColumn(types: ReadonlySet<string>): Column {
  if (types.has('work')) return 'work email';
  return types.has('home') ? 'personal email' : 'email';
}

/** The first address; others are kept as text of the note, so that nothing is lost. */
function addAddress(
  row: ReadonlyMap<Column, string[]>,
  value: string,
  add: (column: Column, ...values: string[]) => void,
): void {
  const [box = '', extended = '', street = '', city = '', region = '', code = '', country = ''] = splitValue(
    value,
    ';',
  );
  const line = [box, street, extended].filter((part) => part !== '').join(', ');
  if ([line, city, region, code, country].every((part) => part === '')) return;
  const taken = (
    ['address.line', 'address.city', 'address.region', 'address.postalCode', 'address.country'] as const
  ).some((column) => row.has(column));
  if (taken) {
    add('note', [line, city, region, code, country].filter((part) => part !== '').join(', '));
    return;
  }
  add('address.line', line);
  add('address.city', city);
  add('address.region', region);
  add('address.postalCode', code);
  add('address.country', country);
}

/** A whole date; cards may leave the year out, which we can't keep. */
const birthDate = (text: string): string => {
  const match = /^(\d{4})-?(\d{2})-?(\d{2})/.exec(text);
  return match && match[1] !== '1604' ? `${match[1]}-${match[2]}-${match[3]}` : '';
};
