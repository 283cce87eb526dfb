import { Button, Input, Select } from 'antd';
import { Plus, UserRoundCog } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useSession } from '../../app/session';
import { useAccountsQuery, type AccountPartsFragment } from '../../generated/graphql';
import { usePages } from '../../list/use-pages';
import { useDebounced } from '../../lib/use-debounced';
import { Avatar } from '../../ui/avatar';
import { SkeletonLines } from '../../ui/card';
import { EmptyState } from '../../ui/empty-state';
import { Failure } from '../../ui/failure';
import { Tag } from '../../ui/tag';
import { Ago } from '../../ui/values';
import { PageHead } from '../page-head';
import { useRoleChoices } from '../role-names';
import { AccountDrawer } from './account-drawer';

/** Who may sign in, with which roles, and when they last did. */
export default function UsersPage() {
  const { t } = useTranslation();
  const { me } = useSession();
  const [params, setParams] = useSearchParams();
  const role = params.get('role');
  const [text, setText] = useState(params.get('search') ?? '');
  const search = useDebounced(text.trim(), 250) || null;
  const [open, setOpen] = useState<'new' | AccountPartsFragment | null>(null);
  const { nameOf, options } = useRoleChoices();
  const result = useAccountsQuery({ variables: { search, role, first: 50 }, notifyOnNetworkStatusChange: true });
  const { rows, loading, hasMore, loadingMore, onMore, onRetry, error } = usePages(result, 'accounts');
  const keeps = me.rights.includes('users:manage');
  const add = keeps && (
    <Button type="primary" icon={<Plus size={14} />} onClick={() => setOpen('new')}>
      {t('admin.users.new')}
    </Button>
  );
  return (
    <div className="admin-scroll">
      <PageHead title={t('admin.users.title')} text={t('admin.users.text')} actions={add} />
      <div className="admin-bar">
        <Input.Search
          allowClear
          value={text}
          placeholder={t('admin.users.search')}
          aria-label={t('admin.users.search')}
          onChange={(event) => setText(event.target.value)}
        />
        <Select
          allowClear
          value={role ?? undefined}
          options={options}
          placeholder={t('admin.users.anyRole')}
          aria-label={t('admin.users.anyRole')}
          showSearch={{ optionFilterProp: 'label' }}
          onChange={(next: string | undefined) => setParams(next ? { role: next } : {}, { replace: true })}
        />
      </div>
      {error ? (
        <Failure error={error} onRetry={onRetry} />
      ) : loading ? (
        <SkeletonLines lines={8} height={16} />
      ) : rows.length === 0 ? (
        <EmptyState
          icon={<UserRoundCog size={22} />}
          title={t('admin.users.none.title')}
          text={t('admin.users.none.text')}
        />
      ) : (
        <table className="admin-table">
          <thead>
            <tr>
              <th>{t('admin.field.name')}</th>
              <th>{t('admin.field.roles')}</th>
              <th>{t('admin.field.team')}</th>
              <th>{t('admin.field.state')}</th>
              <th>{t('admin.field.lastUsed')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((account) => (
              <tr key={account.id} className={account.disabled ? 'row-off' : undefined}>
                <td>
                  <button type="button" className="bare admin-who" onClick={() => setOpen(account)}>
                    <Avatar name={account.name} size={28} />
                    <span>
                      <b>{account.name}</b>
                      <small>{account.email}</small>
                    </span>
                  </button>
                </td>
                <td>
                  <span className="admin-tags">
                    {account.roles.map((key) => (
                      <Tag key={key} tone="accent">
                        {nameOf(key)}
                      </Tag>
                    ))}
                  </span>
                </td>
                <td>{account.team?.name}</td>
                <td>
                  <AccountState account={account} />
                </td>
                <td className="admin-soft">
                  <Ago at={account.lastUsedAt ?? account.lastSignInAt} />
                </td>
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
      {open && (
        <AccountDrawer
          account={open === 'new' ? undefined : open}
          onClose={() => setOpen(null)}
          onChanged={() => void result.refetch()}
        />
      )}
    </div>
  );
}

function AccountState({ account }: { account: AccountPartsFragment }) {
  const { t } = useTranslation();
  if (account.disabled) return <Tag tone="bad">{t('admin.state.disabled')}</Tag>;
  if (account.signIn === 'none') return <Tag>{t('admin.state.none')}</Tag>;
  if (account.signIn === 'once') return <Tag tone="warn">{t('admin.state.once')}</Tag>;
  return (
    <Tag tone="good" dot={account.sessions > 0}>
      {account.sessions > 0 ? t('admin.state.online', { count: account.sessions }) : t('admin.state.own')}
    </Tag>
  );
}
