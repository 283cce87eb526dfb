import { badInput } from '../errors/errors';
import type { Field, Noun } from '../model/registry';
import type { Compilation } from './context';
import { bucketSql, type Bucket } from './date-bucket';
import { checkHops, checkKeys } from './query-limits';
import { guarded, shownSql } from './shown';
import { hopSql } from './sort';
import { sql, type Sql } from './sql';

/** One `groupBy` object: a field, a date bucket, or a to-one hop. */
export type GroupBy = Readonly<Record<string, unknown>>;

/** A compiled group: what rows are collected by, and what stands for it in the answer. */
export interface Group {
  path: readonly string[];
  field: Field;
  bucket: Bucket | null;
  /** On whose clocks the buckets begin. */
  timeZone: string;
  expression: Sql;
  display: Sql;
  /** Of a code table: its keys in their own order, which groups come in; elsewhere none. */
  places: readonly string[];
}

/** Compiles `groupBy` over shown values; to-one hops join the visible target once. */
export function compileGroups(
  compilation: Compilation,
  noun: Noun,
  alias: Sql,
  groupBy: readonly GroupBy[],
  joins: Map<string, { alias: Sql; sql: Sql }>,
): Group[] {
  checkKeys(groupBy, 'groupBy');
  return groupBy.map((group, i) => compileGroup(compilation, noun, alias, group, joins, `groupBy.${i}`, []));
}

function compileGroup(
  compilation: Compilation,
  noun: Noun,
  alias: Sql,
  group: GroupBy,
  joins: Map<string, { alias: Sql; sql: Sql }>,
  path: string,
  prefix: readonly string[],
): Group {
  const entries = Object.entries(group).filter(([, value]) => value !== undefined && value !== null && value !== false);
  if (entries.length !== 1) {
    throw badInput(
      path,
      `Each object of groupBy names exactly one field.`,
      'groupBy 的每个对象必须且只能包含一个字段。',
    );
  }
  const [name, value] = entries[0]!;
  const field = noun.fields.get(name)!;
  const names = [...prefix, name];
  if (field.kind === 'link') {
    checkHops(names.length, path);
    const target = compilation.context.nouns.get(field.to!);
    const key = names.join('.');
    let joined = joins.get(key);
    if (!joined) {
      const t = compilation.alias();
      joined = { alias: t, sql: hopSql(compilation, noun, alias, field, target, t, key) };
      joins.set(key, joined);
    }
    return compileGroup(compilation, target, joined.alias, value as GroupBy, joins, path, names);
  }
  const shown = shownSql(compilation, noun, alias, field, names.join('.'));
  if (typeof value === 'object') {
    const { bucket, timeZone: zone } = value as { bucket: Bucket; timeZone?: string };
    const timeZone = zone ?? 'UTC';
    const dialect = compilation.context.runner.dialect;
    const number = bucketSql(dialect, field, guarded(shown.condition, shown.value), bucket, timeZone);
    return { path: names, field, bucket, timeZone, expression: number, display: sql`MIN(${number})`, places: [] };
  }
  return {
    path: names,
    field,
    bucket: null,
    timeZone: 'UTC',
    expression: guarded(shown.condition, shown.compared),
    display: sql`MIN(${guarded(shown.condition, shown.value)})`,
    places: field.kind === 'dictionary' ? compilation.context.dictionaryKeys(field.dictionary!) : [],
  };
}
