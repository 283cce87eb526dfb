import { Button } from 'antd';
import { Plus, Target } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { useSession } from '../../app/session';
import { useScopesQuery } from '../../generated/graphql';
import { formatList } from '../../lib/format';
import { groupBy } from '../../lib/group-by';
import { Card, SkeletonLines } from '../../ui/card';
import { EmptyState } from '../../ui/empty-state';
import { Failure } from '../../ui/failure';
import { Tag } from '../../ui/tag';
import { PageHead } from '../page-head';
import { useRoleChoices } from '../role-names';
import { useDraft } from '../rules/draft';
import { ScopeTag } from '../rules/scope-tag';
import { useRuleWords } from '../rules/use-rule-words';

/** The conditions that rules are tied to: those the product comes with, and one's own. */
export default function ScopesPage() {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const { me } = useSession();
  const { words } = useRuleWords();
  const { data, error, refetch } = useScopesQuery();
  const { nameOf } = useRoleChoices();
  const draft = useDraft();
  const mayChange = me.rights.includes('roles:manage');
  const language = i18n.language === 'zh-CN' ? 'zh' : 'en';
  const add = mayChange && (
    <Button type="primary" icon={<Plus size={14} />} onClick={() => void navigate('/admin/scopes/new')}>
      {t('admin.scopes.new')}
    </Button>
  );
  const own = (data?.scopes ?? []).filter(({ builtIn, where }) => !builtIn && where !== null);
  const fresh = Object.entries(draft.scopes).flatMap(([key, scope]) => {
    const [type = '', name = ''] = key.split('/');
    const known = own.some((one) => one.type === type && one.name === name);
    return scope.kind === 'put' && !known ? [{ type, name, words: scope.label[language], usedBy: [] as string[] }] : [];
  });
  // A scope that several types know by one name is told once, with all of them.
  const builtIn = groupBy(
    (data?.scopes ?? []).filter((one) => one.builtIn && one.name !== 'none'),
    ({ name, words: text }) => `${name}/${text}`,
  );
  return (
    <div className="admin-scroll">
      <PageHead title={t('admin.scopes.title')} text={t('admin.scopes.text')} actions={add} />
      {error ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : !data || !words ? (
        <SkeletonLines lines={8} height={16} />
      ) : (
        <>
          <Card title={t('admin.scopes.own')}>
            {own.length + fresh.length === 0 ? (
              <EmptyState
                compact
                icon={<Target size={22} />}
                title={t('admin.scopes.none.title')}
                text={t('admin.scopes.none.text')}
                action={add}
              />
            ) : (
              <ul className="scope-list">
                {[...fresh, ...own].map((scope) => (
                  <li key={`${scope.type}/${scope.name}`}>
                    <Link className="quiet-link" to={`/admin/scopes/${scope.type}/${scope.name}`}>
                      <b>{scope.words}</b>
                    </Link>
                    {draft.scopes[`${scope.type}/${scope.name}`] && <Tag tone="warn">{t('admin.role.changed')}</Tag>}
                    <small>{words.typeLabel(scope.type)}</small>
                    <small className="scope-users">
                      {scope.usedBy.length > 0
                        ? t('admin.scopes.usedBy', { roles: formatList(scope.usedBy.map(nameOf), i18n.language) })
                        : t('admin.scopes.unused')}
                    </small>
                  </li>
                ))}
              </ul>
            )}
          </Card>
          <Card title={t('admin.scopes.builtIn')}>
            <ul className="scope-list">
              {[...builtIn].map(([key, scopes]) => {
                const [first] = scopes;
                if (!first) return null;
                const users = [...new Set(scopes.flatMap(({ usedBy }) => usedBy))];
                return (
                  <li key={key}>
                    <ScopeTag scope={words.scope(first.type, first.name)} />
                    <small>
                      {formatList(
                        scopes.map(({ type }) => words.typeLabel(type)),
                        i18n.language,
                      )}
                    </small>
                    <small className="scope-users">
                      {users.length > 0
                        ? t('admin.scopes.usedBy', { roles: formatList(users.map(nameOf), i18n.language) })
                        : t('admin.scopes.unused')}
                    </small>
                  </li>
                );
              })}
            </ul>
          </Card>
        </>
      )}
    </div>
  );
}
