import { useCustomFieldsQuery, type CustomFieldPartsFragment } from '../generated/graphql';

/** A field that an administrator added, as far as rules grant this person anything of it. */
export type CustomField = CustomFieldPartsFragment;

const none: readonly CustomField[] = [];

/** Fields that were added to a type of record, e.g. `Customer`; none until they are loaded. */
export function useCustomFields(type: string): readonly CustomField[] {
  const { data } = useCustomFieldsQuery({ variables: { type } });
  return data?.customFields ?? none;
}
