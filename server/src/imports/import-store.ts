import type { SqlRow, SqlRunner, SqlValue } from '../database/database';
import type { Sentence } from '../errors/errors';
import { bytesToId, idToBytes, textOf } from '../query/values';
import { openPlanShape, type ImportPlan, type OpenPlan } from './import-plan';

// Raw SQL: the books of imports belong to no noun. Whoever reads them holds the right to import; records they name are
// only ever shown through a view.

export type ImportState =
  | 'UPLOADING' // its file is on the way
  | 'READY' // may be looked at, rehearsed, run
  | 'REHEARSING'
  | 'RUNNING'
  | 'PAUSED'
  | 'CANCELLED' // stopped for good; what was written stays, and can be undone
  | 'DONE'
  | 'FAILED' // the file as a whole could not be read, or a fault of ours: may be run again
  | 'UNDOING'
  | 'UNDONE';

export interface ImportCounts {
  created: number;
  updated: number;
  unchanged: number;
  refused: number;
}

export interface StoredImport extends ImportCounts {
  pk: number;
  id: string;
  byUserPk: number;
  state: ImportState;
  wanted: 'run' | 'pause' | 'cancel';
  fileName: string;
  fileBytes: number;
  digest: Buffer;
  plan: OpenPlan;
  /** Records of the file that are done with. */
  checkpoint: number;
  /** How the rows of the file were told apart when it was last opened; null before. */
  readAs: string | null;
  /** Share of the file that is done with, 0 to 1. */
  progress: number;
  /** Records that undoing left as they were. */
  kept: number;
  activeMs: number;
  /** What a rehearsal found, sealed. */
  report: string | null;
  fault: Sentence | null;
  createdAt: number;
  updatedAt: number;
  finishedAt: number | null;
  /** Whether what it keeps of records is stored closed. */
  sealed: boolean;
  /** When that was taken away; 0 while it is, null before. */
  clearedAt: number | null;
}

const columns =
  'pk, id, by_user_pk, state, wanted, file_name, file_bytes, file_digest, plan, checkpoint, progress, created, updated, unchanged, refused, kept, active_ms, report, fault, created_at, updated_at, finished_at, read_as, sealed, cleared_at';

const parsed = (value: unknown): unknown => (value === null ? null : (JSON.parse(String(textOf(value))) as unknown));

const stored = (row: SqlRow): StoredImport => ({
  pk: Number(row[0]),
  id: bytesToId(row[1] as Uint8Array),
  byUserPk: Number(row[2]),
  state: String(row[3]) as ImportState,
  wanted: String(row[4]) as StoredImport['wanted'],
  fileName: String(row[5]),
  fileBytes: Number(row[6]),
  digest: row[7] as Buffer,
  plan: openPlanShape.parse(parsed(row[8])),
  checkpoint: Number(row[9]),
  progress: Number(row[10]) / 1e6,
  created: Number(row[11]),
  updated: Number(row[12]),
  unchanged: Number(row[13]),
  refused: Number(row[14]),
  kept: Number(row[15]),
  activeMs: Number(row[16]),
  report: row[17] === null ? null : String(textOf(row[17])),
  fault: parsed(row[18]) as Sentence | null,
  createdAt: Number(row[19]),
  updatedAt: Number(row[20]),
  finishedAt: row[21] === null ? null : Number(row[21]),
  readAs: row[22] === null ? null : String(textOf(row[22])),
  sealed: Number(row[23]) === 1,
  clearedAt: row[24] === null ? null : Number(row[24]),
});

export interface NewImport {
  id: string;
  byUserPk: number;
  state: ImportState;
  fileName: string;
  fileBytes: number;
  digest: Buffer;
  plan: OpenPlan;
  now: number;
}

export async function insertImport(runner: SqlRunner, one: NewImport): Promise<number> {
  const { insertId } = await runner.run(
    `INSERT INTO imports (id, by_user_pk, noun, state, wanted, source, file_name, file_bytes, file_digest, plan, checkpoint,
      progress, created, updated, unchanged, refused, kept, active_ms, created_at, updated_at, sealed)
     VALUES (?, ?, ?, ?, 'run', ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, 0, 0, 0, ?, ?, 1)`,
    [
      idToBytes(one.id),
      one.byUserPk,
      one.plan.noun ?? '',
      one.state,
      one.plan.source,
      [...one.fileName].slice(0, 255).join(''),
      one.fileBytes,
      one.digest,
      JSON.stringify(one.plan),
      one.now,
      one.now,
    ],
  );
  return insertId;
}

export async function loadImport(runner: SqlRunner, pk: number): Promise<StoredImport> {
  const [row] = await runner.rows(`SELECT ${columns} FROM imports WHERE pk = ?`, [pk]);
  if (!row) throw new Error('there is no such import');
  return stored(row);
}

/** An import by public id; null where there is none, or the id is malformed. */
export async function importById(runner: SqlRunner, id: string): Promise<StoredImport | null> {
  const bytes = idToBytes(id);
  if (!bytes) return null;
  const [row] = await runner.rows(`SELECT ${columns} FROM imports WHERE id = ?`, [bytes]);
  return row ? stored(row) : null;
}

