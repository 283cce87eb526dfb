import type { SqlRow, SqlRunner, SqlValue } from '../database/database';
import type { Noun } from '../model/registry';
import { addToBlock, blockOf, encodeBlock } from './bits';
import { chunks } from './index-store';
import { latinWords } from './near';
import { soundOf } from './sound';
import { soundedField } from './searched-fields';
import { indexColumns, termsOf, textOf } from './terms';

/** Records by block and the term that they are kept under, keys ascending. */
export type Postings = Map<number, Map<string, number[]>>;

/** What reading records for the index came to. */
export interface Indexed {
  postings: Postings;
  words: Set<string>;
  /** Sounds that were missing, by internal key: rows from before there were any. */
  sounds: Map<number, string>;
  records: number;
}

export const nothingIndexed = (): Indexed => ({
  postings: new Map(),
  words: new Set(),
  sounds: new Map(),
  records: 0,
});

/** The statement that reads records for {@link indexRows}; deleted ones too, which may be looked for as such. */
export const selectIndexed = (noun: Noun): string =>
  `SELECT ${['pk', ...indexColumns(noun).columns].join(', ')} FROM ${noun.table}`;

/** Works out what these rows are kept under. Rows come in order of their keys. */
export function indexRows(noun: Noun, rows: readonly SqlRow[], into: Indexed): void {
  const { textsOf } = indexColumns(noun);
  const sounded = soundedField(noun);
  for (const row of rows) {
    const pk = Number(row[0]);
    const texts = textsOf(row.slice(1));
    const title = texts.find(({ field }) => field === sounded);
    if (title) {
      for (const word of latinWords(title.text)) into.words.add(word);
      if (title.sound === null) {
        title.sound = soundOf(title.text);
        if (title.sound !== null) into.sounds.set(pk, title.sound);
      }
    }
    const block = blockOf(pk);
    let ofBlock = into.postings.get(block);
    if (!ofBlock) into.postings.set(block, (ofBlock = new Map()));
    for (const term of termsOf(texts)) {
      const pks = ofBlock.get(term);
      if (pks) pks.push(pk);
      else ofBlock.set(term, [pk]);
    }
    into.records += 1;
  }
}

/** Rows of one statement: at most 4 KiB each. */
export const rowsPerStatement = 200;

/** Writes blocks whole, in place of what stood there. */
export async function writeBlocks(tx: SqlRunner, noun: string, build: number, postings: Postings): Promise<void> {
  for (const [block, terms] of postings) {
    // In the order of the key, which is the order on the disk.
    const sorted = [...terms].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    for (const part of chunks(sorted, rowsPerStatement)) {
      await writeRows(
        tx,
        part.map(([term, pks]) => [noun, term, block, build, encodeBlock(block, pks)]),
      );
    }
  }
}

/** Adds records to what stands under these terms of a block: at most as many terms as one statement writes. */
export async function addToBlocks(
  tx: SqlRunner,
  { noun, block, build }: { noun: string; block: number; build: number },
  terms: readonly (readonly [term: string, pks: readonly number[]])[],
): Promise<void> {
  const found = await tx.rows(
    `SELECT term, pks FROM search_blocks WHERE noun = ? AND block = ? AND term IN (${terms.map(() => '?').join(', ')})`,
    [noun, block, ...terms.map(([term]) => term)],
  );
  const stored = new Map(found.map(([term, pks]) => [textOf(term)!, pks as Buffer]));
  await writeRows(
    tx,
    terms.map(([term, pks]) => {
      const before = stored.get(term);
      return [noun, term, block, build, before ? addToBlock(block, before, pks) : encodeBlock(block, pks)];
    }),
  );
}

async function writeRows(tx: SqlRunner, rows: readonly (readonly SqlValue[])[]): Promise<void> {
  const places = rows.map(() => '(?, ?, ?, ?, ?)').join(', ');
  await tx.run(`REPLACE INTO search_blocks (noun, term, block, build, pks) VALUES ${places}`, rows.flat());
}

/** Sets the sounds that were missing. */
export async function writeSounds(tx: SqlRunner, noun: Noun, sounds: ReadonlyMap<number, string>): Promise<void> {
  const column = soundedField(noun)?.soundColumn;
  for (const [pk, sound] of sounds) await tx.run(`UPDATE ${noun.table} SET ${column} = ? WHERE pk = ?`, [sound, pk]);
}

/** Holds off whoever else writes blocks of this noun, until the transaction ends. Answers the number of the last build. */
export async function lockIndex(tx: SqlRunner, noun: string): Promise<{ build: number; built: boolean } | null> {
  const lock = tx.dialect === 'mysql' ? ' FOR UPDATE' : ''; // SQLite has one writer
  const [row] = await tx.rows(`SELECT build, built FROM search_state WHERE noun = ?${lock}`, [noun]);
  return row ? { build: Number(row[0]), built: Number(row[1]) === 1 } : null;
}
