import { Button, DatePicker, Input, InputNumber, Select } from 'antd';
import dayjs from 'dayjs';
import { Plus, Star, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { RecordSelect } from '../custom/record-select';
import { useDictionaryQuery, useTeamChoicesQuery, useUserChoicesQuery } from '../generated/graphql';
import type { FormField } from './customer-form-fields';

interface FieldInputProps {
  field: FormField;
  /** Given by the form item or the in-place editor. */
  value?: unknown;
  onChange?: (value: unknown) => void;
  id?: string;
  autoFocus?: boolean;
  placeholder?: string;
  label?: string;
  /** The record that a link leads to already. */
  chosen?: unknown;
}

/** The control for one field of a customer; the same in the form and in place. */
export default function FieldInput({
  field,
  value,
  onChange = () => undefined,
  id,
  autoFocus,
  placeholder,
  label,
  chosen,
}: FieldInputProps) {
  const { t } = useTranslation();
  const common = { id, autoFocus, placeholder, 'aria-label': label };
  const text = (value as string | null | undefined) ?? '';
  switch (field.kind) {
    case 'longText':
      return (
        <Input.TextArea
          {...common}
          autoSize={{ minRows: 3, maxRows: 10 }}
          value={text}
          onChange={(event) => onChange(event.target.value || null)}
        />
      );
    case 'enum':
      return (
        <Select
          {...common}
          value={text || undefined}
          allowClear={!field.required}
          options={(field.options ?? []).map((option) => ({
            value: option,
            label: t(`${field.optionPrefix}.${option}`),
          }))}
          onChange={(next: string | undefined) => onChange(next ?? null)}
        />
      );
    case 'dictionary':
      if (field.custom)
        return <ChoiceSelect {...common} choices={field.custom.choices} value={text} onChange={onChange} />;
      return <DictionarySelect {...common} name={field.dictionary ?? field.key} value={text} onChange={onChange} />;
    case 'choices':
      return (
        <Select
          {...common}
          mode="multiple"
          optionFilterProp="label"
          options={(field.custom?.choices ?? []).map(({ key, name }) => ({ value: key, label: name }))}
          value={(value as string[] | null) ?? []}
          onChange={onChange}
        />
      );
    case 'boolean':
      return (
        <Select
          {...common}
          allowClear={!field.required}
          value={typeof value === 'boolean' ? value : undefined}
          options={[true, false].map((of) => ({ value: of, label: t(of ? 'value.yes' : 'value.no') }))}
          onChange={(next: boolean | undefined) => onChange(next ?? null)}
        />
      );
    case 'record':
      return (
        <RecordSelect
          {...common}
          type={field.to ?? field.custom?.to ?? ''}
          value={text}
          chosen={(chosen as { id: string; name: string | null } | null | undefined) ?? null}
          onChange={onChange}
        />
      );
    case 'percent':
      return (
        <InputNumber<number>
          {...common}
          min={0}
          max={100}
          precision={0}
          suffix="%"
          style={{ width: '100%' }}
          value={value as number | null}
          onChange={onChange}
        />
      );
    case 'number':
      return (
        <InputNumber<string>
          {...common}
          stringMode
          style={{ width: '100%' }}
          value={text || null}
          onChange={(next) => onChange(next === null ? null : String(next))}
        />
      );
    case 'user':
      return <UserSelect {...common} value={text} onChange={onChange} />;
    case 'team':
      return <TeamSelect {...common} value={text} onChange={onChange} />;
    case 'tags':
      return (
        <Select
          {...common}
          mode="tags"
          open={false}
          suffixIcon={null}
          value={(value as string[] | null) ?? []}
          tokenSeparators={[',', '，']}
          onChange={onChange}
        />
      );
    case 'money':
      return (
        <InputNumber<string>
          {...common}
          stringMode
          min="0"
          precision={2}
          style={{ width: '100%' }}
          value={text || null}
          onChange={(next) => onChange(next === null ? null : String(next))}
        />
      );
    case 'date':
      return (
        <DatePicker
          id={id}
          autoFocus={autoFocus}
          aria-label={label}
          style={{ width: '100%' }}
          value={text ? dayjs(text) : null}
          onChange={(day) => onChange(day ? day.format('YYYY-MM-DD') : null)}
        />
      );
    case 'phones':
      return (
        <Lines
          value={value}
          onChange={onChange}
          part="number"
          type="tel"
          add={t('form.addPhone')}
          placeholder="+86 138 0013 8000"
        />
      );
    case 'emails':
      return (
        <Lines
          value={value}
          onChange={onChange}
          part="address"
          type="email"
          add={t('form.addEmail')}
          placeholder="name@company.com"
        />
      );
    case 'addresses':
      return <Addresses value={value} onChange={onChange} />;
    default:
      return (
        <Input
          {...common}
          maxLength={field.custom?.max ?? undefined}
          value={text}
          onChange={(event) => onChange(event.target.value || null)}
        />
      );
  }
}

interface SelectProps {
  id?: string;
  autoFocus?: boolean;
  placeholder?: string;
  'aria-label'?: string;
  value: string;
  onChange: (value: unknown) => void;
}

function Choose({
  options,
  loading,
  value,
  onChange,
  ...rest
}: SelectProps & { options: { value: string; label: string }[]; loading: boolean }) {
  return (
    <Select
      {...rest}
      showSearch={{ optionFilterProp: 'label' }}
      allowClear
      loading={loading}
      options={options}
      value={value || undefined}
      onChange={(next: string | undefined) => onChange(next ?? null)}
    />
  );
}

function ChoiceSelect({ choices, ...rest }: SelectProps & { choices: readonly { key: string; name: string }[] }) {
  return <Choose {...rest} loading={false} options={choices.map(({ key, name }) => ({ value: key, label: name }))} />;
}

function DictionarySelect({ name, ...rest }: SelectProps & { name: string }) {
  const { data, loading } = useDictionaryQuery({ variables: { name }, fetchPolicy: 'cache-first' });
  return (
    <Choose
      {...rest}
      loading={loading}
      options={(data?.dictionary ?? []).map((entry) => ({ value: entry.key, label: entry.name }))}
    />
  );
}

function UserSelect(props: SelectProps) {
  const { data, loading } = useUserChoicesQuery({ fetchPolicy: 'cache-first' });
  return (
    <Choose
      {...props}
      loading={loading}
      options={(data?.users.nodes ?? []).map(({ id, name }) => ({ value: id, label: name ?? id }))}
    />
  );
}

function TeamSelect(props: SelectProps) {
  const { data, loading } = useTeamChoicesQuery({ fetchPolicy: 'cache-first' });
  return (
    <Choose
      {...props}
      loading={loading}
      options={(data?.teams.nodes ?? []).map(({ id, name }) => ({ value: id, label: name ?? id }))}
    />
  );
}

type Line = Record<string, unknown> & { primary?: boolean };

interface LinesProps {
  value: unknown;
  onChange: (value: unknown) => void;
}

/** Several numbers or addresses, one of them the first choice. */
function Lines({
  value,
  onChange,
  part,
  type,
  add,
  placeholder,
}: LinesProps & { part: string; type: string; add: string; placeholder: string }) {
  const { t } = useTranslation();
  const lines = (value as Line[] | null) ?? [];
  const put = (index: number, change: Line) =>
    onChange(lines.map((line, at) => (at === index ? { ...line, ...change } : line)));
  return (
    <div className="lines-input">
      {lines.map((line, index) => (
        <div key={index}>
          <Input
            type={type}
            aria-label={add}
            placeholder={placeholder}
            value={String(line[part] ?? '')}
            onChange={(event) => put(index, { [part]: event.target.value })}
          />
          <button
            type="button"
            className={line.primary ? 'bare star on' : 'bare star'}
            aria-label={t('form.primary')}
            aria-pressed={line.primary ?? false}
            onClick={() => onChange(lines.map((one, at) => ({ ...one, primary: at === index })))}
          >
            <Star size={14} aria-hidden />
          </button>
          <button
            type="button"
            className="bare star"
            aria-label={t('form.removeLine')}
            onClick={() => {
              const rest = lines.filter((_, at) => at !== index);
              onChange(line.primary ? rest.map((one, at) => ({ ...one, primary: at === 0 })) : rest);
            }}
          >
            <X size={14} aria-hidden />
          </button>
        </div>
      ))}
      <Button
        size="small"
        type="dashed"
        icon={<Plus size={12} />}
        onClick={() => onChange([...lines, { [part]: '', primary: lines.length === 0 }])}
      >
        {add}
      </Button>
    </div>
  );
}

const addressParts = ['line', 'city', 'region', 'postalCode', 'country'] as const;

function Addresses({ value, onChange }: LinesProps) {
  const { t } = useTranslation();
  const lines = (value as Line[] | null) ?? [];
  return (
    <div className="lines-input">
      {lines.map((line, index) => (
        <fieldset key={index} className="address-input">
          {addressParts.map((part) => (
            <Input
              key={part}
              aria-label={t(`field.address.${part}`)}
              placeholder={t(`field.address.${part}`)}
              value={String(line[part] ?? '')}
              onChange={(event) =>
                onChange(lines.map((one, at) => (at === index ? { ...one, [part]: event.target.value || null } : one)))
              }
            />
          ))}
          <button
            type="button"
            className="bare star"
            aria-label={t('form.removeLine')}
            onClick={() => onChange(lines.filter((_, at) => at !== index))}
          >
            <X size={14} aria-hidden />
          </button>
        </fieldset>
      ))}
      <Button
        size="small"
        type="dashed"
        icon={<Plus size={12} />}
        onClick={() => onChange([...lines, { primary: lines.length === 0 }])}
      >
        {t('form.addAddress')}
      </Button>
    </div>
  );
}
