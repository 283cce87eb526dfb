import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { customFormFields } from '../custom/custom-form';
import { useCustomFields } from '../custom/use-custom-fields';
import { customerFormFields, type FormField } from './customer-form-fields';

/** Every field of a customer that a form may have, those that administrators added last. */
export function useCustomerFormFields(): readonly FormField[] {
  const added = useCustomFields('Customer');
  return useMemo(() => [...customerFormFields, ...customFormFields(added)], [added]);
}

/** What a field of a customer is called: by who added it, else by the app. */
export function useCustomerFieldName(): (field: string) => string {
  const { t } = useTranslation();
  const fields = useCustomerFormFields();
  return (field) =>
    fields.find((one) => one.field === field)?.label ?? t(`field.customer.${field}`, { defaultValue: field });
}
