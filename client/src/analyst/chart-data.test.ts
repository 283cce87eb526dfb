import { chartColumns, chartItems, heatMap, niceTop, pareto, seriesOf } from './chart-data';

const rows = [
  { 'key.tier.name': 'Gold', 'key.year': 2025, count: 3, 'sum.amount': '10.5' },
  { 'key.tier.name': 'Gold', 'key.year': 2026, count: 1, 'sum.amount': '4.5' },
  { 'key.tier.name': null, 'key.year': 2026, count: 4, 'sum.amount': null },
];
const columns = ['key.tier.name', 'key.year', 'count', 'sum.amount'];

it('tells names from amounts', () => {
  expect(chartColumns(rows, columns)).toEqual({
    labels: ['key.tier.name', 'key.year'],
    measures: ['count', 'sum.amount'],
  });
  expect(chartColumns([{ id: 'x', code: 'C-1' }], ['id', 'code'])).toEqual({ labels: ['code'], measures: [] });
});

it('adds up what has one name, and leaves nulls out', () => {
  expect(chartItems(rows, ['key.tier.name'], 'count')).toEqual([
    { label: 'Gold', value: 4, rows: [0, 1] },
    { label: '–', value: 4, rows: [2] },
  ]);
  expect(chartItems(rows, ['key.tier.name'], 'sum.amount')).toEqual([{ label: 'Gold', value: 15, rows: [0, 1] }]);
});

it('sums parts of the whole from the largest', () => {
  const items = [
    { label: 'a', value: 1, rows: [] },
    { label: 'b', value: 3, rows: [] },
  ];
  expect(pareto(items).map(({ label, part }) => [label, part])).toEqual([
    ['b', 0.75],
    ['a', 1],
  ]);
});

it('crosses two names', () => {
  expect(heatMap(rows, ['key.tier.name', 'key.year'], 'count')).toEqual({
    rows: ['Gold', '–'],
    columns: ['2025', '2026'],
    cells: [
      [3, 1],
      [null, 4],
    ],
    rowsOf: [
      [[0], [1]],
      [[], [2]],
    ],
  });
});

it('rounds the top of an axis up', () =>
  expect([0, 7, 10, 1_200, 2_400].map(niceTop)).toEqual([1, 8, 10, 1_200, 2_500]));

it('draws a line for each name beside the time, in the order of time', () => {
  const months = [
    { 'key.team': 'North', 'key.at': '2026-02-01', sum: '2' },
    { 'key.team': 'North', 'key.at': '2026-01-01', sum: '1' },
    { 'key.team': 'South', 'key.at': '2026-02-01', sum: '7' },
    { 'key.team': null, 'key.at': '2026-02-01', sum: null },
  ];
  expect(seriesOf(months, ['key.team', 'key.at'], 'sum')).toEqual({
    at: ['2026-01-01', '2026-02-01'],
    series: [
      { name: 'North', values: [1, 2], rows: [[1], [0]] },
      { name: 'South', values: [null, 7], rows: [[], [2]] },
    ],
    of: 2,
  });
  expect(seriesOf(months, ['key.at'], 'sum').series).toEqual([{ name: 'sum', values: [1, 9], rows: [[1], [0, 2]] }]);
  const many = Array.from({ length: 20 }, (_, i) => ({ at: '2026-01-01', team: `t${i}`, count: i }));
  const { series, of } = seriesOf(many, ['at', 'team'], 'count');
  expect([of, series.map(({ name }) => name)]).toEqual([20, [12, 13, 14, 15, 16, 17, 18, 19].map((i) => `t${i}`)]);
  expect(seriesOf([{ count: 3 }], [], 'count').series[0]!.values).toEqual([3]);
});
