import type { Noun } from '../model/registry';
import { Compilation, type ReadContext } from './context';
import type { StoredChange } from './history';
import { liveSql, predicateSql } from './predicate-sql';
import { allOf, list, raw, sql } from './sql';
import { bytesToId, idToBytes } from './values';

/**
 * An old or new value of a link is the public id of a record, so it shows only where that record is in the reader's view,
 * as the link itself does. Asked in one statement for each noun.
 */
export async function hideUnseenLinks(
  context: ReadContext,
  noun: Noun,
  changes: readonly StoredChange[],
): Promise<StoredChange[]> {
  const named = new Map<string, Set<string>>();
  for (const { field, old, new: next } of changes) {
    const target = noun.fields.get(field)?.kind === 'link' ? noun.fields.get(field)!.to! : null;
    if (target === null) continue;
    const ids = named.get(target) ?? new Set<string>();
    for (const id of [old, next]) if (typeof id === 'string') ids.add(id);
    named.set(target, ids);
  }
  const seen = new Set<string>();
  for (const [target, ids] of named) {
    for (const id of await seenIds(context, context.nouns.get(target), [...ids])) seen.add(id);
  }
  const shown = (id: unknown): unknown => (typeof id === 'string' && seen.has(id) ? id : null);
  return changes.map((change) =>
    noun.fields.get(change.field)?.kind === 'link'
      ? { field: change.field, old: shown(change.old), new: shown(change.new) }
      : change,
  );
}

async function seenIds(context: ReadContext, noun: Noun, ids: readonly string[]): Promise<string[]> {
  const wanted = ids.map(idToBytes).filter((bytes) => bytes !== null);
  if (wanted.length === 0) return [];
  const compilation = new Compilation(context);
  const alias = compilation.alias();
  const where = allOf([
    sql`${alias}.id IN ${list(wanted)}`,
    liveSql(noun, alias),
    predicateSql(compilation, noun, alias, context.ruleSet.view(noun.name).row),
  ]);
  const text = sql`SELECT ${alias}.id FROM ${raw(noun.table)} ${alias} WHERE ${where}`;
  const rows = await context.runner.rows(text.text, text.params);
  return rows.map(([id]) => bytesToId(id as Uint8Array));
}
