import type { SqlRunner, SqlValue } from '../database/database';
import type { Sentence } from '../errors/errors';
import { bytesToId, textOf } from '../query/values';
import { insertRows } from '../records/save';
import type { ImportBook, ImportSeal } from './import-seal';
import type { KeptReason } from '../records/undo-writes';
import type { ValuesBefore } from '../records/write-batch';

// Raw SQL: the books of imports belong to no noun, see import-store.ts.

/** A row that created or changed a record. */
export interface BookedRow {
  /** Place of the record in the file, from 0. */
  position: number;
  line: number;
  recordPk: number;
  created: boolean;
  /** Of the record as the row left it. */
  version: number;
  before: ValuesBefore | null;
}

export interface Refusal {
  position: number;
  line: number;
  code: string;
  /** Header of the column at fault. */
  place: string | null;
  message: Sentence;
  /** Where the message tells of records: what is told in another view, and the key of the view it was told in. */
  unnamed?: { message: Sentence; view: string };
  cells: string[][];
}

export async function bookRows(tx: SqlRunner, { pk, seal }: ImportBook, rows: readonly BookedRow[]): Promise<void> {
  if (rows.length === 0) return;
  await insertRows(
    tx,
    'import_rows',
    ['import_pk', 'position', 'line', 'record_pk', 'created', 'version', 'undone', 'before'].map(quoted(tx)),
    rows.map((row): SqlValue[] => [
      pk,
      row.position,
      row.line,
      row.recordPk,
      row.created ? 1 : 0,
      row.version,
      null,
      row.before ? seal.closeJson(`before|${row.position}`, row.before) : null,
    ]),
  );
}

/** `before` is a word of SQL on one engine. */
const quoted =
  (tx: SqlRunner) =>
  (name: string): string =>
    name === 'before' ? (tx.dialect === 'mysql' ? '`before`' : '"before"') : name;

/** Most characters of a refused record's cells that are kept. */
const maxCells = 200_000;

export async function bookRefusals(
  tx: SqlRunner,
  { pk, seal }: ImportBook,
  refusals: readonly Refusal[],
): Promise<void> {
  if (refusals.length === 0) return;
  await insertRows(
    tx,
    'import_refusals',
    ['import_pk', 'position', 'line', 'code', 'place', 'message', 'cells'],
    refusals.map(({ position, line, code, place, message, unnamed, cells }): SqlValue[] => [
      pk,
      position,
      line,
      code,
      place === null ? null : [...place].slice(0, 255).join(''),
      '', // it may quote what a cell says, and stands with the cells
      seal.closeJson(`refusal|${position}`, { message, ...(unnamed && { unnamed }), cells: kept(cells) }),
    ]),
  );
}

function kept(cells: string[][]): string[][] {
  const characters = cells.reduce((sum, row) => row.reduce((part, cell) => part + cell.length, sum), 0);
  if (characters <= maxCells) return cells;
  return cells.slice(0, 1).map((row) => row.map((cell) => cell.slice(0, 1_000)).slice(0, 100));
}

/**
 * What records of the same file became in earlier imports: public ids, which the noun's table tells, by index of the place. A
 * place is one where both the number of the record and its line agree.
 */
export async function earlierRecords(
  tx: SqlRunner,
  table: string,
  importPks: readonly number[],
  places: readonly Pick<BookedRow, 'position' | 'line'>[],
): Promise<Map<number, string>> {
  const found = new Map<number, string>();
  if (importPks.length === 0 || places.length === 0) return found;
  const indexes = new Map(places.map(({ position }, i) => [position, i]));
  const marks = (list: readonly unknown[]): string => list.map(() => '?').join(', ');
  const rows = await tx.rows(
    `SELECT r.position, r.line, t.id FROM import_rows r JOIN ${table} t ON t.pk = r.record_pk
     WHERE r.import_pk IN (${marks(importPks)}) AND r.position IN (${marks(places)}) AND r.created = 1
       AND (r.undone IS NULL OR r.undone <> 'undone')`,
    [...importPks, ...indexes.keys()],
  );
  for (const [position, line, id] of rows) {
    const at = indexes.get(Number(position))!;
    if (places[at]!.line === Number(line)) found.set(at, bytesToId(id as Uint8Array));
  }
  return found;
}

