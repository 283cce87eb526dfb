import type { SqlRunner } from '../../database/database';
import type { Noun } from '../../model/registry';
import { bind, raw, sql } from '../../query/sql';
import { bytesToId } from '../../query/values';
import { valueDraft } from '../../records/value-draft';
import { writeInside } from '../../records/write-inside';
import type { WriteContext } from '../../records/write-context';
import { consentsOf, type ConsentRow } from './merge-consents';
import type { MergeState, StoredMerge } from './merge-store';

// Raw SQL: consents of records that were just merged or split; whoever does either sees every decision by rules alone.

/** Purposes for which consent was withdrawn from the merged record, and when. */
export type Withdrawals = ReadonlyMap<string, number>;

/**
 * What was withdrawn since the merge: whoever did it meant all that the record was. A consent that was deleted since counts as
 * withdrawn. Ask before anything is moved back.
 */
export async function withdrawnSince(
  tx: SqlRunner,
  noun: Noun,
  { survivorPk, state: { decided = [] } }: StoredMerge,
): Promise<Withdrawals> {
  const then = new Map(decided.map((one) => [one.pk, one]));
  const text = sql`SELECT pk, purpose, state, decided_at, deleted_at FROM ${raw(noun.table)} WHERE customer_pk = ${bind(survivorPk)} ORDER BY pk`;
  const withdrawn = new Map<string, number>();
  for (const [pk, purpose, state, decidedAt, deletedAt] of await tx.rows(text.text, text.params)) {
    const before = then.get(Number(pk));
    const at = deletedAt === null ? Number(decidedAt) : Number(deletedAt);
    const isNew =
      deletedAt === null
        ? state === 'WITHDRAWN' && (before?.state !== 'WITHDRAWN' || before.decidedAt !== at)
        : before?.state === 'GIVEN';
    if (isNew) withdrawn.set(String(purpose), at);
  }
  return withdrawn;
}

/**
 * Sets decisions back to what they were, as far as nobody decided anew. Returns how many stay as they are: those decided anew,
 * and, where the record keeps values that came with the merge (`holds`), those that would show them to more.
 */
export async function returnConsents(
  context: WriteContext,
  tx: SqlRunner,
  noun: Noun,
  changed: MergeState['consents'],
  holds: boolean,
): Promise<number> {
  let kept = 0;
  for (const { pk, before, after } of changed) {
    const text = sql`SELECT id, state, decided_at FROM ${raw(noun.table)} WHERE pk = ${bind(pk)} AND deleted_at IS NULL`;
    const [row] = await tx.rows(text.text, text.params);
    const isUntouched = row && String(row[1]) === after.state && Number(row[2]) === after.decidedAt;
    if (!isUntouched || (holds && before.state === 'GIVEN')) kept++;
    else {
      const draft = valueDraft(noun, bytesToId(row[0] as Uint8Array), new Map(Object.entries(before)));
      await writeInside(context, tx, noun, [draft]);
    }
  }
  return kept;
}

/**
 * Of the records that came back nobody may be shown by a consent that was withdrawn meanwhile, or that was given to the merged
 * record by somebody who may be another: the stricter counts.
 */
export async function keepStricter(
  context: WriteContext,
  tx: SqlRunner,
  noun: Noun,
  { memberPks, state: { decided = [] } }: StoredMerge,
  withdrawn: Withdrawals,
): Promise<void> {
  const then = new Map(decided.map((one) => [one.pk, one]));
  const stricter = ({ pk, purpose }: ConsentRow): number | undefined => {
    const before = then.get(pk);
    return withdrawn.get(purpose) ?? (before?.state === 'WITHDRAWN' ? before.decidedAt : undefined);
  };
  for (const row of await consentsOf(tx, noun, memberPks)) {
    const decidedAt = stricter(row);
    if (row.state !== 'GIVEN' || decidedAt === undefined) continue;
    const values = new Map<string, unknown>([
      ['state', 'WITHDRAWN'],
      ['decidedAt', decidedAt],
    ]);
    await writeInside(context, tx, noun, [valueDraft(noun, row.id, values)]);
  }
}
