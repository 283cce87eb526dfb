import { Button, Progress } from 'antd';
import { CircleAlert, Download, LoaderCircle, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useCancelJobMutation, useJobStateQuery } from '../generated/graphql';
import { formatNumber } from '../lib/format';
import './job-notice.css';

interface JobNoticeProps {
  id: string;
  /** What is being made, in words. */
  title: string;
  onClose: () => void;
}

const OPEN = new Set(['QUEUED', 'RUNNING', 'PAUSED']);

/** How far a background job is, and its file once there is one. */
export default function JobNotice({ id, title, onClose }: JobNoticeProps) {
  const { t, i18n } = useTranslation();
  const { data, stopPolling } = useJobStateQuery({
    variables: { id },
    pollInterval: 1_000,
    fetchPolicy: 'network-only',
  });
  const [cancel] = useCancelJobMutation();
  const job = data?.job;
  const running = !job || OPEN.has(job.state);
  if (job && !running) stopPolling();
  const percent = job?.total ? Math.min(100, Math.round(((job.done ?? 0) / job.total) * 100)) : null;
  return (
    <aside className="job-notice" role="status" aria-live="polite">
      <header>
        {running ? <LoaderCircle size={15} className="job-spin" aria-hidden /> : null}
        {job?.state === 'FAILED' ? <CircleAlert size={15} aria-hidden /> : null}
        <strong>{title}</strong>
        <button type="button" className="bare" aria-label={t('action.close')} onClick={onClose}>
          <X size={14} aria-hidden />
        </button>
      </header>
      {running && percent !== null && <Progress percent={percent} size="small" showInfo={false} />}
      <p className="num">
        {running && t('job.running', { done: formatNumber(job?.done ?? 0, i18n.language) })}
        {running && job?.secondsLeft != null && ` · ${t('job.left', { count: job.secondsLeft })}`}
        {job?.state === 'SUCCEEDED' && t('job.done', { done: formatNumber(job.done ?? 0, i18n.language) })}
        {job?.state === 'FAILED' && (job.error?.message ?? t('error.INTERNAL'))}
        {job?.state === 'CANCELLED' && t('job.cancelled')}
        {job?.stale && ` ${t('job.stale')}`}
      </p>
      {running && job && (
        <Button size="small" onClick={() => void cancel({ variables: { id } })}>
          {t('job.cancel')}
        </Button>
      )}
      {job?.file && (
        <a className="job-file" href={job.file.url} download={job.file.name}>
          <Download size={14} aria-hidden /> {job.file.name}
          <small>{t('job.size', { size: formatNumber(Math.ceil(job.file.size / 1024), i18n.language) })}</small>
        </a>
      )}
    </aside>
  );
}
