import type { SqlRow } from '../database/database';
import { forbidden } from '../errors/errors';
import { GuardedRow } from '../access/guard';
import { none } from '../access/predicate';
import type { Noun } from '../model/registry';
import { ArgumentShape, type Binding } from './binding';
import { leftOver, parentFact, selectColumns, fromSql, idAt, type Columns } from './columns';
import { Compilation, type ReadContext } from './context';
import { sealCursor, unsealCursor } from './cursor';
import { columnSql, predicateSql } from './predicate-sql';
import { finishRows } from './finish';
import { isBackward, numberedRows, plainRows, type RowsPlan } from './page-rows';
import { padded, planOf, Statement } from './plan';
import { amongSql, byKey, SearchSql, searchShape, searchSort, type SearchArguments } from './search';
import { isRanked, searchPage, type SearchedPage } from './search-page';
import type { PageRequest } from './selection';
import { compileSort, keysetSql, sortShape } from './sort';
import { allOf, no, raw, sql, type Sql } from './sql';
import { rowsSql } from './view-rows';
import { whereSql, type Where } from './where';

export { rowsSql };

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
  /** The parents are known to be in the view, so that what a rule says of them need not be asked again. */
  isVisible: boolean;
  /** Conditions on the parents that were asked when they were read, by the name of their bit: those on which each holds. */
  holding: ReadonlyMap<string, readonly number[]>;
}

/** The arguments of a page with placeholders for their values. */
interface PageArguments {
  where: Where | null;
  search: SearchArguments | null;
  /** Lists of keys as JSON: every match is among the first, the page among the second. */
  among: unknown;
  only: unknown;
  place: { values: readonly unknown[]; id: unknown } | null;
}

/** The compiled statements of a page and how their rows are read. */
interface PagePlan extends RowsPlan {
  /** Logged fields that the filter, search or order uses. */
  filteredBy: readonly string[];
  columns: Pick<Columns, 'layout' | 'logged' | 'apart'>;
  totals: Statement | null;
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
  const searched = await searchPage(context, noun, page, anchor !== null);
  const shape = new ArgumentShape();
  const args = argumentsOf(context, noun, page, searched, shape);
  noteStructure(shape, page, anchor);
  const plan = planOf(context, page.selection.shape ?? null, shape.key, () =>
    compile(context, noun, page, args, anchor),
  );
  const binding: Binding = {
    context,
    values: shape.values,
    pks: anchor ? padded(anchor.pks) : [],
    ...(anchor && { holding: anchor.holding }),
  };
  if (plan.filteredBy.length > 0) {
    await context.onSensitiveRead(context.runner, { noun: noun.name, fields: plan.filteredBy, ids: [] });
  }
  const found = page.wantsRows && plan.rows ? await plan.rows.run(binding) : [];
  context.onRows?.(found.length);
  const { layout, logged } = plan.columns;
  const groups = new Map<number, Group>((anchor?.pks ?? [0]).map((pk) => [pk, { rows: [], raw: [] }]));
  const only = plan.parentAt < 0 ? groups.get(anchor?.pks[0] ?? 0)! : null;
  const rows = found.map((row) => {
    const guarded = new GuardedRow(layout, row, context);
    const group = only ?? groups.get(Number(row[plan.parentAt]))!;
    group.rows.push(guarded);
    group.raw.push(row);
    return guarded;
  });
  await finishRows(context, noun, rows, leftOver(page.selection, plan.columns), logged, page.deleted);
  const totals = await readTotals(plan, page, binding, groups);
  const pages = new Map<number, Page>();
  for (const [pk, group] of groups) pages.set(pk, pageOf(context, noun, plan, page, group, totals?.get(pk) ?? null));
  return pages;
}

/** Rows of one parent, or of the list. */
interface Group {
  rows: GuardedRow[];
  raw: SqlRow[];
}

/** Values become placeholders; a malformed search or cursor is refused here. */
function argumentsOf(
  context: ReadContext,
  noun: Noun,
  page: PageRequest,
  searched: SearchedPage,
  shape: ArgumentShape,
): PageArguments {
  const where = page.where && (shape.of(page.where) as Where);
  shape.literal('|');
  const search = shape.of(searched.text) as SearchArguments | null;
  shape.literal('|');
  const lists = { search, among: shape.of(searched.among), only: shape.of(searched.only) };
  const cursor = page.after ?? page.before;
  if (cursor === null) return { where, ...lists, place: null };
  const order = orderShape(context, noun, page);
  const { values, id } = unsealCursor(context, order, cursor, page.after === null ? 'before' : 'after');
  return { where, ...lists, place: { values: shape.of(values) as unknown[], id: shape.placeholder(id) } };
}

/** What a cursor of this page is bound to. */
const orderShape = (context: ReadContext, noun: Noun, page: PageRequest): string =>
  isRanked(page) ? searchShape(noun, page.search!) : sortShape(new Compilation(context), noun, page.orderBy);

/** What of a page decides what its statements say. */
function noteStructure(shape: ArgumentShape, page: PageRequest, anchor: Anchor | null): void {
  const { orderBy, first, after, last, deleted, countLimit, wantsRows } = page;
  shape.literal(orderBy.length > 0 ? JSON.stringify(orderBy) : '');
  shape.literal(`${first},${last},${after === null},${deleted},${countLimit},${wantsRows}`);
  if (anchor)
    shape.literal(
      `${anchor.link},${padded(anchor.pks).length},${anchor.isVisible},${[...anchor.holding.keys()].join()}`,
    );
}

