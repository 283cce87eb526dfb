import { KehuError } from '../errors/errors';
import type { StoredImport } from './import-store';

/** How long an import can be taken back after its end; then what stood there before is kept no longer. */
export const undoMilliseconds = 14 * 24 * 3_600_000;

/** The moment until which an import that ended can be taken back; null where it is not at its end, or no longer. */
export const undoUntil = ({ state, clearedAt, finishedAt, updatedAt }: StoredImport): number | null =>
  clearedAt === null && (state === 'DONE' || state === 'CANCELLED')
    ? (finishedAt ?? updatedAt) + undoMilliseconds
    : null;

/** @throws KehuError CONFLICT where the time for taking it back is over */
export function requireInTime(one: StoredImport, now: number): void {
  const until = undoUntil(one);
  if (one.clearedAt === null && (until === null || now < until)) return;
  const days = undoMilliseconds / (24 * 3_600_000);
  throw new KehuError(
    'CONFLICT',
    {
      en: `An import can be taken back for ${days} days after its end; this one no longer.`,
      zh: `导入结束后 ${days} 天内可以撤销，此导入已超过期限。`,
    },
    ['id'],
  );
}
