import type { SqlRunner, SqlValue } from '../database/database';
import { RecordSet } from './bits';
import { termsIn, type Found, type Need } from './need';
import { textOf } from './terms';

// Raw SQL: the index holds no value that anybody is shown. It tells which records to look at; the view and the shown fields
// of each decide whether it is found.

/** More changed records than this are not looked at one by one: the index is then of no use until it has caught up. */
export const mostChanged = 5_000;

/** More blocks than this under the beginning of a term tell too little for what they cost. */
const mostOpenBlocks = 20_000;

/** Says that the index does not know what these records hold now. In the transaction that changes them. */
export async function noteChanged(tx: SqlRunner, noun: string, pks: readonly number[]): Promise<void> {
  for (const part of chunks(pks, 1_000)) {
    const places = part.map(() => '(?, ?)').join(', ');
    await tx.run(
      `INSERT INTO search_changed (noun, record_pk) VALUES ${places}`,
      part.flatMap((pk): SqlValue[] => [noun, pk]),
    );
  }
}

/** Adds to the words that a mistyped one may mean. In the transaction that writes them. */
export async function noteWords(tx: SqlRunner, noun: string, words: ReadonlySet<string>): Promise<void> {
  const insert = tx.dialect === 'sqlite' ? 'INSERT OR IGNORE' : 'INSERT IGNORE';
  // Sorted, so that two writers of the same words wait for each other instead of both giving way.
  for (const part of chunks([...words].sort(), 1_000)) {
    const places = part.map(() => '(?, ?)').join(', ');
    await tx.run(
      `${insert} INTO search_words (noun, word) VALUES ${places}`,
      part.flatMap((word) => [noun, word]),
    );
  }
}

/** Those of `words` that some record has or had. */
export async function knownWords(runner: SqlRunner, noun: string, words: readonly string[]): Promise<string[]> {
  const known: string[] = [];
  for (const part of chunks(words, 1_024)) {
    const rows = await runner.rows(`SELECT word FROM search_words WHERE noun = ? AND word IN (${placesFor(part)})`, [
      noun,
      ...padded(part),
    ]);
    known.push(...rows.map(([word]) => textOf(word)!));
  }
  return known;
}

/** Whether a noun's index can be asked, and the records that it doesn't know yet. */
export interface IndexState {
  built: boolean;
  /** About as many records as there are. */
  records: number;
  changed: readonly number[];
}

/**
 * Reads what the index says about these needs. What it knows and what it has still to learn come from one moment: in the
 * other order a record that is taken over in between would be missed.
 */
export async function lookUp(
  runner: SqlRunner,
  noun: string,
  needs: readonly Need[],
): Promise<{ state: IndexState; found: Found }> {
  const wanted = { exact: new Set<string>(), open: new Set<string>() };
  for (const need of needs) termsIn(need, wanted);
  const exact = new Map([...wanted.exact].map((term): [string, RecordSet] => [term, new RecordSet()]));
  const [first = [], ...rest] = [...chunks([...wanted.exact], 512)];
  // As one value: thousands of rows would hold everybody up while the driver reads them, for each search beside an import. Not as
  // JSON: MariaDB's JSON_ARRAYAGG leaves the brackets out in some plans.
  const rows = await runner.rows(
    `SELECT ${kindOf.state}, built, highest, NULL FROM search_state WHERE noun = ?
     UNION ALL SELECT ${kindOf.changed}, COUNT(*), NULL, CASE WHEN COUNT(*) <= ${mostChanged} THEN GROUP_CONCAT(record_pk) END
       FROM (SELECT record_pk FROM search_changed WHERE noun = ? LIMIT ${mostChanged + 1}) c
     ${first.length === 0 ? '' : `UNION ALL SELECT ${kindOf.block}, block, term, pks FROM search_blocks WHERE noun = ? AND term IN (${placesFor(first)})`}`,
    [noun, noun, ...(first.length === 0 ? [] : [noun, ...padded(first)])],
  );
  for (const part of rest) {
    rows.push(
      ...(await runner.rows(
        `SELECT ${kindOf.block}, block, term, pks FROM search_blocks WHERE noun = ? AND term IN (${placesFor(part)})`,
        [noun, ...padded(part)],
      )),
    );
  }
  const state: { built: boolean; records: number; changed: number[] } = { built: false, records: 0, changed: [] };
  let changes = 0;
  for (const row of rows) {
    const kind = Number(row[0]);
    if (kind === kindOf.changed) {
      changes = Number(row[1]);
      if (row[3] !== null) state.changed = textOf(row[3])!.split(',').map(Number);
    } else if (kind === kindOf.block) addRow(exact.get(textOf(row[2])!)!, row[1], row[3]);
    else Object.assign(state, { built: Number(row[1]) === 1, records: Number(textOf(row[2])) });
  }
  // A list that was cut off is none.
  state.built &&= changes === state.changed.length;
  return { state, found: { exact, open: await lookUpOpen(runner, noun, [...wanted.open]) } };
}

const kindOf = { state: 0, changed: 1, block: 2 } as const;

/** Records under every term that one of these starts. */
async function lookUpOpen(
  runner: SqlRunner,
  noun: string,
  beginnings: readonly string[],
): Promise<Map<string, RecordSet>> {
  const open = new Map<string, RecordSet>();
  for (const part of chunks(beginnings, 16)) {
    const ranges = padded(part).map(() => '(term >= ? AND term < ?)');
    const rows = await runner.rows(
      `SELECT term, block, pks FROM search_blocks WHERE noun = ? AND (${ranges.join(' OR ')}) LIMIT ${mostOpenBlocks + 1}`,
      [noun, ...padded(part).flatMap((term) => [term, `${term}\u{10FFFF}`])],
    );
    if (rows.length > mostOpenBlocks) continue;
    for (const begun of part) {
      const set = new RecordSet();
      for (const [term, block, pks] of rows) if (textOf(term)!.startsWith(begun)) addRow(set, block, pks);
      open.set(begun, set);
    }
  }
  return open;
}

const addRow = (set: RecordSet, block: unknown, pks: unknown): void => set.add(Number(block), pks as Buffer);

const counts = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024];

const sizeFor = (items: readonly unknown[]): number => counts.find((count) => count >= items.length)!;

/** Few different numbers of parameters, so that few statements are prepared. */
const placesFor = (items: readonly unknown[]): string => new Array<string>(sizeFor(items)).fill('?').join(', ');

const padded = <T>(items: readonly T[]): T[] => [
  ...items,
  ...new Array<T>(sizeFor(items) - items.length).fill(items.at(-1)!),
];

export function* chunks<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let i = 0; i < items.length; i += size) yield items.slice(i, i + size);
}
