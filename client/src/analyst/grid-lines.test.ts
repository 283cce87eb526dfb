import { flatten } from '@kehu/shared';
import { gridLines, subtotalsOf } from './grid-lines';

const group = (tier: string | null, region: string | null, count: number) => ({ key: { tier, region }, count });
const answer = (nodes: unknown[], more: object) => ({ customerAggregate: { nodes, totals: { count: 9 }, ...more } });

it('finds subtotals by whatever name they were asked, and no other lists', () => {
  const data = answer([group('A', 'N', 1)], { byTier: [group('A', null, 1)], subtotals: [group(null, 'N', 1)] });
  expect(subtotalsOf(data)).toEqual([
    { 'key.tier': 'A', 'key.region': null, count: 1 },
    { 'key.tier': null, 'key.region': 'N', count: 1 },
  ]);
  expect(subtotalsOf(answer([group('A', 'N', 1)], { subtotals: null }))).toEqual([]);
  expect(subtotalsOf({ customers: { nodes: [{ id: '1', tags: ['a'] }] } })).toEqual([]);
  expect(subtotalsOf(null)).toEqual([]);
});

it('puts each behind the rows it sums up where they stand together, else at the end', () => {
  const rows = [group('A', 'N', 1), group('A', 'S', 2), group('B', 'N', 4)].map((row) => flatten(row));
  const subtotals = [group('A', null, 3), group('B', null, 4), group(null, 'N', 5), group('C', null, 7)];
  const lines = gridLines(
    rows,
    subtotals.map((row) => flatten(row)),
  );
  expect(lines.map(({ values, place }) => [place, values.count])).toEqual([
    [0, 1],
    [1, 2],
    [null, 3],
    [2, 4],
    [null, 4],
    [null, 5], // its rows are apart
    [null, 7], // its rows are on another page
  ]);
});

it('puts a group without a value at the end, as nothing tells it from all', () => {
  const rows = [flatten(group(null, 'N', 1))];
  expect(gridLines(rows, [flatten(group(null, null, 1))]).map(({ place }) => place)).toEqual([0, null]);
});