/** Rows that are not undone yet, the last ones first. */
export async function rowsToUndo(tx: SqlRunner, { pk, seal }: ImportBook, most: number): Promise<BookedRow[]> {
  const before = quoted(tx)('before');
  const rows = await tx.rows(
    `SELECT position, line, record_pk, created, version, ${before} FROM import_rows
     WHERE import_pk = ? AND undone IS NULL ORDER BY position DESC LIMIT ${Math.trunc(most)}`,
    [pk],
  );
  return rows.map((row) => ({
    position: Number(row[0]),
    line: Number(row[1]),
    recordPk: Number(row[2]),
    created: Number(row[3]) === 1,
    version: Number(row[4]),
    before:
      row[5] === null ? null : (seal.openJson(`before|${Number(row[0])}`, String(textOf(row[5]))) as ValuesBefore),
  }));
}

export async function bookUndone(
  tx: SqlRunner,
  importPk: number,
  positions: readonly number[],
  outcome: 'undone' | KeptReason,
): Promise<void> {
  if (positions.length === 0) return;
  await tx.run(
    `UPDATE import_rows SET undone = ? WHERE import_pk = ? AND position IN (${positions.map(() => '?').join(', ')})`,
    [outcome, importPk, ...positions],
  );
}

/**
 * A record that was put back has a new version: rows that had left it as it is again, of this import or an earlier one, can
 * be undone in their turn.
 */
export async function followVersion(tx: SqlRunner, noun: string, { recordPk, version }: BookedRow): Promise<void> {
  await tx.run(
    `UPDATE import_rows SET version = ? WHERE record_pk = ? AND version = ? AND undone IS NULL
       AND import_pk IN (SELECT pk FROM imports WHERE noun = ?)`,
    [version + 1, recordPk, version - 1, noun],
  );
}

/** What undoing left, by reason. */
export async function keptRows(
  runner: SqlRunner,
  importPk: number,
  most: number,
): Promise<{ line: number; reason: KeptReason }[]> {
  const rows = await runner.rows(
    `SELECT line, undone FROM import_rows WHERE import_pk = ? AND undone IS NOT NULL AND undone <> 'undone' ORDER BY position LIMIT ${Math.trunc(most)}`,
    [importPk],
  );
  return rows.map(([line, reason]) => ({ line: Number(line), reason: String(reason) as KeptReason }));
}

/**
 * Refusals in the order of the file, behind a place in it.
 * @param view key of the reader's view of now: in another than it was told in, no message tells of a record
 */
export async function refusalsAfter(
  runner: SqlRunner,
  { pk, seal }: ImportBook,
  position: number,
  most: number,
  view: Buffer | null,
): Promise<Refusal[]> {
  const rows = await runner.rows(
    `SELECT position, line, code, place, message, cells FROM import_refusals
     WHERE import_pk = ? AND position > ? ORDER BY position LIMIT ${Math.trunc(most)}`,
    [pk, position],
  );
  return rows.map(([at, line, code, place, message, cells]) => ({
    position: Number(at),
    line: Number(line),
    code: String(code),
    place: place === null ? null : String(place),
    ...refused(seal, Number(at), String(textOf(message)), String(textOf(cells)), view),
  }));
}

/** What was refused and why: both in the cells, or before they were sealed each for itself. */
function refused(
  seal: ImportSeal,
  position: number,
  message: string,
  cells: string,
  view: Buffer | null,
): Pick<Refusal, 'message' | 'cells'> {
  const opened = seal.openJson(`refusal|${position}`, cells) as string[][] | Omit<Refusal, 'position'>;
  if (Array.isArray(opened)) return { message: JSON.parse(message) as Sentence, cells: opened };
  const { unnamed } = opened;
  const isSame = unnamed === undefined || unnamed.view === view?.toString('hex');
  return { message: isSame ? opened.message : unnamed.message, cells: opened.cells };
}
