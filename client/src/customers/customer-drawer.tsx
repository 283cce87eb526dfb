import { useApolloClient } from '@apollo/client/react';
import { Alert, Button, Drawer, Form, Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  useCreateCustomerMutation,
  useCustomerRecordQuery,
  useCustomFieldsQuery,
  type CreateCustomerInput,
  type CustomerProfileFragment,
} from '../generated/graphql';
import { toInput } from '../custom/custom-form';
import { customValuesOf } from '../custom/custom-value';
import { useCreatableFields } from '../custom/use-creatable-fields';
import { PossibleDuplicates } from '../duplicates/possible-duplicates';
import { changedFields, type Values } from '../lib/conflict';
import { AccessWhy } from '../ui/access-why';
import { SkeletonLines } from '../ui/card';
import { Failure } from '../ui/failure';
import { tidy, useFormErrors } from '../record/form-parts';
import { toast } from '../ui/toast';
import { isShown, isWritable, toFormValues, type FormField } from './customer-form-fields';
import FieldInput from './field-input';
import { useCustomerFormFields } from './use-customer-form-fields';
import { useSaveCustomer } from './use-save-customer';
import './form.css';

interface CustomerDrawerProps {
  /** Left out: a new customer. */
  id?: string;
  onClose: () => void;
  onSaved: (id: string) => void;
}

const sections = ['who', 'class', 'reach', 'custom', 'responsible', 'sensitive', 'more'] as const;

export default function CustomerDrawer({ id, onClose, onSaved }: CustomerDrawerProps) {
  const { t } = useTranslation();
  const { data, error, refetch } = useCustomerRecordQuery(
    id ? { variables: { id }, fetchPolicy: 'network-only', nextFetchPolicy: 'cache-only' } : { skip: true },
  );
  const added = useCustomFieldsQuery({ variables: { type: 'Customer' }, fetchPolicy: 'cache-first' });
  const customer = data?.customer;
  const creatable = useCreatableFields('Customer', id === undefined);
  // Which fields there are is asked before a form opens: one that came later would have no value to compare with.
  if (added.data || added.error) {
    if (creatable) return <CustomerForm creatable={creatable} onClose={onClose} onSaved={onSaved} />;
    if (customer) return <CustomerForm customer={customer} onClose={onClose} onSaved={onSaved} />;
  }
  return (
    <Drawer open onClose={onClose} size={560} title={t('form.edit')}>
      {error || data ? (
        <Failure error={error} onRetry={() => void refetch().catch(() => undefined)} />
      ) : (
        <SkeletonLines lines={10} />
      )}
    </Drawer>
  );
}

function CustomerForm({
  customer: given,
  creatable,
  onClose,
  onSaved,
}: {
  customer?: CustomerProfileFragment;
  /** Of a new customer: the fields that may be filled in. */
  creatable?: ReadonlySet<string>;
  onClose: () => void;
  onSaved: (id: string) => void;
}) {
  const { t } = useTranslation();
  const client = useApolloClient();
  const [form] = Form.useForm<Values>();
  // The record the form was opened with. Fresher data on the page must not slip under what is being typed.
  const [customer] = useState(given);
  const [formFields] = useState(useCustomerFormFields());
  const [base] = useState<Values>(() =>
    given ? toFormValues(given, formFields) : { kind: 'COMPANY', status: 'POTENTIAL' },
  );
  const kind = Form.useWatch<string | undefined>('kind', form) ?? base.kind;
  const { problem, show, clear } = useFormErrors(form, formFields);
  const [create, { loading: creating }] = useCreateCustomerMutation();
  const { save, saving, dialog } = useSaveCustomer();

  const submit = async (values: Values) => {
    clear();
    const changes = changedFields(base, tidy(values));
    try {
      if (customer) {
        if (await save(customer, changes)) {
          toast.success(t('record.saved'));
          onSaved(customer.id);
        }
        return;
      }
      const { data } = await create({
        variables: { input: { kind: base.kind, status: base.status, ...toInput(changes) } as CreateCustomerInput },
      });
      const made = data?.createCustomer.customer;
      client.cache.evict({ fieldName: 'customers' });
      toast.success(t('form.created'));
      if (made) onSaved(made.id);
      else onClose();
    } catch (error) {
      show(error);
    }
  };

  const offered = (field: FormField) => {
    if (field.key === 'birthDate' && kind === 'COMPANY') return false;
    return customer !== undefined || (creatable?.has(field.field) ?? false);
  };
  return (
    <Drawer
      open
      onClose={onClose}
      size={560}
      mask={{ closable: false }}
      title={customer ? t('form.editNamed', { name: customer.name ?? t('value.unnamed') }) : t('form.new')}
      footer={
        <div className="form-foot">
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="primary" loading={saving || creating} onClick={() => form.submit()} data-testid="form-save">
            {t(customer ? 'action.save' : 'form.create')}
          </Button>
        </div>
      }
    >
      <PossibleDuplicates form={form} except={customer?.id} />
      {problem && <Alert type="error" showIcon title={problem} role="alert" className="form-problem" />}
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={base}
        onFinish={(values) => void submit(values)}
        scrollToFirstError
      >
        {sections.map((section) => {
          const ofSection = formFields.filter((field) => field.section === section && offered(field));
          if (ofSection.length === 0) return null;
          return (
            <fieldset key={section} className={`form-section form-${section}`}>
              <legend>{t(`form.section.${section}`)}</legend>
              {ofSection.map((field) => (
                <Item key={field.key} field={field} customer={customer} />
              ))}
            </fieldset>
          );
        })}
      </Form>
      {dialog}
    </Drawer>
  );
}

function Item({ field, customer }: { field: FormField; customer: CustomerProfileFragment | undefined }) {
  const { t } = useTranslation();
  const label = field.label ?? t(`field.customer.${field.field}`);
  const writable = !customer || isWritable(customer.access, field.field);
  const shown = !customer || isShown(customer.access, field.field);
  if (customer && !writable) {
    const reason = shown ? 'readOnly' : customer.access.masked.includes(field.field) ? 'masked' : 'hidden';
    return (
      <div className="form-closed">
        <span>{label}</span>
        <AccessWhy reason={reason} type="Customer" id={customer.id} field={field.field} label={label} />
      </div>
    );
  }
  const rules = field.required ? [{ required: true, message: t('form.required', { field: label }) }] : [];
  if (field.key === 'kind') {
    return (
      <Form.Item name="kind" label={label} rules={rules}>
        <Segmented
          block
          options={(field.options ?? []).map((option) => ({
            value: option,
            label: t(`${field.optionPrefix}.${option}`),
          }))}
        />
      </Form.Item>
    );
  }
  return (
    <Form.Item name={field.key} label={label} rules={rules}>
      <FieldInput
        field={field}
        chosen={field.custom && customer && customValuesOf(customer)[field.custom.key]}
        placeholder={shown ? undefined : t('form.hiddenValue')}
      />
    </Form.Item>
  );
}
