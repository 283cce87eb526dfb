import { Tabs } from 'antd';
import { UserRoundX } from 'lucide-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { useCustomerRecordQuery, type CustomerProfileFragment } from '../generated/graphql';
import { SkeletonLines } from '../ui/card';
import { EmptyState } from '../ui/empty-state';
import { Failure } from '../ui/failure';
import { Composer } from './composer';
import { ConsentsCard, ContactsCard } from './people-cards';
import { ProfileCard } from './profile-card';
import { RecordHeader } from './record-header';
import { SideCards } from './side-cards';
import { TimelineCard } from './timeline-card';
import { useDeleteCustomer } from './use-delete-customer';
import { useSaveCustomer } from './use-save-customer';
import './record.css';

const CustomerDrawer = lazy(() => import('./customer-drawer'));
const ConfirmDialog = lazy(() => import('../ui/confirm-dialog'));
const HistoryCard = lazy(() => import('./history-card'));

export function CustomerPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const { data, error, refetch } = useCustomerRecordQuery({ variables: { id } });
  const customer = data?.customer;
  const name = customer?.name ?? null;
  useEffect(() => {
    if (name) document.title = t('app.title', { page: name });
  }, [t, name]);

  if (error && !customer) return <Failure error={error} onRetry={() => void refetch().catch(() => undefined)} />;
  if (data && !customer) {
    return <EmptyState icon={<UserRoundX size={22} />} title={t('record.none.title')} text={t('record.none.text')} />;
  }
  if (!customer) return <RecordSkeleton />;
  return <CustomerRecord key={id} customer={customer} />;
}

function CustomerRecord({ customer }: { customer: CustomerProfileFragment }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [editing, setEditing] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const { save, dialog } = useSaveCustomer();
  const remove = useDeleteCustomer(() => void navigate('/customers'));

  return (
    <div className="record">
      <RecordHeader customer={customer} onEdit={() => setEditing(true)} onDelete={() => setDeleting(true)} />
      <div className="record-body">
        <div className="record-left">
          <ProfileCard customer={customer} save={save} onEditAll={() => setEditing(true)} />
          <ContactsCard id={customer.id} />
          <ConsentsCard id={customer.id} />
        </div>
        <div className="record-middle">
          <Tabs
            size="small"
            destroyOnHidden
            items={[
              {
                key: 'timeline',
                label: t('record.timeline'),
                children: (
                  <div className="record-story">
                    {customer.access.canUpdate && <Composer customerId={customer.id} />}
                    <TimelineCard id={customer.id} />
                  </div>
                ),
              },
              {
                key: 'history',
                label: t('record.history'),
                children: (
                  <Suspense fallback={<SkeletonLines lines={8} />}>
                    <HistoryCard id={customer.id} />
                  </Suspense>
                ),
              },
            ]}
          />
        </div>
        <div className="record-right">
          <SideCards customer={customer} />
        </div>
      </div>
      {dialog}
      {deleting && (
        <Suspense fallback={null}>
          <ConfirmDialog
            title={t('record.delete.title', { name: customer.name ?? t('value.unnamed') })}
            text={t('record.delete.text')}
            confirm={t('action.delete')}
            onConfirm={() => remove(customer)}
            onClose={() => setDeleting(false)}
          />
        </Suspense>
      )}
      {editing && (
        <Suspense fallback={null}>
          <CustomerDrawer id={customer.id} onClose={() => setEditing(false)} onSaved={() => setEditing(false)} />
        </Suspense>
      )}
    </div>
  );
}

function RecordSkeleton() {
  return (
    <div className="record" aria-busy>
      <header className="record-head">
        <span className="skeleton" style={{ width: 44, height: 44, borderRadius: 12 }} />
        <div className="record-who">
          <span className="skeleton" style={{ width: 220, height: 18 }} />
          <span className="skeleton" style={{ width: 320, height: 11, marginTop: 8 }} />
        </div>
      </header>
      <div className="record-body">
        {[12, 9, 6].map((lines) => (
          <div key={lines} className="card">
            <SkeletonLines lines={lines} />
          </div>
        ))}
      </div>
    </div>
  );
}
