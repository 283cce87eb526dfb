import { fold } from '@kehu/shared';
import type { SqlRunner } from '../database/database';
import type { Field, Noun } from '../model/registry';
import { list, raw, sql } from '../query/sql';
import type { Draft } from './draft';
import { perNoun } from './per-noun';
import { insertRows, mustBeCleared } from './save';

/** Keeps the rows that filters by tag read beside the list that is shown. */
export async function saveTags(tx: SqlRunner, noun: Noun, drafts: readonly Draft[]): Promise<void> {
  for (const field of tagFields(noun)) await saveTagsOf(tx, noun, field, drafts);
}

const tagFields = perNoun((noun): readonly Field[] => [...noun.fields.values()].filter(({ kind }) => kind === 'tags'));

async function saveTagsOf(tx: SqlRunner, noun: Noun, field: Field, drafts: readonly Draft[]): Promise<void> {
  const writers = drafts.filter((draft) => draft.changed.has(field.name));
  if (writers.length === 0) return;
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
