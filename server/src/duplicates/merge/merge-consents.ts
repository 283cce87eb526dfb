import type { SqlRunner } from '../../database/database';
import type { Noun } from '../../model/registry';
import { list, raw, sql } from '../../query/sql';
import { bytesToId } from '../../query/values';
import { valueDraft } from '../../records/value-draft';
import { writeInside } from '../../records/write-inside';
import type { WriteContext } from '../../records/write-context';
import type { MergeState } from './merge-store';

/** A consent as it is stored. */
export interface ConsentRow {
  pk: number;
  id: string;
  customerPk: number;
  purpose: string;
  state: string;
  decidedAt: number;
}

/** What became of consents: rows that stay where they are, and decisions that became stricter. */
export interface MergedConsents {
  /** Consents for a purpose that the record that stays has decided on itself: they are not moved. */
  staying: Set<number>;
  changed: MergeState['consents'];
  /** Purposes on which the records disagreed. A steward decides anew; until then the stricter counts. */
  conflicts: string[];
}

type Decided = NonNullable<MergeState['decided']>[number];

/**
 * A customer has one decision a purpose. Where the merged records disagree, the stricter counts until a steward decides; the
 * decisions of the others stay with them, to come back with them.
 */
export async function mergeConsents(
  context: WriteContext,
  tx: SqlRunner,
  noun: Noun,
  survivorPk: number,
  memberPks: readonly number[],
): Promise<MergedConsents> {
  const rows = await consentsOf(tx, noun, [survivorPk, ...memberPks]);
  const merged: MergedConsents = { staying: new Set(), changed: [], conflicts: [] };
  const counting = new Map(rows.filter(({ customerPk }) => customerPk === survivorPk).map((row) => [row.purpose, row]));
  const stricter = new Map<string, ConsentRow>();
  for (const pk of memberPks) {
    for (const row of rows.filter(({ customerPk }) => customerPk === pk)) {
      const own = counting.get(row.purpose);
      if (!own) {
        counting.set(row.purpose, row); // it moves
        continue;
      }
      merged.staying.add(row.pk);
      if (row.state === own.state) continue;
      if (!merged.conflicts.includes(row.purpose)) merged.conflicts.push(row.purpose);
      if (row.state === 'WITHDRAWN') stricter.set(row.purpose, row);
    }
  }
  for (const [purpose, { state, decidedAt }] of stricter) {
    const own = counting.get(purpose)!;
    const after = { state, decidedAt };
    merged.changed.push({ pk: own.pk, before: { state: own.state, decidedAt: own.decidedAt }, after });
    await writeInside(context, tx, noun, [valueDraft(noun, own.id, new Map(Object.entries(after)))]);
  }
  return merged;
}

/** Consents of these customers that are not deleted. */
export async function consentsOf(tx: SqlRunner, noun: Noun, customers: readonly number[]): Promise<ConsentRow[]> {
  const text = sql`SELECT pk, id, customer_pk, purpose, state, decided_at FROM ${raw(noun.table)} WHERE customer_pk IN ${list(customers)} AND deleted_at IS NULL ORDER BY pk`;
  return (await tx.rows(text.text, text.params)).map(([pk, id, customerPk, purpose, state, decidedAt]) => ({
    pk: Number(pk),
    id: bytesToId(id as Uint8Array),
    customerPk: Number(customerPk),
    purpose: String(purpose),
    state: String(state),
    decidedAt: Number(decidedAt),
  }));
}

/** Decisions that count for these customers now: what a split compares later ones with. */
export const decidedNow = async (tx: SqlRunner, noun: Noun, customers: readonly number[]): Promise<Decided[]> =>
  (await consentsOf(tx, noun, customers)).map(({ pk, state, decidedAt }) => ({ pk, state, decidedAt }));
