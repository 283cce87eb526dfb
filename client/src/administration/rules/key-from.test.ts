import { keyFrom } from './key-from';

test.each([
  ['Warranty desk', [], 'warranty-desk'],
  ['Warranty desk', ['warranty-desk', 'warranty-desk-2'], 'warranty-desk-3'],
  ['  2nd Line (Élite)!', [], 'nd-line-e-lite'],
  ['保修服务台', [], 'role'],
  ['x', ['role'], 'role-2'],
  ['a'.repeat(60), [], 'a'.repeat(36)],
])('a key for %s beside %s is %s', (name, taken, key) => {
  expect(keyFrom(name, 'role', new Set(taken))).toBe(key);
});
