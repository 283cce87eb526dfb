import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../app/session';
import type { CustomRow } from '../custom/custom-list';
import { useListFields } from '../custom/use-list-fields';
import { groupCondition, toWhere, type FilterField, type ListState } from '../lib/filters';
import type { ListColumn } from './columns';
import { toOrderBy } from './order-by';
import { useListState } from './use-list-state';

/** What makes the list of a type: written down once, outside the component. */
export interface ListOf<Where, Row extends CustomRow> {
  type: string;
  columns: (t: (key: string) => string) => ListColumn<Row>[];
  fields: readonly FilterField[];
  /** What a tab asks for, of whoever looks (`me`) at a moment (epoch milliseconds). */
  tabCondition?: (tab: string, me: string, now: number) => Where[];
}

interface ListQuestion<Where, OrderBy, Row extends CustomRow> {
  /** What the list asks the API for. */
  query: { where: Where | null; search: string | null; orderBy: OrderBy[] | null };
  /** The same for the count, which has no order. */
  counted: { where: Where | null; search: string | null };
  /** What `ListPage` takes of it. */
  page: {
    columns: readonly ListColumn<Row>[];
    fields: readonly FilterField[];
    state: ListState;
    onState: (change: Partial<ListState>) => void;
    query: ListQuestion<Where, OrderBy, Row>['query'];
    whereAt: (now: number, me: string) => Where | null;
  };
}

/** What is asked for by the address of a list: its tab, filters, words, sort and columns. */
export function useListQuestion<Where extends object, OrderBy, Row extends CustomRow>(
  list: ListOf<Where, Row>,
): ListQuestion<Where, OrderBy, Row> {
  const { t } = useTranslation();
  const { me } = useSession();
  const { columns, fields } = useListFields(
    list.type,
    useMemo(() => list.columns(t), [list, t]),
    list.fields,
  );
  const [state, onState] = useListState(fields);
  const [now] = useState(() => Date.now());
  const { filters, tab, group } = state;
  const whereAt = useCallback(
    (at: number, who: string) =>
      toWhere<Where>(filters, fields, at, [...(list.tabCondition?.(tab, who, at) ?? []), ...groupCondition(group)]) ??
      null,
    [list, filters, fields, tab, group],
  );
  const where = useMemo(() => whereAt(now, me.id), [whereAt, now, me.id]);
  const search = state.search || null;
  const query = { where, search, orderBy: toOrderBy<OrderBy>(state.sort) ?? null };
  return { query, counted: { where, search }, page: { columns, fields, state, onState, query, whereAt } };
}
