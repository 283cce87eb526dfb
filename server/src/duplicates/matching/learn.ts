import type { ColumnKind, MatchColumn } from './column-kinds';
import { levelCount } from './compare-values';
import type { Outcome } from './comparing';
import { firstModel, probabilityOf, bitsOf, type MatchModel } from './match-model';

/** Pairs counted by what they look like: the level of each column, -1 where there is none. */
export class PatternCount {
  private readonly counts = new Map<string, { levels: readonly number[]; count: number }>();
  total = 0;

  add(outcomes: readonly Outcome[]): void {
    const levels = outcomes.map((outcome) => outcome?.level ?? -1);
    const key = levels.join();
    const known = this.counts.get(key);
    if (known) known.count++;
    else this.counts.set(key, { levels, count: 1 });
    this.total++;
  }

  patterns(): { levels: readonly number[]; count: number }[] {
    return [...this.counts.values()];
  }
}

const rounds = 60;

/**
 * Learns without labels, by expectation and maximisation: `u` from pairs taken at random, `m` and the prior from pairs that
 * share a key, all others counting as no duplicates.
 * @param scale how many pairs each counted pair with a key stands for, where they are a sample
 * @param allPairs how many pairs of records there are
 */
export function learn(
  columns: readonly MatchColumn[],
  random: PatternCount,
  keyed: PatternCount,
  scale: number,
  allPairs: number,
): MatchModel {
  const randomShares = columns.map(({ kind }, i) => sharesOf(random, i, levelCount(kind), 0.5));
  const patterns = keyed.patterns();
  const records = Math.sqrt(2 * allPairs);
  let model = firstModel(columns, randomShares, Math.min(0.1, records / 20 / allPairs));
  const usual = model;
  for (let round = 0; round < rounds; round++) {
    const mSums = columns.map(({ kind }) => Array<number>(levelCount(kind)).fill(0));
    let expected = 0;
    for (const { levels, count } of patterns) {
      const sure = probabilityOf(patternWeight(model, levels)) * count;
      expected += sure;
      for (const [i, level] of levels.entries()) if (level >= 0) mSums[i]![level]! += sure;
    }
    const prior = Math.min(0.2, Math.max(0.5, expected * scale) / allPairs);
    const m = mSums.map((sums, i) => smoothed(sums, usual.m[i]!, usualPairs(columns[i]!.kind, expected)));
    const u = randomShares.map((shares, i) => withoutDuplicates(shares, m[i]!, prior, random.total));
    const moved = Math.abs(prior - model.prior) / prior;
    model = { ...model, m, u, prior };
    if (moved < 1e-7) break;
  }
  return model;
}

function patternWeight(model: MatchModel, levels: readonly number[]): number {
  let weight = bitsOf(model.prior);
  for (const [i, level] of levels.entries()) {
    if (level >= 0) weight += Math.log2(model.m[i]![level]! / model.u[i]![level]!);
  }
  return weight;
}

function sharesOf(pairs: PatternCount, column: number, levels: number, extra: number): number[] {
  const sums = Array<number>(levels).fill(extra);
  for (const { levels: of, count } of pairs.patterns()) if (of[column]! >= 0) sums[of[column]!]! += count;
  const total = sums.reduce((a, b) => a + b, 0);
  return sums.map((sum) => sum / total);
}

function smoothed(sums: readonly number[], usual: readonly number[], extra: number): number[] {
  const total = sums.reduce((a, b) => a + b, 0) + extra + 1;
  return sums.map((sum, level) => (sum + usual[level]! * (extra + 1)) / total);
}

/**
 * How many times what is learned the usual shares count. Few records can't tell duplicates from neighbours by numbers alone;
 * that duplicates mostly agree in what names them can be known beforehand. A city or a postcode names nobody.
 */
const usualCounts = (kind: ColumnKind): number => (kind === 'word' || kind === 'number' ? 0 : 6);

/**
 * As how many pairs the usual shares count at least: a handful that may be strangers would else teach that duplicates look as they do,
 * and be surer of each other for it.
 */
const leastUsual = 600;

const usualPairs = (kind: ColumnKind, expected: number): number => {
  const counts = usualCounts(kind);
  return counts === 0 ? 0 : Math.max(leastUsual, counts * expected);
};

/** Among pairs taken at random there are duplicates too: in few records enough to hide how rare chance likeness is. */
function withoutDuplicates(shares: readonly number[], m: readonly number[], prior: number, pairs: number): number[] {
  const least = 0.5 / (pairs + 1);
  const left = shares.map((share, level) => Math.max(least, (share - prior * m[level]!) / (1 - prior)));
  const total = left.reduce((a, b) => a + b, 0);
  return left.map((share) => share / total);
}

/**
 * The weight from which on pairs are taken for duplicates: where twice the expected hits over what is taken and what there
 * is to find (the F1 measure) is greatest, if the probabilities are right.
 * @param weights of all pairs that share a key
 */
export function bestThreshold(weights: readonly number[], least = 0, most = 6): number {
  const sorted = [...weights].sort((a, b) => b - a);
  const expected = sorted.reduce((sum, weight) => sum + probabilityOf(weight), 0);
  let best = { measure: 0, weight: least };
  let hits = 0;
  for (const [i, weight] of sorted.entries()) {
    hits += probabilityOf(weight);
    const measure = (2 * hits) / (i + 1 + expected);
    if (measure > best.measure) best = { measure, weight };
  }
  return Math.min(Math.max(best.weight, least), most);
}
