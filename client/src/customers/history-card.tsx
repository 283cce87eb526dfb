import { Button } from 'antd';
import { ArrowRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useCustomerHistoryQuery } from '../generated/graphql';
import { formatDateTime } from '../lib/format';
import { Avatar } from '../ui/avatar';
import { SkeletonLines } from '../ui/card';
import { EmptyState } from '../ui/empty-state';
import { Failure } from '../ui/failure';
import { MergesCard } from '../duplicates/merges-card';
import { FieldWords } from './field-words';
import { useCustomerFieldName } from './use-customer-form-fields';

const PAGE = 50;

/** Every change: who, when, from what to what. Old values show only where the field may be read today. */
export default function HistoryCard({ id }: { id: string }) {
  const { t, i18n } = useTranslation();
  const { data, error, refetch, fetchMore } = useCustomerHistoryQuery({ variables: { id, first: PAGE, after: null } });
  const nameOf = useCustomerFieldName();
  const history = data?.customer?.history;
  if (error && !history) return <Failure error={error} onRetry={() => void refetch().catch(() => undefined)} />;
  if (!history) return <SkeletonLines lines={8} />;
  if (history.nodes.length === 0) return <EmptyState title={t('history.empty.title')} text={t('history.empty.text')} />;
  const more = () =>
    void fetchMore({
      variables: { after: history.pageInfo.endCursor },
      updateQuery: (before, { fetchMoreResult }) =>
        before.customer && fetchMoreResult.customer
          ? {
              ...before,
              customer: {
                ...before.customer,
                history: {
                  ...fetchMoreResult.customer.history,
                  nodes: [...before.customer.history.nodes, ...fetchMoreResult.customer.history.nodes],
                },
              },
            }
          : before,
    });
  return (
    <section className="card history" aria-label={t('record.history')}>
      <MergesCard id={id} />
      <ol>
        {history.nodes.map((entry, index) => (
          <li key={`${entry.at}-${index}`}>
            <Avatar name={entry.by?.name} size={24} />
            <div>
              <p>
                <b>{entry.by?.name ?? t('value.someone')}</b>{' '}
                {t(`history.action.${entry.action.toLowerCase()}`, { defaultValue: entry.action })}
                <time dateTime={entry.at}>{formatDateTime(entry.at, i18n.language)}</time>
              </p>
              {entry.changes.length > 0 && (
                <dl>
                  {entry.changes.map(({ field, old, new: next }) => (
                    <div key={field}>
                      <dt>{nameOf(field)}</dt>
                      <dd>
                        <s>
                          <FieldWords field={field} value={old} />
                        </s>
                        <ArrowRight size={12} aria-label={t('history.became')} />
                        <span>
                          <FieldWords field={field} value={next} />
                        </span>
                      </dd>
                    </div>
                  ))}
                </dl>
              )}
            </div>
          </li>
        ))}
      </ol>
      {history.pageInfo.hasNextPage && <Button onClick={more}>{t('action.more')}</Button>}
    </section>
  );
}
