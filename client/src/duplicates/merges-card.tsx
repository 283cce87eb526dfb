import { useApolloClient } from '@apollo/client/react';
import { Button } from 'antd';
import { GitMerge } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useCustomerMergesQuery, useUnmergeCustomersMutation } from '../generated/graphql';
import { readError } from '../lib/errors';
import { formatDateTime, formatList } from '../lib/format';
import { toast } from '../ui/toast';
import './duplicates.css';

/** What was merged into a customer, and the way back; nothing for who may not split it. */
export function MergesCard({ id }: { id: string }) {
  const { t, i18n } = useTranslation();
  const client = useApolloClient();
  const { data, refetch } = useCustomerMergesQuery({ variables: { id }, fetchPolicy: 'network-only' });
  const [unmerge, { loading }] = useUnmergeCustomersMutation();
  const merges = data?.customerMerges ?? [];
  if (merges.length === 0) return null;
  const split = async (merge: string) => {
    try {
      const { data: done } = await unmerge({ variables: { merge } });
      const kept = done?.unmergeCustomers.keptFields ?? [];
      client.cache.evict({ fieldName: 'customers' });
      client.cache.gc();
      await client.refetchQueries({ include: 'active' });
      const fields = formatList(
        kept.map((field) => t(`field.customer.${field}`, { defaultValue: field })),
        i18n.language,
      );
      toast.success(kept.length > 0 ? t('merges.splitKept', { fields }) : t('merges.split'));
      await refetch();
    } catch (error) {
      const { code, message } = readError(error);
      toast.error(message || t(`error.${code}`));
    }
  };
  return (
    <section className="card merges" aria-label={t('merges.title')} data-testid="merges">
      <ol>
        {merges.map((merge) => (
          <li key={merge.id}>
            <GitMerge size={15} aria-hidden />
            <span>
              {t(merge.undone ? 'merges.undone' : 'merges.merged', {
                names: formatList(
                  merge.from.map(({ name, code }) => name ?? code ?? t('value.unnamed')),
                  i18n.language,
                ),
              })}{' '}
              <time dateTime={merge.at}>{formatDateTime(merge.at, i18n.language)}</time>
            </span>
            {merge.canUndo && (
              <Button size="small" loading={loading} onClick={() => void split(merge.id)} data-testid="unmerge">
                {t('merges.splitAgain')}
              </Button>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
