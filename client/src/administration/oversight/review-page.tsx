import { Button, Input, Modal, Segmented } from 'antd';
import { ListChecks } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../app/session';
import { useAccessReviewQuery, useDecideAccessMutation, type AccessReviewQuery } from '../../generated/graphql';
import { readError } from '../../lib/errors';
import { groupBy } from '../../lib/group-by';
import { Avatar } from '../../ui/avatar';
import { SkeletonLines } from '../../ui/card';
import { EmptyState } from '../../ui/empty-state';
import { Failure } from '../../ui/failure';
import { Tag } from '../../ui/tag';
import { toast } from '../../ui/toast';
import { Ago } from '../../ui/values';
import { PageHead } from '../page-head';

type Item = AccessReviewQuery['accessReview'][number];

/** Who holds what, when it was last used, and whether it is still needed: looked at every ninety days. */
export default function ReviewPage() {
  const { t } = useTranslation();
  const { me } = useSession();
  const [due, setDue] = useState(true);
  const [by, setBy] = useState<'person' | 'role'>('person');
  const { data, error, refetch } = useAccessReviewQuery({ variables: { due }, fetchPolicy: 'network-only' });
  const [decide] = useDecideAccessMutation();
  const [revoked, setRevoked] = useState<Item | null>(null);
  const mayDecide = me.rights.includes('roles:manage');
  const items = data?.accessReview ?? [];
  const groups = groupBy(items, (item) => (by === 'person' ? item.subjectId : item.role));

  const settle = async ({ subjectId, role, name, roleName }: Item, keep: boolean, note: string | null) => {
    try {
      await decide({ variables: { input: { subjectId, role, keep, note } } });
      toast.success(t(keep ? 'admin.review.kept' : 'admin.review.revoked', { name, role: roleName }));
      await refetch();
    } catch (failure) {
      const { code, message } = readError(failure);
      toast.error(message || t(`error.${code}`));
    }
  };
  return (
    <div className="admin-scroll">
      <PageHead title={t('admin.review.title')} text={t('admin.review.text')} />
      <div className="admin-bar">
        <Segmented
          value={due}
          options={[
            { value: true, label: t('admin.review.due') },
            { value: false, label: t('admin.review.all') },
          ]}
          onChange={setDue}
        />
        <Segmented
          value={by}
          options={[
            { value: 'person', label: t('admin.review.byPerson') },
            { value: 'role', label: t('admin.review.byRole') },
          ]}
          onChange={setBy}
        />
        {data && <span className="admin-soft num">{t('admin.review.count', { count: items.length })}</span>}
      </div>
      {error ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <SkeletonLines lines={8} height={16} />
      ) : items.length === 0 ? (
        <EmptyState
          icon={<ListChecks size={22} />}
          title={t('admin.review.none.title')}
          text={t('admin.review.none.text')}
        />
      ) : (
        <ul className="review">
          {[...groups].map(([key, held]) => (
            <li key={key}>
              <header>
                {by === 'person' ? (
                  <>
                    <Avatar name={held[0]?.name} size={28} square={held[0]?.kind === 'client'} />
                    <b>{held[0]?.name}</b>
                    <span className="admin-soft">
                      {t('admin.field.lastUsed')} <Ago at={held[0]?.lastUsedAt ?? held[0]?.lastSignInAt ?? null} />
                    </span>
                  </>
                ) : (
                  <>
                    <b>{held[0]?.roleName}</b>
                    <Sees lines={held[0]?.sees ?? []} />
                  </>
                )}
              </header>
              {held.map((item) => (
                <div key={`${item.subjectId}/${item.role}`} className="review-item">
                  <span className="review-what">
                    {by === 'person' ? (
                      <>
                        <Tag tone="accent">{item.roleName}</Tag>
                        <Sees lines={item.sees} />
                      </>
                    ) : (
                      <>
                        {item.name}
                        <small>
                          {t('admin.field.lastUsed')} <Ago at={item.lastUsedAt ?? item.lastSignInAt} />
                        </small>
                      </>
                    )}
                  </span>
                  <span className="review-state">
                    {item.due && <Tag tone="warn">{t('admin.review.isDue')}</Tag>}
                    {item.decidedAt && (
                      <small title={item.note ?? undefined}>
                        {t('admin.review.decided', { name: item.decidedBy ?? t('value.someone') })}{' '}
                        <Ago at={item.decidedAt} />
                      </small>
                    )}
                  </span>
                  {mayDecide && (
                    <span className="review-doings">
                      <Button size="small" onClick={() => void settle(item, true, null)}>
                        {t('admin.review.keep')}
                      </Button>
                      <Button size="small" danger onClick={() => setRevoked(item)}>
                        {t('admin.review.revoke')}
                      </Button>
                    </span>
                  )}
                </div>
              ))}
            </li>
          ))}
        </ul>
      )}
      {revoked && (
        <RevokeDialog
          item={revoked}
          onClose={() => setRevoked(null)}
          onRevoke={(note) => settle(revoked, false, note).then(() => setRevoked(null))}
        />
      )}
    </div>
  );
}

/** What the role shows, folded: it is long, and the same for every holder. */
function Sees({ lines }: { lines: readonly string[] }) {
  const { t } = useTranslation();
  return (
    <details className="review-sees">
      <summary>{t('admin.review.sees', { count: lines.length })}</summary>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </details>
  );
}

function RevokeDialog({
  item,
  onClose,
  onRevoke,
}: {
  item: Item;
  onClose: () => void;
  onRevoke: (note: string | null) => Promise<void>;
}) {
  const { t } = useTranslation();
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  return (
    <Modal
      open
      width={440}
      title={t('admin.review.ask', { name: item.name, role: item.roleName })}
      okText={t('admin.review.revoke')}
      cancelText={t('action.cancel')}
      okButtonProps={{ danger: true }}
      confirmLoading={busy}
      onOk={() => {
        setBusy(true);
        void onRevoke(note.trim() || null);
      }}
      onCancel={onClose}
    >
      <p>{t('admin.review.askText')}</p>
      <label className="admin-label">
        {t('admin.check.note')}
        <Input.TextArea rows={2} value={note} onChange={(event) => setNote(event.target.value)} />
      </label>
    </Modal>
  );
}
