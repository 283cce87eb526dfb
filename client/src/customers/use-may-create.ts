import { useExplainAccessQuery } from '../generated/graphql';
import { useSession } from '../app/session';

/** Whether this person may make new records of a type at all; by rule, so it holds before there is a record. */
export function useMayCreate(type: string): boolean {
  const { me } = useSession();
  const { data } = useExplainAccessQuery({
    variables: { type },
    fetchPolicy: 'cache-first',
    skip: me.roles.length === 0,
  });
  return data?.explainAccess.writable ?? false;
}
