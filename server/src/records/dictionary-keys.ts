import type { SqlRunner } from '../database/database';
import { badInput } from '../errors/errors';
import type { Field } from '../model/registry';
import { list, sql } from '../query/sql';
import type { Draft } from './draft';
import { perNoun } from './per-noun';
import type { WriteContext } from './write-context';

// Raw SQL: code tables hold words, never facts about records.

const dictionaryFields = perNoun((noun): readonly Field[] =>
  [...noun.fields.values()].filter(({ dictionary }) => dictionary !== undefined),
);

/** Refuses drafts that name an entry which its code table doesn't have or no longer uses. */
export async function checkDictionaryKeys(
  context: Pick<WriteContext, 'hasEntry'>,
  tx: SqlRunner,
  drafts: readonly Draft[],
): Promise<void> {
  const named: { draft: Draft; dictionary: string; field: string; key: string }[] = [];
  for (const draft of drafts) {
    for (const field of dictionaryFields(draft.noun)) {
      if (!draft.given.has(field.name)) continue;
      const value = draft.values.get(field.name);
      for (const key of Array.isArray(value) ? (value as unknown[]) : [value]) {
        // What is not known may have been made in this transaction.
        if (typeof key !== 'string' || context.hasEntry?.(field.dictionary!, key)) continue;
        named.push({ draft, dictionary: field.dictionary!, field: field.name, key });
      }
    }
  }
  if (named.length === 0) return;
  const dictionaries = [...new Set(named.map(({ dictionary }) => dictionary))];
  const keys = [...new Set(named.map(({ key }) => key))];
  const text = sql`SELECT dictionary, entry_key FROM dictionary_entries WHERE active = 1 AND dictionary IN ${list(dictionaries)} AND entry_key IN ${list(keys)}`;
  const rows = await tx.rows(text.text, text.params);
  const known = new Set(rows.map(([dictionary, key]) => `${String(dictionary)}|${String(key)}`));
  for (const { draft, dictionary, field, key } of named) {
    if (known.has(`${dictionary}|${key}`)) continue;
    const { label } = draft.noun.fields.get(field)!;
    draft.refuse(
      badInput(
        draft.path(field),
        `${label.en}: there is no such entry in the list. Choose one of the list, by its key.`,
        `${label.zh}：字典中没有该值，请使用字典中的键。`,
      ),
    );
  }
}
