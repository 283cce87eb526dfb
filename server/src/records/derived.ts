import type { SqlRunner } from '../database/database';
import type { Derivation } from '../model/noun';
import type { Field, Noun, NounRegistry } from '../model/registry';
import { exceptSql } from '../query/shown';
import { list, raw, sql, type Sql } from '../query/sql';
import type { Draft } from './draft';

type FromChildren = Extract<Derivation, { from: 'children' }>;

/** A stored value of `parent` that is computed from rows of `child`. */
interface Kept {
  parent: Noun;
  child: Noun;
  /** Link of the child to the parent. */
  via: Field;
  derivation: FromChildren;
}

const known = new WeakMap<NounRegistry, readonly Kept[]>();

/** Every stored value that is computed from children. */
export function keptValues(nouns: NounRegistry): readonly Kept[] {
  let all = known.get(nouns);
  if (!all) known.set(nouns, (all = collect(nouns)));
  return all;
}

function collect(nouns: NounRegistry): Kept[] {
  return nouns.all().flatMap((parent) =>
    [...parent.fields.values()].flatMap(({ derivation }): Kept[] => {
      if (derivation?.from !== 'children') return [];
      const many = parent.fields.get(derivation.many)!;
      const child = nouns.get(many.to!);
      return [{ parent, child, via: child.fields.get(many.via!)!, derivation }];
    }),
  );
}

/**
 * Locks the records whose stored values a batch of writes will change, so that two writers of children of one record come
 * after one another and the second counts the first one's.
 */
export async function lockParents(
  tx: SqlRunner,
  nouns: NounRegistry,
  noun: Noun,
  drafts: readonly Draft[],
): Promise<void> {
  if (tx.dialect !== 'mysql') return; // one writer at a time
  for (const [parent, pks] of touchedParents(nouns, noun, drafts)) {
    const text = sql`SELECT pk FROM ${raw(parent.table)} WHERE pk IN ${list(pks)} ORDER BY pk FOR UPDATE`;
    await tx.rows(text.text, text.params);
  }
}

/** Computes the stored values again that these writes may have changed, in the same transaction. */
export async function keepDerived(
  tx: SqlRunner,
  nouns: NounRegistry,
  noun: Noun,
  drafts: readonly Draft[],
): Promise<void> {
  for (const kept of keptValues(nouns)) {
    const pks = kept.child === noun ? parentsOf(kept, drafts) : [];
    if (kept.parent === noun && kept.derivation.sameCurrency) {
      pks.push(
        ...drafts
          .filter((draft) => draft.action === 'update' && draft.changed.has('currency'))
          .map((draft) => draft.pk!),
      );
    }
    if (pks.length === 0) continue;
    const text = sql`UPDATE ${raw(kept.parent.table)} SET ${raw(kept.derivation.column)} = ${valueSql(kept)} WHERE pk IN ${list([...new Set(pks)])}`;
    await tx.run(text.text, text.params);
  }
}

/** The value from live children, as a sub-query beside a row of the parent's table. */
export function valueSql({ parent, child, via, derivation }: Kept): Sql {
  const column = raw(`c.${child.fields.get(derivation.value)!.column}`);
  const live = child.features.softDelete ? raw(' AND c.deleted_at IS NULL') : raw('');
  const currency = derivation.sameCurrency ? raw(` AND c.currency = ${parent.table}.currency`) : raw('');
  const counts = sql`${live}${currency}${exceptSql(child, raw('c'), derivation)}`;
  const from = sql`FROM ${raw(child.table)} c WHERE ${raw(`c.${via.column}`)} = ${raw(parent.table)}.pk${counts}`;
  return derivation.aggregate === 'sum'
    ? sql`(SELECT COALESCE(SUM(${column}), 0) ${from})`
    : sql`(SELECT MAX(${column}) ${from})`;
}

function touchedParents(nouns: NounRegistry, noun: Noun, drafts: readonly Draft[]): Map<Noun, number[]> {
  const touched = new Map<Noun, number[]>();
  for (const kept of keptValues(nouns)) {
    const pks = kept.child === noun ? parentsOf(kept, drafts) : [];
    if (pks.length > 0) touched.set(kept.parent, [...new Set([...(touched.get(kept.parent) ?? []), ...pks])]);
  }
  return touched;
}

/** Parents before and after the writes that change whether or what a child counts. */
function parentsOf({ via, derivation }: Kept, drafts: readonly Draft[]): number[] {
  const inputs = new Set([...derivation.inputs, via.name]);
  return drafts
    .filter((draft) => draft.action !== 'update' || [...draft.changed].some((field) => inputs.has(field)))
    .flatMap((draft) => [draft.stored?.get(via.name), draft.after(via.name)])
    .filter((pk): pk is number => typeof pk === 'number');
}
