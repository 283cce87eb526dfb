import type { ColumnKind, MatchColumn } from './column-kinds';
import { levelCount } from './compare-values';
import type { Frequencies, Outcome } from './comparing';

/**
 * What was learned about telling duplicates from others (Fellegi and Sunter): for each column and level of likeness, how
 * often duplicates (`m`) and records taken at random (`u`) are alike at it.
 */
export interface MatchModel {
  columns: readonly MatchColumn[];
  m: readonly (readonly number[])[];
  u: readonly (readonly number[])[];
  /** Share of duplicates among all pairs of records. */
  prior: number;
  /** Weight in bits from which on a pair is taken for a duplicate. */
  threshold: number;
}

/** What one column says for (above 0) or against a pair being duplicates, in bits. */
export interface Evidence {
  column: string;
  /** 0 is the same value. */
  level: number;
  weight: number;
  a: string;
  b: string;
}

export interface Scored {
  /** Sum of the evidence and of the prior, in bits: above 0 rather a duplicate than not. */
  weight: number;
  /** How likely the two are duplicates, from 0 to 1. */
  probability: number;
  evidence: Evidence[];
}

export const probabilityOf = (weight: number): number => 1 / (1 + 2 ** -weight);

export const bitsOf = (share: number): number => Math.log2(share / (1 - share));

/** Sums up what the columns say about a pair. Values that many records share say less when they agree. */
export function scorePair(model: MatchModel, frequencies: Frequencies, outcomes: readonly Outcome[]): Scored {
  const evidence: Evidence[] = [];
  let weight = bitsOf(model.prior);
  for (const [i, outcome] of outcomes.entries()) {
    if (outcome === null) continue;
    const bits = weightOf(model, frequencies, i, outcome);
    weight += bits;
    const { level, a, b } = outcome;
    evidence.push({ column: model.columns[i]!.name, level, weight: bits, a, b });
  }
  return { weight, probability: probabilityOf(weight), evidence };
}

function weightOf(
  model: MatchModel,
  frequencies: Frequencies,
  i: number,
  { level, a, b }: NonNullable<Outcome>,
): number {
  const m = model.m[i]![level]!;
  const u = model.u[i]![level]!;
  const bits = Math.log2(m / u);
  if (level > 1 || frequencies.records === 0) return bits;
  const counts = frequencies.values[i]!;
  const share = Math.max(counts.get(a) ?? 1, counts.get(b) ?? 1) / frequencies.records;
  const same = model.u[i]![0]!;
  // Rarer than usual tells more, commoner less. What a mistyped value tells is half as sure.
  return bits + Math.log2(same / share) * (level === 0 ? 1 : 0.5);
}

/**
 * How often duplicates are alike at each level, as far as it can be known beforehand. Numbers and mailboxes are copied or they are
 * others: half of one rightly remembered is rare, while neighbours and colleagues have such. Of the rest: they agree mostly.
 */
const usualShares: Partial<Record<ColumnKind, readonly number[]>> = {
  phone: [0.76, 0.09, 0.005, 0.145],
  email: [0.72, 0.08, 0.05, 0.03, 0.12],
};

function sharesOf(kind: ColumnKind): readonly number[] {
  const known = usualShares[kind];
  if (known) return known;
  const levels = levelCount(kind);
  const shares = Array.from({ length: levels }, (_, i) =>
    i === 0 ? 0.7 : i === levels - 1 ? 0.08 : 0.22 / (levels - 2),
  );
  const sum = shares.reduce((a, b) => a + b, 0);
  return shares.map((share) => share / sum);
}

/** A model that knows nothing yet. */
export function firstModel(
  columns: readonly MatchColumn[],
  u: readonly (readonly number[])[],
  prior: number,
): MatchModel {
  return { columns, m: columns.map(({ kind }) => sharesOf(kind)), u, prior, threshold: 0 };
}
