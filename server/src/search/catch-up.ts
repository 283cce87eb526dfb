import type { Database, SqlRunner } from '../database/database';
import type { Noun, NounRegistry } from '../model/registry';
import { forget, indexedNouns } from './fill-search-index';
import { noteWords } from './index-store';
import {
  indexRows,
  lockIndex,
  mergeStored,
  nothingIndexed,
  selectIndexed,
  writeBlocks,
  type Indexed,
} from './postings';

/** Changes that are taken over in one transaction. Requests of this process wait while they are worked on. */
const changesAtOnce = 250;

/** How long the rest after a transaction is, as a multiple of what it took: most of the time is others'. */
const restingShare = 1;

/**
 * Takes noted changes over into the index, oldest first, until none are left. What a record was kept under before stays: it
 * costs a look at a record that turns out not to match, until the index is filled anew. `rest` is waited for between two
 * transactions.
 */
export async function catchUp(
  database: Database,
  nouns: NounRegistry,
  rest: (milliseconds: number) => Promise<void> = async () => undefined,
): Promise<void> {
  for (const noun of indexedNouns(nouns)) {
    for (;;) {
      const started = performance.now();
      const taken = await database.transaction((tx) => takeOver(tx, noun));
      if (taken < changesAtOnce) break;
      await rest(restingShare * (performance.now() - started));
    }
  }
}

/** Answers how many changes it took over. */
async function takeOver(tx: SqlRunner, noun: Noun): Promise<number> {
  const state = await lockIndex(tx, noun.name);
  if (!state?.built) return 0;
  const noted = await tx.rows(
    `SELECT pk, record_pk FROM search_changed WHERE noun = ? ORDER BY pk LIMIT ${changesAtOnce}`,
    [noun.name],
  );
  if (noted.length === 0) return 0;
  const pks = [...new Set(noted.map(([, pk]) => Number(pk)))].sort((a, b) => a - b);
  const indexed: Indexed = nothingIndexed();
  const places = pks.map(() => '?').join(', ');
  // Read after the noted changes: what they tell of has been committed.
  indexRows(noun, await tx.rows(`${selectIndexed(noun)} WHERE pk IN (${places}) ORDER BY pk`, pks), indexed);
  await mergeStored(tx, noun.name, indexed.postings);
  await noteWords(tx, noun.name, indexed.words);
  await writeBlocks(tx, noun.name, state.build, indexed.postings);
  const highest = pks.at(-1)!;
  await tx.run('UPDATE search_state SET highest = ? WHERE noun = ? AND highest < ?', [highest, noun.name, highest]);
  await forget(
    tx,
    noted.map(([pk]) => Number(pk)),
  );
  return noted.length;
}

/** How many noted changes are worth a transaction, and how long it is waited to look for them. */
const worthwhile = 64;
const pauseMilliseconds = 2_000;

/** Keeps the index caught up from now on, until the answer is called, which waits for what is under way. */
export function keepCaughtUp(
  database: Database,
  nouns: NounRegistry,
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
  const look = async (): Promise<void> => {
    const rows = await database.rows(`SELECT 1 FROM search_changed LIMIT ${worthwhile}`);
    if (rows.length >= worthwhile) await catchUp(database, nouns, rest);
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
