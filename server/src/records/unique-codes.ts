import { fold } from '@kehu/shared';
import type { SqlRunner } from '../database/database';
import type { Field, Noun } from '../model/registry';
import { list, raw, sql } from '../query/sql';
import { textOf } from '../query/values';
import { unusableCode } from './coerce-text';
import type { Draft } from './draft';
import type { WriteContext } from './write-context';

/** Fields of a noun of which no two records share a value. */
export function uniqueFields(noun: Noun): readonly Field[] {
  let fields = unique.get(noun);
  if (!fields) unique.set(noun, (fields = [...noun.fields.values()].filter((field) => field.unique)));
  return fields;
}

const unique = new WeakMap<Noun, readonly Field[]>();

/**
 * Finds out which codes are taken by another record, seen or unseen, deleted or not. Such a draft is refused after its row
 * rules, in the words of a malformed code.
 */
export async function checkCodes(
  context: WriteContext,
  tx: SqlRunner,
  noun: Noun,
  drafts: readonly Draft[],
): Promise<void> {
  for (const field of uniqueFields(noun)) {
    const asked = drafts.filter((draft) => draft.changed.has(field.name) && draft.values.get(field.name) !== null);
    if (asked.length === 0) continue;
    context.checkCodeGuesses?.();
    const column = raw(field.foldColumn!);
    const keys = asked.map((draft) => folded(draft, field));
    const text = sql`SELECT ${column}, pk FROM ${raw(noun.table)} WHERE ${column} IN ${list(keys)}`;
    const holders = new Map((await tx.rows(text.text, text.params)).map(([key, pk]) => [textOf(key), Number(pk)]));
    for (const draft of asked) {
      const holder = holders.get(folded(draft, field));
      if (holder !== undefined && holder !== draft.pk) refuseCode(draft, field);
    }
  }
}

const folded = (draft: Draft, field: Field): string => fold(String(draft.values.get(field.name)));

function refuseCode(draft: Draft, field: Field): void {
  draft.taken.add(field.name);
  draft.refuseLater(unusableCode({ path: draft.path(field.name), label: field.label }, field.max!));
}

/** What a unique key of the engine refused: a code taken since it was looked up. Null where the draft writes none. */
export function takenSince(draft: Draft): Field | 'externalId' | null {
  const field = uniqueFields(draft.noun).find(({ name }) => draft.changed.has(name) && draft.values.get(name));
  if (field) return field;
  return draft.action === 'create' && draft.externalId ? 'externalId' : null;
}
