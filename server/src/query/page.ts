import type { SqlRow, SqlValue } from '../database/database';
import { forbidden } from '../errors/errors';
import type { GuardedRow } from '../access/guard';
import { none } from '../access/predicate';
import type { Noun } from '../model/registry';
import { selectColumns, aliased, type Columns } from './columns';
import { Compilation, type ReadContext } from './context';
import { sealCursor, unsealCursor } from './cursor';
import { columnSql, liveSql, predicateSql } from './predicate-sql';
import { finishRows } from './finish';
import { searchSql } from './search';
import type { PageRequest } from './selection';
import { compileSort, keysetSql, orderSql, type Sort } from './sort';
import { allOf, join, list, no, raw, sql, type Sql } from './sql';
import { whereSql } from './where';

/** A page of a view: rows in order, how to make their cursors, and whether there is more on either side. */
export interface Page {
  rows: readonly GuardedRow[];
  cursor(index: number): string;
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  total: { count: number; exact: boolean } | null;
}

/** Rows that link to these parents, or all rows of the view. */
export interface Anchor {
  column: string;
  /** The link field the column belongs to; rows on which it may not be read are not among the children. */
  link: string;
  pks: readonly number[];
  /** The parents are known to be in the view, so that the own rule of the child is all that is left to ask. */
  viaParent: boolean;
}

interface Statement {
  compilation: Compilation;
  noun: Noun;
  alias: Sql;
  sort: Sort;
  columns: Columns;
  /** Logged fields that the filter, search or order uses. */
  filteredBy: readonly string[];
  from: Sql;
  /** Rows that match. */
  matching: Sql;
  /** Those of them that stand beyond the cursor. */
  where: Sql;
}

/** One page of the view, or, with an anchor of several parents, one page for each of them by their key. */
export async function readPage(context: ReadContext, noun: Noun, page: PageRequest): Promise<Page> {
  const pages = await readPages(context, noun, page, null);
  return pages.get(0)!;
}

export async function readPages(
  context: ReadContext,
  noun: Noun,
  page: PageRequest,
  anchor: Anchor | null,
): Promise<ReadonlyMap<number, Page>> {
  const statement = compile(context, noun, page, anchor);
  if (statement.filteredBy.length > 0) {
    await context.onSensitiveRead(context.runner, { noun: noun.name, fields: statement.filteredBy, ids: [] });
  }
  const totals = page.countLimit === null ? null : await readTotals(context, statement, anchor, page.countLimit);
  const rows = page.wantsRows ? await readRows(context, statement, page, anchor) : [];
  await finishRows(
    context,
    noun,
    rows.map((row) => row.guarded),
    page.selection,
    statement.columns.logged,
    page.deleted,
  );
  const pages = new Map<number, Page>();
  const groups = new Map<number, KeyedRow[]>((anchor?.pks ?? [0]).map((pk) => [pk, []]));
  for (const row of rows) groups.get(row.anchor)!.push(row);
  for (const [pk, group] of groups) {
    const total = totals ? countOf(totals.get(pk) ?? 0, page.countLimit!) : null;
    pages.set(pk, pageOf(context, statement.sort.shape, page, group, total));
  }
  return pages;
}

interface KeyedRow {
  anchor: number;
  guarded: GuardedRow;
  keys: unknown[];
  id: Buffer;
}

function compile(context: ReadContext, noun: Noun, page: PageRequest, anchor: Anchor | null): Statement {
  const compilation = new Compilation(context);
  const alias = compilation.alias();
  const view = context.ruleSet.view(noun.name);
  const conditions: Sql[] = [];
  if (anchor) {
    conditions.push(sql`${columnSql(alias, anchor.column)} IN ${list(anchor.pks)}`);
    conditions.push(predicateSql(compilation, noun, alias, view.cells.get(anchor.link)?.read ?? none));
  }
  conditions.push(rowsSql(compilation, noun, alias, page.deleted));
  conditions.push(predicateSql(compilation, noun, alias, anchor?.viaParent ? view.ownRow : view.row));
  if (page.where) conditions.push(whereSql(compilation, noun, alias, page.where));
  if (page.search !== null) conditions.push(searchSql(compilation, noun, alias, page.search));
  const matching = allOf(conditions);
  const sort = compileSort(compilation, noun, alias, page.orderBy);
  const place = page.after ?? page.before;
  if (place !== null) {
    const reverse = page.after === null;
    const at = unsealCursor(context, sort.shape, place, reverse ? 'before' : 'after');
    conditions.push(keysetSql(sort, noun, alias, at, reverse));
  }
  if (compilation.denied.size > 0) throw forbidden([...compilation.denied]);
  const filteredBy = [...compilation.sensitive];
  const columns = selectColumns(compilation, noun, alias, page.selection);
  return {
    compilation,
    noun,
    alias,
    sort,
    columns,
    filteredBy,
    from: sql`${raw(noun.table)} ${alias}${join(sort.joins, '')}`,
    matching,
    where: allOf(conditions),
  };
}

