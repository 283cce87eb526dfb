import type { SqlValue } from '../database/database';
import { badInput } from '../errors/errors';
import type { Field, Noun } from '../model/registry';
import type { Compilation } from './context';
import { liveSql, predicateSql } from './predicate-sql';
import { checkHops, checkKeys } from './query-limits';
import { guarded, neverReadable, shownSql } from './shown';
import { allOf, anyOf, join, no, raw, sql, yes, type Sql } from './sql';

export type Direction = 'ASC' | 'DESC';

/** One `orderBy` object as GraphQL coerced it: one field (or to-one hop), perhaps `nulls`. */
export type OrderBy = Readonly<Record<string, unknown>>;

/** A compiled sort key. Its values are what the principal is shown, folded for text. */
export interface SortKey {
  expression: Sql;
  direction: Direction;
  nullable: boolean;
  nullsFirst: boolean;
}

export interface Sort {
  joins: readonly Sql[];
  keys: readonly SortKey[];
  /** Direction of the last resort: the internal key, whose order among visible rows no hidden row can change. */
  tie: Direction;
}

/** What a cursor of this order is bound to. */
export const sortShape = (compilation: Compilation, noun: Noun, orderBy: readonly OrderBy[]): string =>
  `${noun.name}:${JSON.stringify(orderBy.length > 0 ? orderBy : defaultOrder(compilation, noun))}`;

/** Compiles `orderBy`; without one, newest change first. */
export function compileSort(compilation: Compilation, noun: Noun, alias: Sql, orderBy: readonly OrderBy[]): Sort {
  checkKeys(orderBy, 'orderBy');
  const wanted = orderBy.length > 0 ? orderBy : defaultOrder(compilation, noun);
  const joins = new Map<string, { alias: Sql; sql: Sql }>();
  const keys = wanted.map((order, i) => compileKey(compilation, noun, alias, order, joins, `orderBy.${i}`));
  return {
    joins: [...joins.values()].map((joined) => joined.sql),
    keys,
    tie: keys.at(-1)?.direction ?? 'DESC',
  };
}

/** Nobody asked for it, so where its field may not be read it is left out instead of refused. */
function defaultOrder(compilation: Compilation, noun: Noun): readonly OrderBy[] {
  const { field, direction } = noun.defaultSort ?? { field: 'updatedAt', direction: 'DESC' };
  return neverReadable(compilation, noun.fields.get(field)!) ? [] : [{ [field]: direction }];
}

function compileKey(
  compilation: Compilation,
  noun: Noun,
  alias: Sql,
  order: OrderBy,
  joins: Map<string, { alias: Sql; sql: Sql }>,
  path: string,
): SortKey {
  const { field, at, owner, nulls, value } = walk(compilation, noun, alias, order, joins, path, '');
  const shown = shownSql(compilation, owner, at, field, value.path);
  const direction = value.direction;
  const hop = at !== alias;
  return {
    expression: guarded(shown.condition, shown.compared),
    direction,
    nullable: hop || shown.condition !== yes || !alwaysPresent(field),
    nullsFirst: nulls === 'FIRST',
  };
}

/** Follows to-one hops of an order object, joining each visible target once. */
function walk(
  compilation: Compilation,
  noun: Noun,
  alias: Sql,
  order: OrderBy,
  joins: Map<string, { alias: Sql; sql: Sql }>,
  path: string,
  prefix: string,
): { field: Field; at: Sql; owner: Noun; nulls: unknown; value: { direction: Direction; path: string } } {
  const { nulls, ...rest } = order;
  const entries = Object.entries(rest).filter(([, value]) => value !== undefined);
  if (entries.length !== 1 || entries[0]![1] === null) {
    throw badInput(
      path,
      `Each object of ${path} names exactly one field.`,
      `${path} 的每个对象必须且只能包含一个字段。`,
    );
  }
  const [name, value] = entries[0]!;
  const field = noun.fields.get(name);
  if (!field) throw new Error(`no field ${noun.name}.${name}`);
  const named = prefix ? `${prefix}.${name}` : name;
  if (field.kind !== 'link') {
    return { field, at: alias, owner: noun, nulls, value: { direction: value as Direction, path: named } };
  }
  checkHops(named.split('.').length, path);
  const target = compilation.context.nouns.get(field.to!);
  let joined = joins.get(named);
  if (!joined) {
    const t = compilation.alias();
    joined = { alias: t, sql: hopSql(compilation, noun, alias, field, target, t, named) };
    joins.set(named, joined);
  }
  const inner = walk(compilation, target, joined.alias, value as OrderBy, joins, path, named);
  return { ...inner, nulls: nulls ?? inner.nulls };
}

