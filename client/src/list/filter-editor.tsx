import { Button, DatePicker, Input, InputNumber, Select } from 'antd';
import dayjs from 'dayjs';
import { useTranslation } from 'react-i18next';
import { useDictionaryQuery, useTeamChoicesQuery, useUserChoicesQuery } from '../generated/graphql';
import { needsNoValue, operatorsOf, type Filter, type FilterField, type FilterOperator } from '../lib/filters';

interface EditorProps {
  field: FilterField;
  filter: Filter;
  onChange: (filter: Filter) => void;
  onDone: () => void;
}

/** What a chip opens: how to compare, and with what. */
export default function FilterEditor({ field, filter, onChange, onDone }: EditorProps) {
  const { t } = useTranslation();
  const operators = operatorsOf[field.kind].map((operator) => ({
    value: operator,
    label: t(`filter.operator.${operator}`),
  }));
  return (
    <form
      className="filter-editor"
      onSubmit={(event) => {
        event.preventDefault();
        onDone();
      }}
    >
      <Select<FilterOperator>
        aria-label={t('filter.how')}
        value={filter.operator}
        options={operators}
        onChange={(operator) => onChange({ ...filter, operator, values: keepValues(field, filter, operator) })}
      />
      {!needsNoValue(filter.operator) && <ValueEditor field={field} filter={filter} onChange={onChange} />}
      <Button type="primary" htmlType="submit">
        {t('action.done')}
      </Button>
    </form>
  );
}

function keepValues(field: FilterField, filter: Filter, operator: FilterOperator): string[] {
  const days = (one: FilterOperator) => one === 'lastDays' || one === 'beforeDays';
  if (needsNoValue(operator)) return [];
  return field.kind === 'date' && days(operator) !== days(filter.operator) ? [] : filter.values;
}

function ValueEditor({ field, filter, onChange }: Omit<EditorProps, 'onDone'>) {
  const { t } = useTranslation();
  const set = (values: string[]) => onChange({ ...filter, values });
  const [value = ''] = filter.values;
  switch (field.kind) {
    case 'enum':
      return (
        <Choices
          values={filter.values}
          onChange={set}
          options={(field.options ?? []).map((option) => ({
            value: option,
            label: t(`${field.optionPrefix}.${option}`),
          }))}
        />
      );
    case 'dictionary':
    case 'choices':
      return <DictionaryChoices name={field.dictionary ?? field.key} values={filter.values} onChange={set} />;
    case 'boolean':
      return (
        <Select
          autoFocus
          aria-label={t('filter.value')}
          placeholder={t('filter.choose')}
          value={value || undefined}
          options={['true', 'false'].map((of) => ({ value: of, label: t(of === 'true' ? 'value.yes' : 'value.no') }))}
          onChange={(next: string) => set([next])}
        />
      );
    case 'user':
      return <UserChoices values={filter.values} onChange={set} />;
    case 'team':
      return <TeamChoices values={filter.values} onChange={set} />;
    case 'number':
      return (
        <InputNumber<string>
          aria-label={t('filter.value')}
          stringMode
          autoFocus
          value={value || null}
          onChange={(next) => set(next === null ? [] : [next])}
        />
      );
    case 'day':
    case 'date':
      return filter.operator === 'lastDays' || filter.operator === 'beforeDays' ? (
        <InputNumber
          aria-label={t('filter.value')}
          autoFocus
          min={0}
          max={3650}
          precision={0}
          value={value ? Number(value) : null}
          onChange={(next) => set(next === null ? [] : [String(next)])}
        />
      ) : (
        <DatePicker
          aria-label={t('filter.value')}
          value={value ? dayjs(value) : null}
          onChange={(day) => set(day ? [day.format('YYYY-MM-DD')] : [])}
        />
      );
    default:
      return (
        <Input
          aria-label={t('filter.value')}
          autoFocus
          allowClear
          value={value}
          onChange={(event) => set([event.target.value])}
        />
      );
  }
}

interface ChoicesProps {
  values: string[];
  onChange: (values: string[]) => void;
  options: { value: string; label: string }[];
  loading?: boolean;
}

function Choices({ values, onChange, options, loading = false }: ChoicesProps) {
  const { t } = useTranslation();
  return (
    <Select
      mode="multiple"
      autoFocus
      defaultOpen
      aria-label={t('filter.value')}
      placeholder={t('filter.choose')}
      value={values}
      options={options}
      loading={loading}
      optionFilterProp="label"
      onChange={onChange}
    />
  );
}

function DictionaryChoices({
  name,
  ...rest
}: {
  name: string;
  values: string[];
  onChange: (values: string[]) => void;
}) {
  const { data, loading } = useDictionaryQuery({ variables: { name }, fetchPolicy: 'cache-first' });
  return (
    <Choices
      {...rest}
      loading={loading}
      options={(data?.dictionary ?? []).map(({ key, name: label }) => ({ value: key, label }))}
    />
  );
}

function UserChoices(props: { values: string[]; onChange: (values: string[]) => void }) {
  const { data, loading } = useUserChoicesQuery({ fetchPolicy: 'cache-first' });
  return (
    <Choices
      {...props}
      loading={loading}
      options={(data?.users.nodes ?? []).map(({ id, name }) => ({ value: id, label: name ?? id }))}
    />
  );
}

function TeamChoices(props: { values: string[]; onChange: (values: string[]) => void }) {
  const { data, loading } = useTeamChoicesQuery({ fetchPolicy: 'cache-first' });
  return (
    <Choices
      {...props}
      loading={loading}
      options={(data?.teams.nodes ?? []).map(({ id, name }) => ({ value: id, label: name ?? id }))}
    />
  );
}
