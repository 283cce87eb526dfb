import { Alert, Button, Checkbox, Drawer, Form, Input, InputNumber, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  useChangeFieldMutation,
  useCreateFieldMutation,
  useRestoreFieldMutation,
  useRetireFieldMutation,
  useSaveChoiceMutation,
  type CustomFieldKind,
  type FieldDefinitionPartsFragment,
} from '../../generated/graphql';
import { readError } from '../../lib/errors';
import { toast } from '../../ui/toast';
import { showAtFields } from '../form-errors';
import { ChoicesEditor, type ChoiceLine } from './choices-editor';
import { choiceKeyFrom, fieldKeyFrom } from './field-key';
import { fieldKinds, targetTypes, withCurrency } from './field-words';

interface FieldDrawerProps {
  /** Type of record the field belongs to. */
  type: string;
  /** Left out: a new field. */
  field?: FieldDefinitionPartsFragment;
  /** Keys that are given already, to retired fields too. */
  taken: ReadonlySet<string>;
  onClose: () => void;
  onSaved: () => void;
}

interface Values {
  en: string;
  zh: string;
  key?: string;
  kind: CustomFieldKind;
  help?: string;
  max?: number | null;
  currency?: string | null;
  to?: string;
  required: boolean;
  choices: ChoiceLine[];
}

const names = ['key', 'kind', 'help', 'max', 'currency', 'to', 'choices', 'en', 'zh'];

