/** Digits behind the decimal point that Kehu keeps, everywhere. */
export const decimalPlaces = 4;

const scale = 10_000;
const bigScale = 10_000n;

/** Largest amount as stored: 99,999,999,999.9999. Scaled it is still an exactly represented number. */
export const maxScaled = 999_999_999_999_999;

export type DecimalFault = 'syntax' | 'precision' | 'overflow';

const messages: Record<DecimalFault, string> = {
  syntax: 'is not a number like 1234.56',
  precision: `has more than ${decimalPlaces} decimals`,
  overflow: 'is beyond 99,999,999,999.9999',
};

/** A text or result that is no amount Kehu can keep exactly. */
export class DecimalError extends Error {
  constructor(
    readonly fault: DecimalFault,
    readonly text: string,
  ) {
    super(`${text.slice(0, 40)} ${messages[fault]}`);
    this.name = 'DecimalError';
  }
}

const checked = (scaled: number, text: string): number => {
  if (!Number.isSafeInteger(scaled) || Math.abs(scaled) > maxScaled) throw new DecimalError('overflow', text);
  return scaled === 0 ? 0 : scaled; // no negative zero
};

/**
 * Exact decimal text (`-1234.5`) as an integer scaled by 10^4 (`-12345000`). Zeros behind the fourth decimal are allowed,
 * other digits there are not: nothing is rounded silently.
 * @throws DecimalError
 */
export function parseDecimal(text: string): number {
  const match = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!match) throw new DecimalError('syntax', text);
  const whole = match[2]!.replace(/^0+(?=\d)/, '');
  const fraction = (match[3] ?? '').replace(/0+$/, '');
  if (fraction.length > decimalPlaces) throw new DecimalError('precision', text);
  if (whole.length > 11) throw new DecimalError('overflow', text);
  const scaled = Number(whole) * scale + Number(fraction.padEnd(decimalPlaces, '0'));
  return checked(match[1] === '-' ? -scaled : scaled, text);
}

/** A scaled integer as decimal text without needless zeros: `12345000` is `1234.5`. Sums may be bigints of any size. */
export function formatDecimal(scaled: number | bigint): string {
  const value = BigInt(scaled);
  const size = value < 0n ? -value : value;
  const fraction = (size % bigScale).toString().padStart(decimalPlaces, '0').replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${size / bigScale}${fraction ? `.${fraction}` : ''}`;
}

/**
 * Sum of two scaled integers.
 * @throws DecimalError where it leaves the range
 */
export const addDecimals = (a: number, b: number): number =>
  checked(a + b, `${formatDecimal(a)} + ${formatDecimal(b)}`);

/** Order of two decimal texts: negative, zero or positive. `1.50` equals `1.5`. */
export const compareDecimals = (a: string, b: string): number => parseDecimal(a) - parseDecimal(b);

/** Integer quotient rounded half away from zero. */
export function divideRounded(dividend: bigint, divisor: bigint): bigint {
  const negative = dividend < 0n !== divisor < 0n;
  const n = dividend < 0n ? -dividend : dividend;
  const d = divisor < 0n ? -divisor : divisor;
  const quotient = (2n * n + d) / (2n * d);
  return negative ? -quotient : quotient;
}

/**
 * Net amount of an order line, scaled: quantity x unit price x (1 - discount), multiplied exactly and rounded once, half
 * away from zero. All three are scaled integers; a discount of 15 % is `1500`.
 * @throws DecimalError where it leaves the range
 */
export function lineAmount(quantity: number, unitPrice: number, discount: number): number {
  const product = BigInt(quantity) * BigInt(unitPrice) * (bigScale - BigInt(discount));
  return checked(Number(divideRounded(product, bigScale * bigScale)), formatDecimal(product / (bigScale * bigScale)));
}