/** Live rows; or, for holders of the action `restore`, the deleted ones that they may restore. */
export function rowsSql(compilation: Compilation, noun: Noun, alias: Sql, deleted: boolean): Sql {
  if (!deleted) return liveSql(noun, alias);
  if (!noun.features.softDelete) return no;
  const { restore } = compilation.context.ruleSet.write(noun.name);
  if (restore.kind === 'none') throw forbidden(['deleted']);
  return allOf([sql`${alias}.deleted_at IS NOT NULL`, predicateSql(compilation, noun, alias, restore)]);
}

const isBackward = (page: PageRequest): boolean => page.last !== null;

async function readRows(
  context: ReadContext,
  statement: Statement,
  page: PageRequest,
  anchor: Anchor | null,
): Promise<KeyedRow[]> {
  if (statement.where === no) return [];
  const { sort, columns, alias, from, where } = statement;
  const backward = isBackward(page);
  const limit = (page.last ?? page.first) + 1;
  const keys = sort.keys.map((key) => key.expression);
  const width = columns.expressions.length;
  const decode = (row: SqlRow, anchorPk: number): KeyedRow => ({
    anchor: anchorPk,
    guarded: columns.decode(row),
    keys: row.slice(width, width + keys.length),
    id: row[1] as Buffer,
  });
  const order = orderSql(sort, alias, backward);
  if (!anchor || anchor.pks.length === 1) {
    const text = sql`SELECT ${join([...columns.expressions, ...keys], ', ')} FROM ${from} WHERE ${where} ORDER BY ${order} LIMIT ${raw(String(limit))}`;
    const rows = await context.runner.rows(text.text, text.params);
    return rows.map((row) => decode(row, anchor ? anchor.pks[0]! : 0));
  }
  const parent = columnSql(alias, anchor.column);
  const inner = sql`SELECT ${join(aliased([...columns.expressions, ...keys]), ', ')}, ${parent} AS parent_pk, ROW_NUMBER() OVER (PARTITION BY ${parent} ORDER BY ${order}) AS rn FROM ${from} WHERE ${where}`;
  const text = sql`SELECT * FROM (${inner}) w WHERE w.rn <= ${raw(String(limit))} ORDER BY w.parent_pk, w.rn`;
  const rows = await context.runner.rows(text.text, text.params);
  return rows.map((row) => decode(row, Number(row[width + keys.length])));
}

/** Counts what matches, wherever in it the page is. */
async function readTotals(
  context: ReadContext,
  statement: Statement,
  anchor: Anchor | null,
  limit: number,
): Promise<ReadonlyMap<number, number>> {
  const { matching: where, alias, noun } = statement;
  if (where === no) return new Map();
  const from = sql`${raw(noun.table)} ${alias}`;
  if (!anchor || anchor.pks.length === 1) {
    const bounded = sql`SELECT COUNT(*) FROM (SELECT 1 FROM ${from} WHERE ${where} LIMIT ${raw(String(limit + 1))}) n`;
    const [[count]] = (await context.runner.rows(bounded.text, bounded.params)) as [[SqlValue]];
    return new Map([[anchor ? anchor.pks[0]! : 0, Number(count)]]);
  }
  const parent = columnSql(alias, anchor.column);
  const counts = sql`SELECT ${parent}, COUNT(*) FROM ${from} WHERE ${where} GROUP BY ${parent}`;
  const rows = await context.runner.rows(counts.text, counts.params);
  return new Map(rows.map((row) => [Number(row[0]), Number(row[1])]));
}

const countOf = (count: number, limit: number): { count: number; exact: boolean } =>
  count > limit ? { count: limit, exact: false } : { count, exact: true };

function pageOf(
  context: ReadContext,
  shape: string,
  page: PageRequest,
  rows: readonly KeyedRow[],
  total: { count: number; exact: boolean } | null,
): Page {
  const size = page.last ?? page.first;
  const more = rows.length > size;
  const kept = rows.slice(0, size);
  if (isBackward(page)) kept.reverse();
  return {
    rows: kept.map((row) => row.guarded),
    cursor: (index) => sealCursor(context, shape, kept[index]!.keys, kept[index]!.id),
    hasNextPage: isBackward(page) ? page.before !== null : more,
    hasPreviousPage: isBackward(page) ? more : page.after !== null,
    total,
  };
}
