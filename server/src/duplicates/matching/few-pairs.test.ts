import type { MatchColumn } from './column-kinds';
import type { Outcome } from './comparing';
import { learn, PatternCount } from './learn';
import { scorePair } from './match-model';
import { TokenWeights } from './token-weights';

const columns: MatchColumn[] = [
  { name: 'name', kind: 'name' },
  { name: 'phones', kind: 'phone' },
  { name: 'emails', kind: 'email' },
  { name: 'addresses', kind: 'address' },
];

const outcomes = (levels: readonly (number | null)[]): Outcome[] =>
  levels.map((level) => (level === null ? null : { level, a: 'a', b: 'b' }));

/** How often 60,000 pairs of 5,000 customers taken at random are alike at each level, by column. */
const atRandom = [
  [1, 1, 4, 43, 179, 46, 59_726],
  [0, 4, 68, 59_928],
  [0, 0, 5_491, 1_266, 53_243],
  [0, 0, 1, 4, 11, 2_235, 57_749],
];

/** Pairs that share a key by chance: much alike in words and numbers of their city, and the same in nothing that names them. */
const strangers = [
  [1, 2, 2, 3],
  [3, 2, 2, 3],
  [4, 2, null, 3],
  [1, 2, 3, 5],
  [0, 2, 3, 5],
  [4, 1, 4, 3],
];

function countOf(patterns: readonly (readonly [readonly (number | null)[], number])[]): PatternCount {
  const count = new PatternCount();
  for (const [levels, times] of patterns) for (let i = 0; i < times; i++) count.add(outcomes(levels));
  return count;
}

describe('what is learned from a handful of pairs', () => {
  const random = countOf(
    atRandom.flatMap((counts, column) =>
      counts.map((times, level) => [columns.map((_, i) => (i === column ? level : null)), times] as const),
    ),
  );
  const keyed = countOf([...strangers.map((levels) => [levels, 1] as const), [[6, 3, 4, 6], 2_000]]);
  const model = learn(columns, random, keyed, 1, (5_000 * 4_999) / 2);
  const nothingCounted = { records: 0, values: [], words: columns.map(() => new TokenWeights()) };
  const probability = (levels: readonly (number | null)[]): number =>
    scorePair(model, nothingCounted, outcomes(levels)).probability;

  it.each(strangers)('is not that strangers are one (name %s, phone %s, e-mail %s, address %s)', (...levels) => {
    expect(probability(levels)).toBeLessThan(0.5);
  });

  it('does not shake what agrees in all that names it', () => {
    expect(probability([1, 0, null, 0])).toBeGreaterThan(0.99);
    expect(probability([1, 0, 4, 0])).toBeGreaterThan(0.99);
  });
});
