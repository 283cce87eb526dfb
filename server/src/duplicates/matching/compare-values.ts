import type { ColumnKind } from './column-kinds';
import { editDistance, likeness } from './compare-text';
import type { PreparedValue } from './prepare-value';
import { tokensLikeness, type TokenWeights } from './token-weights';

/**
 * How alike two values of a column are, as a level: 0 is the same, the last one is "something else". What a level is worth
 * is learned from the records.
 */
type Comparison = (a: PreparedValue, b: PreparedValue, weights: TokenWeights) => number;

interface Levels {
  count: number;
  compare: Comparison;
}

const below = (steps: readonly number[], value: number): number => {
  const at = steps.findIndex((step) => value >= step);
  return 1 + (at < 0 ? steps.length : at);
};

const sameSound = (a: PreparedValue, b: PreparedValue): boolean =>
  (a.sound !== null && (a.sound === b.sound || a.sound === b.solid)) || (b.sound !== null && b.sound === a.solid);

const tokenSteps = [0.9, 0.78, 0.62, 0.45, 0.25] as const;

/** Whole names, addresses and texts, by their words. */
const byTokens: Levels = {
  count: tokenSteps.length + 2,
  compare(a, b, weights) {
    if (a.solid === b.solid) return 0;
    if (sameSound(a, b)) return 1;
    const like = Math.max(tokensLikeness(a.tokens, b.tokens, weights), charLikeness(a.text, b.text));
    const level = below(tokenSteps, like);
    return numbersDiffer(a.tokens, b.tokens) ? Math.max(level, tokenSteps.length) : level;
  },
};

/** Number 12 of a street is not number 14 of it: both have numbers, and the first ones are others. */
function numbersDiffer(a: readonly string[], b: readonly string[]): boolean {
  const left = a.find(isNumber);
  const right = b.find(isNumber);
  return left !== undefined && right !== undefined && left !== right;
}

const isNumber = (token: string): boolean => /^\d+$/.test(token);

/** Short names may differ by a letter that splits or joins words. */
const charLikeness = (a: string, b: string): number => {
  if (Math.max(a.length, b.length) > 24 || /\d/.test(a) || /\d/.test(b)) return 0;
  return likeness(a, b);
};

/** Parts of names and other single words, by their letters. */
const byLetters: Levels = {
  count: 5,
  compare(a, b) {
    if (a.text === b.text) return 0;
    if (sameSound(a, b)) return 1;
    const [short, long] = a.text.length < b.text.length ? [a.text, b.text] : [b.text, a.text];
    const distance = editDistance(short, long, 3);
    if (distance === 1 && short.length >= 3) return 1;
    if (long.startsWith(short) || (distance === 2 && short.length >= 5)) return 2;
    return likeness(short, long, 0.6) > 0 ? 3 : 4;
  },
};

const byIdentifier: Levels = {
  count: 4,
  compare(a, b) {
    const distance = editDistance(a.text, b.text, 2);
    return distance;
  },
};

const byNumber: Levels = {
  count: 3,
  compare(a, b) {
    if (a.text === b.text) return 0;
    return editDistance(a.text, b.text, 1) === 1 && Math.max(a.text.length, b.text.length) > 1 ? 1 : 2;
  },
};

const byPhone: Levels = {
  count: 4,
  compare(a, b) {
    if (a.text === b.text) return 0;
    const [short, long] = a.text.length < b.text.length ? [a.text, b.text] : [b.text, a.text];
    if (short.length >= 7 && long.endsWith(short)) return 0; // with and without country or area code
    const distance = editDistance(short, long, 2);
    return Math.max(1, distance);
  },
};

const byEmail: Levels = {
  count: 5,
  compare(a, b) {
    if (a.text === b.text) return 0;
    const distance = editDistance(a.text, b.text, 3);
    if (distance === 1) return 1;
    if (distance <= 3) return 2;
    const local = (email: string): string => email.split('@')[0]!;
    if (local(a.text) === local(b.text) && local(a.text).length >= 3) return 2;
    return likeness(a.text, b.text, 0.6) > 0 ? 3 : 4;
  },
};

/** Days apart that count as near, near in the year, and of the same years of life. */
const spans = { month: 31, year: 366, years: 3653 } as const;

const byDate: Levels = {
  count: 7,
  compare(a, b) {
    if (a.text === b.text) return 0;
    const distance = editDistance(a.text, b.text, 2);
    if (distance === 1) return 1;
    if (a.text === b.text.slice(0, 4) + b.text.slice(6) + b.text.slice(4, 6)) return 1; // day and month swapped
    const days = Math.abs(a.day - b.day);
    if (distance === 2 || a.text.slice(4) === b.text.slice(4)) return 2;
    if (days <= spans.month) return 3;
    if (days <= spans.year) return 4;
    return days <= spans.years ? 5 : 6;
  },
};

const levelsByKind: Readonly<Record<ColumnKind, Levels>> = {
  givenName: byLetters,
  familyName: byLetters,
  name: byTokens,
  email: byEmail,
  phone: byPhone,
  date: byDate,
  identifier: byIdentifier,
  number: byNumber,
  address: byTokens,
  word: byLetters,
  text: byTokens,
};

/** How many levels a kind of column has. */
export const levelCount = (kind: ColumnKind): number => levelsByKind[kind].count;

/** Texts of two values, of a record each, and how alike they are. */
export interface Likest {
  level: number;
  a: string;
  b: string;
}

/** The likest two of the values that two records have in a column; null where one of them has none. */
export function likest(
  kind: ColumnKind,
  left: readonly PreparedValue[],
  right: readonly PreparedValue[],
  weights: TokenWeights,
): Likest | null {
  const { compare } = levelsByKind[kind];
  let best: Likest | null = null;
  for (const a of left) {
    for (const b of right) {
      const level = compare(a, b, weights);
      if (best === null || level < best.level) best = { level, a: a.text, b: b.text };
      if (level === 0) return best;
    }
  }
  return best;
}
