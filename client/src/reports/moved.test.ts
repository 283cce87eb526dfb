import { moved } from './moved';

const items = ['a', 'b', 'c'];

it.each([
  [0, 2, 'bca'],
  [2, 0, 'cab'],
  [1, 2, 'acb'],
])('from %i to %i', (from, to, expected) => {
  expect(moved(items, from, to).join('')).toBe(expected);
});

it.each([
  [1, 1],
  [0, -1],
  [2, 3],
  [5, 0],
])('stays the same list from %i to %i', (from, to) => {
  expect(moved(items, from, to)).toBe(items);
});
