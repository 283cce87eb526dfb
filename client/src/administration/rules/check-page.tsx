import { useApolloClient } from '@apollo/client/react';
import { Alert, Button, Input } from 'antd';
import { ListChecks } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { usePreviewRulesQuery, useRuleVersionQuery, useSaveRulesMutation } from '../../generated/graphql';
import { readError } from '../../lib/errors';
import { Card, SkeletonLines } from '../../ui/card';
import { EmptyState } from '../../ui/empty-state';
import { Failure } from '../../ui/failure';
import { toast } from '../../ui/toast';
import { PageHead } from '../page-head';
import { changeCount, changesOf, ruleDraft, useDraft } from './draft';
import { DraftList } from './draft-list';
import { Differences, PrincipalCard } from './preview-words';
import { Trials } from './trials';
import { forgetRules } from './forget-rules';
import { useRuleWords } from './use-rule-words';

/** What the changes that wait would change, for whom, before they are saved with a reason. */
export default function CheckPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useApolloClient();
  const draft = useDraft();
  const { words } = useRuleWords();
  const [note, setNote] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const count = changeCount(draft);
  const input = useMemo(
    () => ({
      changes: changesOf(draft),
      assignments: draft.trials.map(({ userId, roles }) => ({ userId, roles: [...roles] })),
    }),
    [draft],
  );
  const version = useRuleVersionQuery({ fetchPolicy: 'network-only' });
  const { data, previousData, error, loading, refetch } = usePreviewRulesQuery({
    variables: { input },
    skip: count === 0 && draft.trials.length === 0,
    fetchPolicy: 'no-cache',
  });
  const [saveRules, saving] = useSaveRulesMutation();
  const preview = data?.previewRuleChange ?? previousData?.previewRuleChange;

  const save = async () => {
    const current = version.data?.ruleHistory.current;
    if (current === undefined) return;
    setProblem(null);
    try {
      await saveRules({
        variables: { input: { changes: input.changes, version: current, note: note.trim() || null } },
      });
      toast.success(t('admin.check.saved'));
      // The preview goes with its page, before everything else is asked again under the new rules.
      await navigate('/admin/history');
      ruleDraft.clear();
      await forgetRules(client);
    } catch (failure) {
      const { code, message } = readError(failure);
      if (code === 'CONFLICT') await version.refetch();
      setProblem(code === 'CONFLICT' ? t('admin.check.conflict') : message || t(`error.${code}`));
    }
  };

  if (count === 0) {
    return (
      <div className="admin-scroll">
        <PageHead title={t('admin.check.title')} />
        <EmptyState
          icon={<ListChecks size={22} />}
          title={t('admin.check.none.title')}
          text={t('admin.check.none.text')}
          action={<Button onClick={() => void navigate('/admin/roles')}>{t('admin.roles.title')}</Button>}
        />
      </div>
    );
  }
  return (
    <div className="admin-scroll">
      <PageHead
        back={{ to: '/admin/roles', label: t('admin.roles.title') }}
        title={t('admin.check.title')}
        text={t('admin.check.text')}
      />
      <div className="check">
        <div className="check-side">
          <Card title={t('admin.check.changes', { count })}>{words && <DraftList words={words} />}</Card>
          <Card title={t('admin.trials.title')}>
            <Trials />
          </Card>
          <Card title={t('admin.check.save')}>
            {problem && <Alert type="error" showIcon title={problem} role="alert" className="form-problem" />}
            <label className="admin-label">
              {t('admin.check.note')}
              <Input.TextArea
                rows={3}
                value={note}
                maxLength={500}
                placeholder={t('admin.check.noteHint')}
                onChange={(event) => setNote(event.target.value)}
              />
            </label>
            <Button
              type="primary"
              block
              disabled={!preview || error !== undefined || loading}
              loading={saving.loading}
              onClick={() => void save()}
              data-testid="save-rules"
            >
              {t('admin.check.saveNow')}
            </Button>
          </Card>
        </div>
        <div className="check-main" aria-busy={loading} data-testid="preview">
          {error ? (
            <Failure error={error} onRetry={() => void refetch()} />
          ) : !preview || !words ? (
            <Card title={t('admin.preview.for')}>
              <SkeletonLines lines={8} height={14} />
            </Card>
          ) : (
            <>
              <Card
                title={t('admin.preview.for')}
                extra={t('admin.preview.looked', { count: preview.concerned, looked: preview.looked })}
              >
                {preview.principals.length === 0 ? (
                  <EmptyState compact title={t('admin.preview.nobody.title')} text={t('admin.preview.nobody.text')} />
                ) : (
                  <div className="principals">
                    {preview.principals.map((principal) => (
                      <PrincipalCard key={principal.id} principal={principal} words={words} />
                    ))}
                  </div>
                )}
              </Card>
              <Card title={t('admin.preview.rules')}>
                <Differences differences={preview.differences} words={words} />
              </Card>
            </>
          )}
        </div>
      </div>
    </div>
  );
}
