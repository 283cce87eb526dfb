import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isComplete, operatorsOf, type Filter, type FilterField } from '../lib/filters';
import { Menu } from '../ui/menu';
import { FilterChip } from './filter-chip';

interface FilterBarProps {
  fields: readonly FilterField[];
  /** i18n prefix of the fields' names. */
  prefix: string;
  filters: Filter[];
  onChange: (filters: Filter[]) => void;
}

export function FilterBar({ fields, prefix, filters, onChange }: FilterBarProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<number | null>(null);
  const nameOf = (field: FilterField) => field.label ?? t(`${prefix}.${field.key}`);
  const close = (index: number) => {
    setOpen(null);
    const filter = filters[index];
    if (filter && !isComplete(filter)) onChange(filters.filter((_, at) => at !== index));
  };
  const add = (key: string) => {
    const field = fields.find((one) => one.key === key);
    const operator = field && operatorsOf[field.kind][0];
    if (!operator) return;
    onChange([...filters, { field: key, operator, values: [] }]);
    setOpen(filters.length);
  };
  return (
    <div className="filter-bar">
      {filters.map((filter, index) => {
        const field = fields.find((one) => one.key === filter.field);
        return (
          field && (
            <FilterChip
              key={`${filter.field}-${index}`}
              field={field}
              filter={filter}
              label={nameOf(field)}
              open={open === index}
              onOpen={(next) => (next ? setOpen(index) : close(index))}
              onChange={(next) => onChange(filters.map((one, at) => (at === index ? next : one)))}
              onRemove={() => onChange(filters.filter((_, at) => at !== index))}
            />
          )
        );
      })}
      <Menu items={fields.map((field) => ({ key: field.key, label: nameOf(field), onSelect: () => add(field.key) }))}>
        <button type="button" className="bare chip chip-add">
          <Plus size={13} aria-hidden />
          {t('filter.add')}
        </button>
      </Menu>
      {filters.length > 1 && (
        <button type="button" className="bare chip-clear" onClick={() => onChange([])}>
          {t('filter.clear')}
        </button>
      )}
    </div>
  );
}
