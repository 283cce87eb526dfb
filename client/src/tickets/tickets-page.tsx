import { LifeBuoy } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import {
  useTicketCountQuery,
  useTicketListQuery,
  type TicketOrderBy,
  type TicketRowFragment,
  type TicketWhere,
} from '../generated/graphql';
import type { ListColumn } from '../list/columns';
import { guardedCells } from '../list/guarded-cells';
import { ListPage } from '../list/list-page';
import { useListQuestion, type ListOf } from '../list/use-list-question';
import { usePages } from '../list/use-pages';
import type { FilterField } from '../lib/filters';
import { NewRecord, RecordDrawer } from '../record/lazy-record-drawer';
import { CustomerLink } from '../ui/record-links';
import { Ago, StatusTag, Text } from '../ui/values';

const ownFields: readonly FilterField[] = [
  {
    key: 'status',
    kind: 'enum',
    path: ['status'],
    options: ['OPEN', 'PENDING', 'RESOLVED', 'CLOSED'],
    optionPrefix: 'enum.ticketStatus',
  },
  {
    key: 'priority',
    kind: 'enum',
    path: ['priority'],
    options: ['LOW', 'NORMAL', 'HIGH', 'URGENT'],
    optionPrefix: 'enum.ticketPriority',
  },
  { key: 'assignee', kind: 'user', path: ['assignee'] },
  { key: 'customer', kind: 'text', path: ['customer', 'name'] },
  { key: 'subject', kind: 'text', path: ['subject'] },
  { key: 'createdAt', kind: 'date', path: ['createdAt'] },
];

const tabs = [
  { key: 'all', label: 'tickets.tab.all' },
  { key: 'open', label: 'tickets.tab.open' },
  { key: 'mine', label: 'tickets.tab.mine' },
  { key: 'unassigned', label: 'tickets.tab.unassigned' },
];

function tabCondition(tab: string, me: string): TicketWhere[] {
  const unfinished: TicketWhere = { status: { in: ['OPEN', 'PENDING'] } };
  if (tab === 'open') return [unfinished];
  if (tab === 'mine') return [{ assignee: { id: { eq: me } } }];
  if (tab === 'unassigned') return [{ assignee: { isNull: true } }, unfinished];
  return [];
}

function ticketColumns(t: (key: string) => string): ListColumn<TicketRowFragment>[] {
  const guarded = guardedCells<TicketRowFragment>('Ticket', t);
  return [
    {
      key: 'subject',
      label: 'field.ticket.subject',
      width: 240,
      grow: 2.4,
      sort: 'subject',
      phone: 'title',
      render: guarded('subject', (row) => (
        <span className="cell-name">
          <span>{row.subject ?? t('value.unnamed')}</span>
        </span>
      )),
    },
    {
      key: 'number',
      label: 'field.ticket.number',
      width: 110,
      sort: 'number',
      phone: 'side',
      render: guarded('number', (row) => <Text>{row.number}</Text>),
    },
    {
      key: 'customer',
      label: 'field.ticket.customer',
      width: 180,
      grow: 1.4,
      phone: 'meta',
      render: guarded('customer', (row) => <CustomerLink customer={row.customer} />),
    },
    {
      key: 'status',
      label: 'field.ticket.status',
      width: 110,
      phone: 'meta',
      render: guarded('status', (row) => <StatusTag prefix="enum.ticketStatus" value={row.status} />),
    },
    {
      key: 'priority',
      label: 'field.ticket.priority',
      width: 100,
      render: guarded('priority', (row) => <StatusTag prefix="enum.ticketPriority" value={row.priority} />),
    },
    {
      key: 'assignee',
      label: 'field.ticket.assignee',
      width: 140,
      grow: 0.8,
      render: guarded('assignee', (row) => <Text>{row.assignee?.name}</Text>),
    },
    {
      key: 'createdAt',
      label: 'field.ticket.createdAt',
      width: 120,
      sort: 'createdAt',
      render: guarded('createdAt', (row) => (
        <span className="cell-soft">
          <Ago at={row.createdAt} />
        </span>
      )),
    },
  ];
}

const list: ListOf<TicketWhere, TicketRowFragment> = {
  type: 'Ticket',
  columns: ticketColumns,
  fields: ownFields,
  tabCondition,
};

export function TicketsPage() {
  const { t } = useTranslation();
  const { query, counted, page } = useListQuestion<TicketWhere, TicketOrderBy, TicketRowFragment>(list);
  const result = useTicketListQuery({
    variables: { ...query, first: 60 },
    notifyOnNetworkStatusChange: true,
  });
  const pages = usePages(result, 'tickets');
  const count = useTicketCountQuery({ variables: counted });
  const create = <NewRecord type="Ticket" />;
  return (
    <ListPage
      noun="tickets"
      fieldPrefix="field.ticket"
      tabs={tabs}
      {...page}
      {...pages}
      count={(count.data ?? count.previousData)?.tickets.totalCount}
      drawer={({ id, subject }, onClose) => (
        <RecordDrawer type="Ticket" id={id} title={subject ?? t('value.unnamed')} onClose={onClose} />
      )}
      actions={create}
      emptyAction={create}
      emptyIcon={<LifeBuoy size={22} />}
    />
  );
}
