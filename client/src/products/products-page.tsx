import { Boxes } from 'lucide-react';
import { useCallback, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useListFields } from '../custom/use-list-fields';
import {
  useProductCountQuery,
  useProductListQuery,
  type ProductOrderBy,
  type ProductRowFragment,
  type ProductWhere,
} from '../generated/graphql';
import type { ListColumn } from '../list/columns';
import { ListPage } from '../list/list-page';
import { toOrderBy } from '../list/order-by';
import { useListState } from '../list/use-list-state';
import { usePages } from '../list/use-pages';
import { NewRecord, RecordDrawer } from '../record/lazy-record-drawer';
import { encodeFilter, groupCondition, toWhere, type FilterField } from '../lib/filters';
import { Guarded } from '../ui/guarded';
import { Tag } from '../ui/tag';
import { Ago, EntryTag, Money, Nothing, Text } from '../ui/values';

const ownFields: readonly FilterField[] = [
  { key: 'name', kind: 'text', path: ['name'] },
  { key: 'code', kind: 'text', path: ['code'] },
  { key: 'category', kind: 'dictionary', path: ['category'], dictionary: 'productCategory' },
  { key: 'price', kind: 'number', path: ['price'] },
];

function productColumns(t: (key: string) => string): ListColumn<ProductRowFragment>[] {
  const guarded =
    (field: keyof ProductRowFragment & string, render: (row: ProductRowFragment) => ReactNode) =>
    (row: ProductRowFragment) => (
      <Guarded type="Product" id={row.id} access={row.access} field={field} label={t(`field.product.${field}`)}>
        {render(row)}
      </Guarded>
    );
  return [
    {
      key: 'name',
      label: 'field.product.name',
      width: 220,
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
      key: 'code',
      label: 'field.product.code',
      width: 130,
      grow: 0.8,
      sort: 'code',
      phone: 'meta',
      render: guarded('code', (row) => <Text>{row.code}</Text>),
    },
    {
      key: 'category',
      label: 'field.product.category',
      width: 150,
      grow: 1,
      phone: 'meta',
      render: guarded('category', (row) => <EntryTag entry={row.category} />),
    },
    {
      key: 'price',
      label: 'field.product.price',
      width: 140,
      align: 'end',
      sort: 'price',
      phone: 'side',
      render: guarded('price', (row) => <Money amount={row.price} currency={row.currency} />),
    },
    {
      key: 'active',
      label: 'field.product.active',
      width: 120,
      render: guarded('active', (row) =>
        row.active === null ? (
          <Nothing />
        ) : (
          <Tag tone={row.active ? 'good' : 'plain'} dot>
            {t(row.active ? 'products.onSale' : 'products.offSale')}
          </Tag>
        ),
      ),
    },
    {
      key: 'updatedAt',
      label: 'field.product.updatedAt',
      width: 130,
      sort: 'updatedAt',
      render: guarded('updatedAt', (row) => (
        <span className="cell-soft">
          <Ago at={row.updatedAt} />
        </span>
      )),
    },
  ];
}

const ofProduct = (name: string): string => encodeFilter({ field: 'product', operator: 'eq', values: [name] });

export function ProductsPage() {
  const { t } = useTranslation();
  const ownColumns = useMemo(() => productColumns(t), [t]);
  const { columns, fields } = useListFields('Product', ownColumns, ownFields);
  const [state, setState] = useListState(fields);
  const [now] = useState(() => Date.now());
  const whereAt = useCallback(
    (at: number) => toWhere<ProductWhere>(state.filters, fields, at, groupCondition(state.group)) ?? null,
    [state.filters, fields, state.group],
  );
  const where = useMemo(() => whereAt(now), [whereAt, now]);
  const search = state.search || null;
  const orderBy = toOrderBy<ProductOrderBy>(state.sort) ?? null;
  const result = useProductListQuery({
    variables: { where, search, orderBy, first: 60 },
    notifyOnNetworkStatusChange: true,
  });
  const pages = usePages(result, 'products');
  const count = useProductCountQuery({ variables: { where, search } });
  const create = <NewRecord type="Product" />;
  return (
    <ListPage
      noun="products"
      fieldPrefix="field.product"
      columns={columns}
      fields={fields}
      state={state}
      onState={setState}
      query={{ where, search, orderBy }}
      whereAt={whereAt}
      {...pages}
      count={(count.data ?? count.previousData)?.products.totalCount}
      drawer={({ id, name }, onClose) => (
        <RecordDrawer type="Product" id={id} title={name ?? t('value.unnamed')} onClose={onClose}>
          {name && (
            <Link className="link" to={`/opportunities?f=${encodeURIComponent(ofProduct(name))}`}>
              {t('products.opportunities')}
            </Link>
          )}
        </RecordDrawer>
      )}
      actions={create}
      emptyAction={create}
      emptyIcon={<Boxes size={22} />}
    />
  );
}
