import { fold } from '@kehu/shared';
import type { Field, Noun } from '../model/registry';
import { Compilation, type ReadContext } from '../query/context';
import { columnSql, liveSql, predicateSql } from '../query/predicate-sql';
import { allOf, bind, list, raw, sql, type Sql } from '../query/sql';
import { bytesToId, idToBytes } from '../query/values';

/** A record of the view. */
export interface FoundRecord {
  id: string;
  /** 0 where the noun has no versions. */
  version: number;
}

/** Records by what they were looked up by (folded where the field is); several where it names more than one. */
export type FoundRecords = ReadonlyMap<string, readonly FoundRecord[]>;

type Condition = (compilation: Compilation, alias: Sql) => { key: Sql; where: Sql; from?: Sql };

/** Live records of the view by condition. What of a row may not be read doesn't find it. */
async function find(
  context: ReadContext,
  noun: Noun,
  field: string,
  condition: Condition,
): Promise<Map<string, FoundRecord[]>> {
  const view = context.ruleSet.view(noun.name);
  const cell = view.cells.get(field);
  const found = new Map<string, FoundRecord[]>();
  if (!cell || cell.sensitive) return found;
  const compilation = new Compilation(context);
  const alias = compilation.alias();
  const { key, where, from } = condition(compilation, alias);
  const conditions = allOf([
    where,
    liveSql(noun, alias),
    predicateSql(compilation, noun, alias, view.row),
    predicateSql(compilation, noun, alias, cell.read),
  ]);
  const version = noun.features.versioned ? columnSql(alias, 'version') : raw('0');
  const text = sql`SELECT ${key}, ${alias}.id, ${version} FROM ${raw(noun.table)} ${alias}${from ?? raw('')} WHERE ${conditions}`;
  for (const [value, id, counted] of await context.runner.rows(text.text, text.params)) {
    const name = String(value);
    const record = { id: bytesToId(id as Uint8Array), version: Number(counted) };
    const others = found.get(name);
    if (others) others.push(record);
    else found.set(name, [record]);
  }
  return found;
}

const column = ({ column: name, foldColumn }: Field): string => foldColumn ?? name;

/** Narrows a search to the children of one record. */
export interface Parent {
  /** Link field of the noun. */
  field: string;
  /** Public id of the record it links to. */
  id: string;
}

/** Records whose field has one of these values; keys of the result are folded. */
export const findByText = (
  context: ReadContext,
  noun: Noun,
  field: string,
  values: readonly string[],
  parent?: Parent,
): Promise<FoundRecords> =>
  find(context, noun, field, (_, alias) => {
    const key = columnSql(alias, column(context.nouns.field(noun.name, field)));
    const where = sql`${key} IN ${list([...new Set(values.map(fold))])}`;
    return { key, where: parent ? allOf([where, childOf(context, noun, alias, parent)]) : where };
  });

function childOf(context: ReadContext, noun: Noun, alias: Sql, { field, id }: Parent): Sql {
  const link = context.nouns.field(noun.name, field);
  const target = context.nouns.get(link.to!);
  return sql`${columnSql(alias, link.column)} = (SELECT pk FROM ${raw(target.table)} WHERE id = ${bind(idToBytes(id))})`;
}

/** Records that have one of these ids in the system `source`. */
export const findByExternalId = (
  context: ReadContext,
  noun: Noun,
  source: string,
  ids: readonly string[],
): Promise<FoundRecords> =>
  find(context, noun, 'externalIds', (compilation, alias) => {
    const e = compilation.alias();
    return {
      key: sql`${e}.external_id`,
      from: sql` JOIN external_ids ${e} ON ${e}.record_pk = ${alias}.pk`,
      where: sql`${e}.noun = ${bind(noun.name)} AND ${e}.source = ${bind(source)} AND ${e}.external_id IN ${list([...new Set(ids)])}`,
    };
  });

/** Whether the text has the form of a public id. */
export const isPublicId = (text: string): boolean => idToBytes(text) !== null;
