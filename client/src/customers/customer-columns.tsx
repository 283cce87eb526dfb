import type { CustomerListRowFragment } from '../generated/graphql';
import { isAdded } from '../custom/custom-list';
import type { ListColumn } from '../list/columns';
import { Avatar } from '../ui/avatar';
import { guardedCells } from '../list/guarded-cells';
import { Tag } from '../ui/tag';
import { Ago, Day, EntryTag, MailLink, Money, Nothing, PhoneLink, StatusTag, Text } from '../ui/values';

type Row = CustomerListRowFragment;
type Translate = (key: string) => string;

/** Columns that are asked for only where they are shown. */
const asked = [
  'code',
  'industry',
  'primaryEmail',
  'team',
  'tags',
  'creditLimit',
  'createdAt',
  'updatedAt',
] as const satisfies readonly (keyof Row)[];

/** What the list asks for beside the usual columns, by the keys of those shown. */
export function askedColumns(keys: readonly string[]): Record<(typeof asked)[number] | 'customValues', boolean> {
  const shown = asked.map((key) => [key, keys.includes(key)] as const);
  return {
    ...(Object.fromEntries(shown) as Record<(typeof asked)[number], boolean>),
    customValues: keys.some(isAdded),
  };
}

/** The columns of the list of customers. */
export function customerColumns(t: Translate): ListColumn<Row>[] {
  const guarded = guardedCells<Row>('Customer', t);
  return [
    {
      key: 'name',
      label: 'field.customer.name',
      width: 210,
      grow: 2.4,
      sort: 'name',
      phone: 'title',
      render: guarded('name', (row) => (
        <span className="cell-name">
          <Avatar name={row.name} size={22} square={row.kind === 'COMPANY'} />
          <span>{row.name ?? t('value.unnamed')}</span>
        </span>
      )),
    },
    {
      key: 'code',
      label: 'field.customer.code',
      width: 110,
      sort: 'code',
      optional: true,
      render: guarded('code', (row) => <Text>{row.code}</Text>),
    },
    {
      key: 'kind',
      label: 'field.customer.kind',
      width: 90,
      optional: true,
      render: guarded('kind', (row) => <Text>{row.kind && t(`enum.customerKind.${row.kind}`)}</Text>),
    },
    {
      key: 'tier',
      label: 'field.customer.tier',
      width: 96,
      sort: 'tier',
      phone: 'meta',
      render: guarded('tier', (row) => <EntryTag entry={row.tier} />),
    },
    {
      key: 'status',
      label: 'field.customer.status',
      width: 104,
      phone: 'meta',
      render: guarded('status', (row) => <StatusTag prefix="enum.customerStatus" value={row.status} />),
    },
    {
      key: 'primaryPhone',
      label: 'field.customer.phone',
      width: 148,
      grow: 0.8,
      sort: 'primaryPhone',
      phone: 'meta',
      render: guarded('primaryPhone', (row) => <PhoneLink phone={row.primaryPhone} />),
    },
    {
      key: 'primaryEmail',
      label: 'field.customer.email',
      width: 190,
      grow: 1,
      sort: 'primaryEmail',
      optional: true,
      render: guarded('primaryEmail', (row) => <MailLink address={row.primaryEmail ?? null} />),
    },
    {
      key: 'region',
      label: 'field.customer.region',
      width: 104,
      grow: 0.5,
      render: guarded('region', (row) => <Text>{row.region?.name}</Text>),
    },
    {
      key: 'industry',
      label: 'field.customer.industry',
      width: 120,
      grow: 0.6,
      optional: true,
      render: guarded('industry', (row) => <Text>{row.industry?.name}</Text>),
    },
    {
      key: 'owner',
      label: 'field.customer.owner',
      width: 118,
      grow: 0.6,
      sort: 'owner.name',
      render: guarded('owner', (row) => (row.owner ? <Text>{row.owner.name}</Text> : <Nothing />)),
    },
    {
      key: 'team',
      label: 'field.customer.team',
      width: 110,
      grow: 0.5,
      optional: true,
      render: guarded('team', (row) => <Text>{row.team?.name}</Text>),
    },
    {
      key: 'tags',
      label: 'field.customer.tags',
      width: 130,
      grow: 0.6,
      optional: true,
      render: guarded('tags', (row) =>
        row.tags?.length ? row.tags.map((tag) => <Tag key={tag}>{tag}</Tag>) : <Nothing />,
      ),
    },
    {
      key: 'creditLimit',
      label: 'field.customer.creditLimit',
      width: 120,
      align: 'end',
      sort: 'creditLimit',
      optional: true,
      render: guarded('creditLimit', (row) => <Money amount={row.creditLimit ?? null} currency={row.currency} />),
    },
    {
      key: 'lifetimeValue',
      label: 'field.customer.lifetimeValue',
      width: 128,
      align: 'end',
      sort: 'lifetimeValue',
      phone: 'side',
      render: guarded('lifetimeValue', (row) => <Money amount={row.lifetimeValue} currency={row.currency} />),
    },
    {
      key: 'lastActivityAt',
      label: 'field.customer.lastActivityAt',
      width: 112,
      sort: 'lastActivityAt',
      render: guarded('lastActivityAt', (row) => (
        <span className="cell-soft">
          <Ago at={row.lastActivityAt} />
        </span>
      )),
    },
    {
      key: 'createdAt',
      label: 'field.customer.createdAt',
      width: 112,
      sort: 'createdAt',
      optional: true,
      render: guarded('createdAt', (row) => <Day at={row.createdAt ?? null} />),
    },
    {
      key: 'updatedAt',
      label: 'field.customer.updatedAt',
      width: 112,
      sort: 'updatedAt',
      optional: true,
      render: guarded('updatedAt', (row) => <Ago at={row.updatedAt ?? null} />),
    },
  ];
}
