import { Button, DatePicker, Input, Select } from 'antd';
import { type Dayjs } from 'dayjs';
import { ScrollText } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useAuditTrailQuery, type AuditTrailQuery } from '../../generated/graphql';
import { usePages } from '../../list/use-pages';
import { formatDateTime, formatList } from '../../lib/format';
import { SkeletonLines } from '../../ui/card';
import { EmptyState } from '../../ui/empty-state';
import { Failure } from '../../ui/failure';
import { Tag, type Tone } from '../../ui/tag';
import { PageHead } from '../page-head';

type Entry = AuditTrailQuery['auditEntries']['nodes'][number];

/** Actions of the trail by what they are about; each group is one choice. */
const groups: Record<string, readonly string[]> = {
  signIn: ['sign-in', 'sign-in-failed', 'sign-out', 'sign-out-everywhere', 'sessions-ended'],
  accounts: [
    'user-created',
    'user-disabled',
    'user-enabled',
    'user-password-set',
    'user-roles-set',
    'user-teams-set',
    'user-changed',
    'team-created',
    'team-changed',
    'key-created',
    'key-revoked',
  ],
  rules: ['rule-changed', 'role-changed', 'access-reviewed', 'preview-as', 'dictionary-changed'],
  reads: ['read-sensitive', 'export'],
  grants: ['grant', 'share', 'unshare', 'import', 'code-taken'],
};

const tones: Record<string, Tone> = {
  'sign-in-failed': 'bad',
  'user-disabled': 'bad',
  'key-revoked': 'bad',
  'read-sensitive': 'warn',
  export: 'warn',
  'rule-changed': 'violet',
  'user-roles-set': 'violet',
  'preview-as': 'violet',
  grant: 'violet',
};

const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

/** Who did what to which record and fields, and when. It names fields, never values. */
export default function AuditPage() {
  const { t, i18n } = useTranslation();
  const [kind, setKind] = useState<string | null>(null);
  const [days, setDays] = useState<[Dayjs | null, Dayjs | null] | null>(null);
  const [text, setText] = useState('');
  const recordId = uuid.test(text.trim()) ? text.trim() : null;
  const result = useAuditTrailQuery({
    variables: {
      where: {
        actions: kind ? [...(groups[kind] ?? [])] : null,
        from: days?.[0]?.startOf('day').toISOString() ?? null,
        before: days?.[1]?.add(1, 'day').startOf('day').toISOString() ?? null,
        recordId,
      },
    },
    fetchPolicy: 'network-only',
    notifyOnNetworkStatusChange: true,
  });
  const { rows, loading, error, hasMore, loadingMore, onMore, onRetry } = usePages(result, 'auditEntries');
  return (
    <div className="admin-scroll">
      <PageHead title={t('admin.audit.title')} text={t('admin.audit.text')} />
      <div className="admin-bar">
        <Select
          allowClear
          value={kind}
          placeholder={t('admin.audit.any')}
          aria-label={t('admin.audit.any')}
          options={Object.keys(groups).map((key) => ({ value: key, label: t(`admin.audit.group.${key}`) }))}
          onChange={(next: string | undefined) => setKind(next ?? null)}
        />
        <DatePicker.RangePicker allowEmpty={[true, true]} value={days} onChange={setDays} />
        <Input
          allowClear
          value={text}
          placeholder={t('admin.audit.record')}
          aria-label={t('admin.audit.record')}
          status={text.trim() !== '' && !recordId ? 'warning' : ''}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      {error ? (
        <Failure error={error} onRetry={onRetry} />
      ) : loading ? (
        <SkeletonLines lines={10} height={16} />
      ) : rows.length === 0 ? (
        <EmptyState
          icon={<ScrollText size={22} />}
          title={t('admin.audit.none.title')}
          text={t('admin.audit.none.text')}
        />
      ) : (
        <table className="admin-table">
          <thead>
            <tr>
              <th>{t('admin.audit.at')}</th>
              <th>{t('admin.audit.who')}</th>
              <th>{t('admin.audit.did')}</th>
              <th>{t('admin.audit.about')}</th>
              <th>{t('admin.audit.fields')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((entry) => (
              <tr key={entry.id}>
                <td className="num admin-soft">{formatDateTime(entry.at, i18n.language)}</td>
                <td>{entry.actor?.name ?? t(`admin.audit.actor.${entry.actorType}`)}</td>
                <td>
                  <Tag tone={tones[entry.action] ?? 'plain'}>
                    {t(`admin.audit.action.${entry.action}`, { defaultValue: entry.action })}
                  </Tag>
                </td>
                <td>
                  <About entry={entry} />
                </td>
                <td className="admin-soft">{formatList(entry.fields, i18n.language)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {hasMore && (
        <Button loading={loadingMore} onClick={onMore} className="admin-more">
          {t('action.more')}
        </Button>
      )}
    </div>
  );
}

function About({ entry: { type, recordId, recordIds } }: { entry: Entry }) {
  const { t } = useTranslation();
  if (type === 'Customer' && recordId) {
    return (
      <Link className="quiet-link" to={`/customers/${recordId}`}>
        {t('admin.audit.one', { type })}
      </Link>
    );
  }
  if (!type) return null;
  return recordIds.length > 1 ? t('admin.audit.many', { type, count: recordIds.length }) : type;
}
