import type { SqlRunner } from '../database/database';
import { KehuError } from '../errors/errors';
import type { Noun } from '../model/registry';
import { bind, list, sql } from '../query/sql';
import type { Draft } from './draft';

/**
 * A record that was merged into another comes back by splitting alone: restored, it would stand beside the one that holds its
 * values, without what hung on it. Who may restore is told so after every rule has been asked.
 */
export async function refuseMergedAway(tx: SqlRunner, noun: Noun, drafts: readonly Draft[]): Promise<void> {
  const restoring = drafts.filter((draft) => draft.action === 'restore');
  if (restoring.length === 0) return;
  // Raw SQL: merges are no noun; these records were read through the writer's view.
  const text = sql`SELECT e.record_pk FROM merge_members e JOIN merges m ON m.pk = e.merge_pk WHERE m.noun = ${bind(noun.name)} AND m.undone_at IS NULL AND e.record_pk IN ${list(restoring.map(({ pk }) => pk!))}`;
  const merged = new Set((await tx.rows(text.text, text.params)).map(([pk]) => Number(pk)));
  for (const draft of restoring) {
    if (!merged.has(draft.pk!)) continue;
    draft.refuseLater(
      new KehuError(
        'CONFLICT',
        {
          en: 'This record was merged into another one. Split them to have it back.',
          zh: '该记录已合并到另一条记录，请通过拆分恢复。',
        },
        ['id'],
      ),
    );
  }
}
