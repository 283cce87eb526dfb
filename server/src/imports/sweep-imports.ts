import type { Database, SqlRunner } from '../database/database';
import { undoMilliseconds } from './undo-until';

// Raw SQL: the books of imports belong to no noun, see import-store.ts.

/** An upload that gives no sign of life for this long is none any more. */
const uploadMilliseconds = 3_600_000;
/** An import that nobody goes on with for this long is ended. */
const idleMilliseconds = 14 * 24 * 3_600_000;

/** Statements of one call: others wait for it. */
const statementsAtOnce = 40;
/** Pieces of a file, and rows, that one statement takes away. */
const piecesAtOnce = 64;
const rowsAtOnce = 1_000;

/**
 * Takes away what imports keep and nobody needs any more: file and refused rows of what was cancelled or taken back, and
 * everything but figures once the time for taking back is over. Ends what was abandoned first.
 * @returns whether there is more to do
 */
export async function sweepImports(database: Database, now: number): Promise<boolean> {
  await database.run(
    `UPDATE imports SET state = 'CANCELLED', finished_at = COALESCE(finished_at, ?), updated_at = ?
     WHERE cleared_at IS NULL AND ((state = 'UPLOADING' AND updated_at <= ?)
       OR (state NOT IN ('UPLOADING', 'DONE', 'CANCELLED', 'UNDONE') AND updated_at <= ?))`,
    [now, now, now - uploadMilliseconds, now - idleMilliseconds],
  );
  // 0 says that it is being taken away: from here on it can't be undone, and a sweep that was cut off is gone on with.
  await database.run(
    `UPDATE imports SET cleared_at = 0
     WHERE cleared_at IS NULL AND (state = 'UNDONE' OR (state = 'CANCELLED' AND created + updated = 0)
       OR (state IN ('DONE', 'CANCELLED') AND COALESCE(finished_at, updated_at) <= ?))`,
    [now - undoMilliseconds],
  );
  const work = { left: statementsAtOnce };
  const due = await database.rows(
    `SELECT pk, cleared_at FROM imports i WHERE cleared_at = 0 OR (cleared_at IS NULL AND state = 'CANCELLED'
       AND (EXISTS (SELECT 1 FROM import_chunks c WHERE c.import_pk = i.pk)
         OR EXISTS (SELECT 1 FROM import_refusals r WHERE r.import_pk = i.pk))) LIMIT 20`,
  );
  for (const [pk, clearedAt] of due) {
    const done = await clear(database, Number(pk), clearedAt !== null, work);
    if (!done) return true;
    if (clearedAt !== null) {
      await database.run('UPDATE imports SET cleared_at = ?, report = NULL WHERE pk = ?', [now, Number(pk)]);
    }
  }
  return due.length === 20;
}

/** @returns false where there is more than the statements that were left */
async function clear(database: Database, pk: number, whole: boolean, work: { left: number }): Promise<boolean> {
  const before = database.dialect === 'mysql' ? '`before`' : '"before"'; // a word of SQL on one engine
  const steps: [table: string, change: string, which: string, atOnce: number][] = [
    ['import_chunks', 'DELETE FROM import_chunks', '', piecesAtOnce],
    ['import_refusals', 'DELETE FROM import_refusals', '', rowsAtOnce],
    ...(whole
      ? [
          ['import_rows', `UPDATE import_rows SET ${before} = NULL`, ` AND ${before} IS NOT NULL`, rowsAtOnce] as [
            string,
            string,
            string,
            number,
          ],
        ]
      : []),
  ];
  for (const [table, change, which, atOnce] of steps) {
    for (;;) {
      const from = await first(database, table, pk, which);
      if (from === null) break;
      if ((work.left -= 1) < 0) return false;
      await database.run(`${change} WHERE import_pk = ? AND position >= ? AND position < ?${which}`, [
        pk,
        from,
        from + atOnce,
      ]);
    }
  }
  return true;
}

async function first(runner: SqlRunner, table: string, pk: number, which: string): Promise<number | null> {
  const [row] = await runner.rows(
    `SELECT position FROM ${table} WHERE import_pk = ?${which} ORDER BY position LIMIT 1`,
    [pk],
  );
  return row ? Number(row[0]) : null;
}

const everyMilliseconds = 60_000;

/** Sweeps once a minute, and at each look while there is more to do. */
export function importSweeper(database: Database): (now: number) => Promise<void> {
  let sweptAt = -Infinity;
  return async (now) => {
    if (now - sweptAt < everyMilliseconds) return;
    if (!(await sweepImports(database, now))) sweptAt = now;
  };
}
