import { Button } from 'antd';
import { Plus, UsersRound } from 'lucide-react';
import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useSession } from '../app/session';
import { useListFields } from '../custom/use-list-fields';
import { addWords } from '../i18n';
import {
  useCustomerCountQuery,
  useCustomerListQuery,
  type CustomerOrderBy,
  type CustomerListRowFragment,
  type CustomerWhere,
} from '../generated/graphql';
import { visibleColumns } from '../list/columns';
import { toOrderBy } from '../list/order-by';
import { ListPage } from '../list/list-page';
import { useListState } from '../list/use-list-state';
import { usePages } from '../list/use-pages';
import { groupCondition, toWhere } from '../lib/filters';
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

export function CustomersPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { me, customerFields } = useSession();
  const ownColumns = useMemo(() => customerColumns(t), [t]);
  const { columns, fields } = useListFields('Customer', ownColumns, customerFilterFields);
  const [state, setState] = useListState(fields);
  const [now] = useState(() => Date.now());
  const [form, setForm] = useState<'closed' | 'new' | CustomerListRowFragment>('closed');

  const whereAt = useCallback(
    (at: number, who: string) =>
      toWhere<CustomerWhere>(state.filters, fields, at, [
        ...tabCondition(state.tab, who, at),
        ...groupCondition(state.group),
      ]) ?? null,
    [state.filters, fields, state.tab, state.group],
  );
  const where = useMemo(() => whereAt(now, me.id), [whereAt, now, me.id]);
  const search = state.search || null;
  const orderBy = toOrderBy<CustomerOrderBy>(state.sort) ?? null;
  const shown = useMemo(
    () => askedColumns(visibleColumns(columns, state.columns).map(({ key }) => key)),
    [columns, state.columns],
  );
  const result = useCustomerListQuery({
    // More than a screen shows; what comes after is asked for before one gets there.
    variables: { where, search, orderBy, first: 40, ...shown },
    notifyOnNetworkStatusChange: true,
  });
  const pages = usePages(result, 'customers');
  const count = useCustomerCountQuery({ variables: { where, search } });

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
        columns={columns}
        fields={fields}
        tabs={tabs}
        state={state}
        onState={setState}
        query={{ where, search, orderBy }}
        whereAt={whereAt}
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
