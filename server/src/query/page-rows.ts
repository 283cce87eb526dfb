import type { Noun } from '../model/registry';
import { aliased, fromSql, type Columns } from './columns';
import { Statement } from './plan';
import type { PageRequest } from './selection';
import { orderSql, type Sort } from './sort';
import { join, no, raw, sql, type Sql } from './sql';

/** What decides which rows a page is of, and in which order. */
export interface Base {
  noun: Noun;
  alias: Sql;
  sort: Sort;
  where: Sql;
  /** Behind the alias of the table. */
  hints: readonly Sql[];
}

/** How the rows of a page are read. */
export interface RowsPlan {
  /** Null where nothing can match. */
  rows: Statement | null;
  /** Columns of the sort keys, for cursors. */
  keysAt: readonly number[];
  /** Column of the parent's key; -1 where there is one parent or none. */
  parentAt: number;
}

export const isBackward = (page: PageRequest): boolean => page.last !== null;

/** A list, or the children of one parent. */
export function plainRows({ noun, alias, sort, where, hints }: Base, columns: Columns, page: PageRequest): RowsPlan {
  const expressions = [...columns.expressions];
  const keysAt = sort.keys.map(({ expression }) => {
    const at =
      expression.params.length > 0
        ? -1
        : expressions.findIndex(({ text, params }) => text === expression.text && params.length === 0);
    return at >= 0 ? at : expressions.push(expression) - 1;
  });
  if (where === no) return { rows: null, keysAt, parentAt: -1 };
  const order = orderSql(sort, alias, isBackward(page));
  const from = fromSql(noun, alias, [...hints, ...sort.joins, ...columns.joins]);
  const text = sql`SELECT ${join(expressions, ', ')} FROM ${from} WHERE ${where} ORDER BY ${order} LIMIT ${raw(limitOf(page))}`;
  return { rows: new Statement(text), keysAt, parentAt: -1 };
}

/** The first children of each of several parents. */
export function numberedRows(
  { noun, alias, sort, where }: Base,
  kept: Sql,
  columns: Columns,
  parent: Sql,
  page: PageRequest,
): RowsPlan {
  const width = columns.expressions.length;
  const keys = sort.keys.map(({ expression }) => expression);
  const keysAt = keys.map((_, i) => width + i);
  const parentAt = width + keys.length;
  if (where === no) return { rows: null, keysAt, parentAt };
  const order = orderSql(sort, alias, isBackward(page));
  const names = keys.map((_, i) => raw(`w.c${i}`));
  const inner = sql`SELECT ${join([sql`${alias}.pk`, ...aliased(keys)], ', ')}, ${parent} AS parent_pk, ROW_NUMBER() OVER (PARTITION BY ${parent} ORDER BY ${order}) AS rn FROM ${fromSql(noun, alias, sort.joins)} WHERE ${where}`;
  const list = join([...columns.expressions, ...names, raw('w.parent_pk')], ', ');
  const from = sql`(${inner}) w JOIN ${raw(noun.table)} ${kept} ON ${kept}.pk = w.pk${join(columns.joins, '')}`;
  const text = sql`SELECT ${list} FROM ${from} WHERE w.rn <= ${raw(limitOf(page))} ORDER BY w.parent_pk, w.rn`;
  return { rows: new Statement(text), keysAt, parentAt };
}

/** One row more than the page tells whether there is more. */
const limitOf = (page: PageRequest): string => String((page.last ?? page.first) + 1);
