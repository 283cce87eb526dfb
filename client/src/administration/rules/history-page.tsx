import { useApolloClient } from '@apollo/client/react';
import { Button, Input, Modal } from 'antd';
import { History, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../app/session';
import {
  usePreviewRulesQuery,
  useRestoreRulesMutation,
  useRuleHistoryQuery,
  type RuleHistoryQuery,
} from '../../generated/graphql';
import { readError } from '../../lib/errors';
import { SkeletonLines } from '../../ui/card';
import { EmptyState } from '../../ui/empty-state';
import { Failure } from '../../ui/failure';
import { Tag } from '../../ui/tag';
import { toast } from '../../ui/toast';
import { Ago } from '../../ui/values';
import { PageHead } from '../page-head';
import { forgetRules } from './forget-rules';
import { Differences } from './preview-words';
import { useRuleWords } from './use-rule-words';

type Version = RuleHistoryQuery['ruleHistory']['nodes'][number];

/** Every change of the rules: who, when, why, and the way back. */
export default function HistoryPage() {
  const { t } = useTranslation();
  const { me } = useSession();
  const [before, setBefore] = useState<number | null>(null);
  const { data, error, refetch } = useRuleHistoryQuery({ variables: { before }, fetchPolicy: 'network-only' });
  const [back, setBack] = useState<number | null>(null);
  const history = data?.ruleHistory;
  const mayChange = me.rights.includes('roles:manage');
  const undo = (version: Version) => (
    <Button size="small" icon={<Undo2 size={13} />} onClick={() => setBack(version.version - 1)}>
      {t('admin.history.undo')}
    </Button>
  );
  return (
    <div className="admin-scroll">
      <PageHead title={t('admin.history.title')} text={t('admin.history.text')} />
      {error ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : !history ? (
        <SkeletonLines lines={8} height={16} />
      ) : history.nodes.length === 0 ? (
        <EmptyState
          icon={<History size={22} />}
          title={t('admin.history.none.title')}
          text={t('admin.history.none.text')}
        />
      ) : (
        <ol className="versions">
          {history.nodes.map((version) => (
            <li key={version.version} data-version={version.version}>
              <header>
                <b className="num">{t('admin.history.version', { version: version.version })}</b>
                {version.version === history.current && <Tag tone="good">{t('admin.history.current')}</Tag>}
                {version.restored !== null && <Tag>{t('admin.history.restored', { version: version.restored })}</Tag>}
                <span className="admin-soft">
                  {version.byName ?? t('value.someone')} · <Ago at={version.at} />
                </span>
                {mayChange && (
                  <span className="version-doings">
                    {version.version === history.current ? (
                      undo(version)
                    ) : (
                      <Button size="small" onClick={() => setBack(version.version)}>
                        {t('admin.history.goBack')}
                      </Button>
                    )}
                  </span>
                )}
              </header>
              {version.note && <p className="version-note">{version.note}</p>}
              <ul>
                {version.summary.map((line) => (
                  <li key={line}>{line}</li>
                ))}
              </ul>
            </li>
          ))}
        </ol>
      )}
      {history?.hasMore && (
        <Button className="admin-more" onClick={() => setBefore(history.nodes.at(-1)?.version ?? null)}>
          {t('admin.history.older')}
        </Button>
      )}
      {back !== null && history && (
        <RestoreDialog
          to={back}
          current={history.current}
          onClose={() => setBack(null)}
          onDone={() => {
            setBack(null);
            void refetch();
          }}
        />
      )}
    </div>
  );
}

function RestoreDialog({
  to,
  current,
  onClose,
  onDone,
}: {
  to: number;
  current: number;
  onClose: () => void;
  onDone: () => void;
}) {
  const { t } = useTranslation();
  const client = useApolloClient();
  const { words } = useRuleWords();
  const [note, setNote] = useState('');
  const preview = usePreviewRulesQuery({ variables: { input: { to } }, fetchPolicy: 'no-cache' });
  const [restore, { loading }] = useRestoreRulesMutation();
  const submit = async () => {
    try {
      await restore({ variables: { input: { to, version: current, note: note.trim() || null } } });
      toast.success(t('admin.history.wentBack'));
      onDone();
      await forgetRules(client);
    } catch (error) {
      const { code, message } = readError(error);
      toast.error(message || t(`error.${code}`));
    }
  };
  const found = preview.data?.previewRuleChange;
  return (
    <Modal
      open
      width={720}
      title={to === 0 ? t('admin.history.askShipped') : t('admin.history.ask', { version: to })}
      okText={t('admin.history.goBack')}
      cancelText={t('action.cancel')}
      confirmLoading={loading}
      okButtonProps={{ disabled: !found }}
      onOk={() => void submit()}
      onCancel={onClose}
    >
      {preview.error ? (
        <Failure error={preview.error} compact />
      ) : !found || !words ? (
        <SkeletonLines lines={5} />
      ) : (
        <div className="restore-preview">
          <p>{t('admin.history.effect', { count: found.principals.length })}</p>
          <Differences differences={found.differences} words={words} />
        </div>
      )}
      <label className="admin-label">
        {t('admin.check.note')}
        <Input.TextArea rows={2} value={note} onChange={(event) => setNote(event.target.value)} />
      </label>
    </Modal>
  );
}