/** The latest imports of a user, or of everybody. */
export async function latestImports(runner: SqlRunner, byUserPk: number | null, most: number): Promise<StoredImport[]> {
  const which = byUserPk === null ? '' : 'WHERE by_user_pk = ?';
  const rows = await runner.rows(
    `SELECT ${columns} FROM imports ${which} ORDER BY pk DESC LIMIT ${Math.trunc(most)}`,
    byUserPk === null ? [] : [byUserPk],
  );
  return rows.map(stored);
}

/**
 * Earlier imports by the same user of the very same file, read the same way into the same noun, whose records are still
 * there, oldest first: the other sheets of a workbook, and what others imported, are no part of it.
 */
export async function importsOfFile(
  runner: SqlRunner,
  { digest, byUserPk, plan: { noun }, pk }: StoredImport,
  readAs: string,
): Promise<number[]> {
  const rows = await runner.rows(
    `SELECT pk FROM imports WHERE file_digest = ? AND by_user_pk = ? AND noun = ? AND read_as = ? AND pk < ?
       AND state <> 'UNDONE' ORDER BY pk`,
    [digest, byUserPk, noun, readAs, pk],
  );
  return rows.map(([pk]) => Number(pk));
}

/** The import of this file by this user that was begun and not finished. */
export async function unfinishedImport(
  runner: SqlRunner,
  { digest, byUserPk, plan }: { digest: Buffer; byUserPk: number; plan: ImportPlan },
): Promise<StoredImport | null> {
  const rows = await runner.rows(
    `SELECT ${columns} FROM imports WHERE file_digest = ? AND by_user_pk = ? AND state IN ('RUNNING', 'PAUSED', 'FAILED') ORDER BY pk DESC LIMIT 20`,
    [digest, byUserPk],
  );
  const same = JSON.stringify(plan);
  return rows.map(stored).find((one) => JSON.stringify(one.plan) === same) ?? null;
}

export type ImportChanges = Partial<{
  state: ImportState;
  wanted: StoredImport['wanted'];
  noun: string;
  source: string;
  plan: string;
  file_bytes: number;
  file_digest: Buffer;
  progress: number;
  kept: number;
  report: string | null;
  fault: string | null;
  finished_at: number | null;
  read_as: string;
}>;

/**
 * Changes an import where it is in one of these states (and, `untouched`, took no row yet), and its books were not taken away;
 * tells whether it was.
 */
export async function changeImport(
  runner: SqlRunner,
  pk: number,
  from: readonly ImportState[],
  changes: ImportChanges,
  now: number,
  { untouched = false }: { untouched?: boolean } = {},
): Promise<boolean> {
  const sets = Object.entries({ ...changes, updated_at: now }) as [string, SqlValue][];
  const { changes: count } = await runner.run(
    `UPDATE imports SET ${sets.map(([name]) => `${name} = ?`).join(', ')} WHERE pk = ? AND cleared_at IS NULL AND state IN (${from.map(() => '?').join(', ')})${untouched ? ' AND checkpoint = 0' : ''}`,
    [...sets.map(([, value]) => value), pk, ...from],
  );
  return count === 1;
}

/**
 * Moves the checkpoint on, in the transaction of what was written.
 * @returns the import as it stands now; null where somebody else has moved it, or planned it anew: then this transaction must not be kept
 */
export async function moveCheckpoint(
  tx: SqlRunner,
  { pk, plan: { noun } }: StoredImport,
  from: number,
  to: number,
  counts: ImportCounts,
  progress: number,
  ms: number,
  now: number,
): Promise<StoredImport | null> {
  const { changes } = await tx.run(
    `UPDATE imports SET checkpoint = ?, progress = ?, created = created + ?, updated = updated + ?, unchanged = unchanged + ?,
      refused = refused + ?, active_ms = active_ms + ?, updated_at = ? WHERE pk = ? AND checkpoint = ? AND state = 'RUNNING' AND noun = ?`,
    [
      to,
      Math.round(progress * 1e6),
      counts.created,
      counts.updated,
      counts.unchanged,
      counts.refused,
      Math.max(0, Math.round(ms)),
      now,
      pk,
      from,
      noun,
    ],
  );
  if (changes !== 1) return null;
  return loadImport(tx, pk);
}

/** What of a person's imports takes room now: open ones, those whose file is on its way, and bytes of all files that are kept. */
export async function roomTaken(
  runner: SqlRunner,
  byUserPk: number,
): Promise<{ open: number; uploading: number; bytes: number }> {
  const [row] = await runner.rows(
    `SELECT COALESCE(SUM(CASE WHEN state IN ('DONE', 'CANCELLED', 'UNDONE') THEN 0 ELSE 1 END), 0),
       COALESCE(SUM(CASE WHEN state = 'UPLOADING' THEN 1 ELSE 0 END), 0),
       COALESCE(SUM(CASE WHEN state = 'CANCELLED' THEN 0 ELSE file_bytes END), 0)
     FROM imports WHERE by_user_pk = ? AND cleared_at IS NULL`,
    [byUserPk],
  );
  return { open: Number(row![0]), uploading: Number(row![1]), bytes: Number(row![2]) };
}
