import { X } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { useDictionaryQuery, useTeamChoicesQuery, useUserChoicesQuery } from '../generated/graphql';
import { isComplete, type Filter, type FilterField } from '../lib/filters';
import { formatDate, formatEither } from '../lib/format';
import { SkeletonLines } from '../ui/card';
import { Popup } from '../ui/popup';

const FilterEditor = lazy(() => import('./filter-editor'));

interface FilterChipProps {
  field: FilterField;
  filter: Filter;
  label: string;
  open: boolean;
  onOpen: (open: boolean) => void;
  onChange: (filter: Filter) => void;
  onRemove: () => void;
}

/** A filter as a sentence ("Tier is Gold or Platinum"); a click changes it, the cross takes it away. */
export function FilterChip({ field, filter, label, open, onOpen, onChange, onRemove }: FilterChipProps) {
  const { t } = useTranslation();
  const words = useValueWords(field, filter);
  const sentence = isComplete(filter) ? filter.operator : 'incomplete';
  return (
    <span className={isComplete(filter) ? 'chip' : 'chip chip-open'}>
      <Popup
        open={open}
        onOpenChange={onOpen}
        placement="bottomLeft"
        content={
          <Suspense fallback={<SkeletonLines lines={2} />}>
            <FilterEditor field={field} filter={filter} onChange={onChange} onDone={() => onOpen(false)} />
          </Suspense>
        }
      >
        <button type="button" className="bare" data-filter={field.key}>
          <Trans
            i18nKey={`filter.sentence.${sentence}`}
            values={{ field: label, value: words }}
            components={{ b: <b /> }}
            shouldUnescape
            tOptions={{ interpolation: { escapeValue: true } }}
          />
        </button>
      </Popup>
      <button
        type="button"
        className="bare chip-x"
        aria-label={t('filter.remove', { field: label })}
        onClick={onRemove}
      >
        <X size={13} aria-hidden />
      </button>
    </span>
  );
}

function useValueWords(field: FilterField, filter: Filter): string {
  const { t, i18n } = useTranslation();
  const dictionary = useDictionaryQuery({
    variables: { name: field.dictionary ?? field.key },
    skip: field.kind !== 'dictionary' && field.kind !== 'choices',
    fetchPolicy: 'cache-first',
  });
  const users = useUserChoicesQuery({ skip: field.kind !== 'user', fetchPolicy: 'cache-first' });
  const teams = useTeamChoicesQuery({ skip: field.kind !== 'team', fetchPolicy: 'cache-first' });
  const word = (value: string): string => {
    switch (field.kind) {
      case 'enum':
        return t(`${field.optionPrefix}.${value}`);
      case 'boolean':
        return t(value === 'true' ? 'value.yes' : 'value.no');
      case 'dictionary':
      case 'choices':
        return dictionary.data?.dictionary.find(({ key }) => key === value)?.name ?? value;
      case 'user':
        return users.data?.users.nodes.find(({ id }) => id === value)?.name ?? '…';
      case 'team':
        return teams.data?.teams.nodes.find(({ id }) => id === value)?.name ?? '…';
      case 'date':
      case 'day':
        return /^\d{4}-/.test(value) ? formatDate(value, i18n.language) : t('filter.days', { count: Number(value) });
      default:
        return value;
    }
  };
  return formatEither(filter.values.filter(Boolean).map(word), i18n.language);
}