/** LEFT JOIN to the visible target of a link: an invisible one is as absent as none. */
export function hopSql(
  compilation: Compilation,
  noun: Noun,
  alias: Sql,
  link: Field,
  target: Noun,
  t: Sql,
  path: string,
): Sql {
  const shown = shownSql(compilation, noun, alias, link, path);
  const on = allOf([
    sql`${t}.pk = ${shown.value}`,
    shown.condition,
    liveSql(target, t),
    predicateSql(compilation, target, t, compilation.context.ruleSet.view(target.name).row),
  ]);
  return sql` LEFT JOIN ${raw(target.table)} ${t} ON ${on}`;
}

const alwaysPresent = (field: Field): boolean =>
  field.required === true || ['id', 'version', 'createdAt', 'updatedAt'].includes(field.name);

/** ORDER BY list. A null order that is the engines' own (first ascending, last descending) costs no extra key. */
export function orderSql(sort: Sort, alias: Sql, reverse: boolean): Sql {
  const parts = sort.keys.flatMap((key) => {
    const { direction, nullsFirst } = turned(key, reverse);
    const natural = direction === 'ASC' ? nullsFirst : !nullsFirst;
    const plain = sql`${key.expression} ${raw(direction)}`;
    if (!key.nullable || natural) return [plain];
    return [sql`(${key.expression} IS NULL) ${raw(nullsFirst ? 'DESC' : 'ASC')}`, plain];
  });
  const tie = reverse ? opposite(sort.tie) : sort.tie;
  return join([...parts, sql`${alias}.pk ${raw(tie)}`], ', ');
}

const opposite = (direction: Direction): Direction => (direction === 'ASC' ? 'DESC' : 'ASC');

const turned = (key: SortKey, reverse: boolean): { direction: Direction; nullsFirst: boolean } =>
  reverse
    ? { direction: opposite(key.direction), nullsFirst: !key.nullsFirst }
    : { direction: key.direction, nullsFirst: key.nullsFirst };

/**
 * Rows strictly after (or, reversed, before) a place in the order. The tie is the public id of the row the cursor was made
 * at, looked up to its internal key, which never leaves the server.
 */
export function keysetSql(
  compilation: Compilation,
  sort: Sort,
  noun: Noun,
  alias: Sql,
  place: { values: readonly unknown[]; id: unknown },
  reverse: boolean,
): Sql {
  const operand = (value: unknown): Sql => compilation.value(value, (of) => of as SqlValue);
  const tieDirection = reverse ? opposite(sort.tie) : sort.tie;
  const tie = sql`${alias}.pk ${raw(tieDirection === 'ASC' ? '>' : '<')} (SELECT p.pk FROM ${raw(noun.table)} p WHERE p.id = ${operand(place.id)})`;
  const alternatives: Sql[] = [];
  const equals: Sql[] = [];
  sort.keys.forEach((key, i) => {
    const { direction, nullsFirst } = turned(key, reverse);
    const value = place.values[i] ?? null;
    alternatives.push(allOf([...equals, afterSql(key, direction, nullsFirst, value === null ? null : operand(value))]));
    equals.push(value === null ? sql`${key.expression} IS NULL` : sql`${key.expression} = ${operand(value)}`);
  });
  const after = anyOf([...alternatives, allOf([...equals, tie])]);
  const first = sort.keys[0];
  const firstValue = place.values[0] ?? null;
  if (!first || first.nullable || firstValue === null) return after;
  // Redundant, but it is what lets an index start at the place instead of reading everything before it.
  const from = turned(first, reverse).direction === 'ASC' ? '>=' : '<=';
  return allOf([sql`${first.expression} ${raw(from)} ${operand(firstValue)}`, after]);
}

function afterSql(key: SortKey, direction: Direction, nullsFirst: boolean, value: Sql | null): Sql {
  if (value === null) return nullsFirst ? sql`${key.expression} IS NOT NULL` : no;
  const beyond = sql`${key.expression} ${raw(direction === 'ASC' ? '>' : '<')} ${value}`;
  return key.nullable && !nullsFirst ? sql`(${beyond} OR ${key.expression} IS NULL)` : beyond;
}
