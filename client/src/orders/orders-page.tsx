import { ReceiptText } from 'lucide-react';
import { lazy } from 'react';
import {
  useOrderCountQuery,
  useOrderListQuery,
  type OrderOrderBy,
  type OrderRowFragment,
  type OrderWhere,
} from '../generated/graphql';
import { addWords } from '../i18n';
import type { ListColumn } from '../list/columns';
import { guardedCells } from '../list/guarded-cells';
import { ListPage } from '../list/list-page';
import { useListQuestion, type ListOf } from '../list/use-list-question';
import { usePages } from '../list/use-pages';
import type { FilterField } from '../lib/filters';
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
  const guarded = guardedCells<OrderRowFragment>('Order', t);
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

const list: ListOf<OrderWhere, OrderRowFragment> = { type: 'Order', columns: orderColumns, fields: ownFields };

export function OrdersPage() {
  const { query, counted, page } = useListQuestion<OrderWhere, OrderOrderBy, OrderRowFragment>(list);
  const result = useOrderListQuery({
    variables: { ...query, first: 60 },
    notifyOnNetworkStatusChange: true,
  });
  const pages = usePages(result, 'orders');
  const count = useOrderCountQuery({ variables: counted });
  return (
    <ListPage
      noun="orders"
      fieldPrefix="field.order"
      {...page}
      {...pages}
      count={(count.data ?? count.previousData)?.orders.totalCount}
      drawer={(order, onClose) => <OrderDrawer order={order} onClose={onClose} />}
      emptyIcon={<ReceiptText size={22} />}
    />
  );
}
