import type { Predicate } from '../../access/predicate';
import type { SqlRunner } from '../../database/database';
import type { Noun } from '../../model/registry';
import { Compilation } from '../../query/context';
import { columnSql, liveSql, predicateSql } from '../../query/predicate-sql';
import { bind, join, list, raw, sql, type Sql } from '../../query/sql';
import { sameValue } from '../../records/stored-form';
import { readingIn, type WriteContext } from '../../records/write-context';
import type { StoredValues } from '../../records/draft';
import { dependenciesOfAnybody } from './anybodys-rules';
import { couldHold, sameForAll } from './could-hold';
import { linksTo, type HangingLink } from './sees-all';

/** A fact by which somebody would see more after a merge than before. */
export interface Gain {
  /** Field of the record: one that rules look at, or the relation whose rows they look at. */
  field: string;
  /** Roles whose holders may gain by it. */
  roles: string[];
}

/**
 * By which facts anybody could see more of these records, or of what hangs on them, once they are one. Found from rules and
 * the facts they look at, without looking at who there is: it may name a gain that nobody makes today, never miss one. For
 * who sees all: what they may not read of other records counts as if it opened them, so that no gain tells of it.
 * @param records stored values of the records that are to be one
 * @param after the values of the record they become
 */
export async function gainsOf(
  context: WriteContext,
  tx: SqlRunner,
  noun: Noun,
  records: ReadonlyMap<number, StoredValues>,
  after: (field: string) => unknown,
): Promise<Gain[]> {
  const found = new Map<string, Set<string>>();
  const note = (field: string, role: string): void => {
    const roles = found.get(field) ?? new Set();
    found.set(field, roles.add(role));
  };
  const { book } = context.ruleSet;
  for (const { field, through, role } of dependenciesOfAnybody(book, noun.name)) {
    if (through !== null) note(field, role);
    else if (await differs(tx, noun, field, records, after)) note(field, role);
  }
  for (const hanging of linksTo(context.nouns, noun)) {
    const many = [...noun.fields.values()].find(
      ({ kind, to, via }) => kind === 'many' && to === hanging.noun.name && via === hanging.link.name,
    );
    for (const { field, through, role } of dependenciesOfAnybody(book, hanging.noun.name)) {
      if (through === null || field !== hanging.link.name) continue;
      if (await opens(context, tx, noun, hanging, through.where, [...records.keys()])) note(many?.name ?? field, role);
    }
  }
  return [...found].map(([field, roles]) => ({ field, roles: [...roles].sort() }));
}

async function differs(
  tx: SqlRunner,
  noun: Noun,
  name: string,
  records: ReadonlyMap<number, StoredValues>,
  after: (field: string) => unknown,
): Promise<boolean> {
  const field = noun.fields.get(name);
  if (field?.kind === 'externalIds') {
    // Raw SQL: ids in other systems are no field of the record's row.
    const text = sql`SELECT 1 FROM external_ids WHERE noun = ${bind(noun.name)} AND record_pk IN ${list([...records.keys()])} LIMIT 1`;
    return (await tx.rows(text.text, text.params)).length > 0;
  }
  return [...records.values()].some((stored) => !sameValue(stored.get(name) ?? null, after(name) ?? null));
}

/**
 * Whether rows that hang on the records open them for somebody: some could, for a person's own sake, or some do for everybody
 * on one of the records and not on another.
 */
async function opens(
  context: WriteContext,
  tx: SqlRunner,
  noun: Noun,
  { noun: child, link }: HangingLink,
  where: Predicate,
  pks: readonly number[],
): Promise<boolean> {
  const compilation = new Compilation(readingIn(context, tx));
  const row = compilation.alias();
  const on = compilation.alias();
  const rows: Sql[] = [
    sql`${columnSql(row, link.column)} = ${on}.pk`,
    liveSql(child, row),
    predicateSql(compilation, child, row, couldHold(context, child.name, where, true)),
  ];
  const text = sql`SELECT ${on}.pk FROM ${raw(noun.table)} ${on} WHERE ${on}.pk IN ${list(pks)} AND EXISTS (SELECT 1 FROM ${raw(child.table)} ${row} WHERE ${join(rows, ' AND ')})`;
  const open = (await tx.rows(text.text, text.params)).length;
  return sameForAll(context, child.name, where) ? open > 0 && open < pks.length : open > 0;
}