function compile(
  context: ReadContext,
  noun: Noun,
  page: PageRequest,
  args: PageArguments,
  anchor: Anchor | null,
): PagePlan {
  const compilation = new Compilation(context);
  const alias = compilation.alias();
  const view = context.ruleSet.view(noun.name);
  const conditions: Sql[] = [];
  const parents = anchor ? padded(anchor.pks).length : 0;
  const parent = anchor && columnSql(alias, anchor.column);
  const link = anchor && context.nouns.field(noun.name, anchor.link);
  const facts = anchor?.isVisible ? [parentFact(link!, context.ruleSet.view(link!.to!))] : [];
  compilation.know(alias, facts);
  const row = compilation.leftOf(alias, view.row);
  compilation.know(alias, [...facts, view.row]);
  if (anchor) {
    const keys = compilation.parents(parents);
    conditions.push(parents === 1 ? sql`${parent!} = ${keys}` : sql`${parent!} IN (${keys})`);
    const leads = compilation.leftOf(alias, view.cells.get(anchor.link)?.read ?? none);
    conditions.push(predicateSql(compilation, noun, alias, leads));
  }
  conditions.push(rowsSql(compilation, noun, alias, page.deleted));
  conditions.push(predicateSql(compilation, noun, alias, row));
  if (args.where) conditions.push(whereSql(compilation, noun, alias, args.where));
  const search = args.search && new SearchSql(compilation, noun, alias, args.search);
  if (search) conditions.push(search.matching);
  const among = (keys: unknown): Sql[] => (keys === null ? [] : [amongSql(compilation, alias, keys)]);
  const matching = allOf([...conditions, ...among(args.among)]);
  conditions.push(...among(args.only ?? args.among));
  const sort =
    search && isRanked(page)
      ? searchSort(compilation, noun, alias, search)
      : compileSort(compilation, noun, alias, page.orderBy);
  if (args.place) conditions.push(keysetSql(compilation, sort, noun, alias, args.place, page.after === null));
  if (compilation.denied.size > 0) throw forbidden([...compilation.denied]);
  const filteredBy = [...compilation.sensitive];
  const where = allOf(conditions);
  const several = parents > 1;
  // Rows are numbered over the index alone and read in full only where they are kept.
  const kept = several ? compilation.alias() : alias;
  compilation.know(kept, [...facts, view.row]);
  if (anchor) compilation.knowParents(kept, { link: anchor.link, bits: [...anchor.holding.keys()], count: parents });
  const columns = selectColumns(compilation, noun, kept, page.selection);
  const hints = args.among === null ? [] : [byKey(compilation)];
  const base = { noun, alias, sort, where, hints: args.only === null ? hints : [byKey(compilation)] };
  return {
    filteredBy,
    columns,
    ...(several ? numberedRows(base, kept, columns, parent!, page) : plainRows(base, columns, page)),
    totals:
      page.countLimit === null || matching === no
        ? null
        : totalsOf(fromSql(noun, alias, hints), matching, several ? parent : null, page.countLimit),
  };
}

/** Counts what matches, wherever in it the page is. */
function totalsOf(from: Sql, where: Sql, parent: Sql | null, limit: number): Statement {
  return new Statement(
    parent
      ? sql`SELECT ${parent}, COUNT(*) FROM ${from} WHERE ${where} GROUP BY ${parent}`
      : sql`SELECT COUNT(*) FROM (SELECT 1 FROM ${from} WHERE ${where} LIMIT ${raw(String(limit + 1))}) n`,
  );
}

/** How many there are by parent. A page from the start that has room left is its own count. */
async function readTotals(
  plan: PagePlan,
  page: PageRequest,
  binding: Binding,
  groups: ReadonlyMap<number, Group>,
): Promise<ReadonlyMap<number, number> | null> {
  if (page.countLimit === null) return null;
  const fromStart = page.wantsRows && page.after === null && page.before === null;
  const size = page.last ?? page.first;
  const lengths = new Map([...groups].map(([pk, { rows }]) => [pk, rows.length]));
  if (!plan.totals || (fromStart && [...lengths.values()].every((length) => length <= size))) return lengths;
  const rows = await plan.totals.run(binding);
  if (plan.parentAt < 0) return new Map([...groups.keys()].map((pk) => [pk, Number(rows[0]![0])]));
  const counted = new Map(rows.map((row) => [Number(row[0]), Number(row[1])]));
  return new Map([...groups.keys()].map((pk) => [pk, counted.get(pk) ?? 0]));
}

const countOf = (count: number, limit: number): { count: number; exact: boolean } =>
  count > limit ? { count: limit, exact: false } : { count, exact: true };

function pageOf(
  context: ReadContext,
  noun: Noun,
  plan: PagePlan,
  page: PageRequest,
  group: Group,
  total: number | null,
): Page {
  const size = page.last ?? page.first;
  const more = group.rows.length > size;
  const rows = more ? group.rows.slice(0, size) : group.rows;
  const stored = more ? group.raw.slice(0, size) : group.raw;
  if (isBackward(page)) {
    rows.reverse();
    stored.reverse();
  }
  return {
    rows,
    cursor(index) {
      const row = stored[index]!;
      return sealCursor(
        context,
        orderShape(context, noun, page),
        plan.keysAt.map((at) => row[at]),
        row[idAt] as Buffer,
      );
    },
    hasNextPage: isBackward(page) ? page.before !== null : more,
    hasPreviousPage: isBackward(page) ? more : page.after !== null,
    total: total === null ? null : countOf(total, page.countLimit!),
  };
}
