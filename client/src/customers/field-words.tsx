import { useTranslation } from 'react-i18next';
import { useDictionaryQuery, useTeamChoicesQuery, useUserChoicesQuery } from '../generated/graphql';
import type { CustomField } from '../custom/use-custom-fields';
import { formatDate, formatPhone } from '../lib/format';
import { Nothing } from '../ui/values';
import type { FormField } from './customer-form-fields';
import { useCustomerFormFields } from './use-customer-form-fields';

interface FieldWordsProps {
  field: string;
  value: unknown;
  /** What is known of the fields; those of customers unless given. */
  fields?: readonly FormField[];
}

/** A form value as a person reads it: names for keys and ids, lines for lists. Used in conflicts and in the history. */
export function FieldWords({ field, value, fields: given }: FieldWordsProps) {
  const ofCustomers = useCustomerFormFields();
  const fields = given ?? ofCustomers;
  const descriptor = fields.find(({ key, field: name }) => key === field || name === field);
  if (value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0))
    return <Nothing />;
  if (descriptor?.custom && descriptor.custom.choices.length > 0)
    return <ChoiceNames field={descriptor.custom} value={value} />;
  if (descriptor?.kind === 'dictionary' && typeof value === 'string')
    return <EntryName name={descriptor.dictionary ?? field} value={value} />;
  if (descriptor?.kind === 'user' && typeof value === 'string') return <UserName id={value} />;
  if (descriptor?.kind === 'team' && typeof value === 'string') return <TeamName id={value} />;
  return <Plain descriptor={descriptor} value={value} />;
}

function Plain({ descriptor, value }: { descriptor: FormField | undefined; value: unknown }) {
  const { t, i18n } = useTranslation();
  if (descriptor?.kind === 'enum') return <>{t(`${descriptor.optionPrefix}.${String(value)}`)}</>;
  if (descriptor?.kind === 'boolean') return <>{t(value === true ? 'value.yes' : 'value.no')}</>;
  if (descriptor?.kind === 'record') return <>{t('value.record')}</>;
  if (descriptor?.kind === 'date') return <>{formatDate(String(value), i18n.language)}</>;
  if (Array.isArray(value)) return <>{value.map(lineWords).join(' · ')}</>;
  return <>{lineWords(value)}</>;
}

function lineWords(line: unknown): string {
  if (line === null || typeof line !== 'object') return String(line);
  const parts = line as Record<string, unknown>;
  if (typeof parts.number === 'string') return formatPhone(parts.number);
  if (typeof parts.address === 'string') return parts.address;
  if (typeof parts.name === 'string') return parts.name;
  const address = [parts.line, parts.city, parts.region, parts.country].filter(
    (part) => typeof part === 'string' && part !== '',
  );
  return address.length > 0 ? address.join(' ') : JSON.stringify(line);
}

/** Keys of an added choice by their names; what is no longer offered shows as it is kept. */
function ChoiceNames({ field, value }: { field: CustomField; value: unknown }) {
  const names = new Map(field.choices.map(({ key, name }) => [key, name]));
  const keys = (Array.isArray(value) ? value : [value]).map(String);
  return <>{keys.map((key) => names.get(key) ?? key).join(' · ')}</>;
}

function EntryName({ name, value }: { name: string; value: string }) {
  const { data } = useDictionaryQuery({ variables: { name }, fetchPolicy: 'cache-first' });
  return <>{data?.dictionary.find(({ key }) => key === value)?.name ?? value}</>;
}

function UserName({ id }: { id: string }) {
  const { t } = useTranslation();
  const { data } = useUserChoicesQuery({ fetchPolicy: 'cache-first' });
  return <>{data?.users.nodes.find((user) => user.id === id)?.name ?? t('value.someone')}</>;
}

function TeamName({ id }: { id: string }) {
  const { t } = useTranslation();
  const { data } = useTeamChoicesQuery({ fetchPolicy: 'cache-first' });
  return <>{data?.teams.nodes.find((team) => team.id === id)?.name ?? t('value.someone')}</>;
}
