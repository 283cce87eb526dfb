import { fold } from '@kehu/shared';
import type { SqlRunner } from '../database/database';
import type { Noun } from '../model/registry';
import { list, raw, sql } from '../query/sql';
import type { Draft } from './draft';
import { insertRows, mustBeCleared } from './save';

/** Keeps the rows that filters by tag read beside the list that is shown. */
export async function saveTags(tx: SqlRunner, noun: Noun, drafts: readonly Draft[]): Promise<void> {
  const field = [...noun.fields.values()].find(({ kind }) => kind === 'tags');
  if (!field) return;
  const writers = drafts.filter((draft) => draft.changed.has(field.name));
  const known = writers.filter((draft) => draft.action !== 'create').map((draft) => draft.pk!);
  const owner = `${noun.name}_pk`;
  if (known.length > 0) {
    const text = sql`DELETE FROM ${raw(`${noun.name}_tags`)} WHERE ${raw(owner)} IN ${list(known)}`;
    await tx.run(text.text, text.params);
  }
  const rows = writers.flatMap((draft) => {
    mustBeCleared(draft, field.name);
    return ((draft.values.get(field.name) as string[] | null) ?? []).map((tag) => [draft.pk!, fold(tag), tag]);
  });
  if (rows.length > 0) await insertRows(tx, `${noun.name}_tags`, [owner, 'tag_fold', 'tag'], rows);
}
