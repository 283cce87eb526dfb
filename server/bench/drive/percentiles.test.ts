import { median, percentile, spread } from './percentiles';

describe('percentile', () => {
  const hundred = Float64Array.from({ length: 100 }, (_, i) => i + 1);

  it.each([
    [0.5, 50],
    [0.95, 95],
    [0.99, 99],
    [1, 100],
    [0, 1],
  ])('of 1 to 100 at %p is %p', (share, expected) => {
    expect(percentile(hundred, share)).toBe(expected);
  });

  it('is a value that was there, also of few', () => {
    expect(percentile([3, 7], 0.99)).toBe(7);
    expect(percentile([3, 7], 0.5)).toBe(3);
    expect(percentile([4], 0.95)).toBe(4);
    expect(percentile([], 0.5)).toBeNaN();
  });
});

describe('median and spread', () => {
  it('take values in any order', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([9, 1, 5, 3])).toBe(4);
    expect(spread([9, 1, 5])).toBeCloseTo(1.6);
  });

  it('leave the outer quarters alone, where there are enough values', () => {
    expect(spread([4, 2, 3, 5, 1])).toBeCloseTo(2 / 3);
    expect(spread([4, 2, 3, 500, 1])).toBeCloseTo(2 / 3);
    expect(spread([1, 2, 3, 4])).toBeCloseTo((3.25 - 1.75) / 2.5);
  });

  it('of one value are that value and nothing', () => {
    expect([median([2]), spread([2]), spread([])]).toEqual([2, 0, 0]);
    expect(median([])).toBeNaN();
  });
});
