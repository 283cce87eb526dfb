import { keysOf } from './blocking-keys';
import { clustersOf, type Link } from './clusters';
import type { MatchColumn, RecordValues } from './column-kinds';
import { compareRecords, FrequencyCount, prepareRecord, type Frequencies, type PreparedRecord } from './comparing';
import { bestThreshold, learn, PatternCount } from './learn';
import { scorePair, type MatchModel, type Scored } from './match-model';
import { randomNumbers } from './random-numbers';
import { RecordStore } from './record-store';
import { hashOf, Spill } from './spill';

/** Where the records of a sweep come from. */
export interface SweepSource {
  columns: readonly MatchColumn[];
  /** All of them, once, some at a time. */
  stream(): AsyncIterable<readonly { key: number; values: RecordValues }[]>;
  /** Called between pieces of work; `done` of `total` in all. */
  pause(done: number, total: number): Promise<void>;
}

export interface SweptPair extends Scored {
  a: number;
  b: number;
  /** Smallest key of the records that are one. */
  cluster: number;
}

export interface Swept {
  records: number;
  model: MatchModel;
  pairs: SweptPair[];
}

const sizes = {
  /** Parts that keys are sorted in; bounded memory for millions of records. */
  parts: 64,
  /** Records that share a key, at most: more, and the key is too common. */
  block: 40,
  /** Pairs that are compared for each record, on average, at most. */
  pairsPerRecord: 6,
  /** Records kept prepared. */
  prepared: 40_000,
  sample: 4_000,
  randomPairs: 60_000,
  learnFrom: 200_000,
  /** Pairs that are compared between two pauses: tens of milliseconds. */
  batch: 2_000,
} as const;

/**
 * Finds duplicates among any number of records, up to 2^32, in bounded memory: keys and pairs are sorted on disk, and records
 * wait there until they are compared. Inside, a record goes by its number in the stream. The same way of comparing and learning
 * as for what fits in memory.
 */
export async function sweep(source: SweepSource): Promise<Swept> {
  const keys = new Spill(sizes.parts);
  const pairs = new Spill(sizes.parts);
  const store = new RecordStore(source.columns);
  try {
    const { frequencies, sample, keyOf } = await collectKeys(source, keys, store);
    const records = store.size;
    const count = await collectPairs(source, keys, pairs, records);
    const compare = comparer(source, store, frequencies);
    const { model, compared } = await learnFrom(source, frequencies, sample, pairs, count, records, compare);
    const links = new Map<string, Link>();
    const keep = ({ a, b, outcomes }: ComparedPair): void => {
      const { weight } = scorePair(model, frequencies, outcomes);
      if (weight >= model.threshold - 4) links.set(`${a},${b}`, { a, b, weight });
    };
    for (const pair of compared ?? []) keep(pair);
    let done = 0;
    for (let part = 0; compared === null && part < sizes.parts; part++) {
      const numbers = pairs.sorted(part);
      for (let i = 0; i < numbers.length; i += sizes.batch) {
        await source.pause(records + done, records + count);
        const batch = pairsIn(numbers.subarray(i, i + sizes.batch));
        for (const pair of compare(batch)) keep(pair);
        done += batch.length;
      }
    }
    return { records, model, pairs: await swept(source, model, frequencies, [...links.values()], compare, keyOf) };
  } finally {
    keys.close();
    pairs.close();
    store.close();
  }
}

async function collectKeys(
  { columns, stream, pause }: SweepSource,
  keys: Spill,
  store: RecordStore,
): Promise<{ frequencies: Frequencies; sample: PreparedRecord[]; keyOf: (number: number) => number }> {
  const frequencies = new FrequencyCount(columns);
  const sample: PreparedRecord[] = [];
  const number = randomNumbers(1);
  let keyOf = new Float64Array(4096);
  for await (const part of stream()) {
    for (const { key, values } of part) {
      const record = prepareRecord(columns, values);
      const own = store.add(record);
      if (own === keyOf.length) {
        const more = new Float64Array(own * 2);
        more.set(keyOf);
        keyOf = more;
      }
      keyOf[own] = key;
      frequencies.add(record);
      for (const text of keysOf(columns, record, true)) {
        keys.add(hashOf(text, 1) % sizes.parts, hashOf(text, 2), own);
      }
      if (sample.length < sizes.sample) sample.push(record);
      else {
        const at = number(store.size);
        if (at < sizes.sample) sample[at] = record;
      }
    }
    await pause(store.size, store.size * 2);
  }
  return { frequencies: frequencies.finish(), sample, keyOf: (of) => keyOf[of]! };
}

/** Writes out every pair of records that share a key few records have. Returns how many there are. */
async function collectPairs(source: SweepSource, keys: Spill, pairs: Spill, records: number): Promise<number> {
  let written = 0;
  let cap: number = sizes.block;
  for (let part = 0; part < sizes.parts; part++) {
    await source.pause(records, records * 2);
    const numbers = keys.sorted(part);
    if (part === 0) cap = capFor(numbers, (records * sizes.pairsPerRecord * 2) / sizes.parts);
    for (const block of blocksOf(numbers, cap)) {
      for (let i = 0; i < block.length; i++) {
        for (let j = i + 1; j < block.length; j++) {
          const [a, b] = block[i]! < block[j]! ? [block[i]!, block[j]!] : [block[j]!, block[i]!];
          // Pairs of one record in one part: it is read once for them.
          pairs.add(a % sizes.parts, a, b);
          written++;
        }
      }
    }
  }
  let distinct = 0;
  for (let part = 0; part < sizes.parts && written > 0; part++) distinct += pairs.sorted(part).length;
  return distinct;
}

