import { cardBody } from './card-kind';

const query = { kind: 'QUERY' as const, definition: { document: '', chart: 'bar' } };
const list = { kind: 'LIST' as const, noun: 'customers', definition: {} };
const groups = {
  customerAggregate: {
    nodes: [
      { key: { kind: 'PERSON' }, count: 3 },
      { key: { kind: 'COMPANY' }, count: 4 },
    ],
  },
};

it('draws what was saved with a chart, and tells figures where there is one group or a total', () => {
  expect(cardBody(query, groups)).toMatchObject({ kind: 'chart', chart: 'bar', columns: ['key.kind', 'count'] });
  expect(cardBody({ ...query, definition: {} }, groups)).toMatchObject({ kind: 'table' });
  const total = { customerAggregate: { totals: { count: 7, sum: { creditLimit: '10.5' } } } };
  const figures = [
    { name: 'count', value: 7 },
    { name: 'sum.creditLimit', value: '10.5' },
  ];
  expect(cardBody(query, total)).toEqual({ kind: 'figure', figures });
  const two = { given: { totals: { count: 7 } }, all: { totals: { count: 9 } } };
  expect(cardBody(query, two)).toMatchObject({ figures: [{ name: 'given.count', value: 7 }, { name: 'all.count' }] });
  expect(cardBody(query, { customerAggregate: { nodes: [{ count: 7, sum: { creditLimit: '10.5' } }] } })).toEqual({
    kind: 'figure',
    figures,
  });
});

it('shows the first of a list, and says so where there is nothing to see', () => {
  const totalCount = { count: 12, exact: true };
  expect(cardBody(list, { customers: { totalCount, nodes: [{ id: '1', name: 'A' }] } })).toEqual({
    kind: 'list',
    noun: 'customers',
    count: totalCount,
    rows: [{ id: '1', name: 'A' }],
  });
  const nothing = { kind: 'nothing' };
  expect(cardBody(list, { customers: { totalCount: { count: 0, exact: true }, nodes: [] } })).toEqual(nothing);
  expect(cardBody(query, { customerAggregate: { nodes: [] } })).toEqual(nothing);
  expect(cardBody(query, { customers: { nodes: [{ name: null }, { name: null }] } })).toEqual(nothing);
  expect(cardBody(query, null)).toEqual(nothing);
});
