import { badInput, filtered, posted, times, tooExpensive, within, type HostileDocument } from './hostile-document';

const id = (i: number): string => `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`;
const text = (operator: string, value: unknown): object => ({ name: { [operator]: value } });
const many = (count: number, condition: unknown): unknown[] => times(count, () => condition);
const some = (levels: number): unknown =>
  levels === 0 ? { code: { isNull: false } } : { contacts: { some: { customer: some(levels - 1) } } };
const search = (name: string, refused: string | null, term: string): HostileDocument =>
  posted(
    name,
    refused,
    'query ($search: String) { customers(search: $search, first: 50) { totalCount(limit: 1000000) { count } nodes { id } } }',
    { search: term },
  );

/** Long lists, patterns, searches and deep filters. */
export const filters: readonly HostileDocument[] = [
  // Lists
  filtered(
    '1,000 texts',
    null,
    text(
      'in',
      times(1_000, (i) => `customer ${i}`),
    ),
  ),
  filtered(
    '1,001 texts',
    badInput,
    text(
      'in',
      times(1_001, (i) => `customer ${i}`),
    ),
  ),
  filtered(
    '300,000 texts',
    tooExpensive,
    text(
      'in',
      times(300_000, (i) => String(i)),
    ),
  ),
  filtered('1,000 ids', null, { id: { in: times(1_000, id) } }),
  filtered('1,000 ids to leave out', null, { id: { notIn: times(1_000, id) } }),
  filtered('1,000 texts that are no ids', null, { id: { in: times(1_000, (i) => `x${i}`) } }),
  filtered('five lists of 1,000', null, {
    and: times(5, (i) =>
      text(
        i % 2 ? 'in' : 'notIn',
        times(1_000, (j) => `${i} ${j}`),
      ),
    ),
  }),
  filtered('six lists of 1,000', tooExpensive, { and: times(6, () => text('in', times(1_000, String))) }),
  filtered('no text at all', null, text('in', [])),
  filtered('1,000 times nothing', badInput, text('in', many(1_000, null))),
  filtered(
    '1,000 texts of 4,000 letters',
    null,
    text(
      'in',
      times(1_000, (i) => 'x'.repeat(3_900) + i),
    ),
  ),
  filtered('1,000 numbers', null, { creditLimit: { in: times(1_000, String) } }),
  filtered('numbers without end', badInput, { creditLimit: { in: times(10, () => '9'.repeat(100_000)) } }),
  filtered('a span of three', badInput, { creditLimit: { between: ['1', '2', '3'] } }),
  filtered('1,000 tags', null, { tags: { hasAny: times(1_000, (i) => `tag ${i}`) } }),
  filtered('all of 1,000 tags', tooExpensive, { tags: { hasAll: times(1_000, (i) => `tag ${i}`) } }),
  posted(
    '3,000 texts in the document',
    badInput,
    `{ customers(where: { name: { in: [${times(3_000, (i) => `"${i}"`).join(' ')}] } }) { nodes { id } } }`,
  ),
  // Patterns
  filtered('a percent sign', null, text('contains', '%')),
  filtered('200 percent signs', null, text('contains', '%'.repeat(200))),
  filtered('200 underscores', null, text('startsWith', '_'.repeat(200))),
  filtered('percent signs between letters', null, text('contains', '%a'.repeat(100))),
  filtered('backslashes', null, text('endsWith', '\\'.repeat(199))),
  filtered('a backslash before a percent sign', null, text('contains', '\\%')),
  filtered('a set of characters', null, text('contains', '[a-z]*[^x]?')),
  filtered('a pattern that goes back and forth', null, text('contains', '(a+)+$')),
  filtered('quotes and comments', null, text('eq', `'; DROP TABLE customers; -- "/*`)),
  filtered('201 letters', badInput, text('contains', 'x'.repeat(201))),
  filtered('a million letters', badInput, text('startsWith', 'x'.repeat(1_000_000))),
  filtered('a million letters to be equal to', null, text('eq', 'x'.repeat(1_000_000))),
  filtered('a zero byte', null, text('contains', 'a\u0000b')),
  filtered('half a character', null, text('contains', '\ud800')),
  filtered('200 marks on one letter', null, text('contains', `e${'\u0301'.repeat(199)}`)),
  filtered('ligatures that unfold', null, text('contains', '\ufdfa'.repeat(60))),
  filtered('what no record holds, at its end', null, text('endsWith', 'qqqqqqqq')),
  filtered('one letter of every name', null, text('contains', 'e')),
  filtered('99 patterns', null, { or: times(99, (i) => text('contains', `q${i}x`)) }),
  filtered('74 patterns that are to be missing', null, { and: times(74, (i) => ({ not: text('contains', `e${i}`) })) }),
  filtered('60 patterns behind links', tooExpensive, { or: times(60, (i) => ({ owner: text('contains', `q${i}`) })) }),
  // Searches
  search('a search for one letter', null, 'e'),
  search('a search of 60 letters apart', badInput, times(60, (i) => String.fromCharCode(97 + (i % 26))).join(' ')),
  search(
    'a search of 20 words with typing errors',
    badInput,
    times(20, (i) => `hroizno${i} sullviaan`)
      .join(' ')
      .slice(0, 200),
  ),
  search('a search of 200 letters', null, 'ab'.repeat(100)),
  search('a search of 201 letters', badInput, 'x'.repeat(201)),
  search('a search in a language of searches', null, '"a* OR b* NEAR(c -e" ^title: *'),
  search('a search of percent signs', null, '% _ % _ %'),
  search('a search for digits of every phone', null, '1 5 4 0 0'),
  search('a search for syllables of every name', null, 'a an ang e en eng i in'),
  search('a search for nothing', null, '   '),
  search('a search of marks', null, '\u0301'.repeat(200)),
  search('a search for half a character', null, '\ud800 \udfff'),
  // Depth and number
  filtered('a filter as deep as it may be', null, within(15, 'not', { status: { eq: 'ACTIVE' } })),
  filtered('a filter that is too deep', tooExpensive, within(17, 'not', { status: { eq: 'ACTIVE' } })),
  filtered('a filter 65 objects deep', badInput, within(65, 'not', { status: { eq: 'ACTIVE' } })),
  filtered('a filter of empty lists', null, { or: [], and: [{ or: [] }, { and: [] }] }),
  filtered('99 alternatives', null, { or: many(99, { status: { ne: 'LOST' } }) }),
  filtered('100 alternatives', tooExpensive, { or: many(100, { status: { ne: 'LOST' } }) }),
  filtered('100,000 alternatives', tooExpensive, { or: many(100_000, {}) }),
  filtered('alternatives of alternatives', tooExpensive, {
    or: many(20, { or: many(20, { status: { eq: 'ACTIVE' } }) }),
  }),
  filtered('24 links', null, { or: times(24, (i) => ({ owner: { name: { eq: `nobody ${i}` } } })) }),
  filtered('25 links', tooExpensive, { or: times(25, (i) => ({ owner: { name: { eq: `nobody ${i}` } } })) }),
  filtered('children of children, as far as it goes', null, some(2)),
  filtered('children of children, too far', tooExpensive, some(3)),
  filtered('none of whose none have every', null, { orders: { none: { items: { none: { amount: { gt: '5' } } } } } }),
  filtered('every activity of every contact', null, {
    contacts: { every: { name: { contains: 'e' } } },
    activities: { every: { subject: { contains: 'e' } } },
  }),
  filtered('all kinds of children at once', null, {
    or: ['contacts', 'orders', 'activities', 'tickets', 'opportunities'].map((kind) => ({
      [kind]: { some: { createdAt: { lt: '1990-01-01T00:00:00Z' } } },
    })),
  }),
  filtered('24 filters by children', null, {
    or: times(24, (i) => ({ orders: { some: { total: { eq: String(9e9 + i) } } } })),
  }),
  filtered('children without any of theirs', null, {
    orders: { some: { items: { none: {} } } },
    contacts: { none: { customer: { orders: { some: {} } } } },
  }),
  filtered('who owns, of whom, of whom', null, { owner: { team: { parent: { name: { contains: 'e' } } } } }),
  posted(
    'orders by what their customers have',
    null,
    '{ orders(first: 200, where: { customer: { contacts: { some: { name: { contains: "zz" } } }, opportunities: { every: { amount: { gt: "1" } } } } }) { totalCount(limit: 1000000) { count } nodes { id } } }',
  ),
  posted(
    'activities of customers without tickets',
    null,
    '{ activities(first: 200, where: { customer: { tickets: { none: {} }, name: { contains: "zz" } } }) { totalCount(limit: 1000000) { count } nodes { id } } }',
  ),
  posted(
    'items of which order of whom',
    null,
    '{ orderItems(first: 200, where: { order: { customer: { owner: { name: { contains: "zz" } } } } }) { totalCount(limit: 1000000) { count } nodes { id } } }',
  ),
];
