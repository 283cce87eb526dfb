import { testKehu, type TestKehu } from '../../test/kehu';
import { queryLimits } from './query-limits';

let kehu: TestKehu;
beforeAll(async () => {
  kehu = await testKehu({ demo: true });
}, 240_000);
afterAll(() => kehu.drop());

const filtered = 'query ($where: CustomerWhere) { customers(where: $where, first: 1) { totalCount { count } } }';
const grouped =
  'query ($where: CustomerWhere, $groupBy: [CustomerGroupBy!], $having: CustomerHaving, $orderBy: [CustomerAggregateOrderBy!]) { customerAggregate(where: $where, groupBy: $groupBy, having: $having, orderBy: $orderBy) { nodes { count sum { creditLimit } } } }';

const codesOf = async (account: string, document: string, variables: object): Promise<unknown[]> => {
  const { errors } = await kehu.ask(account, document, variables as Record<string, unknown>);
  return (errors ?? []).map(({ originalError }) => (originalError as { code?: string } | undefined)?.code);
};

/** `levels` objects within one another, ending in a condition. */
const nested = (levels: number): object => (levels === 1 ? { status: { eq: 'ACTIVE' } } : { not: nested(levels - 1) });

const hops = (count: number): object =>
  count === 0 ? {} : { contacts: { some: { customer: count === 1 ? {} : hops(count - 2) } } };

const conditions = (count: number): object => ({
  // Each takes three: the item, its field, its operator; the list itself takes one.
  or: Array.from({ length: count }, () => ({ status: { ne: 'LOST' } })),
});

const relations = (count: number): object => ({
  or: Array.from({ length: count }, () => ({ owner: { name: { eq: 'nobody' } } })),
});

const tags = (count: number): object => ({ tags: { hasAll: Array.from({ length: count }, (_, i) => `tag ${i}`) } });

const lists = (count: number): object => ({
  and: Array.from({ length: count }, () => ({ name: { in: Array<string>(1_000).fill('x') } })),
});

test.each([
  ['as deep as it may be', nested(queryLimits.depth), []],
  ['too deep', nested(queryLimits.depth + 1), ['QUERY_TOO_EXPENSIVE']],
  ['as many hops as it may have', hops(queryLimits.hops), []],
  ['too many hops', hops(queryLimits.hops + 2), ['QUERY_TOO_EXPENSIVE']],
  ['as many relations as it may have', relations(queryLimits.relations), []],
  ['too many relations', relations(queryLimits.relations + 1), ['QUERY_TOO_EXPENSIVE']],
  ['as many conditions as it may have', conditions(99), []],
  ['too many conditions', conditions(100), ['QUERY_TOO_EXPENSIVE']],
  ['as many tags as all must be there', tags(queryLimits.relations), []],
  ['too many tags that must all be there', tags(queryLimits.relations + 1), ['QUERY_TOO_EXPENSIVE']],
  ['as many values as it may have', lists(5), []],
  ['too many values', lists(6), ['QUERY_TOO_EXPENSIVE']],
] as const)('a filter that is %s', async (_, where, expected) => {
  expect(await codesOf('rep.north1', filtered, { where })).toEqual(expected);
  expect(await codesOf('rep.north1', grouped, { where }).then((codes) => codes.includes('QUERY_TOO_EXPENSIVE'))).toBe(
    expected.length > 0,
  );
});

test('a text that an engine refuses only where it meets a row is refused before, so that it finds no hidden rows', async () => {
  const long = 'x'.repeat(60_000);
  for (const operator of ['contains', 'endsWith', 'startsWith']) {
    expect(await codesOf('rep.north1', filtered, { where: { name: { [operator]: long } } })).toEqual([
      'BAD_USER_INPUT',
    ]);
  }
  expect(await codesOf('rep.north1', '{ customers(search: "' + long + '", first: 1) { nodes { id } } }', {})).toEqual([
    'BAD_USER_INPUT',
  ]);
});

test('orders and groups take few fields and follow few relations', async () => {
  const order =
    'query ($orderBy: [OpportunityOrderBy!]) { opportunities(orderBy: $orderBy, first: 1) { nodes { id } } }';
  const parents = (count: number): object => (count === 0 ? { name: 'ASC' } : { parent: parents(count - 1) });
  const byTeam = (count: number) => [{ owner: { team: parents(count) } }];
  expect(await codesOf('director', order, { orderBy: byTeam(2) })).toEqual([]);
  expect(await codesOf('director', order, { orderBy: byTeam(3) })).toEqual(['QUERY_TOO_EXPENSIVE']);
  expect(await codesOf('director', order, { orderBy: Array(9).fill({ name: 'ASC' }) })).toEqual([
    'QUERY_TOO_EXPENSIVE',
  ]);
  expect(await codesOf('director', grouped, { groupBy: Array(9).fill({ status: true }) })).toEqual([
    'QUERY_TOO_EXPENSIVE',
  ]);
  const deep = (leaf: unknown): unknown => ({ owner: { team: { parent: { parent: { parent: { name: leaf } } } } } });
  expect(await codesOf('director', grouped, { groupBy: [deep(true)] })).toEqual(['QUERY_TOO_EXPENSIVE']);
});

test.each([
  ['a null filter beside an aggregate-only field', { where: { and: null } }],
  ['a null negation beside an aggregate-only field', { where: { not: null } }],
  ['an order by no measure', { orderBy: [{ sum: {} }] }],
  ['an order by a measure without direction', { orderBy: [{ sum: { creditLimit: null } }] }],
  ['an order by no key', { orderBy: [{ key: {} }] }],
  ['a span without end', { having: { count: { between: [1] } } }],
  ['too many values', { having: { count: { in: Array(1_001).fill(1) } } }],
])('%s is malformed, not a fault of ours', async (_, variables) => {
  expect(await codesOf('analyst1', grouped, { groupBy: [{ currency: true }], ...variables })).toEqual([
    'BAD_USER_INPUT',
  ]);
});
