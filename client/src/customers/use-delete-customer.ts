import { useApolloClient } from '@apollo/client/react';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useDeleteCustomerMutation, useRestoreCustomerMutation } from '../generated/graphql';
import { readError } from '../lib/errors';
import { toast } from '../ui/toast';

/** Deletes (softly) and offers to take it back; whoever may not restore is told so when they try. */
export function useDeleteCustomer(onDeleted: () => void) {
  const { t } = useTranslation();
  const client = useApolloClient();
  const [remove] = useDeleteCustomerMutation();
  const [restore] = useRestoreCustomerMutation();

  return useCallback(
    async ({ id, version, name }: { id: string; version: number; name: string | null }) => {
      const report = (error: unknown) => {
        const { code, message } = readError(error);
        toast.error(message || t(`error.${code}`));
      };
      const forget = () => {
        client.cache.evict({ fieldName: 'customers' });
        client.cache.gc();
      };
      const undo = async (deleted: number) => {
        try {
          await restore({ variables: { input: { id, version: deleted } } });
          forget();
          toast.success(t('record.restored'));
        } catch (error) {
          report(error);
        }
      };
      try {
        const { data } = await remove({ variables: { input: { id, version } } });
        const deleted = data?.deleteCustomer.customer?.version ?? version + 1;
        onDeleted();
        forget();
        toast.success(t('record.deleted', { name: name ?? t('value.unnamed') }), {
          label: t('action.undo'),
          onClick: () => void undo(deleted),
        });
      } catch (error) {
        report(error);
      }
    },
    [remove, restore, client, onDeleted, t],
  );
}
