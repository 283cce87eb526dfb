/** How well found groups agree with the true ones, counted over pairs of records. */
export interface Agreement {
  /** Share of the found pairs that are true. */
  precision: number;
  /** Share of the true pairs that were found. */
  recall: number;
  /** Harmonic mean of both. */
  f1: number;
}

/**
 * Compares found groups with the truth.
 * @param clusters groups of record numbers
 * @param truth by record number, what is the same for records that are one
 */
export function agreementOf(clusters: readonly (readonly number[])[], truth: readonly string[]): Agreement {
  const sizes = new Map<string, number>();
  for (const of of truth) sizes.set(of, (sizes.get(of) ?? 0) + 1);
  const real = [...sizes.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
  let found = 0;
  let right = 0;
  for (const cluster of clusters) {
    for (const [i, a] of cluster.entries()) {
      for (const b of cluster.slice(i + 1)) {
        found++;
        if (truth[a] === truth[b]) right++;
      }
    }
  }
  const precision = found === 0 ? 1 : right / found;
  const recall = real === 0 ? 1 : right / real;
  return { precision, recall, f1: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
}
