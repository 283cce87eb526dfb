import { likeness, mostEdits } from './compare-text';

/** How rare words are in a column: rare ones tell more. */
export class TokenWeights {
  private readonly counts = new Map<string, number>();
  private values = 0;
  private hasKnown = false;
  private known = new WeakMap<readonly string[], KnownWeights>();

  /** Counts the words of one value. */
  add(tokens: readonly string[]): void {
    this.values++;
    if (this.hasKnown) this.forget();
    for (const token of new Set(tokens)) this.counts.set(token, (this.counts.get(token) ?? 0) + 1);
  }

  /** Forgets words that occur once where there are more than `most`: an unknown word counts as one of them. */
  trim(most: number): void {
    if (this.counts.size <= most) return;
    this.forget();
    for (const [token, count] of this.counts) if (count === 1) this.counts.delete(token);
  }

  /** Weight of a word, from 0 upwards. */
  of(token: string): number {
    return Math.log(1 + this.values / (this.counts.get(token) ?? 1));
  }

  /** Weights of the words of one value, kept with it: a record is compared with many. */
  ofAll(tokens: readonly string[]): KnownWeights {
    let known = this.known.get(tokens);
    if (!known) {
      const weights = tokens.map((token) => this.of(token));
      known = { weights, squares: weights.reduce((sum, weight) => sum + weight ** 2, 0) };
      this.known.set(tokens, known);
      this.hasKnown = true;
    }
    return known;
  }

  private forget(): void {
    this.known = new WeakMap();
    this.hasKnown = false;
  }
}

interface KnownWeights {
  weights: readonly number[];
  /** Sum of their squares. */
  squares: number;
}

/** How like words must be at least to be one mistyped. */
const leastLike = 0.72;

/** How alike two words are, where they can be the same one mistyped or cut short; else 0. */
function tokenLikeness(a: string, b: string): number {
  if (a === b) return 1;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  const isStart = long.startsWith(short);
  const most = mostEdits(long.length, leastLike);
  // Most words are too short, or too different in length, to be one mistyped: asked first, as it is cheap.
  if (!isStart && (most === 0 || long.length - short.length > most)) return 0;
  if (/\d/.test(a) || /\d/.test(b)) return 0;
  if (isStart) return short.length >= 3 ? 0.92 : 0.8;
  return likeness(a, b, leastLike);
}

/**
 * How alike two lists of words are, from 0 to 1: words may be mistyped, cut short, in another order or missing, and rare
 * ones count more. The mean of what both share and of how far the shorter is contained in the longer.
 */
export function tokensLikeness(a: readonly string[], b: readonly string[], weights: TokenWeights): number {
  if (a.length === 0 || b.length === 0) return 0;
  const left = weights.ofAll(a);
  const right = weights.ofAll(b);
  const taken = new Uint8Array(b.length);
  let common = 0;
  for (const [n, token] of a.entries()) {
    let best = 0;
    let at = -1;
    for (let i = 0; i < b.length; i++) {
      if (taken[i] === 1) continue;
      const like = tokenLikeness(token, b[i]!);
      if (like > best) [best, at] = [like, i];
      if (best === 1) break;
    }
    if (at < 0) continue;
    taken[at] = 1;
    common += best * left.weights[n]! * right.weights[at]!;
  }
  if (common === 0) return 0;
  const cosine = common / Math.sqrt(left.squares * right.squares);
  const contained = common / Math.min(left.squares, right.squares);
  return Math.min(1, (cosine + Math.min(1, contained)) / 2);
}
