import { columnsOf, flatten, listsOf, totalsOf } from './answer-table';

it('flattens rows by path, without __typename', () => {
  const row = {
    __typename: 'X',
    key: { owner: { name: 'A', __typename: 'User' } },
    tags: ['a', 'b'],
    phones: [{ number: '1' }],
  };
  expect(flatten(row)).toEqual({ 'key.owner.name': 'A', tags: 'a; b', 'phones.1.number': '1' });
  expect(flatten(null)).toEqual({ value: null });
});

it('finds a list under each key: nodes, nodes of edges, plain lists, deeper ones', () => {
  expect(
    listsOf({ customers: { nodes: [{ id: 1 }], pageInfo: {} }, b: { edges: [{ cursor: 'c', node: { id: 2 } }] } }),
  ).toEqual([
    { path: ['customers', 'nodes'], items: [{ id: 1 }] },
    { path: ['b', 'edges', 'node'], items: [{ id: 2 }] },
  ]);
  expect(listsOf({ dictionary: [{ key: 'a' }], me: { name: 'A', roles: ['x'] } })).toEqual([
    { path: ['dictionary'], items: [{ key: 'a' }] },
  ]);
  expect(listsOf({ customer: { name: 'A', orders: { nodes: [] } } })).toEqual([
    { path: ['customer', 'orders', 'nodes'], items: [] },
  ]);
  expect([listsOf(null), listsOf([{ a: 1 }]), listsOf('x')]).toEqual([[], [], []]);
});

it('keeps columns in the order they first appear, and none for a record that is not there', () => {
  expect(columnsOf([{ b: 1 }, { a: 1, b: 2 }])).toEqual(['b', 'a']);
  const rows = [
    { code: 1, 'team.name': 'North', 'team.lead.name': 'X' },
    { code: 2, team: null },
    { code: 3, 'team.name': 'South', 'team.lead': null },
  ];
  expect(columnsOf(rows)).toEqual(['code', 'team.name', 'team.lead.name']);
  expect(columnsOf([{ code: 1, team: null }])).toEqual(['code', 'team']);
});

it('tells totals, those of several aggregates by name', () => {
  expect(totalsOf({ orders: { nodes: [], totals: { count: 2, sum: { total: '1.5' } } } })).toEqual({
    count: 2,
    'sum.total': '1.5',
  });
  expect(totalsOf({ a: { totals: { count: 2 } }, b: { totals: { count: 5 } }, c: { nodes: [] } })).toEqual({
    'a.count': 2,
    'b.count': 5,
  });
  expect([totalsOf(null), totalsOf({ a: { totals: null } })]).toEqual([{}, {}]);
});
