import { badInput, posted, times, tooExpensive, type HostileDocument } from './hostile-document';

const groups = (
  name: string,
  refused: string | null,
  groupBy: string,
  measures: string,
  rest = 'first: 200',
): HostileDocument =>
  posted(name, refused, `{ customerAggregate(groupBy: [${groupBy}], ${rest}) { nodes { ${measures} } } }`);
const page = (name: string, refused: string | null, args: string): HostileDocument =>
  posted(name, refused, `{ customers(${args}) { pageInfo { hasNextPage endCursor } nodes { id } } }`);
const counted = (name: string, refused: string | null, limit: string): HostileDocument =>
  posted(name, refused, `{ customers(first: 1) { totalCount(limit: ${limit}) { count } nodes { id } } }`);
const bucket = (field: string): string => `{ ${field}: { bucket: DAY, timeZone: "Asia/Shanghai" } }`;

/** Aggregates, orders, pages and counts. */
export const questions: readonly HostileDocument[] = [
  // Aggregates
  groups('medians by name', null, '{ name: true }', 'key { name } count median { creditLimit }'),
  groups(
    '20 percentiles by name',
    null,
    '{ name: true }',
    times(20, (i) => `p${i}: percentile(p: ${i / 20}) { creditLimit }`).join(' '),
  ),
  groups(
    'groups by eight fields',
    null,
    '{ name: true } { code: true } { status: true } { tier: true } { region: true } { industry: true } { currency: true } { kind: true }',
    'count',
  ),
  groups(
    'groups by nine fields',
    tooExpensive,
    '{ name: true } { code: true } { status: true } { tier: true } { region: true } { industry: true } { currency: true } { kind: true } { source: true }',
    'count',
  ),
  groups('groups by one field nine times', tooExpensive, '{ status: true } '.repeat(9), 'count'),
  groups('groups by nothing', badInput, '{}', 'count'),
  groups('groups by two fields in one object', badInput, '{ status: true tier: true }', 'count'),
  groups(
    'groups by three days',
    null,
    [bucket('createdAt'), bucket('updatedAt'), bucket('lastActivityAt')].join(' '),
    'count',
  ),
  groups(
    'groups by a time zone that is none',
    badInput,
    '{ createdAt: { bucket: DAY, timeZone: "Mars/Olympus" } }',
    'count',
  ),
  groups(
    'groups by a time zone with a quote',
    badInput,
    `{ createdAt: { bucket: DAY, timeZone: "UTC') OR 1=1 --" } }`,
    'count',
  ),
  groups(
    'all measures of all fields',
    null,
    '{ currency: true } { name: true }',
    'count countDistinct { code } sum { creditLimit lifetimeValue } avg { creditLimit lifetimeValue } min { creditLimit createdAt } max { lifetimeValue updatedAt } median { creditLimit lifetimeValue } percentile(p: 0.9) { creditLimit lifetimeValue }',
  ),
  groups(
    'the last groups of the order',
    null,
    '{ name: true }',
    'count',
    'first: 200, orderBy: [{ countDistinct: { code: ASC } }, { key: { name: DESC } }]',
  ),
  groups(
    'groups of groups that nobody is in',
    null,
    '{ name: true }',
    'count',
    'first: 200, having: { count: { gt: 100000000 } }',
  ),
  groups(
    'a thousand conditions on groups',
    badInput,
    '{ name: true }',
    'count',
    `first: 200, having: { count: { in: [${times(1_001, String).join(' ')}] } }`,
  ),
  groups(
    'medians of groups as a condition',
    badInput,
    '{ name: true } { currency: true }',
    'count',
    'first: 200, having: { median: { creditLimit: { gt: "1" } } }',
  ),
  groups('a place beyond all', badInput, '{ status: true }', 'percentile(p: 1.5) { creditLimit }'),
  groups('a place that is no number', badInput, '{ status: true }', 'percentile(p: 1e999) { creditLimit }'),
  posted(
    '20 aggregates',
    null,
    `{ ${times(20, (i) => `a${i}: customerAggregate(groupBy: [{ name: true }], first: 1) { nodes { count } }`).join(' ')} }`,
  ),
  posted(
    '20 medians by name',
    null,
    `{ ${times(20, (i) => `a${i}: customerAggregate(groupBy: [{ name: true }], first: 200) { nodes { median { creditLimit } } }`).join(' ')} }`,
  ),
  posted(
    '30 subtotals',
    null,
    `{ customerAggregate(groupBy: [{ tier: true }, { region: true }, { industry: true }], first: 1) { ${times(30, (i) => `s${i}: subtotals(keys: [${i % 3}]) { count }`).join(' ')} totals { count } } }`,
  ),
  posted(
    'subtotals of places that are not there',
    badInput,
    '{ customerAggregate(groupBy: [{ tier: true }], first: 1) { subtotals(keys: [7, -1]) { count } } }',
  ),
  posted(
    'subtotals by 10,000 names',
    badInput,
    '{ customerAggregate(groupBy: [{ name: true }, { code: true }], first: 1) { subtotals(keys: [0]) { count median { creditLimit } } } }',
  ),
  posted(
    'sums of orders by owner of customer',
    null,
    '{ orderAggregate(groupBy: [{ customer: { owner: { name: true } } }, { currency: true }], first: 200) { nodes { count sum { total } median { total } } totals { count } } }',
  ),
  posted(
    'items by product by customer',
    null,
    '{ orderItemAggregate(groupBy: [{ order: { customer: { name: true } } }, { product: { name: true } }], first: 200) { nodes { key { product { name } } count sum { quantity } } } }',
  ),
  posted(
    'activities by day and owner',
    null,
    '{ activityAggregate(groupBy: [{ occurredAt: { bucket: DAY } }, { owner: { name: true } }, { customer: { name: true } }], first: 200) { nodes { count } } }',
  ),
  posted(
    'a customer of a group of all',
    null,
    '{ customerAggregate(where: { orders: { none: { items: { some: { amount: { gt: "100" } } } } } }, groupBy: [{ owner: { team: { parent: { name: true } } } }], first: 200) { nodes { count where } } }',
  ),
  posted(
    'an aggregate of a search for one letter',
    null,
    '{ customerAggregate(search: "e", groupBy: [{ name: true }], first: 200) { nodes { count } } }',
  ),
  posted(
    'groups of texts of others',
    null,
    '{ activityAggregate(groupBy: [{ subject: true }], first: 200) { nodes { count } } }',
  ),
  // Orders
  posted(
    'opportunities by name of customer',
    null,
    '{ opportunities(first: 200, orderBy: [{ customer: { name: ASC } }], where: { name: { contains: "zz" } }) { nodes { id } } }',
  ),
  posted(
    'orders by team of owner of customer',
    null,
    '{ orders(first: 200, orderBy: [{ customer: { owner: { team: { name: DESC } } } }, { customer: { name: ASC } }]) { nodes { id } } }',
  ),
  posted(
    'items by customer',
    null,
    '{ orderItems(first: 200, orderBy: [{ order: { customer: { name: ASC } } }]) { totalCount(limit: 1000000) { count } nodes { id } } }',
  ),
  posted(
    'activities by name of customer, from the end',
    null,
    '{ activities(last: 200, orderBy: [{ customer: { name: ASC } }]) { nodes { id } } }',
  ),
  page(
    'by eight fields',
    null,
    'first: 200, orderBy: [{ creditRating: ASC } { source: DESC } { industry: ASC } { currency: ASC } { gender: ASC } { kind: ASC } { lifetimeValue: ASC } { code: DESC }]',
  ),
  page('by nine fields', tooExpensive, `first: 1, orderBy: [${'{ name: ASC } '.repeat(9)}]`),
  page('by 3,000 fields', tooExpensive, `first: 1, orderBy: [${'{ name: ASC } '.repeat(1_900)}]`),
  page('by the same field both ways', null, 'first: 200, orderBy: [{ industry: ASC } { industry: DESC }]'),
  page('by two fields in one object', badInput, 'first: 1, orderBy: [{ name: ASC code: ASC }]'),
  page('by no field', badInput, 'first: 1, orderBy: [{}]'),
  page(
    'by whose owner’s team’s parent’s parent’s parent',
    tooExpensive,
    'first: 1, orderBy: [{ owner: { team: { parent: { parent: { parent: { name: ASC } } } } } }]',
  ),
  page('by nobody’s field', badInput, 'first: 1, orderBy: [{ password: ASC }]'),
  // Pages
  page(
    'the last 200 in an order without index',
    null,
    'last: 200, orderBy: [{ creditRating: ASC } { lifetimeValue: DESC }]',
  ),
  page('201 of them', badInput, 'first: 201'),
  page('none of them', badInput, 'first: 0'),
  page('fewer than none', badInput, 'first: -5'),
  page('more than a number holds', badInput, 'first: 99999999999'),
  page('half a record', badInput, 'first: 1.5'),
  page('a page of words', badInput, 'first: "50"'),
  page('from both ends', badInput, 'first: 5, last: 5'),
  page('behind a cursor that is none', badInput, 'first: 5, after: "x"'),
  page('behind a cursor of 1 MB', badInput, `first: 5, after: "${'A'.repeat(1_000_000)}"`),
  page('behind a cursor somebody made', badInput, `first: 5, after: "${Buffer.from('[1,2,3]').toString('base64url')}"`),
  page('between two cursors', badInput, 'first: 5, after: "x", before: "y"'),
  page('deleted records of others', 'FORBIDDEN', 'first: 200, deleted: true'),
  counted('a count to the end', badInput, '2147483647'),
  counted('a count below nothing', badInput, '-1'),
  counted('a count of more than a number holds', badInput, '1e30'),
  posted(
    'counts of 20 lists to the end',
    null,
    `{ ${times(20, (i) => `c${i}: activities(first: 1, where: { subject: { contains: "q${i}" } }) { totalCount(limit: 1000000) { count } }`).join(' ')} }`,
  ),
  posted(
    '200 with 200',
    tooExpensive,
    '{ customers(first: 200) { nodes { id contacts(first: 200) { nodes { id } } activities(first: 200) { nodes { id } } } } }',
  ),
  posted(
    'as many records as it may cost',
    null,
    '{ customers(first: 99) { nodes { id name orders(first: 50) { nodes { id code items(first: 4) { nodes { id amount } } } } } } }',
  ),
  posted(
    '24,000 activities in an order of their own',
    null,
    '{ customers(first: 200) { nodes { id activities(first: 120, orderBy: [{ subject: ASC }]) { nodes { id subject body } } } } }',
  ),
  posted(
    'filters of every child list',
    null,
    '{ customers(first: 200) { nodes { id orders(first: 20, where: { items: { every: { amount: { gt: "1" } } } }, orderBy: [{ total: DESC }]) { totalCount(limit: 100000) { count } nodes { id } } } } }',
  ),
  posted(
    'the past of 200 records',
    null,
    '{ customers(first: 200) { nodes { id history(first: 80) { nodes { at changes { field old new } } } } } }',
  ),
  posted(
    'the cost of a document of 1 MB',
    tooExpensive,
    'query ($d: String!) { queryCost(document: $d) { cost allowed } }',
    {
      d: `{ ${'customers(first: 200) { nodes { id } } '.repeat(25_000)} }`,
    },
  ),
  posted(
    'the cost of 20 bombs',
    tooExpensive,
    `query ($d: String!) { ${times(20, (i) => `q${i}: queryCost(document: $d) { cost allowed }`).join(' ')} }`,
    {
      d: `{ ...F0 } ${times(900, (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`).join(' ')} fragment F900 on Query { __typename }`,
    },
  ),
];
