import { Button } from 'antd';
import { Plus, UsersRound } from 'lucide-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useSession } from '../app/session';
import { addWords } from '../i18n';
import {
  useCustomerCountQuery,
  useCustomerListQuery,
  type CustomerOrderBy,
  type CustomerListRowFragment,
  type CustomerWhere,
} from '../generated/graphql';
import { visibleColumns } from '../list/columns';
import { ListPage } from '../list/list-page';
import { useListQuestion, type ListOf } from '../list/use-list-question';
import { usePages } from '../list/use-pages';
import { askedColumns, customerColumns } from './customer-columns';
import { customerFilterFields } from './customer-fields';

const CustomerDrawer = lazy(async () => {
  const [module] = await Promise.all([import('./customer-drawer'), addWords('record', 'duplicates')]);
  return module;
});

const tabs = [
  { key: 'all', label: 'customers.tab.all' },
  { key: 'mine', label: 'customers.tab.mine' },
  { key: 'risk', label: 'customers.tab.risk' },
  { key: 'quiet', label: 'customers.tab.quiet' },
  { key: 'new', label: 'customers.tab.new' },
];

function tabCondition(tab: string, me: string, now: number): CustomerWhere[] {
  const day = 86_400_000;
  const before = (days: number) => new Date(Math.floor(now / day) * day - days * day).toISOString();
  if (tab === 'mine') return [{ owner: { id: { eq: me } } }];
  if (tab === 'risk') return [{ status: { eq: 'AT_RISK' } }];
  if (tab === 'quiet') return [{ lastActivityAt: { lt: before(30) } }];
  if (tab === 'new') return [{ createdAt: { gte: before(30) } }];
  return [];
}

const list: ListOf<CustomerWhere, CustomerListRowFragment> = {
  type: 'Customer',
  columns: customerColumns,
  fields: customerFilterFields,
  tabCondition,
};

export function CustomersPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { customerFields } = useSession();
  const { query, counted, page } = useListQuestion<CustomerWhere, CustomerOrderBy, CustomerListRowFragment>(list);
  const [form, setForm] = useState<'closed' | 'new' | CustomerListRowFragment>('closed');
  const shown = useMemo(
    () => askedColumns(visibleColumns(page.columns, page.state.columns).map(({ key }) => key)),
    [page.columns, page.state.columns],
  );
  const result = useCustomerListQuery({
    // More than a screen shows; what comes after is asked for before one gets there.
    variables: { ...query, first: 40, ...shown },
    notifyOnNetworkStatusChange: true,
  });
  const pages = usePages(result, 'customers');
  const count = useCustomerCountQuery({ variables: counted });

  const create = customerFields.length > 0 && (
    <Button type="primary" icon={<Plus size={14} />} onClick={() => setForm('new')}>
      {t('customers.new')}
    </Button>
  );
  return (
    <>
      <ListPage
        noun="customers"
        fieldPrefix="field.customer"
        tabs={tabs}
        {...page}
        {...pages}
        count={(count.data ?? count.previousData)?.customers.totalCount}
        onOpen={(row) => void navigate(`/customers/${row.id}`)}
        onEdit={(row) => row.access.canUpdate && setForm(row)}
        actions={create}
        emptyAction={create}
        emptyIcon={<UsersRound size={22} />}
      />
      {form !== 'closed' && (
        <Suspense fallback={null}>
          <CustomerDrawer
            id={form === 'new' ? undefined : form.id}
            onClose={() => setForm('closed')}
            onSaved={(id) => {
              setForm('closed');
              if (form === 'new') void navigate(`/customers/${id}`);
            }}
          />
        </Suspense>
      )}
    </>
  );
}
