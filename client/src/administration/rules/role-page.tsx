import { Button, Input } from 'antd';
import { Copy, Pencil, RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import { useSession } from '../../app/session';
import { SkeletonLines } from '../../ui/card';
import { EmptyState } from '../../ui/empty-state';
import { Failure } from '../../ui/failure';
import { Tag } from '../../ui/tag';
import { PageHead } from '../page-head';
import { useRoleChoices } from '../role-names';
import { DeniesEditor } from './denies-editor';
import { ruleDraft, useDraft } from './draft';
import { Matrix } from './matrix';
import { RoleDialog } from './role-dialog';
import { useRoleRules } from './role-rules';
import { RowsEditor } from './rows-editor';
import { ScopeTag } from './scope-tag';
import { useRuleWords, type RuleWords } from './use-rule-words';

/** One role: what it is for, and what it may do with every kind of record, field by field. */
export default function RolePage() {
  const { t } = useTranslation();
  const { key = '' } = useParams();
  const { me } = useSession();
  const { words, error } = useRuleWords();
  const rules = useRoleRules(key);
  const { nameOf, roles } = useRoleChoices();
  const draft = useDraft();
  const [dialog, setDialog] = useState<'edit' | 'copy' | null>(null);
  const saved = roles.find((role) => role.key === key);
  const drafted = draft.roles[key];
  const retired = saved?.retired === true || drafted?.kind === 'retire';
  const mayChange = me.rights.includes('roles:manage') && !retired;
  const failure = error ?? rules.error;
  if (failure) return <Failure error={failure} />;
  if (!words || rules.loading) {
    return (
      <div className="admin-scroll">
        <SkeletonLines lines={10} height={16} />
      </div>
    );
  }
  if (!saved && !drafted) return <EmptyState title={t('admin.role.gone.title')} text={t('admin.role.gone.text')} />;
  const changed = drafted && drafted.kind !== 'retire' ? drafted : undefined;
  const purposes = changed?.purposes ?? saved?.purposes ?? [];
  const rights = changed?.rights ?? saved?.rights ?? [];
  return (
    <div className="admin-scroll">
      <PageHead
        back={{ to: '/admin/roles', label: t('admin.roles.title') }}
        title={nameOf(key)}
        badges={
          <>
            {!saved && <Tag tone="warn">{t('admin.roles.new')}</Tag>}
            {saved?.builtIn && <Tag>{t(saved.changed ? 'admin.roles.builtInChanged' : 'admin.roles.builtIn')}</Tag>}
            {retired && <Tag tone="bad">{t('admin.roles.retired')}</Tag>}
            {saved && (
              <Link className="link" to={`/admin/users?role=${encodeURIComponent(key)}`}>
                {t('admin.roles.holders', { count: saved.holders })}
              </Link>
            )}
          </>
        }
        actions={
          mayChange && (
            <>
              {saved && (
                <Button icon={<Copy size={14} />} onClick={() => setDialog('copy')}>
                  {t('admin.roles.copy')}
                </Button>
              )}
              <Button icon={<Pencil size={14} />} onClick={() => setDialog('edit')}>
                {t('admin.roles.edit')}
              </Button>
            </>
          )
        }
      />
      <dl className="role-facts">
        <dt>{t('admin.role.purposes')}</dt>
        <dd className="admin-tags">
          {purposes.map((purpose, index) => (
            <Tag key={purpose} tone={index === 0 ? 'accent' : 'plain'}>
              {words.purpose(purpose)}
            </Tag>
          ))}
        </dd>
        <dt>{t('admin.role.rights')}</dt>
        <dd className="admin-tags">
          {rights.length === 0
            ? t('value.none')
            : rights.map((right) => (
                <Tag key={right} tone="info">
                  {words.right(right)}
                </Tag>
              ))}
        </dd>
      </dl>
      <TypeRules role={key} words={words} mayChange={mayChange} rules={rules} />
      {dialog && (
        <RoleDialog
          role={dialog === 'edit' ? key : undefined}
          copyFrom={dialog === 'copy' ? key : undefined}
          words={words}
          onClose={() => setDialog(null)}
        />
      )}
    </div>
  );
}

interface TypeRulesProps {
  role: string;
  words: RuleWords;
  mayChange: boolean;
  rules: ReturnType<typeof useRoleRules>;
}

/** The chosen kind of record: which records first, then which fields of them. */
function TypeRules({ role, words, mayChange, rules: roleRules }: TypeRulesProps) {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const [filter, setFilter] = useState('');
  const { types } = words.catalogue;
  const type = types.find((one) => one.type === (params.get('type') ?? 'Customer')) ?? types[0];
  if (!type) return null;
  const rules = roleRules.of(type.type);
  const used = new Set([
    ...rules.grants.flatMap(({ scope, cells }) => [scope, ...cells.map((cell) => cell.scope)]),
    ...rules.denies.map(({ scope }) => scope),
  ]);
  used.delete('none');
  const onChange = mayChange ? (next: typeof rules) => roleRules.change(type.type, next) : undefined;
  const shared = { type: type.type, rules, fields: type.fields, words, ...(onChange && { onChange }) };
  return (
    <div className="role-types">
      <nav className="role-nouns" aria-label={t('admin.role.nouns')}>
        {types.map((one) => {
          const open = roleRules.of(one.type).grants.length > 0;
          return (
            <button
              key={one.type}
              type="button"
              className={one.type === type.type ? 'bare on' : 'bare'}
              aria-current={one.type === type.type}
              onClick={() => setParams({ type: one.type }, { replace: true })}
            >
              <i className={open ? 'noun-open' : 'noun-shut'} aria-hidden />
              {one.label}
              {!open && <span className="visually-hidden">{t('admin.role.shut')}</span>}
              {roleRules.isChanged(one.type) && <Tag tone="warn">{t('admin.role.changed')}</Tag>}
            </button>
          );
        })}
      </nav>
      <div className="role-matrix">
        <section aria-label={t('admin.rows.title')}>
          <header className="role-part">
            <h2>{t('admin.rows.title')}</h2>
            <p>{t('admin.rows.text', { noun: type.label })}</p>
            {onChange && roleRules.isReplaced(type.type) && (
              <Button
                size="small"
                icon={<RotateCcw size={13} />}
                onClick={() => ruleDraft.putGrants(role, type.type, { kind: 'reset' })}
              >
                {t('admin.role.reset')}
              </Button>
            )}
          </header>
          <RowsEditor {...shared} />
        </section>
        {rules.grants.length > 0 && (
          <section aria-label={t('admin.matrix.title')}>
            <header className="role-part">
              <h2>{t('admin.matrix.title')}</h2>
              <p>{t('admin.matrix.text')}</p>
              <Input
                allowClear
                value={filter}
                placeholder={t('admin.matrix.filter')}
                aria-label={t('admin.matrix.filter')}
                onChange={(event) => setFilter(event.target.value)}
              />
            </header>
            <p className="legend">
              <span>{t('admin.matrix.legend')}</span>
              {[...used].map((name) => (
                <ScopeTag key={name} scope={words.scope(type.type, name)} />
              ))}
            </p>
            <Matrix {...shared} filter={filter} />
            <DeniesEditor {...shared} />
          </section>
        )}
      </div>
    </div>
  );
}
