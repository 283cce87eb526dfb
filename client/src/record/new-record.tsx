import { useApolloClient } from '@apollo/client/react';
import { Alert, Button, Drawer, Form } from 'antd';
import { Plus } from 'lucide-react';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { customFormFields, toInput } from '../custom/custom-form';
import { useCreatableFields } from '../custom/use-creatable-fields';
import {
  CreateContactDocument,
  CreateOpportunityDocument,
  CreateProductDocument,
  CreateTicketDocument,
  useCustomFieldsQuery,
} from '../generated/graphql';
import type { Values } from '../lib/conflict';
import { toast } from '../ui/toast';
import { FormItem, tidy, useFormErrors } from './form-parts';
import { RecordDrawer } from './lazy-record-drawer';
import { newRecordFields, type MadeType } from './new-record-fields';
import { nounOf } from './record-kinds';
import '../customers/form.css';

const documents = {
  Contact: CreateContactDocument,
  Opportunity: CreateOpportunityDocument,
  Ticket: CreateTicketDocument,
  Product: CreateProductDocument,
} as const;

interface NewRecordProps {
  type: MadeType;
  /** What is known of it already: asked for no more. */
  given?: Values;
  /** In the head of a card instead of that of a page. */
  small?: boolean;
}

/** The button that makes a record of one type, where rules let the person; its form, and then what was made. */
export default function NewRecord({ type, given, small }: NewRecordProps) {
  const { t } = useTranslation();
  const creatable = useCreatableFields(type);
  const [open, setOpen] = useState(false);
  const [made, setMade] = useState<{ id: string; title: string } | null>(null);
  if (!creatable || creatable.size === 0) return null;
  return (
    <>
      <Button
        type={small ? 'text' : 'primary'}
        size={small ? 'small' : undefined}
        icon={<Plus size={14} />}
        aria-label={t(`new.${type}`)}
        onClick={() => setOpen(true)}
      >
        {!small && t(`new.${type}`)}
      </Button>
      {open && (
        <NewRecordForm
          type={type}
          creatable={creatable}
          given={given ?? {}}
          onClose={() => setOpen(false)}
          onMade={(id, title) => {
            setOpen(false);
            setMade({ id, title });
          }}
        />
      )}
      {made && (
        <Suspense fallback={null}>
          <RecordDrawer type={type} {...made} onClose={() => setMade(null)} />
        </Suspense>
      )}
    </>
  );
}

interface NewRecordFormProps {
  type: MadeType;
  creatable: ReadonlySet<string>;
  given: Values;
  onClose: () => void;
  onMade: (id: string, title: string) => void;
}

const sections = ['who', 'class', 'reach', 'custom', 'more'] as const;

function NewRecordForm({ type, creatable, given, onClose, onMade }: NewRecordFormProps) {
  const { t } = useTranslation();
  const client = useApolloClient();
  const [form] = Form.useForm<Values>();
  const added = useCustomFieldsQuery({ variables: { type }, fetchPolicy: 'cache-first' });
  const fields = [...newRecordFields[type], ...customFormFields(added.data?.customFields ?? [])].filter(
    ({ key, field }) => creatable.has(field) && !(key in given),
  );
  const { problem, show, clear } = useFormErrors(form, fields);
  const [busy, setBusy] = useState(false);

  const submit = async (values: Values) => {
    clear();
    setBusy(true);
    const filled = Object.entries(tidy(values)).filter(([, value]) => value !== undefined && value !== null);
    try {
      const input = { ...given, ...toInput(Object.fromEntries(filled)) };
      const { data } = await client.mutate({ mutation: documents[type], variables: { input } as never });
      const payloads = data as Record<string, Record<string, { id: string; name: string | null } | null>> | undefined;
      const record = payloads?.[`create${type}`]?.[nounOf(type)];
      // Lists that are open ask again; a list that has gone asks when it comes.
      void client.refetchQueries({ include: 'active' });
      toast.success(t('new.made'));
      if (record) onMade(record.id, record.name ?? t('value.unnamed'));
      else onClose();
    } catch (error) {
      setBusy(false);
      show(error);
    }
  };
  return (
    <Drawer
      open
      onClose={onClose}
      size={560}
      // What was typed goes with the button that says so, and with no other.
      mask={{ closable: false }}
      keyboard={false}
      title={t(`new.${type}`)}
      footer={
        <div className="form-foot">
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="primary" loading={busy} onClick={() => form.submit()} data-testid="form-save">
            {t('new.make')}
          </Button>
        </div>
      }
    >
      {problem && <Alert type="error" showIcon title={problem} role="alert" className="form-problem" />}
      <Form<Values> form={form} layout="vertical" onFinish={(values) => void submit(values)} scrollToFirstError>
        {sections.map((section) => {
          const ofSection = fields.filter((field) => field.section === section);
          if (ofSection.length === 0) return null;
          return (
            <fieldset key={section} className={`form-section form-${section}`}>
              {section === 'custom' && <legend>{t('form.section.custom')}</legend>}
              {ofSection.map((field) => (
                <FormItem
                  key={field.key}
                  field={field}
                  autoFocus={field === fields[0]}
                  label={field.label ?? t(`field.${nounOf(type)}.${field.field}`)}
                />
              ))}
            </fieldset>
          );
        })}
      </Form>
    </Drawer>
  );
}
