import type { Database } from '../database/database';
import { forget, indexedNouns } from './fill-search-index';
import { chunks, mostChanged, noteWords } from './index-store';
import {
  addToBlocks,
  indexRows,
  lockIndex,
  nothingIndexed,
  rowsPerStatement,
  selectIndexed,
  type Indexed,
} from './postings';
import type { IndexedNouns } from './searched-fields';

/** Changes that are taken over together: the more, the fewer times a block is written that many of them are in. */
const changesAtOnce = 16_384;

/** Records that are read before others have their turn. Terms are written as many at a time as one statement takes. */
const recordsAtOnce = 20;

/** How long the rest after a turn is, as a multiple of what it took: most of the time is others'. */
const restingShare = 1;

/**
 * Takes noted changes over into the index, oldest first, until none are left. What a record was kept under before stays: it
 * costs a look at a record that turns out not to match, until the index is filled anew. `rest` is waited for between two
 * turns.
 */
export async function catchUp(
  database: Database,
  nouns: IndexedNouns,
  rest: (milliseconds: number) => Promise<void> = async () => undefined,
): Promise<void> {
  for (const { name } of indexedNouns(await nouns())) {
    while ((await takeOver(database, name, nouns, rest)) === changesAtOnce);
  }
}

/**
 * Answers how many changes it took over. They stay noted until all of them are, so that each step may be a transaction of
 * its own: what is written twice, by this node or another, says the same.
 */
async function takeOver(
  database: Database,
  name: string,
  nouns: IndexedNouns,
  rest: (milliseconds: number) => Promise<void>,
): Promise<number> {
  const turn = async <T>(work: () => Promise<T>): Promise<T> => {
    const started = performance.now();
    const done = await work();
    await rest(restingShare * (performance.now() - started));
    return done;
  };
  const [state] = await database.rows('SELECT built FROM search_state WHERE noun = ?', [name]);
  if (Number(state?.[0]) !== 1) return 0;
  const noted = await database.rows(
    `SELECT pk, record_pk FROM search_changed WHERE noun = ? ORDER BY pk LIMIT ${changesAtOnce}`,
    [name],
  );
  if (noted.length === 0) return 0;
  // Read after the noted changes: whatever field they wrote was there by then.
  const noun = (await nouns()).get(name);
  const pks = [...new Set(noted.map(([, pk]) => Number(pk)))].sort((a, b) => a - b);
  const indexed: Indexed = nothingIndexed();
  for (const part of chunks(pks, recordsAtOnce)) {
    await turn(async () => {
      const places = part.map(() => '?').join(', ');
      // Read after the noted changes: what they tell of has been committed.
      indexRows(noun, await database.rows(`${selectIndexed(noun)} WHERE pk IN (${places}) ORDER BY pk`, part), indexed);
    });
  }
  for (const [block, terms] of indexed.postings) {
    for (const part of inOrder(terms)) {
      const written = await turn(() =>
        database.transaction(
          async (tx) => {
            const state = await lockIndex(tx, noun.name);
            if (!state?.built) return false;
            await addToBlocks(tx, { noun: noun.name, block, build: state.build }, part);
            return true;
          },
          { bulk: true },
        ),
      );
      if (!written) return 0;
    }
  }
  await database.transaction(async (tx) => {
    if (!(await lockIndex(tx, noun.name))?.built) return;
    await noteWords(tx, noun.name, indexed.words);
    const highest = pks.at(-1)!;
    await tx.run('UPDATE search_state SET highest = ? WHERE noun = ? AND highest < ?', [highest, noun.name, highest]);
    await forget(
      tx,
      noted.map(([pk]) => Number(pk)),
    );
  });
  return noted.length;
}

/** Terms in the order of the key, which is about that on the disk; sorted a few at a time, as so many hold others up. */
function* inOrder(terms: ReadonlyMap<string, number[]>): Generator<readonly [term: string, pks: number[]][]> {
  const byStart = new Map<string, [string, number[]][]>();
  for (const entry of terms) {
    const start = entry[0].slice(0, 2);
    const of = byStart.get(start);
    if (of) of.push(entry);
    else byStart.set(start, [entry]);
  }
  let part: [string, number[]][] = [];
  for (const start of [...byStart.keys()].sort()) {
    for (const entry of byStart.get(start)!.sort(([a], [b]) => (a < b ? -1 : 1))) {
      part.push(entry);
      if (part.length < rowsPerStatement) continue;
      yield part;
      part = [];
    }
  }
  if (part.length > 0) yield part;
}

/** How many noted changes are worth a transaction, and how long it is waited to look for them. */
const worthwhile = 64;
const pauseMilliseconds = 2_000;

/**
 * Changes since the last look that only an import makes. It is waited for: with so many noted, searches do without the index
 * anyway, and its records are cheaper to take over together than a few at a time.
 */
const inBulk = 1_000;

/**
 * Whether noted changes are taken over at this look: not while an import goes on. Keys of what is noted grow by one with
 * each change.
 * @param before the highest key of the look before
 */
export const isTimeFor = ({ lowest, highest, before }: Record<'lowest' | 'highest' | 'before', number>): boolean =>
  highest - lowest < mostChanged || highest - before < inBulk;

/** Keeps the index caught up from now on, until the answer is called, which waits for what is under way. */
export function keepCaughtUp(
  database: Database,
  nouns: IndexedNouns,
  onError: (error: unknown) => void,
): () => Promise<void> {
  let stopped = false;
  let wake: () => void = () => undefined;
  const rest = (milliseconds: number): Promise<void> =>
    new Promise((done) => {
      if (stopped) return done();
      const timer = setTimeout(done, milliseconds).unref();
      wake = () => {
        clearTimeout(timer);
        done();
      };
    });
  let work: Promise<void> = Promise.resolve();
  let before = 0;
  const look = async (): Promise<void> => {
    const rows = await database.rows(`SELECT 1 FROM search_changed LIMIT ${worthwhile}`);
    if (rows.length < worthwhile) return;
    const [[lowest, highest]] = (await database.rows('SELECT MIN(pk), MAX(pk) FROM search_changed')) as [unknown[]];
    const noted = { lowest: Number(lowest), highest: Number(highest), before };
    before = noted.highest;
    if (isTimeFor(noted)) await catchUp(database, nouns, rest);
  };
  const schedule = (): NodeJS.Timeout =>
    setTimeout(() => {
      work = look().catch(onError);
      void work.then(() => {
        if (!stopped) timer = schedule();
      });
    }, pauseMilliseconds).unref();
  let timer = schedule();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    wake();
    await work;
  };
}