const low = 0xffff_ffffn;

function* blocksOf(numbers: BigUint64Array, cap: number): Generator<number[]> {
  let from = 0;
  for (let i = 1; i <= numbers.length; i++) {
    if (i < numbers.length && numbers[i]! >> 32n === numbers[from]! >> 32n) continue;
    if (i - from > 1 && i - from <= cap) yield Array.from(numbers.subarray(from, i), (of) => Number(of & low));
    from = i;
  }
}

/** The largest blocks that may be compared so that not more than `budget` pairs come of them. */
function capFor(numbers: BigUint64Array, budget: number): number {
  const counts = Array<number>(sizes.block + 1).fill(0);
  for (const { length } of blocksOf(numbers, sizes.block)) counts[length]!++;
  let sum = 0;
  for (let size = 2; size <= sizes.block; size++) {
    sum += (counts[size]! * size * (size - 1)) / 2;
    if (sum > budget) return Math.max(4, size - 1);
  }
  return sizes.block;
}

interface Pair {
  a: number;
  b: number;
}

const pairsIn = (numbers: BigUint64Array): Pair[] =>
  Array.from(numbers, (of) => ({ a: Number(of >> 32n), b: Number(of & low) }));

interface ComparedPair extends Pair {
  outcomes: ReturnType<typeof compareRecords>;
}

type Compare = (pairs: readonly Pair[]) => ComparedPair[];

/** Compares pairs, with the records that were compared last at hand. */
function comparer({ columns }: SweepSource, store: RecordStore, frequencies: Frequencies): Compare {
  const known = new Map<number, PreparedRecord>();
  const recordOf = (number: number): PreparedRecord => {
    let record = known.get(number);
    if (!record) known.set(number, (record = store.get(number)));
    return record;
  };
  return (pairs) => {
    if (known.size > sizes.prepared) known.clear();
    return pairs.map(({ a, b }) => ({
      a,
      b,
      outcomes: compareRecords(columns, frequencies, recordOf(a), recordOf(b)),
    }));
  };
}

/** Learns from some of the pairs; where that were all of them, they need not be compared again. */
async function learnFrom(
  source: SweepSource,
  frequencies: Frequencies,
  sample: readonly PreparedRecord[],
  pairs: Spill,
  count: number,
  records: number,
  compare: Compare,
): Promise<{ model: MatchModel; compared: readonly ComparedPair[] | null }> {
  const { columns } = source;
  const random = new PatternCount();
  const number = randomNumbers(records);
  for (let i = 0; i < Math.min(sizes.randomPairs, 20 * records) && sample.length > 1; i++) {
    if (i % sizes.batch === 0) await source.pause(records, records * 2);
    const a = number(sample.length);
    const b = (a + 1 + number(sample.length - 1)) % sample.length;
    random.add(compareRecords(columns, frequencies, sample[a]!, sample[b]!));
  }
  const keyed = new PatternCount();
  const kept: ComparedPair[] = [];
  const parts = Math.max(1, Math.min(sizes.parts, Math.ceil((sizes.learnFrom / Math.max(1, count)) * sizes.parts)));
  for (let part = 0; part < parts; part++) {
    const numbers = pairs.sorted(part);
    for (let i = 0; i < numbers.length; i += sizes.batch) {
      await source.pause(records, records * 2);
      for (const pair of compare(pairsIn(numbers.subarray(i, i + sizes.batch)))) {
        keyed.add(pair.outcomes);
        kept.push(pair);
      }
    }
  }
  const scale = keyed.total === 0 ? 1 : Math.max(1, count / keyed.total);
  const allPairs = Math.max(1, (records * (records - 1)) / 2);
  const learned = learn(columns, random, keyed, scale, allPairs);
  const threshold = bestThreshold(kept.map(({ outcomes }) => scorePair(learned, frequencies, outcomes).weight));
  return { model: { ...learned, threshold }, compared: parts === sizes.parts ? kept : null };
}

async function swept(
  { pause }: SweepSource,
  model: MatchModel,
  frequencies: Frequencies,
  links: readonly Link[],
  compare: Compare,
  keyOf: (number: number) => number,
): Promise<SweptPair[]> {
  const found: SweptPair[] = [];
  let paused = 0;
  for (const group of clustersOf(links, model.threshold)) {
    const cluster = Math.min(...group.map(keyOf));
    const pairs = group.flatMap((a, i) => group.slice(i + 1).map((b) => ({ a, b })));
    for (const { a, b, outcomes } of compare(pairs)) {
      const [left, right] = [keyOf(a), keyOf(b)];
      const ends = left < right ? { a: left, b: right } : { a: right, b: left };
      found.push({ ...ends, cluster, ...scorePair(model, frequencies, outcomes) });
    }
    if (found.length < paused + sizes.batch) continue;
    paused = found.length;
    await pause(links.length, links.length);
  }
  return found;
}