/** A field: what it is called and holds when it is new; later what can still change, and its end. */
export function FieldDrawer({ type, field, taken, onClose, onSaved }: FieldDrawerProps) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Values>();
  const kind = Form.useWatch('kind', form) ?? field?.kind ?? 'text';
  const english = Form.useWatch('en', form) ?? '';
  const [problem, setProblem] = useState<string | null>(null);
  const [create, creating] = useCreateFieldMutation();
  const [change, changing] = useChangeFieldMutation();
  const [saveChoice] = useSaveChoiceMutation();
  const [retire] = useRetireFieldMutation();
  const [restore] = useRestoreFieldMutation();
  const hasChoices = kind === 'choice' || kind === 'multiChoice';

  const done = (words: string) => {
    toast.success(words);
    onSaved();
    onClose();
  };
  const submit = async (values: Values) => {
    setProblem(null);
    const label = { en: values.en.trim() || values.zh.trim(), zh: values.zh.trim() || values.en.trim() };
    const { required } = values;
    const help = values.help ?? '';
    const lines = hasChoices ? keyed(values.choices ?? []) : [];
    try {
      if (!field) {
        const key = values.key?.trim() || fieldKeyFrom(label.en, taken);
        const { max, currency, to } = values;
        const choices = lines.map(({ key: of, en, zh }) => ({ key: of, en, zh }));
        await create({ variables: { input: { type, key, kind, label, help, required, max, currency, to, choices } } });
        return done(t('admin.fields.made'));
      }
      await change({ variables: { input: { id: field.id, version: field.version, label, help, required } } });
      for (const [position, line] of lines.entries()) {
        const before = field.choices.find(({ key }) => key === line.key);
        if (before && sameLine(before, line) && before.position === position) continue;
        const { key, en, zh, active } = line;
        await saveChoice({ variables: { input: { id: field.id, key, en, zh, active, position } } });
      }
      done(t('admin.fields.saved'));
    } catch (error) {
      setProblem(showAtFields(form, error, names));
    }
  };
  const turn = async () => {
    if (!field) return;
    const variables = { input: { id: field.id, version: field.version } };
    try {
      await (field.retiredAt ? restore({ variables }) : retire({ variables }));
      done(t(field.retiredAt ? 'admin.fields.restored' : 'admin.fields.retiredNow'));
    } catch (error) {
      const { code, message } = readError(error);
      setProblem(message || t(`error.${code}`));
    }
  };
  const required = (name: string) => ({ required: true, message: t('form.required', { field: t(name) }) });
  return (
    <Drawer
      open
      size={520}
      onClose={onClose}
      title={field ? t('admin.fields.edit') : t('admin.fields.newOf', { type: t(`admin.fields.type.${type}`) })}
      footer={
        <div className="form-foot">
          {field && (
            <Button
              danger={!field.retiredAt}
              className="fields-end"
              onClick={() => void turn()}
              data-testid="field-end"
            >
              {t(field.retiredAt ? 'admin.fields.restore' : 'admin.fields.retire')}
            </Button>
          )}
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button
            type="primary"
            loading={creating.loading || changing.loading}
            onClick={() => form.submit()}
            data-testid="field-save"
          >
            {t(field ? 'action.save' : 'admin.fields.create')}
          </Button>
        </div>
      }
    >
      {problem && <Alert type="error" showIcon title={problem} role="alert" className="form-problem" />}
      {!field && <Alert type="info" showIcon title={t('admin.fields.closed')} className="form-problem" />}
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={initial(field)}
        onFinish={(values) => void submit(values)}
        className="fields-form"
      >
        <div className="fields-pair">
          <Form.Item name="en" label={t('admin.field.labelEn')} rules={[required('admin.field.labelEn')]}>
            <Input autoFocus maxLength={80} />
          </Form.Item>
          <Form.Item name="zh" label={t('admin.field.labelZh')} extra={t('admin.fields.zhHint')}>
            <Input maxLength={80} />
          </Form.Item>
        </div>
        <div className="fields-pair">
          <Form.Item name="kind" label={t('admin.fields.kind')}>
            <Select
              disabled={field !== undefined}
              options={fieldKinds.map((one) => ({ value: one, label: t(`admin.fields.kind.${one}`) }))}
            />
          </Form.Item>
          <Form.Item name="key" label={t('admin.fields.key')} extra={field ? undefined : t('admin.fields.keyHint')}>
            <Input disabled={field !== undefined} placeholder={fieldKeyFrom(english, taken)} maxLength={40} />
          </Form.Item>
        </div>
        {kind === 'text' && !field && (
          <Form.Item name="max" label={t('admin.fields.max')}>
            <InputNumber min={1} max={200} precision={0} placeholder="100" style={{ width: '100%' }} />
          </Form.Item>
        )}
        {kind === 'money' && !field && (
          <Form.Item
            name="currency"
            label={t('admin.fields.currency')}
            extra={withCurrency.has(type) ? t('admin.fields.currencyHint') : undefined}
            rules={withCurrency.has(type) ? [] : [required('admin.fields.currency')]}
          >
            <Input maxLength={3} placeholder="CNY" />
          </Form.Item>
        )}
        {kind === 'link' && (
          <Form.Item name="to" label={t('admin.fields.to')} rules={[required('admin.fields.to')]}>
            <Select
              disabled={field !== undefined}
              options={targetTypes.map((one) => ({ value: one, label: t(`admin.fields.target.${one}`) }))}
            />
          </Form.Item>
        )}
        {hasChoices && (
          <Form.Item name="choices" label={t('admin.fields.choices')} extra={t('admin.fields.choicesHint')}>
            <ChoicesEditor />
          </Form.Item>
        )}
        <Form.Item name="help" label={t('admin.fields.help')}>
          <Input.TextArea autoSize={{ minRows: 2, maxRows: 5 }} maxLength={500} />
        </Form.Item>
        <Form.Item name="required" valuePropName="checked" extra={t('admin.fields.requiredHint')}>
          <Checkbox>{t('admin.fields.required')}</Checkbox>
        </Form.Item>
      </Form>
    </Drawer>
  );
}

const initial = (field: FieldDefinitionPartsFragment | undefined): Partial<Values> =>
  field
    ? {
        ...field.label,
        key: field.key,
        kind: field.kind,
        help: field.help,
        to: field.to ?? undefined,
        required: field.required,
        choices: field.choices.map(({ key, en, zh, active }) => ({ key, en, zh, active })),
      }
    : { en: '', zh: '', kind: 'text', required: false, choices: [] };

/** Lines that say something; a new one gets its key from its name, and one language stands for both. */
function keyed(lines: readonly ChoiceLine[]): (ChoiceLine & { key: string })[] {
  const taken = new Set(lines.flatMap(({ key }) => key ?? []));
  return lines.flatMap((line) => {
    const en = line.en.trim() || line.zh.trim();
    const zh = line.zh.trim() || line.en.trim();
    if (en === '') return [];
    const key = line.key ?? choiceKeyFrom(en, taken);
    taken.add(key);
    return [{ ...line, key, en, zh }];
  });
}

const sameLine = (a: ChoiceLine, b: ChoiceLine): boolean => a.en === b.en && a.zh === b.zh && a.active === b.active;
