import { Button } from 'antd';
import { Copy, ScanSearch } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import {
  useDuplicatesDeskQuery,
  useLastSweepQuery,
  useMergeProposalsQuery,
  useSweepDuplicatesMutation,
  useSweepJobQuery,
} from '../generated/graphql';
import { readError } from '../lib/errors';
import { SkeletonLines } from '../ui/card';
import { EmptyState } from '../ui/empty-state';
import { Failure } from '../ui/failure';
import { toast } from '../ui/toast';
import { Ago } from '../ui/values';
import './duplicates.css';
import { GroupCard, type Case } from './group-card';

const size = 20;
const poll = 1_500;
const running = new Set(['QUEUED', 'RUNNING', 'PAUSED']);

const keyOf = (one: Case): string => ('into' in one ? one.id : one.customers.map(({ id }) => id).join());

/**
 * The duplicates desk: groups of customers that may be one, worked through one after another, and merges that somebody asked
 * for who does not see all.
 */
export function DuplicatesPage() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const [from, setFrom] = useState(0);
  const { data, error, loading, refetch } = useDuplicatesDeskQuery({
    variables: { first: size, from },
    fetchPolicy: 'network-only',
  });
  const { data: asked, refetch: askAgain } = useMergeProposalsQuery({ fetchPolicy: 'network-only' });
  const [sweep] = useSweepDuplicatesMutation();
  // One that was begun before the page was opened is looked at too.
  const { data: before } = useLastSweepQuery({ fetchPolicy: 'network-only' });
  const [begun, setBegun] = useState<string | null>(null);
  const [ended, setEnded] = useState<string | null>(null);
  const last = before?.jobs[0];
  const job = begun ?? (last && running.has(last.state) ? last.id : null);
  const looking = job !== null && job !== ended;
  const [at, setAt] = useState(0);
  const { data: found } = useSweepJobQuery({
    variables: { id: job ?? '' },
    skip: !looking,
    pollInterval: poll,
    fetchPolicy: 'network-only',
    notifyOnNetworkStatusChange: true,
  });
  const state = found?.job?.state;
  if (looking && state !== undefined && !running.has(state)) {
    setEnded(job);
    void refetch();
  }
  const again = () => {
    void refetch().catch(() => undefined);
    void askAgain().catch(() => undefined);
  };
  const start = async () => {
    try {
      const { data: answer } = await sweep();
      setBegun(answer?.sweepDuplicates.id ?? null);
    } catch (problem) {
      const { code, message } = readError(problem);
      toast.error(message || t(`error.${code}`));
    }
  };
  if (error && !data) return <Failure error={error} onRetry={again} />;
  const desk = data?.duplicatesDesk;
  // Where much has gone out of sight a page may be empty and have one after it.
  if (desk && !loading && desk.groups.length === 0 && desk.next !== null && desk.next !== from) setFrom(desk.next);
  const proposals = asked?.mergeProposals ?? [];
  const proposed = params.get('view') === 'proposed' && proposals.length > 0;
  const groups: readonly Case[] = proposed ? proposals : (desk?.groups ?? []);
  const group = groups[Math.min(at, groups.length - 1)];
  const show = (view: string | null) => {
    setParams(view === null ? {} : { view }, { replace: true });
    setAt(0);
  };
  const next = () => {
    again();
    setAt(0);
  };
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
      {proposals.length > 0 && (
        <nav className="tabs" aria-label={t('duplicates.views')}>
          {(['found', 'proposed'] as const).map((view) => (
            <button
              key={view}
              type="button"
              className={proposed === (view === 'proposed') ? 'bare on' : 'bare'}
              aria-pressed={proposed === (view === 'proposed')}
              onClick={() => show(view === 'proposed' ? view : null)}
              data-testid={`duplicates-${view}`}
            >
              {t(`duplicates.view.${view}`, { count: proposals.length })}
            </button>
          ))}
        </nav>
      )}
      {!desk && loading ? (
        <SkeletonLines lines={10} />
      ) : group ? (
        <>
          <nav className="duplicates-nav" aria-label={t(proposed ? 'duplicates.view.proposed' : 'duplicates.groups')}>
            {groups.map((one, index) => (
              <button
                type="button"
                key={keyOf(one)}
                className="bare"
                aria-current={one === group || undefined}
                onClick={() => setAt(index)}
              >
                {'score' in one && <b className="num">{Math.round(one.score * 100)} %</b>}{' '}
                {one.customers[0]?.name ?? t('value.unnamed')}
                <span>{one.customers.length}</span>
              </button>
            ))}
          </nav>
          <GroupCard key={keyOf(group)} group={group} onDone={next} />
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
