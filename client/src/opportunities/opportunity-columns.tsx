import type { OpportunityRowFragment } from '../generated/graphql';
import type { ListColumn } from '../list/columns';
import { guardedCells } from '../list/guarded-cells';
import { CustomerLink } from '../ui/record-links';
import { Day, EntryTag, Money, Nothing, Text } from '../ui/values';

type Row = OpportunityRowFragment;

export function opportunityColumns(t: (key: string) => string): ListColumn<Row>[] {
  const guarded = guardedCells<Row>('Opportunity', t);
  return [
    {
      key: 'name',
      label: 'field.opportunity.name',
      width: 200,
      grow: 2,
      sort: 'name',
      phone: 'title',
      render: guarded('name', (row) => (
        <span className="cell-name">
          <span>{row.name ?? t('value.unnamed')}</span>
        </span>
      )),
    },
    {
      key: 'customer',
      label: 'field.opportunity.customer',
      width: 170,
      grow: 1.4,
      phone: 'meta',
      render: guarded('customer', (row) => <CustomerLink customer={row.customer} />),
    },
    {
      key: 'stage',
      label: 'field.opportunity.stage',
      width: 120,
      sort: 'stage',
      phone: 'meta',
      render: guarded('stage', (row) => <EntryTag entry={row.stage} />),
    },
    {
      key: 'amount',
      label: 'field.opportunity.amount',
      width: 130,
      align: 'end',
      sort: 'amount',
      phone: 'side',
      render: guarded('amount', (row) => <Money amount={row.amount} currency={row.currency} />),
    },
    {
      key: 'probability',
      label: 'field.opportunity.probability',
      width: 90,
      align: 'end',
      optional: true,
      render: guarded('probability', (row) => (row.probability === null ? <Nothing /> : <>{row.probability}%</>)),
    },
    {
      key: 'product',
      label: 'field.opportunity.product',
      width: 140,
      grow: 0.8,
      render: guarded('product', (row) => <Text>{row.product?.name}</Text>),
    },
    {
      key: 'owner',
      label: 'field.opportunity.owner',
      width: 140,
      grow: 0.8,
      render: guarded('owner', (row) => <Text>{row.owner?.name}</Text>),
    },
    {
      key: 'createdAt',
      label: 'field.opportunity.createdAt',
      width: 120,
      sort: 'createdAt',
      optional: true,
      render: guarded('createdAt', (row) => <Day at={row.createdAt} />),
    },
    {
      key: 'closedAt',
      label: 'field.opportunity.closedAt',
      width: 120,
      sort: 'closedAt',
      render: guarded('closedAt', (row) => <Day at={row.closedAt} />),
    },
  ];
}
