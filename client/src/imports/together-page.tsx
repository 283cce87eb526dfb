import { Button } from 'antd';
import { CircleStop, Download, FlaskConical, Pause, Play, Undo2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { NotFound } from '../app/not-found';
import { PageHead } from '../administration/page-head';
import {
  useCancelImportMutation,
  usePauseImportMutation,
  usePlanImportMutation,
  useRehearseImportsMutation,
  useRelatedImportsQuery,
  useRunImportsMutation,
  useUndoImportsMutation,
  type ImportPartsFragment,
} from '../generated/graphql';
import { readError } from '../lib/errors';
import { formatNumber } from '../lib/format';
import { Card, SkeletonLines } from '../ui/card';
import ConfirmDialog from '../ui/confirm-dialog';
import { Failure } from '../ui/failure';
import { toast } from '../ui/toast';
import { Figures } from './figures';
import { Bar } from './imports-page';
import { NounChoice } from './noun-choice';
import { isBusy, type Report } from './plan';
import { ProblemList } from './report-card';
import { StateTag } from './state-tag';

const everySecond = 1_000;

const isOpen = ({ state }: ImportPartsFragment): boolean => ['READY', 'PAUSED', 'FAILED'].includes(state);
const hasRows = ({ created, updated, unchanged, refused }: ImportPartsFragment): boolean =>
  created + updated + unchanged + refused > 0;

/** What became of a file's rows, or would as far as a rehearsal tells. */
const figuresOf = (one: ImportPartsFragment): Omit<Report, 'rows' | 'ignored' | 'problems'> =>
  hasRows(one) || one.report === null ? one : (one.report as Report);

/** Several files that refer to one another: taken in their order, rehearsed, run and taken back as one. */
export function TogetherPage() {
  const { t, i18n } = useTranslation();
  const [params] = useSearchParams();
  const ids = (params.get('ids') ?? '').split(',').filter(Boolean);
  const { data, loading, error, refetch, startPolling, stopPolling } = useRelatedImportsQuery({
    variables: { ids },
    skip: ids.length === 0,
    fetchPolicy: 'cache-and-network',
  });
  const [rehearse] = useRehearseImportsMutation();
  const [run] = useRunImportsMutation();
  const [undo] = useUndoImportsMutation();
  const [save] = usePlanImportMutation();
  const [pause] = usePauseImportMutation();
  const [cancel] = useCancelImportMutation();
  const [asked, setAsked] = useState(false);
  const files = data?.relatedImports ?? [];
  const running = files.find(({ state }) => state === 'RUNNING');
  const busy = files.some(({ state }) => isBusy(state));
  useEffect(() => {
    if (busy) startPolling(everySecond);
    else stopPolling();
    return stopPolling;
  }, [busy, startPolling, stopPolling]);
  if (ids.length === 0) return <NotFound />;
  if (error && !data) return <Failure error={error} onRetry={() => void refetch()} />;
  if (loading && !data) return <SkeletonLines lines={6} height={18} />;

  const number = (value: number) => formatNumber(value, i18n.language);
  const act = async (work: () => Promise<unknown>) => {
    try {
      await work();
      await refetch();
    } catch (failure) {
      const { code, message } = readError(failure);
      toast.error(message || t(`error.${code}`));
    }
  };
  const begun = files.some(hasRows);
  const open = files.some(isOpen);
  const rehearsed = files.every(({ report }) => report !== null);
  const written = files.some((one) => one.created + one.updated > 0 && one.state !== 'UNDONE');
  // Nothing tells what the rows of one of them are.
  const asks = files.some(({ noun, state }) => noun === null && state === 'READY');
  const known = begun || rehearsed;
  const total = (name: 'created' | 'updated' | 'unchanged' | 'refused') =>
    files.reduce((sum, one) => sum + figuresOf(one)[name], 0);
  const share = files.reduce((sum, one) => sum + (one.state === 'DONE' ? 1 : one.progress), 0) / files.length;
  const withAll = encodeURIComponent(ids.join(','));
  return (
    <div className="imports-scroll">
      <PageHead
        title={t('imports.together.title', { count: files.length })}
        text={t('imports.together.text')}
        back={{ to: '/imports', label: t('imports.title') }}
      />
      <div className="import-steps" aria-busy={busy}>
        <Card title={t('imports.together.files')} label={t('imports.together.files')}>
          <table className="admin-table imports-list">
            <thead>
              <tr>
                <th>{t('imports.file')}</th>
                <th>{t('imports.noun')}</th>
                <th>{t('imports.stateOf')}</th>
                <th className="num">{t('imports.created')}</th>
                <th className="num">{t('imports.updated')}</th>
                <th className="num">{t('imports.refused')}</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {files.map((one) => (
                <tr key={one.id}>
                  <td>
                    <Link to={`/imports/${one.id}?with=${withAll}`}>{one.fileName}</Link>
                    {one.fault && <p className="import-together-fault">{one.fault}</p>}
                  </td>
                  <td>
                    {one.noun === null ? (
                      <NounChoice one={one} onChosen={(plan) => act(() => save({ variables: { id: one.id, plan } }))} />
                    ) : (
                      one.nounName
                    )}
                  </td>
                  <td>
                    <StateTag state={one.state} />
                  </td>
                  {(['created', 'updated', 'refused'] as const).map((name) => (
                    <td key={name} className="num">
                      {hasRows(one) || one.report !== null ? number(figuresOf(one)[name]) : '–'}
                    </td>
                  ))}
                  <td>
                    {one.refusedUrl && (
                      <a href={one.refusedUrl} download aria-label={`${t('imports.refusedFile')}: ${one.fileName}`}>
                        <Download size={14} aria-hidden />
                      </a>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Card>
        {(known || busy) && (
          <Card
            title={t(begun ? 'imports.together.sum' : 'imports.step.rehearsal')}
            label={t(begun ? 'imports.together.sum' : 'imports.step.rehearsal')}
          >
            {busy && <Bar share={share} label={t('imports.step.run')} />}
            {known && (
              <Figures
                created={total('created')}
                updated={total('updated')}
                unchanged={total('unchanged')}
                refused={total('refused')}
              />
            )}
            {!begun && files.map((one) => <FileProblems key={one.id} one={one} />)}
          </Card>
        )}
        <footer className="import-doings">
          {running && (
            <>
              <Button
                danger
                type="text"
                icon={<CircleStop size={14} />}
                onClick={() => void act(() => cancel({ variables: { id: running.id } }))}
              >
                {t('imports.cancel')}
              </Button>
              <Button
                icon={<Pause size={14} />}
                onClick={() => void act(() => pause({ variables: { id: running.id } }))}
              >
                {t('imports.pause')}
              </Button>
            </>
          )}
          {written && !busy && (
            <Button danger icon={<Undo2 size={14} />} onClick={() => setAsked(true)}>
              {t('imports.together.undo')}
            </Button>
          )}
          {!begun && (
            <Button
              icon={<FlaskConical size={14} />}
              loading={busy}
              disabled={asks}
              onClick={() => void act(() => rehearse({ variables: { ids } }))}
            >
              {t('imports.together.rehearse')}
            </Button>
          )}
          {open && !running && (
            <Button
              type="primary"
              icon={<Play size={14} />}
              disabled={busy || asks || (!begun && (!rehearsed || total('created') + total('updated') === 0))}
              onClick={() => void act(() => run({ variables: { ids } }))}
            >
              {t(begun ? 'imports.resume' : 'imports.together.run')}
            </Button>
          )}
        </footer>
        {!known && !busy && (
          <p className="import-soft import-hint">{t(asks ? 'imports.together.say' : 'imports.rehearseFirst')}</p>
        )}
      </div>
      {asked && (
        <ConfirmDialog
          title={t('imports.together.ask.title')}
          text={t('imports.together.ask.text')}
          confirm={t('imports.together.undo')}
          onConfirm={() => act(() => undo({ variables: { ids } }))}
          onClose={() => setAsked(false)}
        />
      )}
    </div>
  );
}

/** Every kind of problem of one file, under its name. */
function FileProblems({ one }: { one: ImportPartsFragment }) {
  const report = one.report as Report | null;
  if (!report || report.problems.length === 0) return null;
  return (
    <>
      <h3 className="import-together-name">{one.fileName}</h3>
      <ProblemList problems={report.problems} />
    </>
  );
}
