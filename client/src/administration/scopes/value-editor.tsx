import { DatePicker, Input, InputNumber, Select } from 'antd';
import dayjs from 'dayjs';
import { useTranslation } from 'react-i18next';
import { useDictionaryQuery } from '../../generated/graphql';
import type { CatalogueField } from '../rules/rule-model';
import { isRelative, takesMany, type ConditionValue, type RelativeTime, type ValueCondition } from './condition';
import { choiceLabel } from './value-names';

interface ValueEditorProps {
  field: CatalogueField;
  condition: ValueCondition;
  onChange: (condition: ValueCondition) => void;
}

const units: readonly RelativeTime['unit'][] = ['daysAgo', 'monthsAgo', 'yearsAgo'];

/** The value of one condition, in the form its field and operator take. */
export function ValueEditor({ field, condition, onChange }: ValueEditorProps) {
  const { t } = useTranslation();
  const { operator, value } = condition;
  const set = (next: ConditionValue) => onChange({ ...condition, value: next });
  const label = t('admin.builder.value', { field: field.label });
  if (operator === 'isNull' || field.kind === 'boolean') {
    const said = operator === 'isNull' ? 'admin.builder.empty' : 'admin.cell';
    return (
      <Select
        value={value === true}
        aria-label={label}
        options={[
          { value: true, label: t(`${said}.yes`) },
          { value: false, label: t(`${said}.no`) },
        ]}
        onChange={set}
      />
    );
  }
  if (field.kind === 'date' || field.kind === 'dateTime') return <Moment {...{ field, value, label }} onChange={set} />;
  if (takesMany(operator))
    return <Many {...{ field, label }} value={Array.isArray(value) ? value : []} onChange={set} />;
  if (field.kind === 'decimal' || field.kind === 'integer') {
    return (
      <InputNumber
        stringMode
        aria-label={label}
        value={typeof value === 'string' ? value : ''}
        onChange={(next) => set(next === null ? '' : String(next))}
      />
    );
  }
  return (
    <Input
      aria-label={label}
      value={typeof value === 'string' ? value : ''}
      onChange={(event) => set(event.target.value)}
    />
  );
}

function Many({
  field,
  label,
  value,
  onChange,
}: {
  field: CatalogueField;
  label: string;
  value: readonly string[];
  onChange: (value: readonly string[]) => void;
}) {
  const { t } = useTranslation();
  const { data } = useDictionaryQuery({
    variables: { name: field.dictionary ?? '' },
    skip: field.dictionary === null,
  });
  const options = field.values
    ? field.values.map((one) => ({ value: one, label: choiceLabel(t, one) }))
    : (data?.dictionary ?? []).map(({ key, name }) => ({ value: key, label: name }));
  return (
    <Select
      mode={options.length > 0 ? 'multiple' : 'tags'}
      className="condition-many"
      value={[...value]}
      aria-label={label}
      placeholder={t(options.length > 0 ? 'admin.builder.choose' : 'admin.builder.type')}
      popupMatchSelectWidth={false}
      showSearch={{ optionFilterProp: 'label' }}
      options={options}
      onChange={onChange}
    />
  );
}

/** "12 months ago", counted from the time of asking, or a day. */
function Moment({
  field,
  label,
  value,
  onChange,
}: {
  field: CatalogueField;
  label: string;
  value: ConditionValue;
  onChange: (value: ConditionValue) => void;
}) {
  const { t } = useTranslation();
  const relative = isRelative(value) ? value : null;
  const written = typeof value === 'string' && value !== '' ? dayjs(value) : null;
  return (
    <>
      {relative ? (
        <InputNumber
          min={0}
          max={36_500}
          precision={0}
          value={relative.amount}
          aria-label={label}
          className="condition-amount"
          onChange={(amount) => onChange({ ...relative, amount: amount ?? 0 })}
        />
      ) : (
        <DatePicker
          value={written}
          aria-label={label}
          onChange={(day) =>
            onChange(day ? (field.kind === 'date' ? day.format('YYYY-MM-DD') : day.startOf('day').toISOString()) : '')
          }
        />
      )}
      <Select
        value={relative?.unit ?? 'day'}
        popupMatchSelectWidth={false}
        aria-label={t('admin.builder.unit')}
        options={[
          ...units.map((unit) => ({ value: unit as string, label: t(`admin.builder.unit.${unit}`) })),
          { value: 'day', label: t('admin.builder.unit.day') },
        ]}
        onChange={(unit: string) => {
          const next = units.find((one) => one === unit);
          onChange(next ? { unit: next, amount: relative?.amount ?? 12 } : '');
        }}
      />
    </>
  );
}
