import type { GuardedRow } from '../access/guard';
import { subtotalKey, type AggregatePage, type AggregateRow } from '../query/aggregate';
import type { HistoryPage } from '../query/history';
import { valuesKey } from '../query/measure';
import type { Page } from '../query/page';
import { countLimitOf } from './page-args';

/** What the fields of a connection answer with: one implementation for resolvers and compiled answers. */

/** A page of nothing: what a to-many relation shows where its cell may not be read. */
export const emptyPage: Page = {
  rows: [],
  cursor: () => '',
  hasNextPage: false,
  hasPreviousPage: false,
  total: { count: 0, exact: true },
};

export const emptyHistory: HistoryPage = { entries: [], hasNextPage: false };

export interface PageInfo {
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
}

/** Cursors are made only where they are asked for: sealing costs more than reading the rest. */
const pageInfo = (
  { rows, cursor }: Pick<Page, 'cursor'> & { rows: readonly unknown[] },
  hasNextPage: boolean,
  hasPreviousPage: boolean,
): PageInfo => ({
  hasNextPage,
  hasPreviousPage,
  get startCursor() {
    return rows.length ? cursor(0) : null;
  },
  get endCursor() {
    return rows.length ? cursor(rows.length - 1) : null;
  },
});

export const ofPage = {
  nodes: (page: Page): readonly GuardedRow[] => page.rows,
  edges: (page: Page) =>
    page.rows.map((node, i) => ({
      node,
      get cursor() {
        return page.cursor(i);
      },
    })),
  pageInfo: (page: Page): PageInfo => pageInfo(page, page.hasNextPage, page.hasPreviousPage),
  totalCount(page: Page, args: Readonly<Record<string, unknown>>): { count: number; exact: boolean } {
    const total = page.total ?? { count: 0, exact: true };
    const limit = countLimitOf(args.limit);
    return total.count > limit ? { count: limit, exact: false } : total;
  },
};

export const ofHistory = {
  nodes: (page: HistoryPage) => page.entries,
  edges: (page: HistoryPage) => page.entries.map((node) => ({ node, cursor: node.cursor })),
  pageInfo: ({ entries, hasNextPage }: HistoryPage): PageInfo =>
    pageInfo({ rows: entries, cursor: (i) => entries[i]!.cursor }, hasNextPage, false),
};

/** Measures of a group. Which percentile is meant is said where it is asked for, so it is a function. */
const groupOf = ({ values, suppressed, where }: AggregateRow): object => ({
  ...values,
  percentile: ({ p }: Readonly<Record<string, unknown>>) =>
    values[valuesKey({ function: 'percentile', field: '', p: p as number })] ?? null,
  suppressed,
  // A property for both executors, worked out where it is asked for.
  get where() {
    return where();
  },
});

const keyedGroup = (row: AggregateRow): object => Object.assign(groupOf(row), { key: row.key });

export const ofAggregate = {
  nodes: (page: AggregatePage) => page.rows.map(keyedGroup),
  subtotals: (page: AggregatePage, { keys }: Readonly<Record<string, unknown>>) =>
    (page.subtotals.get(subtotalKey(keys as number[])) ?? []).map(keyedGroup),
  totals: ({ totals }: AggregatePage) => totals && Object.assign(groupOf(totals), { key: null }),
  pageInfo: (page: AggregatePage): PageInfo =>
    pageInfo({ rows: page.rows, cursor: (i) => page.cursor(i) }, page.hasNextPage, page.offset > 0),
};
