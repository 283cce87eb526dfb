import fc from 'fast-check';
import {
  addDecimals,
  compareDecimals,
  DecimalError,
  divideRounded,
  formatDecimal,
  lineAmount,
  maxScaled,
  parseDecimal,
} from './decimal';

const faultOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof DecimalError) return error.fault;
    throw error;
  }
  return 'none';
};

describe('decimal', () => {
  it.each([
    ['0', 0],
    ['-0', 0],
    ['1234.5', 12_345_000],
    ['+1', 10_000],
    ['-0.0001', -1],
    ['007.10', 71_000],
    ['1.00000000', 10_000],
    ['99999999999.9999', maxScaled],
  ])('%s is %d scaled', (text, scaled) => expect(parseDecimal(text)).toBe(scaled));

  it.each([
    ['', 'syntax'],
    ['1,000', 'syntax'],
    ['1e3', 'syntax'],
    ['.5', 'syntax'],
    ['5.', 'syntax'],
    ['NaN', 'syntax'],
    [' 1', 'syntax'],
    ['0.00001', 'precision'],
    ['100000000000', 'overflow'],
    ['-100000000000.0001', 'overflow'],
  ])('%j is refused for its %s', (text, fault) => expect(faultOf(() => parseDecimal(text))).toBe(fault));

  it('gives back what it read', () => {
    fc.assert(
      fc.property(fc.integer({ min: -maxScaled, max: maxScaled }), (scaled) =>
        expect(parseDecimal(formatDecimal(scaled))).toBe(scaled),
      ),
    );
  });

  it('writes sums of any size', () =>
    expect(formatDecimal(-12_345_678_901_234_567_890n)).toBe('-1234567890123456.789'));

  it('adds within the range only', () => {
    expect(addDecimals(parseDecimal('0.1'), parseDecimal('0.2'))).toBe(parseDecimal('0.3'));
    expect(faultOf(() => addDecimals(maxScaled, 1))).toBe('overflow');
  });

  it('compares by value', () => {
    expect(compareDecimals('1.50', '1.5')).toBe(0);
    expect(compareDecimals('-2', '1')).toBeLessThan(0);
    expect(compareDecimals('10', '9')).toBeGreaterThan(0);
  });

  it('rounds half away from zero', () => {
    expect([5n, -5n, 4n, 15n].map((n) => divideRounded(n, 10n))).toEqual([1n, -1n, 0n, 2n]);
  });

  it('multiplies order lines exactly and rounds once', () => {
    expect(formatDecimal(lineAmount(parseDecimal('35'), parseDecimal('42.4'), parseDecimal('0.15')))).toBe('1261.4');
    expect(formatDecimal(lineAmount(parseDecimal('0.5'), parseDecimal('0.0001'), 0))).toBe('0.0001');
    expect(faultOf(() => lineAmount(maxScaled, 20_000, 0))).toBe('overflow');
  });
});
