import { likeness } from './compare-text';

/** How rare words are in a column: rare ones tell more. */
export class TokenWeights {
  private readonly counts = new Map<string, number>();
  private values = 0;

  /** Counts the words of one value. */
  add(tokens: readonly string[]): void {
    this.values++;
    for (const token of new Set(tokens)) this.counts.set(token, (this.counts.get(token) ?? 0) + 1);
  }

  /** Forgets words that occur once where there are more than `most`: an unknown word counts as one of them. */
  trim(most: number): void {
    if (this.counts.size <= most) return;
    for (const [token, count] of this.counts) if (count === 1) this.counts.delete(token);
  }

  /** Weight of a word, from 0 upwards. */
  of(token: string): number {
    return Math.log(1 + this.values / (this.counts.get(token) ?? 1));
  }
}

/** How alike two words are, where they can be the same one mistyped or cut short; else 0. */
function tokenLikeness(a: string, b: string): number {
  if (a === b) return 1;
  if (/\d/.test(a) || /\d/.test(b)) return 0;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (long.startsWith(short)) return short.length >= 3 ? 0.92 : 0.8;
  return likeness(a, b, 0.72);
}

/**
 * How alike two lists of words are, from 0 to 1: words may be mistyped, cut short, in another order or missing, and rare
 * ones count more. The mean of what both share and of how far the shorter is contained in the longer.
 */
export function tokensLikeness(a: readonly string[], b: readonly string[], weights: TokenWeights): number {
  if (a.length === 0 || b.length === 0) return 0;
  const sum = (tokens: readonly string[]): number => tokens.reduce((total, token) => total + weights.of(token) ** 2, 0);
  const left = sum(a);
  const right = sum(b);
  const free = new Set(b.keys());
  let common = 0;
  for (const token of a) {
    let best = 0;
    let at = -1;
    for (const i of free) {
      const like = tokenLikeness(token, b[i]!);
      if (like > best) [best, at] = [like, i];
      if (best === 1) break;
    }
    if (at < 0) continue;
    free.delete(at);
    common += best * weights.of(token) * weights.of(b[at]!);
  }
  if (common === 0) return 0;
  const cosine = common / Math.sqrt(left * right);
  const contained = common / Math.min(left, right);
  return Math.min(1, (cosine + Math.min(1, contained)) / 2);
}
