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

type Condition = (compilation: Compilation, alias: Sql) => { key: Sql; where: Sql; from?: Sql; also?: Sql };

type Found = FoundRecord & { also?: unknown };

/** Live records of the view by condition. What of a row may not be read doesn't find it. */
async function find(
  context: ReadContext,
  noun: Noun,
  field: string,
  condition: Condition,
): Promise<Map<string, Found[]>> {
  const view = context.ruleSet.view(noun.name);
  const cell = view.cells.get(field);
  const found = new Map<string, Found[]>();
  if (!cell || cell.sensitive) return found;
  const compilation = new Compilation(context);
  const alias = compilation.alias();
  const { key, where, from, also } = condition(compilation, alias);
  const conditions = allOf([
    where,
    liveSql(noun, alias),
    predicateSql(compilation, noun, alias, view.row),
    predicateSql(compilation, noun, alias, cell.read),
  ]);
  const version = noun.features.versioned ? columnSql(alias, 'version') : raw('0');
  const text = sql`SELECT ${key}, ${alias}.id, ${version}, ${also ?? raw('0')} FROM ${raw(noun.table)} ${alias}${from ?? raw('')} WHERE ${conditions}`;
  for (const [value, id, counted, more] of await context.runner.rows(text.text, text.params)) {
    const name = String(value);
    const record: Found = { id: bytesToId(id as Uint8Array), version: Number(counted), ...(also && { also: more }) };
    const others = found.get(name);
    if (others) others.push(record);
    else found.set(name, [record]);
  }
  return found;
}

const column = ({ column: name, foldColumn }: Field): string => foldColumn ?? name;

/** Records whose field has one of these values; keys of the result are folded. */
export const findByText = (
  context: ReadContext,
  noun: Noun,
  field: string,
  values: readonly string[],
): Promise<FoundRecords> =>
  find(context, noun, field, (_, alias) => {
    const key = columnSql(alias, column(context.nouns.field(noun.name, field)));
    const where = sql`${key} IN ${list([...new Set(values.map(fold))])}`;
    return { key, where };
  });

/** A record looked for at its parent: a person by name at a customer. */
export interface ChildKey {
  value: string;
  /** Public id of the parent. */
  parent: string;
}

/** What {@link findChildren} finds a record under. */
export const childKey = ({ value, parent }: ChildKey): string => `${parent.toLowerCase()}|${fold(value)}`;

/** Records by a field's value at one of these parents; keys of the result as {@link childKey} makes them. */
export async function findChildren(
  context: ReadContext,
  noun: Noun,
  field: string,
  link: string,
  keys: readonly ChildKey[],
): Promise<FoundRecords> {
  const to = context.nouns.field(noun.name, link);
  const target = context.nouns.get(to.to!);
  const parents = keys.flatMap(({ parent }) => idToBytes(parent) ?? []);
  if (parents.length === 0) return new Map();
  const rows = await context.runner.rows(
    ...statement(sql`SELECT pk, id FROM ${raw(target.table)} WHERE id IN ${list(parents)}`),
  );
  const ids = new Map(rows.map(([pk, id]) => [Number(pk), bytesToId(id as Uint8Array)]));
  if (ids.size === 0) return new Map();
  const both = await find(context, noun, field, (_, alias) => {
    const key = columnSql(alias, column(context.nouns.field(noun.name, field)));
    const parent = columnSql(alias, to.column);
    const values = [...new Set(keys.map(({ value }) => fold(value)))];
    return {
      key,
      also: parent,
      where: allOf([sql`${key} IN ${list(values)}`, sql`${parent} IN ${list([...ids.keys()])}`]),
    };
  });
  const found = new Map<string, FoundRecord[]>();
  for (const [value, records] of both) {
    for (const { also, ...record } of records) {
      const key = `${ids.get(Number(also))}|${value}`;
      found.set(key, [...(found.get(key) ?? []), record]);
    }
  }
  return found;
}

const statement = ({ text, params }: Sql): [string, Sql['params']] => [text, params];

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
