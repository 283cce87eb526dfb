import { useTranslation } from 'react-i18next';
import { Tag, toneOf } from '../ui/tag';
import { Day, EntryTag, Money, Nothing, Text } from '../ui/values';
import type { CustomField } from './use-custom-fields';

interface Named {
  key?: string;
  id?: string;
  name: string | null;
}

/** Values of added fields as `customValues` answers them, by key. */
export type CustomValues = Readonly<Record<string, unknown>>;

export const customValuesOf = (record: { customValues?: unknown }): CustomValues =>
  (record.customValues as CustomValues | null) ?? {};

interface CustomValueProps {
  field: CustomField;
  value: unknown;
  /** Of the record, for amounts that have none of their own. */
  currency?: string | null;
}

/** The value of an added field, as its kind is read. */
export function CustomValue({ field, value, currency }: CustomValueProps) {
  const { t } = useTranslation();
  if (value === null || value === undefined) return <Nothing />;
  switch (field.kind) {
    case 'number':
      return <span className="num">{String(value)}</span>;
    case 'money':
      return <Money amount={String(value)} currency={field.currency ?? currency ?? null} />;
    case 'date':
      return <Day at={String(value)} />;
    case 'boolean':
      return (
        <Tag tone={value === true ? 'good' : 'plain'} dot>
          {t(value === true ? 'value.yes' : 'value.no')}
        </Tag>
      );
    case 'choice':
      return <EntryTag entry={value as { key: string; name: string }} />;
    case 'multiChoice':
      return (
        <span className="tag-row">
          {(value as { key: string; name: string }[]).map(({ key, name }) => (
            <Tag key={key} tone={toneOf(key)}>
              {name}
            </Tag>
          ))}
        </span>
      );
    case 'link':
      return <Text>{(value as Named).name ?? t('value.unnamed')}</Text>;
    default:
      return <Text>{String(value)}</Text>;
  }
}
