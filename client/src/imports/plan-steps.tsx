import { Button, Input } from 'antd';
import { FlaskConical, Play, Save } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  useImportPreviewQuery,
  usePlanImportMutation,
  useRehearseImportMutation,
  useRunImportMutation,
  useSaveImportTemplateMutation,
  type ImportPartsFragment,
} from '../generated/graphql';
import { readError } from '../lib/errors';
import { Card, SkeletonLines } from '../ui/card';
import { Failure } from '../ui/failure';
import { toast } from '../ui/toast';
import { Bar } from './imports-page';
import { MappingTable } from './mapping-table';
import { NounQuestion } from './noun-question';
import type { Plan, Preview, Report } from './plan';
import { PlanForm } from './plan-form';
import { ReportCard } from './report-card';

/** Before anything is written: how the file is read, what its columns mean, and what would become of its rows. */
export function PlanSteps({ one }: { one: ImportPartsFragment }) {
  const { t } = useTranslation();
  const [plan, setPlan] = useState(one.plan as Plan);
  const [name, setName] = useState<string | null>(null);
  const { data, previousData, error, refetch } = useImportPreviewQuery({ variables: { id: one.id, plan } });
  const [save] = usePlanImportMutation();
  const [rehearse] = useRehearseImportMutation();
  const [run] = useRunImportMutation();
  const [keep] = useSaveImportTemplateMutation();
  const preview = (data ?? previousData)?.importPreview as Preview | undefined;
  const rehearsing = one.state === 'REHEARSING';
  const changed = JSON.stringify(plan) !== JSON.stringify(one.plan);
  const report = changed ? null : (one.report as Report | null);

  const guarded = async (work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (failure) {
      const { code, message } = readError(failure);
      toast.error(message || t(`error.${code}`));
    }
  };
  const start = (begin: typeof rehearse | typeof run) =>
    guarded(async () => {
      if (changed) await save({ variables: { id: one.id, plan } });
      await begin({ variables: { id: one.id } });
    });
  // Kept at once, so that the file is no longer asked about among others.
  const answer = (noun: string) => {
    const told = { ...plan, noun };
    setPlan(told);
    return guarded(() => save({ variables: { id: one.id, plan: told } }));
  };
  const keepTemplate = () =>
    guarded(async () => {
      await keep({ variables: { name: name!, plan: { ...plan, read: plan.read } } });
      toast.success(t('imports.templateSaved'));
      setName(null);
    });

  if (error && !preview) return <Failure error={error} onRetry={() => void refetch()} />;
  if (!preview) return <SkeletonLines lines={8} height={18} />;
  return (
    <div className="import-steps" aria-busy={rehearsing}>
      {one.fault && <p className="import-fault">{one.fault}</p>}
      {plan.noun === null && (
        <NounQuestion preview={preview} onAnswer={(noun) => void answer(noun)} disabled={rehearsing} />
      )}
      <Card
        title={t('imports.step.read')}
        extra={preview.product && t('imports.recognised', { product: preview.product })}
      >
        {preview.notes.map((note) => (
          <p key={note} className="import-note">
            {note}
          </p>
        ))}
        <PlanForm plan={plan} preview={preview} onChange={setPlan} disabled={rehearsing} />
      </Card>
      <Card title={t('imports.step.columns')} extra={t('imports.columns', { count: preview.headers.length })}>
        {preview.problem && plan.noun !== null && <p className="import-fault">{preview.problem}</p>}
        <MappingTable plan={plan} preview={preview} onChange={setPlan} disabled={rehearsing} />
      </Card>
      {rehearsing && (
        <Card title={t('imports.step.rehearsal')}>
          <Bar share={0} label={t('imports.state.REHEARSING')} />
          <p className="import-soft">{t('imports.rehearsing')}</p>
        </Card>
      )}
      {report && <ReportCard report={report} />}
      <footer className="import-doings">
        {name === null ? (
          <Button type="text" icon={<Save size={14} />} disabled={plan.noun === null} onClick={() => setName('')}>
            {t('imports.saveTemplate')}
          </Button>
        ) : (
          <span className="import-template">
            <Input
              autoFocus
              value={name}
              maxLength={100}
              placeholder={t('imports.templateName')}
              onChange={(event) => setName(event.target.value)}
            />
            <Button disabled={name.trim() === ''} onClick={() => void keepTemplate()}>
              {t('action.save')}
            </Button>
          </span>
        )}
        <Button
          icon={<FlaskConical size={14} />}
          disabled={preview.problem !== null}
          loading={rehearsing}
          onClick={() => void start(rehearse)}
        >
          {t('imports.rehearse')}
        </Button>
        <Button
          type="primary"
          icon={<Play size={14} />}
          disabled={rehearsing || preview.problem !== null || report === null || report.created + report.updated === 0}
          onClick={() => void start(run)}
        >
          {t('imports.run')}
        </Button>
      </footer>
      {report === null && !rehearsing && plan.noun !== null && (
        <p className="import-soft import-hint">{t('imports.rehearseFirst')}</p>
      )}
    </div>
  );
}
