import { useApolloClient } from '@apollo/client/react';
import { App, Button } from 'antd';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useDeleteCustomerMutation, useRestoreCustomerMutation } from '../generated/graphql';
import { readError } from '../lib/errors';

const UNDO_SECONDS = 10;

/** Deletes (softly) and offers to take it back; whoever may not restore is told so when they try. */
export function useDeleteCustomer(onDeleted: () => void) {
  const { t } = useTranslation();
  const client = useApolloClient();
  const { message, notification } = App.useApp();
  const [remove] = useDeleteCustomerMutation();
  const [restore] = useRestoreCustomerMutation();

  return useCallback(
    async ({ id, version, name }: { id: string; version: number; name: string | null }) => {
      const report = (error: unknown) => {
        const { code, message: sentence } = readError(error);
        void message.error(sentence || t(`error.${code}`));
      };
      const forget = () => {
        client.cache.evict({ fieldName: 'customers' });
        client.cache.gc();
      };
      try {
        const { data } = await remove({ variables: { input: { id, version } } });
        const key = `deleted-${id}`;
        const undo = async () => {
          notification.destroy(key);
          try {
            await restore({
              variables: { input: { id, version: data?.deleteCustomer.customer?.version ?? version + 1 } },
            });
            forget();
            void message.success(t('record.restored'));
          } catch (error) {
            report(error);
          }
        };
        onDeleted();
        forget();
        notification.success({
          key,
          title: t('record.deleted', { name: name ?? t('value.unnamed') }),
          duration: UNDO_SECONDS,
          actions: (
            <Button type="primary" size="small" onClick={() => void undo()}>
              {t('action.undo')}
            </Button>
          ),
        });
      } catch (error) {
        report(error);
      }
    },
    [remove, restore, client, message, notification, onDeleted, t],
  );
}
