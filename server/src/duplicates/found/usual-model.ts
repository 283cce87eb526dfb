import type { ColumnKind, MatchColumn } from '../matching/column-kinds';
import type { Frequencies } from '../matching/comparing';
import { firstModel, type MatchModel } from '../matching/match-model';
import { TokenWeights } from '../matching/token-weights';

/**
 * How often records that are not one are alike at each level, measured once on pairs of generated customers taken at random.
 * What is typed in is compared by these alone: what would be learned from records would tell of those out of sight.
 */
const chance: Partial<Record<ColumnKind, readonly number[]>> = {
  name: [0.0002, 0.0002, 0.0006, 0.002, 0.006, 0.02, 0.971],
  phone: [0.00001, 0.00005, 0.0002, 0.99974],
  email: [0.00001, 0.00003, 0.0003, 0.005, 0.99466],
  address: [0.00005, 0.0002, 0.0005, 0.002, 0.01, 0.05, 0.93725],
  date: [0.00005, 0.0008, 0.008, 0.002, 0.02, 0.25, 0.71915],
};

/** Share of duplicates among the records that are looked at when something is typed in: they were found by a likeness. */
const prior = 0.002;

/** The model by which what is typed in is compared with what is there. */
export function usualModel(columns: readonly MatchColumn[]): MatchModel {
  const usual = firstModel(
    columns,
    columns.map(({ kind }) => chance[kind]!),
    prior,
  );
  return { ...usual, threshold: 0 };
}

/** No counts: how common a value is among records that the asker does not see must not show. */
export const noFrequencies = (columns: readonly MatchColumn[]): Frequencies => ({
  records: 0,
  values: columns.map(() => new Map()),
  words: columns.map(() => new TokenWeights()),
});
