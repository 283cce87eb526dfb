import type { FieldKind, FormField } from '../customers/customer-form-fields';
import type { Values } from '../lib/conflict';
import type { CustomValues } from './custom-value';
import type { CustomField } from './use-custom-fields';

const kinds: Readonly<Record<CustomField['kind'], FieldKind>> = {
  text: 'text',
  number: 'number',
  money: 'money',
  date: 'date',
  choice: 'dictionary',
  multiChoice: 'choices',
  boolean: 'boolean',
  link: 'record',
};

const linkKinds: Readonly<Record<string, FieldKind>> = { User: 'user', Team: 'team' };

/** Added fields as a form has them: their names in inputs and records, with the group before a dot. */
export const customFormFields = (fields: readonly CustomField[]): FormField[] =>
  fields.map((field) => ({
    key: field.kind === 'link' ? `${field.name}Id` : field.name,
    field: field.name,
    kind: field.kind === 'link' ? (linkKinds[field.to ?? ''] ?? 'record') : kinds[field.kind],
    section: 'custom' as const,
    label: field.label,
    ...(field.required && { required: true }),
    custom: field,
  }));

/** An added field's value as its control holds it. */
export function customFormValue(field: CustomField, values: CustomValues): unknown {
  const value = values[field.key] ?? null;
  if (value === null) return null;
  switch (field.kind) {
    case 'choice':
      return (value as { key: string }).key;
    case 'multiChoice':
      return (value as { key: string }[]).map(({ key }) => key);
    case 'link':
      return (value as { id: string }).id;
    default:
      return value;
  }
}

/** Values of a form as an input of the API takes them: those of added fields in their group. */
export function toInput(values: Values): Values {
  const own = Object.entries(values).filter(([key]) => !key.startsWith('custom.'));
  const added = Object.entries(values).filter(([key]) => key.startsWith('custom.'));
  if (added.length === 0) return values;
  return {
    ...Object.fromEntries(own),
    custom: Object.fromEntries(added.map(([key, value]) => [key.slice('custom.'.length), value])),
  };
}
