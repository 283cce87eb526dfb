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
import { PossibleDuplicates } from '../duplicates/possible-duplicates';
import { changedFields, type Values } from '../lib/conflict';
import { readError } from '../lib/errors';
import { AccessWhy } from '../ui/access-why';
import { SkeletonLines } from '../ui/card';
import { Failure } from '../ui/failure';
import { toast } from '../ui/toast';
import { isShown, isWritable, toFormValues, type FormField } from './customer-form-fields';
import FieldInput from './field-input';
import { useCreatableFields } from './use-creatable-fields';
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
  // Which fields there are is asked before a form opens: one that came later would have no value to compare with.
  if (added.data || added.error) {
    if (!id) return <CustomerForm onClose={onClose} onSaved={onSaved} />;
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

/** What of a form is worth sending: trimmed text, lines that say something. */
function tidy(values: Values): Values {
  const list = (value: unknown, part: string) =>
    (value as Values[] | null | undefined)?.filter((line) => String(line[part] ?? '').trim() !== '');
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => {
      if (key === 'phones') return [key, list(value, 'number')];
      if (key === 'emails') return [key, list(value, 'address')];
      if (key === 'addresses')
        return [
          key,
          (value as Values[] | null | undefined)?.filter(
            (line) => line.line ?? line.city ?? line.region ?? line.country,
          ),
        ];
      return [key, typeof value === 'string' ? value.trim() || null : value];
    }),
  );
}

function CustomerForm({
  customer: given,
  onClose,
  onSaved,
}: {
  customer?: CustomerProfileFragment;
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
  const [problem, setProblem] = useState<string | null>(null);
  const [create, { loading: creating }] = useCreateCustomerMutation();
  const { save, saving, dialog } = useSaveCustomer();
  const creatable = useCreatableFields(customer === undefined);

  const show = (error: unknown) => {
    const { code, message: sentence, fields } = readError(error);
    // `phones.0.number` is shown beside the phones.
    const known = Object.entries(fields).flatMap(([path, text]) => {
      const [top, second] = path.split('.');
      const names = top === 'custom' ? [`custom.${second}`] : [top];
      const field = formFields.find((one) => names.includes(one.key) || names.includes(one.field));
      return field ? [{ name: field.key, errors: [text] }] : [];
    });
    form.setFields(known);
    if (known[0]) form.scrollToField(known[0].name, { block: 'center' });
    setProblem(known.length > 0 ? null : sentence || t(`error.${code}`));
  };

  const submit = async (values: Values) => {
    setProblem(null);
    form.setFields(formFields.map(({ key }) => ({ name: key, errors: [] })));
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
    if (field.custom && !customer) return field.custom.creatable;
    return customer !== undefined || !field.guarded || creatable.has(field.field);
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
