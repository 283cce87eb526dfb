/** The value below which this share (0 to 1) of the values lies, by nearest rank. NaN for none. `sorted`: ascending. */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) return Number.NaN;
  const rank = Math.ceil(share * sorted.length);
  return sorted[Math.min(sorted.length, Math.max(1, rank)) - 1]!;
}

/** The middle value; of an even number of values the mean of the two in the middle. NaN for none. */
export function median(values: readonly number[]): number {
  if (values.length === 0) return Number.NaN;
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/**
 * How far values lie apart, as a share of their median: the distance between their quartiles, which the middle half of them
 * lies within. Of fewer than four values the greatest less the least; 0 for fewer than two.
 */
export function spread(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = values.length < 4 ? [sorted[0]!, sorted.at(-1)!] : [at(sorted, 0.25), at(sorted, 0.75)];
  return (high - low) / median(values);
}

/** The value at a share of the way from the least to the greatest, between two neighbours in proportion. */
function at(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const [low, high] = [sorted[below]!, sorted[Math.min(below + 1, sorted.length - 1)]!];
  return low + (high - low) * (place - below);
}
