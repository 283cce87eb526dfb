import { useMemo } from 'react';
import { useCreatableFieldsQuery } from '../generated/graphql';

/** The guarded fields that a rule lets this person fill in on a new customer. */
export function useCreatableFields(wanted: boolean): ReadonlySet<string> {
  const { data } = useCreatableFieldsQuery({ skip: !wanted, fetchPolicy: 'cache-first' });
  return useMemo(
    () =>
      new Set(
        Object.entries(data ?? {})
          .filter(([, answer]) => answer !== null && typeof answer === 'object' && answer.writable)
          .map(([name]) => name),
      ),
    [data],
  );
}
