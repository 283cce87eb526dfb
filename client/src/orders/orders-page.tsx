import { ReceiptText } from 'lucide-react';
import { lazy, useCallback, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useListFields } from '../custom/use-list-fields';
import {
  useOrderCountQuery,
  useOrderListQuery,
  type OrderOrderBy,
  type OrderRowFragment,
  type OrderWhere,
} from '../generated/graphql';
import { addWords } from '../i18n';
import type { ListColumn } from '../list/columns';
import { ListPage } from '../list/list-page';
import { toOrderBy } from '../list/order-by';
import { useListState } from '../list/use-list-state';
import { usePages } from '../list/use-pages';
import { groupCondition, toWhere, type FilterField } from '../lib/filters';
import { Guarded } from '../ui/guarded';
import { CustomerLink } from '../ui/record-links';
import { Day, Money, StatusTag, Text } from '../ui/values';

const OrderDrawer = lazy(async () => {
  const [module] = await Promise.all([import('./order-drawer'), addWords('record')]);
  return module;
});

const statuses = ['DRAFT', 'CONFIRMED', 'SHIPPED', 'PAID', 'CANCELLED'];
const ownFields: readonly FilterField[] = [
  { key: 'code', kind: 'text', path: ['code'] },
  { key: 'customer', kind: 'text', path: ['customer', 'name'] },
  { key: 'status', kind: 'enum', path: ['status'], options: statuses, optionPrefix: 'enum.orderStatus' },
  { key: 'total', kind: 'number', path: ['total'] },
  { key: 'orderedAt', kind: 'date', path: ['orderedAt'] },
];

function orderColumns(t: (key: string) => string): ListColumn<OrderRowFragment>[] {
  const guarded =
    (field: keyof OrderRowFragment & string, render: (row: OrderRowFragment) => ReactNode) =>
    (row: OrderRowFragment) => (
      <Guarded type="Order" id={row.id} access={row.access} field={field} label={t(`field.order.${field}`)}>
        {render(row)}
      </Guarded>
    );
  return [
    {
      key: 'code',
      label: 'field.order.code',
      width: 130,
      grow: 0.8,
      sort: 'code',
      phone: 'title',
      render: guarded('code', (row) => (
        <span className="cell-name">
          <span>{row.code ?? t('value.unnamed')}</span>
        </span>
      )),
    },
    {
      key: 'customer',
      label: 'field.order.customer',
      width: 200,
      grow: 2,
      phone: 'meta',
      render: guarded('customer', (row) => <CustomerLink customer={row.customer} />),
    },
    {
      key: 'status',
      label: 'field.order.status',
      width: 120,
      phone: 'meta',
      render: guarded('status', (row) => <StatusTag prefix="enum.orderStatus" value={row.status} />),
    },
    {
      key: 'orderedAt',
      label: 'field.order.orderedAt',
      width: 130,
      grow: 0.6,
      sort: 'orderedAt',
      phone: 'meta',
      render: guarded('orderedAt', (row) => <Day at={row.orderedAt} />),
    },
    {
      key: 'total',
      label: 'field.order.total',
      width: 140,
      grow: 0.6,
      align: 'end',
      sort: 'total',
      phone: 'side',
      render: guarded('total', (row) => <Money amount={row.total} currency={row.currency} />),
    },
    {
      key: 'currency',
      label: 'field.order.currency',
      width: 90,
      optional: true,
      render: guarded('currency', (row) => <Text>{row.currency}</Text>),
    },
  ];
}

export function OrdersPage() {
  const { t } = useTranslation();
  const ownColumns = useMemo(() => orderColumns(t), [t]);
  const { columns, fields } = useListFields('Order', ownColumns, ownFields);
  const [state, setState] = useListState(fields);
  const [now] = useState(() => Date.now());
  const whereAt = useCallback(
    (at: number) => toWhere<OrderWhere>(state.filters, fields, at, groupCondition(state.group)) ?? null,
    [state.filters, fields, state.group],
  );
  const where = useMemo(() => whereAt(now), [whereAt, now]);
  const search = state.search || null;
  const orderBy = toOrderBy<OrderOrderBy>(state.sort) ?? null;
  const result = useOrderListQuery({
    variables: { where, search, orderBy, first: 60 },
    notifyOnNetworkStatusChange: true,
  });
  const pages = usePages(result, 'orders');
  const count = useOrderCountQuery({ variables: { where, search } });
  return (
    <ListPage
      noun="orders"
      fieldPrefix="field.order"
      columns={columns}
      fields={fields}
      state={state}
      onState={setState}
      query={{ where, search, orderBy }}
      whereAt={whereAt}
      {...pages}
      count={(count.data ?? count.previousData)?.orders.totalCount}
      drawer={(order, onClose) => <OrderDrawer order={order} onClose={onClose} />}
      emptyIcon={<ReceiptText size={22} />}
    />
  );
}
