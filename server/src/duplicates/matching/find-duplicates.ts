import type { MatchColumn, RecordValues } from './column-kinds';
import { keysOf } from './blocking-keys';
import { clustersOf, type Link } from './clusters';
import { compareRecords, FrequencyCount, prepareRecord, type Frequencies, type Outcome } from './comparing';
import { bestThreshold, learn, PatternCount } from './learn';
import { scorePair, type MatchModel, type Scored } from './match-model';
import { randomNumbers } from './random-numbers';

/** Blocks of more records than this are passed over: what they share is too common, and rarer keys find their duplicates. */
export const mostInBlock = 60;

/** Pairs that are taken at random to learn how alike strangers are. */
const randomPairs = 60_000;

export interface FoundPair extends Scored {
  /** Numbers of the two records, the smaller first. */
  a: number;
  b: number;
}

export interface Found {
  model: MatchModel;
  frequencies: Frequencies;
  /** Records that are one, by number. */
  clusters: number[][];
  /** Every two records of a group and what speaks for and against them, the surest first. */
  pairs: FoundPair[];
}

/**
 * Finds records that are the same person or company among some that fit in memory. Nothing is set by hand: what the columns
 * are worth is learned from the records themselves.
 */
export function findDuplicates(columns: readonly MatchColumn[], values: readonly RecordValues[]): Found {
  const records = values.map((of) => prepareRecord(columns, of));
  const frequencies = FrequencyCount.of(columns, records);
  const outcomesOf = (a: number, b: number): Outcome[] =>
    compareRecords(columns, frequencies, records[a]!, records[b]!);

  const candidates = candidatePairs(records.map((record) => keysOf(columns, record)));
  const compared = candidates.map(([a, b]) => ({ a, b, outcomes: outcomesOf(a, b) }));
  const keyed = new PatternCount();
  for (const { outcomes } of compared) keyed.add(outcomes);

  const random = new PatternCount();
  const number = randomNumbers(records.length);
  for (let i = 0; i < randomPairs && records.length > 1; i++) {
    const a = number(records.length);
    const b = (a + 1 + number(records.length - 1)) % records.length;
    random.add(outcomesOf(a, b));
  }

  const allPairs = Math.max(1, (records.length * (records.length - 1)) / 2);
  const learned = learn(columns, random, keyed, 1, allPairs);
  const links = compared.map(({ a, b, outcomes }): Link => ({
    a,
    b,
    weight: scorePair(learned, frequencies, outcomes).weight,
  }));
  const threshold = bestThreshold(links.map(({ weight }) => weight));
  const model = { ...learned, threshold };
  const clusters = clustersOf(links, threshold);
  const pairs = clusters
    .flatMap((cluster) => cluster.flatMap((a, i) => cluster.slice(i + 1).map((b) => ({ a, b }))))
    .map(({ a, b }): FoundPair => ({ a, b, ...scorePair(model, frequencies, outcomesOf(a, b)) }))
    .sort((x, y) => y.weight - x.weight || x.a - y.a || x.b - y.b);
  return { model, frequencies, clusters, pairs };
}

/** Pairs of records that share a key few records have. */
export function candidatePairs(keys: readonly (readonly string[])[]): [number, number][] {
  const blocks = new Map<string, number[]>();
  for (const [record, of] of keys.entries()) {
    for (const key of of) {
      const block = blocks.get(key);
      if (block) block.push(record);
      else blocks.set(key, [record]);
    }
  }
  const seen = new Set<number>();
  const pairs: [number, number][] = [];
  for (const block of blocks.values()) {
    if (block.length < 2 || block.length > mostInBlock) continue;
    for (const [i, a] of block.entries()) {
      for (const b of block.slice(i + 1)) {
        const pair = a * keys.length + b;
        if (seen.has(pair)) continue;
        seen.add(pair);
        pairs.push([a, b]);
      }
    }
  }
  return pairs;
}
