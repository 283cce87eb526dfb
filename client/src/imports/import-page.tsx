import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams, useSearchParams } from 'react-router';
import { NotFound } from '../app/not-found';
import { PageHead } from '../administration/page-head';
import { useImportQuery, type ImportPartsFragment } from '../generated/graphql';
import { SkeletonLines } from '../ui/card';
import { Failure } from '../ui/failure';
import { isBusy } from './plan';
import { PlanSteps } from './plan-steps';
import { RunCard } from './run-card';
import { StateTag } from './state-tag';

const everySecond = 1_000;

/** One file on its way: what it is, what would become of it, what became of it. */
export function ImportPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const [search] = useSearchParams();
  const others = search.get('with');
  const { data, loading, error, refetch, startPolling, stopPolling } = useImportQuery({ variables: { id } });
  const one: ImportPartsFragment | null | undefined = data?.import;
  const busy = one ? isBusy(one.state) : false;
  useEffect(() => {
    if (busy) startPolling(everySecond);
    else stopPolling();
    return stopPolling;
  }, [busy, startPolling, stopPolling]);
  if (error && !data) return <Failure error={error} onRetry={() => void refetch()} />;
  if (loading && !data) return <SkeletonLines lines={6} height={18} />;
  if (!one) return <NotFound />;
  // Once rows were taken its plan stands, and it can only be gone on with or taken back.
  const begun = one.created + one.updated + one.unchanged + one.refused > 0;
  const open = one.state === 'REHEARSING' || (!begun && (one.state === 'READY' || one.state === 'FAILED'));
  return (
    <div className="imports-scroll">
      <PageHead
        title={one.fileName}
        back={
          others
            ? { to: `/imports/together?ids=${encodeURIComponent(others)}`, label: t('imports.together.files') }
            : { to: '/imports', label: t('imports.title') }
        }
        badges={<StateTag state={one.state} />}
      />
      {open ? <PlanSteps key={one.id} one={one} /> : <RunCard one={one} />}
    </div>
  );
}
