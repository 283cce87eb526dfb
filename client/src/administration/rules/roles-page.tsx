import { Button } from 'antd';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useSession } from '../../app/session';
import { useRolesQuery } from '../../generated/graphql';
import { SkeletonLines } from '../../ui/card';
import { Failure } from '../../ui/failure';
import { Tag } from '../../ui/tag';
import { PageHead } from '../page-head';
import { useRoleChoices } from '../role-names';
import { useDraft } from './draft';
import { RoleDialog } from './role-dialog';
import { useRuleWords } from './use-rule-words';

/** Every role: what it is for, who holds it, whether it is still as the product comes. */
export default function RolesPage() {
  const { t } = useTranslation();
  const { me } = useSession();
  const { words } = useRuleWords();
  const { data, error, refetch } = useRolesQuery();
  const { nameOf } = useRoleChoices();
  const draft = useDraft();
  const [adding, setAdding] = useState(false);
  const mayChange = me.rights.includes('roles:manage');
  const fresh = Object.entries(draft.roles).filter(([, role]) => role.kind === 'create');
  const touched = (key: string): boolean =>
    draft.roles[key] !== undefined || Object.keys(draft.grants).some((at) => at.startsWith(`${key}/`));
  return (
    <div className="admin-scroll">
      <PageHead
        title={t('admin.roles.title')}
        text={t('admin.roles.text')}
        actions={
          mayChange && (
            <Button type="primary" icon={<Plus size={14} />} onClick={() => setAdding(true)} disabled={!words}>
              {t('admin.roles.add')}
            </Button>
          )
        }
      />
      {error ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : !data || !words ? (
        <SkeletonLines lines={10} height={16} />
      ) : (
        <ul className="role-list">
          {fresh.map(([key]) => (
            <li key={key}>
              <Link to={`/admin/roles/${key}`}>
                <b>{nameOf(key)}</b>
                <Tag tone="warn">{t('admin.roles.new')}</Tag>
              </Link>
            </li>
          ))}
          {data.roles.map((role) => (
            <li key={role.key} className={role.retired ? 'row-off' : undefined}>
              <Link to={`/admin/roles/${role.key}`}>
                <b>{nameOf(role.key)}</b>
                {touched(role.key) && <Tag tone="warn">{t('admin.role.changed')}</Tag>}
                {role.retired && <Tag tone="bad">{t('admin.roles.retired')}</Tag>}
                {!role.builtIn && <Tag tone="violet">{t('admin.roles.own')}</Tag>}
                {role.builtIn && role.changed && <Tag>{t('admin.roles.builtInChanged')}</Tag>}
                <span className="role-purposes">{role.purposes.map(words.purpose).join(' · ')}</span>
                <span className="num role-holders">
                  {t('admin.roles.holders', { count: role.holders })}
                  {role.clients > 0 && ` · ${t('admin.roles.clients', { count: role.clients })}`}
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
      {adding && words && <RoleDialog words={words} onClose={() => setAdding(false)} />}
    </div>
  );
}
