import { fold } from '@kehu/shared';
import type { SqlRunner } from '../database/database';
import type { Field, Noun } from '../model/registry';
import { Compilation } from '../query/context';
import { liveSql, predicateSql } from '../query/predicate-sql';
import { allOf, list, no, raw, sql } from '../query/sql';
import { textOf } from '../query/values';
import { countGuesses } from './code-guesses';
import { unusableCode } from './coerce-text';
import type { Draft } from './draft';
import { readingIn, type WriteContext } from './write-context';

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
    const column = raw(field.foldColumn!);
    const keys = asked.map((draft) => folded(draft, field));
    const text = sql`SELECT ${column}, pk FROM ${raw(noun.table)} WHERE ${column} IN ${list(keys)}`;
    const holders = new Map((await tx.rows(text.text, text.params)).map(([key, pk]) => [textOf(key), Number(pk)]));
    const taken = asked.filter((draft) => ![undefined, draft.pk].includes(holders.get(folded(draft, field))));
    const seen = await seenHolders(
      context,
      tx,
      field,
      taken.map((draft) => holders.get(folded(draft, field))!),
    );
    // Who is refused by external id learns nothing of the code.
    const hidden = taken.filter((draft) => !draft.externalId?.taken && !seen.has(holders.get(folded(draft, field))!));
    countGuesses(context, asked, new Map(hidden.map((draft) => [draft, [guessed(draft, field)]])));
    for (const draft of taken) refuseCode(draft, field);
  }
}

const guessed = (draft: Draft, field: Field): string => `${draft.noun.name}|${field.name}|${folded(draft, field)}`;

/** Those of these records whose code the writer may read, deleted ones that it may restore among them: to know theirs is no guess. */
async function seenHolders(
  context: WriteContext,
  tx: SqlRunner,
  field: Field,
  pks: readonly number[],
): Promise<ReadonlySet<number>> {
  const noun = context.nouns.get(field.noun);
  const view = context.ruleSet.view(noun.name);
  const cell = view.cells.get(field.name);
  if (pks.length === 0 || !cell) return new Set();
  const compilation = new Compilation(readingIn(context, tx));
  const alias = compilation.alias();
  const { restore } = context.ruleSet.write(noun.name);
  const live = allOf([liveSql(noun, alias), predicateSql(compilation, noun, alias, view.row)]);
  const deleted = noun.features.softDelete
    ? allOf([sql`${alias}.deleted_at IS NOT NULL`, predicateSql(compilation, noun, alias, restore)])
    : no;
  const where = allOf([
    sql`${alias}.pk IN ${list(pks)}`,
    sql`(${live} OR ${deleted})`,
    predicateSql(compilation, noun, alias, cell.read),
  ]);
  const text = sql`SELECT ${alias}.pk FROM ${raw(noun.table)} ${alias} WHERE ${where}`;
  return new Set((await tx.rows(text.text, text.params)).map(([pk]) => Number(pk)));
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
