import { Boxes } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import {
  useProductCountQuery,
  useProductListQuery,
  type ProductOrderBy,
  type ProductRowFragment,
  type ProductWhere,
} from '../generated/graphql';
import type { ListColumn } from '../list/columns';
import { guardedCells } from '../list/guarded-cells';
import { ListPage } from '../list/list-page';
import { useListQuestion, type ListOf } from '../list/use-list-question';
import { usePages } from '../list/use-pages';
import { NewRecord, RecordDrawer } from '../record/lazy-record-drawer';
import { encodeFilter, type FilterField } from '../lib/filters';
import { Tag } from '../ui/tag';
import { Ago, EntryTag, Money, Nothing, Text } from '../ui/values';

const ownFields: readonly FilterField[] = [
  { key: 'name', kind: 'text', path: ['name'] },
  { key: 'code', kind: 'text', path: ['code'] },
  { key: 'category', kind: 'dictionary', path: ['category'], dictionary: 'productCategory' },
  { key: 'price', kind: 'number', path: ['price'] },
];

function productColumns(t: (key: string) => string): ListColumn<ProductRowFragment>[] {
  const guarded = guardedCells<ProductRowFragment>('Product', t);
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

const list: ListOf<ProductWhere, ProductRowFragment> = { type: 'Product', columns: productColumns, fields: ownFields };

export function ProductsPage() {
  const { t } = useTranslation();
  const { query, counted, page } = useListQuestion<ProductWhere, ProductOrderBy, ProductRowFragment>(list);
  const result = useProductListQuery({
    variables: { ...query, first: 60 },
    notifyOnNetworkStatusChange: true,
  });
  const pages = usePages(result, 'products');
  const count = useProductCountQuery({ variables: counted });
  const create = <NewRecord type="Product" />;
  return (
    <ListPage
      noun="products"
      fieldPrefix="field.product"
      {...page}
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
