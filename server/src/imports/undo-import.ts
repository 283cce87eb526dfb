import type { SqlRunner } from '../database/database';
import type { JobVault } from '../jobs/job-vault';
import { inTransaction } from '../records/write-drafts';
import { purgeCreated, restoreValues, type KeptReason } from '../records/undo-writes';
import type { WriteContext } from '../records/write-context';
import { bookUndone, followVersion, rowsToUndo, type BookedRow } from './import-books';
import { settled } from './import-plan';
import { bookOf } from './import-seal';
import { changeImport, loadImport, type StoredImport } from './import-store';
import { requireInTime } from './undo-until';

export interface UndoRunner {
  /** A fresh context for each batch, of the principal who undoes. */
  writing(): WriteContext;
  /** Opens what stood there before. */
  vault: JobVault;
  clock(): number;
  onProgress?(left: StoredImport): void | Promise<void>;
  shouldStop?(): boolean;
  batchSize?: number;
}

/**
 * Takes an import back, its last rows first: records it created and nobody touched since go for good, changed values come
 * back. What was changed since, or has something hanging on it, stays and is told. It goes on where it was cut off.
 * @throws KehuError CONFLICT where the time for it is over
 */
export async function undoImport(runner: UndoRunner, pk: number): Promise<StoredImport> {
  const { database } = runner.writing();
  requireInTime(await loadImport(database, pk), runner.clock());
  const begun = await changeImport(
    database,
    pk,
    ['DONE', 'CANCELLED', 'PAUSED', 'FAILED', 'UNDOING'],
    { state: 'UNDOING' },
    runner.clock(),
  );
  if (!begun) return loadImport(database, pk);
  const one = await loadImport(database, pk);
  for (;;) {
    const more = await undoBatch(runner, one);
    if (runner.onProgress) await runner.onProgress(await loadImport(database, pk));
    if (!more) break;
    if (runner.shouldStop?.()) return loadImport(database, pk);
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  const now = runner.clock();
  await changeImport(database, pk, ['UNDOING'], { state: 'UNDONE', finished_at: now }, now);
  return loadImport(database, pk);
}

async function undoBatch(runner: UndoRunner, one: StoredImport): Promise<boolean> {
  const context = runner.writing();
  const undo = async (tx: SqlRunner): Promise<boolean> => {
    const rows = oneEach(await rowsToUndo(tx, bookOf(runner.vault, one), runner.batchSize ?? 250));
    if (rows.length === 0) return false;
    const noun = context.nouns.get(settled(one.plan).noun);
    const created = rows.filter((row) => row.created);
    const changed = rows.filter((row) => !row.created && row.before);
    const kept = new Map<number, KeptReason>([
      ...(created.length > 0 ? await purgeCreated(context, tx, noun, created.map(leftBy)) : []),
      ...(changed.length > 0
        ? await restoreValues(
            context,
            tx,
            noun,
            changed.map((row) => ({ ...leftBy(row), before: row.before! })),
          )
        : []),
    ]);
    await book(tx, one, rows, kept);
    for (const row of changed) if (!kept.has(row.recordPk)) await followVersion(tx, noun.name, row);
    return true;
  };
  return inTransaction(context, undo, { bulk: true });
}

const leftBy = ({ recordPk, version }: BookedRow): { pk: number; version: number } => ({ pk: recordPk, version });

/** Rows up to the second one about the same record: that is undone when the first is. */
function oneEach(rows: readonly BookedRow[]): BookedRow[] {
  const seen = new Set<number>();
  const again = rows.findIndex(({ recordPk }) => seen.has(recordPk) || !seen.add(recordPk));
  return again === -1 ? [...rows] : rows.slice(0, again);
}

async function book(
  tx: SqlRunner,
  one: StoredImport,
  rows: readonly BookedRow[],
  kept: ReadonlyMap<number, KeptReason>,
): Promise<void> {
  const byReason = new Map<'undone' | KeptReason, number[]>();
  for (const { position, recordPk } of rows) {
    const reason = kept.get(recordPk) ?? 'undone';
    byReason.set(reason, [...(byReason.get(reason) ?? []), position]);
  }
  for (const [reason, positions] of byReason) await bookUndone(tx, one.pk, positions, reason);
  // Counted in the transaction, so that an undo that is cut off counts nothing twice.
  await tx.run('UPDATE imports SET kept = kept + ? WHERE pk = ?', [kept.size, one.pk]);
}
