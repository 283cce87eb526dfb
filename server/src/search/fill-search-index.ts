import type { Database, SqlRunner } from '../database/database';
import type { Noun, NounRegistry } from '../model/registry';
import { blockSize } from './bits';
import { chunks, noteWords } from './index-store';
import { indexRows, lockIndex, nothingIndexed, selectIndexed, writeBlocks, writeSounds } from './postings';
import { isIndexed, type IndexedNouns } from './searched-fields';

/** Tells the person at the terminal how far it has come. */
export type Tell = (line: string) => void;

export const indexedNouns = (nouns: NounRegistry): Noun[] => nouns.all().filter(isIndexed);

/**
 * Builds the whole search index from the records, in place of the one there is, which goes on to be used meanwhile. What
 * changes while it runs is noted by the writers and found all the same.
 */
export async function fillSearchIndex(database: Database, nouns: IndexedNouns, tell: Tell): Promise<void> {
  for (const { name } of indexedNouns(await nouns())) await fillNoun(database, name, nouns, tell);
}

/** Builds the index of nouns that have none: of a new database, or one from before there was an index. */
export async function fillMissing(database: Database, nouns: IndexedNouns, tell: Tell): Promise<void> {
  const built = await database.rows('SELECT noun FROM search_state WHERE built = 1');
  const known = new Set(built.map(([noun]) => String(noun)));
  for (const { name } of indexedNouns(await nouns())) {
    if (!known.has(name)) await fillNoun(database, name, nouns, tell);
  }
}

const rowsPerRead = 5_000;

async function fillNoun(database: Database, name: string, nouns: IndexedNouns, tell: Tell): Promise<void> {
  const noted = await notedChanges(database, name);
  // Read after the noted changes: whatever field they wrote was there by then. Later ones stay noted.
  const noun = (await nouns()).get(name);
  const build = await startBuild(database, noun.name);
  const [[highest]] = (await database.rows(`SELECT COALESCE(MAX(pk), 0) FROM ${noun.table}`)) as [[unknown]];
  let records = 0;
  for (let from = 0; from <= Number(highest); from += blockSize) {
    records += await database.transaction((tx) => fillBlock(tx, noun, from));
    if (Number(highest) > blockSize) tell(`  search: ${noun.plural} ${records.toLocaleString('en-US')}`);
  }
  await database.transaction(async (tx) => {
    // Terms that no record has any more.
    await tx.run('DELETE FROM search_blocks WHERE noun = ? AND build < ?', [noun.name, build]);
    await forget(tx, noted);
    await tx.run('UPDATE search_state SET built = 1, highest = ? WHERE noun = ?', [Number(highest), noun.name]);
  });
}

/** From now on, whatever is written to the index bears the number of this build. */
async function startBuild(database: Database, noun: string): Promise<number> {
  return database.transaction(async (tx) => {
    const insert = tx.dialect === 'sqlite' ? 'INSERT OR IGNORE' : 'INSERT IGNORE';
    await tx.run(`${insert} INTO search_state (noun, build, built, highest) VALUES (?, 0, 0, 0)`, [noun]);
    const { build } = (await lockIndex(tx, noun))!;
    await tx.run('UPDATE search_state SET build = ? WHERE noun = ?', [build + 1, noun]);
    return build + 1;
  });
}

async function fillBlock(tx: SqlRunner, noun: Noun, from: number): Promise<number> {
  // Of two nodes that build at once the later number counts, so that neither sweeps away what the other wrote.
  const { build } = (await lockIndex(tx, noun.name))!;
  const indexed = nothingIndexed();
  for (let at = from; at < from + blockSize; at += rowsPerRead) {
    const to = Math.min(at + rowsPerRead, from + blockSize);
    const rows = await tx.rows(`${selectIndexed(noun)} WHERE pk >= ? AND pk < ? ORDER BY pk`, [at, to]);
    indexRows(noun, rows, indexed);
  }
  await writeSounds(tx, noun, indexed.sounds);
  await noteWords(tx, noun.name, indexed.words);
  await writeBlocks(tx, noun.name, build, indexed.postings);
  return indexed.records;
}

/** Keys of the noted changes that are visible now. Others may have lower keys and become visible later. */
async function notedChanges(database: Database, noun: string): Promise<number[]> {
  const rows = await database.rows('SELECT pk FROM search_changed WHERE noun = ? ORDER BY pk', [noun]);
  return rows.map(([pk]) => Number(pk));
}

/** Forgets noted changes that the index knows now. */
export async function forget(tx: SqlRunner, noted: readonly number[]): Promise<void> {
  for (const part of chunks(noted, 1_000)) {
    await tx.run(`DELETE FROM search_changed WHERE pk IN (${part.map(() => '?').join(', ')})`, part);
  }
}
