import { Pencil } from 'lucide-react';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CustomValue, customValuesOf } from '../custom/custom-value';
import type { CustomerProfileFragment } from '../generated/graphql';
import { sameValue, type Values } from '../lib/conflict';
import { readError } from '../lib/errors';
import { InPlaceForm } from '../record/in-place-form';
import { AccessWhy } from '../ui/access-why';
import { Card } from '../ui/card';
import { Guarded } from '../ui/guarded';
import { Tag } from '../ui/tag';
import { toast } from '../ui/toast';
import { Day, EntryTag, MailLink, Money, Nothing, PhoneLink, StatusTag } from '../ui/values';
import { isShown, isWritable, toFormValues, type FormField } from './customer-form-fields';
import { useCustomerFormFields } from './use-customer-form-fields';

const FieldInput = lazy(() => import('./field-input'));

interface ProfileCardProps {
  customer: CustomerProfileFragment;
  save: (base: CustomerProfileFragment, changes: Values) => Promise<boolean>;
  onEditAll: () => void;
}

const order = [
  'code',
  'phones',
  'emails',
  'addresses',
  'nationalId',
  'bankAccount',
  'status',
  'tier',
  'region',
  'industry',
  'source',
  'creditRating',
  'creditLimit',
  'birthDate',
  'tags',
  'owner',
  'team',
  'note',
] as const;

/** Who this is, line by line: a pencil where it may be changed, a lock where it may not be seen, and why. */
export function ProfileCard({ customer, save, onEditAll }: ProfileCardProps) {
  const { t } = useTranslation();
  const { access } = customer;
  const fields = useCustomerFormFields();
  const own = order.filter((name) => name !== 'birthDate' || customer.kind !== 'COMPANY');
  const shown = [...own, ...fields.flatMap(({ custom }) => custom?.name ?? [])];
  return (
    <Card
      label={t('record.profile')}
      title={t('record.profile')}
      extra={
        access.canUpdate ? (
          <button type="button" className="bare link" onClick={onEditAll}>
            {t('action.edit')}
          </button>
        ) : (
          <AccessWhy reason="readOnly" type="Customer" id={customer.id} label={customer.name ?? t('value.unnamed')} />
        )
      }
    >
      <dl className="profile">
        {shown.map((name) => (
          <ProfileLine key={name} name={name} customer={customer} save={save} />
        ))}
      </dl>
    </Card>
  );
}

function ProfileLine({
  name,
  customer,
  save,
}: {
  name: string;
  customer: CustomerProfileFragment;
  save: ProfileCardProps['save'];
}) {
  const { t } = useTranslation();
  const [editing, setEditing] = useState(false);
  const { access } = customer;
  const fields = useCustomerFormFields();
  const field = fields.find((one) => one.field === name);
  const label = field?.label ?? t(`field.customer.${name}`);
  const writable = field !== undefined && isWritable(access, name);
  const raw = customer[name as keyof CustomerProfileFragment];
  return (
    <>
      <dt>{label}</dt>
      <dd data-profile={name}>
        {editing && field ? (
          <Suspense fallback={<span className="skeleton" style={{ width: '80%' }} />}>
            <InPlaceEditor
              field={field}
              label={label}
              customer={customer}
              save={save}
              onClose={() => setEditing(false)}
            />
          </Suspense>
        ) : (
          <>
            <span className="profile-value">
              <Guarded
                type="Customer"
                id={customer.id}
                access={access}
                field={name}
                label={label}
                maskedText={typeof raw === 'string' ? raw : null}
              >
                {field?.custom ? (
                  <CustomValue
                    field={field.custom}
                    value={customValuesOf(customer)[field.custom.key]}
                    currency={customer.currency}
                  />
                ) : (
                  valueOf(name, customer)
                )}
              </Guarded>
            </span>
            {writable && (
              <button
                type="button"
                className="bare pencil"
                aria-label={t('record.editField', { field: label })}
                onClick={() => setEditing(true)}
              >
                <Pencil size={12} aria-hidden />
              </button>
            )}
            {field && !writable && access.canUpdate && isShown(access, name) && (
              <AccessWhy reason="readOnly" type="Customer" id={customer.id} field={name} label={label} />
            )}
          </>
        )}
      </dd>
    </>
  );
}

function valueOf(name: string, customer: CustomerProfileFragment): ReactNode {
  switch (name) {
    case 'phones':
      return customer.phones?.length ? (
        customer.phones.map(({ number }) => (
          <span key={number} className="profile-row">
            <PhoneLink phone={number} />
          </span>
        ))
      ) : (
        <Nothing />
      );
    case 'emails':
      return customer.emails?.length ? (
        customer.emails.map(({ address }) => (
          <span key={address} className="profile-row">
            <MailLink address={address} />
          </span>
        ))
      ) : (
        <Nothing />
      );
    case 'addresses':
      return customer.addresses?.length ? (
        customer.addresses.map((one, index) => (
          <span key={index} className="profile-row">
            {[one.line, one.city, one.region, one.postalCode, one.country].filter(Boolean).join(', ')}
          </span>
        ))
      ) : (
        <Nothing />
      );
    case 'tags':
      return customer.tags?.length ? (
        <span className="tag-row">
          {customer.tags.map((tag) => (
            <Tag key={tag}>{tag}</Tag>
          ))}
        </span>
      ) : (
        <Nothing />
      );
    case 'status':
      return <StatusTag prefix="enum.customerStatus" value={customer.status} />;
    case 'tier':
      return <EntryTag entry={customer.tier} />;
    case 'region':
    case 'industry':
    case 'source':
      return customer[name]?.name ?? <Nothing />;
    case 'owner':
    case 'team':
      return customer[name]?.name ?? <Nothing />;
    case 'creditLimit':
      return <Money amount={customer.creditLimit} currency={customer.currency} />;
    case 'birthDate':
      return <Day at={customer.birthDate} />;
    case 'note':
      return customer.note ? <span className="profile-note">{customer.note}</span> : <Nothing />;
    default: {
      const value = customer[name as keyof CustomerProfileFragment];
      return typeof value === 'string' && value !== '' ? <span className="num">{value}</span> : <Nothing />;
    }
  }
}

interface InPlaceEditorProps {
  field: FormField;
  label: string;
  customer: CustomerProfileFragment;
  save: ProfileCardProps['save'];
  onClose: () => void;
}

function InPlaceEditor({ field, label, customer, save, onClose }: InPlaceEditorProps) {
  const { t } = useTranslation();
  // The record as it was when the pencil was taken up: somebody else's save meanwhile must show as a conflict.
  const [base] = useState(customer);
  const before = toFormValues(base, [field])[field.key];
  const [value, setValue] = useState(before);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const submit = async () => {
    if (sameValue(before, value)) return onClose();
    setBusy(true);
    try {
      if (await save(base, { [field.key]: value })) {
        toast.success(t('record.saved'));
        onClose();
      }
    } catch (error) {
      const { code, message: sentence, fields } = readError(error);
      setProblem(Object.values(fields)[0] ?? (sentence || t(`error.${code}`)));
    } finally {
      setBusy(false);
    }
  };
  return (
    <InPlaceForm busy={busy} problem={problem} onSubmit={() => void submit()} onClose={onClose}>
      <FieldInput
        field={field}
        value={value}
        onChange={setValue}
        autoFocus
        label={label}
        chosen={field.custom && customValuesOf(base)[field.custom.key]}
        placeholder={isShown(customer.access, field.field) ? undefined : t('form.hiddenValue')}
      />
    </InPlaceForm>
  );
}
