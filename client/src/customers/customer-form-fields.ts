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
  | 'percent'
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
  /** Type of the record that it leads to, e.g. `Customer`. */
  to?: string;
  options?: readonly string[];
  optionPrefix?: string;
  required?: boolean;
}

/** A field by its name in inputs. */
export const formField = (
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
  formField('kind', 'enum', 'who', { options: customerKinds, optionPrefix: 'enum.customerKind', required: true }),
  formField('name', 'text', 'who', { required: true }),
  formField('code', 'text', 'who'),
  formField('status', 'enum', 'class', { options: customerStatuses, optionPrefix: 'enum.customerStatus' }),
  formField('tier', 'dictionary', 'class', { dictionary: 'tier' }),
  formField('region', 'dictionary', 'class', { dictionary: 'region' }),
  formField('industry', 'dictionary', 'class', { dictionary: 'industry' }),
  formField('source', 'dictionary', 'class', { dictionary: 'source' }),
  formField('tags', 'tags', 'class'),
  formField('phones', 'phones', 'reach'),
  formField('emails', 'emails', 'reach'),
  formField('addresses', 'addresses', 'reach'),
  formField('ownerId', 'user', 'responsible', { field: 'owner' }),
  formField('teamId', 'team', 'responsible', { field: 'team' }),
  formField('nationalId', 'text', 'sensitive'),
  formField('bankAccount', 'text', 'sensitive'),
  formField('creditRating', 'text', 'sensitive'),
  formField('creditLimit', 'money', 'sensitive'),
  formField('birthDate', 'date', 'more'),
  formField('note', 'longText', 'more'),
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
