import type { SqlRow, SqlRunner } from '../database/database';
import { notFound } from '../errors/errors';
import type { Noun } from '../model/registry';
import { Compilation } from '../query/context';
import { liveSql, predicateSql } from '../query/predicate-sql';
import { allOf, list, raw, sql } from '../query/sql';
import { idToBytes } from '../query/values';
import type { Draft } from './draft';
import { unresolved, type Reference } from './input';
import { neverUpdatable } from './rules';
import { chunks } from './save';
import { readingIn, type WriteContext } from './write-context';

/**
 * Resolves every id in the inputs through the writer's view, one statement for each noun. An id that is malformed, absent,
 * deleted or out of sight refuses its draft with the same NOT_FOUND.
 */
export async function resolveReferences(context: WriteContext, tx: SqlRunner, drafts: readonly Draft[]): Promise<void> {
  const byNoun = new Map<string, { draft: Draft; reference: Reference }[]>();
  for (const draft of drafts) {
    for (const reference of draft.references) {
      const to = reference.field.to!;
      byNoun.set(to, [...(byNoun.get(to) ?? []), { draft, reference }]);
    }
  }
  for (const [noun, asked] of byNoun) {
    const keys = await visibleKeys(
      context,
      tx,
      context.nouns.get(noun),
      asked.map(({ reference }) => reference.id),
    );
    for (const { draft, reference } of asked) {
      const pk = keys.get(reference.id.toLowerCase());
      if (pk !== undefined) {
        settle(draft, reference, pk);
      } else if (!isLeftOut(context, draft, reference)) {
        draft.refuse(notFound(reference.path));
      }
    }
  }
}

/** Keys of the records in the view by public id in lower case. */
export async function visibleKeys(
  context: WriteContext,
  tx: SqlRunner,
  noun: Noun,
  ids: readonly string[],
): Promise<Map<string, number>> {
  const byBytes = new Map<string, string>();
  for (const id of ids) {
    const bytes = idToBytes(id);
    if (bytes) byBytes.set(bytes.toString('hex'), id.toLowerCase());
  }
  const found = new Map<string, number>();
  for (const part of chunks([...byBytes.keys()], maxIds)) {
    const wanted = part.map((hex) => Buffer.from(hex, 'hex'));
    for (const [pk, bytes] of await visibleRows(context, tx, noun, wanted)) {
      found.set(byBytes.get((bytes as Buffer).toString('hex'))!, Number(pk));
    }
  }
  return found;
}

/** Most ids of one statement. */
const maxIds = 5_000;

async function visibleRows(
  context: WriteContext,
  tx: SqlRunner,
  noun: Noun,
  ids: readonly Buffer[],
): Promise<SqlRow[]> {
  const compilation = new Compilation(readingIn(context, tx));
  const alias = compilation.alias();
  const where = allOf([
    sql`${alias}.id IN ${list(ids)}`,
    liveSql(noun, alias),
    predicateSql(compilation, noun, alias, context.ruleSet.view(noun.name).row),
  ]);
  const text = sql`SELECT ${alias}.pk, ${alias}.id FROM ${raw(noun.table)} ${alias} WHERE ${where}`;
  return tx.rows(text.text, text.params);
}

/** Rows of owned relations keep their own values, everything else is the draft's. */
function settle(draft: Draft, { field, into }: Reference, pk: number): void {
  if (field.noun !== draft.noun.name) into.set(field.name, pk);
  else if (draft.given.has(field.name)) draft.values.set(field.name, pk);
}

/**
 * A link that rules never let the principal change, in an upsert of a record that is there already: refused as such
 * unless it stays what it is.
 */
const isLeftOut = (context: WriteContext, draft: Draft, { field }: Reference): boolean =>
  draft.lenient &&
  draft.action === 'update' &&
  field.noun === draft.noun.name &&
  draft.values.get(field.name) === unresolved &&
  neverUpdatable(context, draft, field.name);
