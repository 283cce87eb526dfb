import { useApolloClient } from '@apollo/client/react';
import { lazy, Suspense, useCallback, useRef, useState, type ReactNode } from 'react';
import {
  CustomerRecordDocument,
  useUpdateCustomerMutation,
  type CustomerProfileFragment,
  type UpdateCustomerInput,
} from '../generated/graphql';
import { toInput } from '../custom/custom-form';
import { compareEdits, resolve, type Choice, type Comparison, type Values } from '../lib/conflict';
import { readError } from '../lib/errors';
import { toFormValues } from './customer-form-fields';
import { useCustomerFormFields } from './use-customer-form-fields';

const ConflictDialog = lazy(() => import('./conflict-dialog'));

export interface OpenConflict {
  comparison: Comparison;
  theirs: CustomerProfileFragment;
  answer: (choices: Record<string, Choice> | null) => void;
}

interface SaveCustomer {
  /**
   * Sends the changed fields with the version they were made on. Where somebody else was faster it asks, field by
   * field, and sends what was chosen. Resolves to false where the person gave up.
   * @throws the API's error, for the caller to show beside the fields
   */
  save: (base: CustomerProfileFragment, changes: Values) => Promise<boolean>;
  saving: boolean;
  /** The conflict dialog, while one is open; the caller puts it on the page. */
  dialog: ReactNode;
}

export function useSaveCustomer(): SaveCustomer {
  const client = useApolloClient();
  const [update, { loading }] = useUpdateCustomerMutation();
  const [conflict, setConflict] = useState<OpenConflict | null>(null);
  const open = useRef(false);
  const fields = useCustomerFormFields();

  const save = useCallback(
    async (base: CustomerProfileFragment, changes: Values): Promise<boolean> => {
      let from = base;
      let mine = changes;
      for (;;) {
        try {
          if (Object.keys(mine).length > 0) {
            await update({
              variables: { input: { ...toInput(mine), id: from.id, version: from.version } as UpdateCustomerInput },
            });
          }
          return true;
        } catch (error) {
          if (readError(error).code !== 'CONFLICT' || open.current) throw error;
          const { data } = await client.query({
            query: CustomerRecordDocument,
            variables: { id: from.id },
            fetchPolicy: 'network-only',
          });
          const theirs = data?.customer;
          if (!theirs) throw error;
          const comparison = compareEdits(toFormValues(from, fields), mine, toFormValues(theirs, fields));
          open.current = true;
          const choices = await new Promise<Record<string, Choice> | null>((answer) =>
            setConflict({ comparison, theirs, answer }),
          );
          open.current = false;
          setConflict(null);
          if (!choices) return false;
          mine = resolve(comparison, choices);
          from = theirs;
        }
      }
    },
    [client, update, fields],
  );

  const dialog = conflict && (
    <Suspense fallback={null}>
      <ConflictDialog conflict={conflict} />
    </Suspense>
  );
  return { save, saving: loading, dialog };
}
