import { customFormValue } from '../custom/custom-form';
import { customValuesOf } from '../custom/custom-value';
import type { CustomField } from '../custom/use-custom-fields';
import type { CustomerProfileFragment } from '../generated/graphql';
import type { Values } from '../lib/conflict';
import { customerKinds, customerStatuses } from './customer-fields';

export type FieldKind =
  | 'text'
  | 'longText'
  | 'enum'
  | 'dictionary'
  | 'tags'
  | 'money'
  | 'date'
  | 'phones'
  | 'emails'
  | 'addresses'
  | 'user'
  | 'team'
  | 'number'
  | 'boolean'
  | 'choices'
  | 'record';

/** A field of a customer as it is edited. */
export interface FormField {
  /** Its name in the input of the API. */
  key: string;
  /** Its name in the record and in `access`; the same unless it is a reference. */
  field: string;
  kind: FieldKind;
  section: 'who' | 'class' | 'reach' | 'responsible' | 'sensitive' | 'more' | 'custom';
  /** Its name where somebody gave it one; else the app has words for it. */
  label?: string;
  /** What is known of it, where an administrator added it. */
  custom?: CustomField;
  dictionary?: string;
  options?: readonly string[];
  optionPrefix?: string;
  required?: boolean;
  /** Part of the form of a new record only where the rules let the person write it. */
  guarded?: boolean;
}

const field = (
  key: string,
  kind: FieldKind,
  section: FormField['section'],
  more: Partial<FormField> = {},
): FormField => ({
  key,
  field: key,
  kind,
  section,
  ...more,
});

export const customerFormFields: readonly FormField[] = [
  field('kind', 'enum', 'who', { options: customerKinds, optionPrefix: 'enum.customerKind', required: true }),
  field('name', 'text', 'who', { required: true }),
  field('code', 'text', 'who'),
  field('status', 'enum', 'class', { options: customerStatuses, optionPrefix: 'enum.customerStatus' }),
  field('tier', 'dictionary', 'class', { dictionary: 'tier' }),
  field('region', 'dictionary', 'class', { dictionary: 'region' }),
  field('industry', 'dictionary', 'class', { dictionary: 'industry' }),
  field('source', 'dictionary', 'class', { dictionary: 'source' }),
  field('tags', 'tags', 'class'),
  field('phones', 'phones', 'reach'),
  field('emails', 'emails', 'reach'),
  field('addresses', 'addresses', 'reach'),
  field('ownerId', 'user', 'responsible', { field: 'owner', guarded: true }),
  field('teamId', 'team', 'responsible', { field: 'team', guarded: true }),
  field('nationalId', 'text', 'sensitive', { guarded: true }),
  field('bankAccount', 'text', 'sensitive', { guarded: true }),
  field('creditRating', 'text', 'sensitive', { guarded: true }),
  field('creditLimit', 'money', 'sensitive', { guarded: true }),
  field('birthDate', 'date', 'more'),
  field('note', 'longText', 'more'),
];

type Access = CustomerProfileFragment['access'];

/** Whether the person may change this field of this record. */
export function isWritable(access: Access, name: string): boolean {
  return access.canUpdate && !access.readOnly.includes(name);
}

/** Whether the value itself is shown; a mask or a lock is not a value. */
export function isShown(access: Access, name: string): boolean {
  return !access.hidden.includes(name) && !access.masked.includes(name);
}

/** The record as the values of its form. What is masked or hidden is null: a mask is never sent back as a value. */
export function toFormValues(
  customer: CustomerProfileFragment,
  fields: readonly FormField[] = customerFormFields,
): Values {
  const { access } = customer;
  const raw: Values = {
    kind: customer.kind,
    name: customer.name,
    code: customer.code,
    status: customer.status,
    tier: customer.tier?.key ?? null,
    region: customer.region?.key ?? null,
    industry: customer.industry?.key ?? null,
    source: customer.source?.key ?? null,
    tags: customer.tags ?? [],
    phones: (customer.phones ?? []).map(({ number, kind, primary }) => ({ number, kind, primary })),
    emails: (customer.emails ?? []).map(({ address, kind, primary }) => ({ address, kind, primary })),
    addresses: (customer.addresses ?? []).map(({ country, region, city, line, postalCode, kind, primary }) => ({
      country,
      region,
      city,
      line,
      postalCode,
      kind,
      primary,
    })),
    ownerId: customer.owner?.id ?? null,
    teamId: customer.team?.id ?? null,
    nationalId: customer.nationalId,
    bankAccount: customer.bankAccount,
    creditRating: customer.creditRating,
    creditLimit: customer.creditLimit,
    birthDate: customer.birthDate,
    note: customer.note,
  };
  const added = customValuesOf(customer);
  const valueOf = ({ key, custom }: FormField): unknown => (custom ? customFormValue(custom, added) : raw[key]);
  return Object.fromEntries(fields.map((one) => [one.key, isShown(access, one.field) ? valueOf(one) : null]));
}
