import { buildSchema, parse } from 'graphql';
import { isHeavy } from './weight';

const schema = buildSchema(`
  input Where { name: String, orders: OrdersWhere, or: [Where!] }
  input OrdersWhere { some: Where }
  enum Direction { ASC DESC }
  input Order { name: Direction, owner: Order }
  type Count { count: Int }
  type CustomerConnection { totalCount(limit: Int = 10000): Count }
  type CustomerAggregateConnection { nodes: [Count] }
  type Query {
    customers(where: Where, orderBy: [Order!]): CustomerConnection
    customerAggregate: CustomerAggregateConnection
  }
`);

const heavy = (document: string, variables: Record<string, unknown> = {}, cost = 50): boolean =>
  isHeavy(schema, parse(document), variables, cost);

describe('what reads much', () => {
  it.each([
    ['an aggregate', '{ all: customerAggregate { nodes { count } } }', {}],
    ['a filter by children', '{ customers(where: { orders: { some: { name: "x" } } }) { totalCount { count } } }', {}],
    [
      'the same in a variable',
      'query ($w: Where) { customers(where: $w) { totalCount { count } } }',
      { w: { orders: { some: {} } } },
    ],
    ['an order through a link', '{ customers(orderBy: [{ owner: { name: ASC } }]) { totalCount { count } } }', {}],
    [
      'an order through a link in a variable',
      'query ($o: [OrderBy!]) { customers(orderBy: $o) { totalCount { count } } }',
      { o: [{ name: 'ASC' }, { owner: { name: 'ASC' } }] },
    ],
    [
      'an order through a link, of which a variable is a part',
      'query ($o: OrderBy) { customers(orderBy: [{ name: ASC }, $o]) { totalCount { count } } }',
      { o: { owner: { name: 'ASC' } } },
    ],
    [
      'a filter of many conditions',
      `{ customers(where: { or: [${'{ name: "x" } '.repeat(13)}] }) { totalCount { count } } }`,
      {},
    ],
    [
      'a filter of many conditions in a variable',
      'query ($w: Where) { customers(where: $w) { totalCount { count } } }',
      { w: { or: Array.from({ length: 13 }, () => ({ name: 'x' })) } },
    ],
    [
      'a filter of many conditions, some of them in variables',
      `query ($w: Where) { customers(where: { or: [$w ${'{ name: "x" } '.repeat(8)}] }) { totalCount { count } } }`,
      { w: { or: Array.from({ length: 5 }, () => ({ name: 'x' })) } },
    ],
    ['a long count', '{ customers { totalCount(limit: 10001) { count } } }', {}],
    ['the same in a variable', 'query ($n: Int) { customers { totalCount(limit: $n) { count } } }', { n: 1_000_000 }],
  ])('is %s', (_, document, variables) => {
    expect(heavy(document, variables)).toBe(true);
  });

  it('is a large tree', () => {
    const document = '{ customers { totalCount { count } } }';
    expect(heavy(document, {}, 5_001)).toBe(true);
    expect(heavy(document, {}, 5_000)).toBe(false);
  });

  it.each([
    [
      'a list with its count',
      '{ customers(where: { name: "some" }, orderBy: [{ name: ASC }]) { totalCount(limit: 10000) { count } } }',
      {},
    ],
    [
      'an order by own fields in a variable',
      'query ($o: [OrderBy!]) { customers(orderBy: $o) { totalCount { count } } }',
      { o: [{ name: 'ASC' }] },
    ],
    [
      'a filter by a list of values',
      `{ customers(where: { name: [${'"x" '.repeat(30)}] }) { totalCount { count } } }`,
      {},
    ],
    [
      'a filter in a variable',
      'query ($w: Where, $n: Int) { customers(where: $w) { totalCount(limit: $n) { count } } }',
      { w: { name: 'every' }, n: 10 },
    ],
  ])('is not %s', (_, document, variables) => {
    expect(heavy(document, variables)).toBe(false);
  });
});
