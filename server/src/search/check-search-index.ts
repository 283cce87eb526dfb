import type { Database } from '../database/database';
import type { Noun } from '../model/registry';
import { blockSize, decodeBlock } from './bits';
import { indexedNouns } from './fill-search-index';
import { chunks } from './index-store';
import { indexRows, nothingIndexed, selectIndexed } from './postings';
import type { IndexedNouns } from './searched-fields';
import { textOf } from './terms';

/** What a noun's index lacks. It may hold more than it must. */
export interface IndexCheck {
  noun: string;
  built: boolean;
  records: number;
  /** Records that changed since the index caught up; they are found without it. */
  changed: number;
  /** Records that are not kept under all their terms: a search may miss them. */
  missing: number;
}

/** Compares the index with the records. Nobody may write meanwhile. */
export async function checkSearchIndex(database: Database, nouns: IndexedNouns): Promise<IndexCheck[]> {
  const checks: IndexCheck[] = [];
  for (const noun of indexedNouns(await nouns())) checks.push(await checkNoun(database, noun));
  return checks;
}

async function checkNoun(database: Database, noun: Noun): Promise<IndexCheck> {
  const [state] = await database.rows('SELECT built FROM search_state WHERE noun = ?', [noun.name]);
  const noted = await database.rows('SELECT DISTINCT record_pk FROM search_changed WHERE noun = ?', [noun.name]);
  const changed = new Set(noted.map(([pk]) => Number(pk)));
  const [[highest]] = (await database.rows(`SELECT COALESCE(MAX(pk), 0) FROM ${noun.table}`)) as [[unknown]];
  const check = {
    noun: noun.name,
    built: Number(state?.[0] ?? 0) === 1,
    records: 0,
    changed: changed.size,
    missing: 0,
  };
  for (let from = 0; from <= Number(highest); from += blockSize) {
    const indexed = nothingIndexed();
    const rows = await database.rows(`${selectIndexed(noun)} WHERE pk >= ? AND pk < ? ORDER BY pk`, [
      from,
      from + blockSize,
    ]);
    indexRows(noun, rows, indexed);
    check.records += indexed.records;
    const missing = new Set<number>(indexed.sounds.keys());
    for (const [block, terms] of indexed.postings) {
      for (const part of chunks([...terms.keys()], 500)) {
        const stored = await database.rows(
          `SELECT term, pks FROM search_blocks WHERE noun = ? AND block = ? AND term IN (${part.map(() => '?').join(', ')})`,
          [noun.name, block, ...part],
        );
        const kept = new Map(stored.map(([term, pks]) => [textOf(term)!, new Set(decodeBlock(block, pks as Buffer))]));
        for (const term of part) for (const pk of terms.get(term)!) if (!kept.get(term)?.has(pk)) missing.add(pk);
      }
    }
    check.missing += [...missing].filter((pk) => !changed.has(pk)).length;
  }
  return check;
}
