import { useMemo } from 'react';
import { useCreatableFieldsQuery } from '../generated/graphql';

/** The fields that rules let this person fill in on a new record of a type, e.g. `Customer`; null until that is known. */
export function useCreatableFields(type: string, wanted = true): ReadonlySet<string> | null {
  const { data } = useCreatableFieldsQuery({ variables: { type }, skip: !wanted, fetchPolicy: 'cache-first' });
  const fields = data?.creatableFields;
  return useMemo(() => (fields ? new Set(fields) : null), [fields]);
}
