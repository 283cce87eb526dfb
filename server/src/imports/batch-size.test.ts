import { BatchSize } from './batch-size';

const after = (size: BatchSize, perSecond: number): number => {
  for (let i = 0; i < 20; i++) size.took((size.next / perSecond) * 1000, size.next);
  return size.next;
};

it('follows the pace, so that a batch takes a tenth of a second or a little less, within bounds', () => {
  const size = new BatchSize();
  expect(after(size, 3_000)).toBe(256);
  expect(after(size, 800)).toBe(64);
  expect(after(size, 3)).toBe(32);
  expect(after(size, 1_000_000)).toBe(512);
});

it('makes little of one slow batch, and nothing of none', () => {
  const size = new BatchSize();
  const before = after(size, 6_000);
  size.took(60_000, before);
  expect(size.next).toBeGreaterThan(before / 3);
  const now = size.next;
  size.took(5, 0);
  expect(size.next).toBe(now);
});

it('stays as it is told', () => {
  const size = new BatchSize(7);
  size.took(1, 7);
  expect(size.next).toBe(7);
});
