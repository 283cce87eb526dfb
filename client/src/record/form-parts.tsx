import { Form, type FormInstance } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FormField } from '../customers/customer-form-fields';
import FieldInput from '../customers/field-input';
import type { Values } from '../lib/conflict';
import { readError } from '../lib/errors';

/** What of a form is worth sending: trimmed text, lines that say something. */
export function tidy(values: Values): Values {
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

/** Puts what the API refused beside the fields it is about, and what is about none above the form. */
export function useFormErrors(form: FormInstance<Values>, fields: readonly FormField[]) {
  const { t } = useTranslation();
  const [problem, setProblem] = useState<string | null>(null);
  const show = (error: unknown) => {
    const { code, message: sentence, fields: refused } = readError(error);
    // `phones.0.number` is shown beside the phones.
    const known = Object.entries(refused).flatMap(([path, text]) => {
      const [top, second] = path.split('.');
      const names = top === 'custom' ? [`custom.${second}`] : [top];
      const field = fields.find((one) => names.includes(one.key) || names.includes(one.field));
      return field ? [{ name: field.key, errors: [text] }] : [];
    });
    form.setFields(known);
    if (known[0]) form.scrollToField(known[0].name, { block: 'center' });
    setProblem(known.length > 0 ? null : sentence || t(`error.${code}`));
  };

  const clear = () => {
    setProblem(null);
    form.setFields(fields.map(({ key }) => ({ name: key, errors: [] })));
  };
  return { problem, show, clear };
}

/** One field of a form, its name above it and what is wrong with it below. */
export function FormItem({ field, label, autoFocus }: { field: FormField; label: string; autoFocus?: boolean }) {
  const { t } = useTranslation();
  const rules = field.required
    ? [{ required: true, whitespace: field.kind === 'text', message: t('form.required', { field: label }) }]
    : [];
  return (
    <Form.Item name={field.key} label={label} rules={rules}>
      <FieldInput field={field} autoFocus={autoFocus} />
    </Form.Item>
  );
}
