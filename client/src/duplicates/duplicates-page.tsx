import { Button } from 'antd';
import { Copy, ScanSearch } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDuplicatesDeskQuery, useSweepDuplicatesMutation, useSweepJobQuery } from '../generated/graphql';
import { readError } from '../lib/errors';
import { SkeletonLines } from '../ui/card';
import { EmptyState } from '../ui/empty-state';
import { Failure } from '../ui/failure';
import { toast } from '../ui/toast';
import { Ago } from '../ui/values';
import './duplicates.css';
import { GroupCard } from './group-card';

const size = 20;
const poll = 1_500;
const running = new Set(['QUEUED', 'RUNNING', 'PAUSED']);

/** The duplicates desk: groups of customers that may be one, worked through one after another. */
export function DuplicatesPage() {
  const { t } = useTranslation();
  const { data, error, loading, refetch } = useDuplicatesDeskQuery({
    variables: { first: size, from: 0 },
    fetchPolicy: 'network-only',
  });
  const [sweep] = useSweepDuplicatesMutation();
  const [job, setJob] = useState<string | null>(null);
  const [at, setAt] = useState(0);
  const { data: found } = useSweepJobQuery({
    variables: { id: job ?? '' },
    skip: job === null,
    pollInterval: poll,
    fetchPolicy: 'network-only',
    notifyOnNetworkStatusChange: true,
  });
  const state = found?.job?.state;
  if (job !== null && state !== undefined && !running.has(state)) {
    setJob(null);
    void refetch();
  }
  const again = () => void refetch().catch(() => undefined);
  const start = async () => {
    try {
      const { data: begun } = await sweep();
      setJob(begun?.sweepDuplicates.id ?? null);
    } catch (problem) {
      const { code, message } = readError(problem);
      toast.error(message || t(`error.${code}`));
    }
  };
  if (error && !data) return <Failure error={error} onRetry={again} />;
  const desk = data?.duplicatesDesk;
  const groups = desk?.groups ?? [];
  const group = groups[Math.min(at, groups.length - 1)];
  const next = () => {
    again();
    setAt(0);
  };
  const looking = job !== null;
  const share = found?.job?.total ? Math.round((100 * (found.job.done ?? 0)) / found.job.total) : 0;
  const button = (
    <Button
      icon={<ScanSearch size={15} aria-hidden />}
      loading={looking}
      onClick={() => void start()}
      data-testid="sweep"
    >
      {looking ? t('duplicates.sweeping', { share }) : t('duplicates.sweep')}
    </Button>
  );
  return (
    <div className="duplicates">
      <header className="duplicates-head">
        <h1>{t('duplicates.title')}</h1>
        {desk?.sweptAt && (
          <p>
            {t('duplicates.swept', { records: desk.records, found: desk.found })} <Ago at={desk.sweptAt} />
          </p>
        )}
        <span>{button}</span>
      </header>
      {!desk && loading ? (
        <SkeletonLines lines={10} />
      ) : group ? (
        <>
          <nav className="duplicates-nav" aria-label={t('duplicates.groups')}>
            {groups.map((one, index) => (
              <button
                type="button"
                key={one.customers.map(({ id }) => id).join()}
                className="bare"
                aria-current={one === group || undefined}
                onClick={() => setAt(index)}
              >
                <b className="num">{Math.round(one.score * 100)} %</b> {one.customers[0]?.name ?? t('value.unnamed')}
                <span>{one.customers.length}</span>
              </button>
            ))}
          </nav>
          <GroupCard key={group.customers.map(({ id }) => id).join()} group={group} onDone={next} />
        </>
      ) : (
        <EmptyState
          icon={<Copy size={22} />}
          title={t(desk?.sweptAt ? 'duplicates.none.title' : 'duplicates.never.title')}
          text={t(desk?.sweptAt ? 'duplicates.none.text' : 'duplicates.never.text')}
        />
      )}
    </div>
  );
}
