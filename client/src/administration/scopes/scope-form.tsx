import { Alert, Button, Input, Segmented, Select } from 'antd';
import { Braces, ListTree } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useSession } from '../../app/session';
import type { ScopesQuery } from '../../generated/graphql';
import { Card } from '../../ui/card';
import { PageHead } from '../page-head';
import { ruleDraft, useDraft, type Words } from '../rules/draft';
import { keyFrom } from '../rules/key-from';
import type { RuleWords } from '../rules/use-rule-words';
import { group, isComplete, readWhere, scopeWhere } from './condition';
import { GroupEditor } from './condition-editor';
import { scopeSentence } from './condition-words';
import { choiceLabel } from './value-names';

interface ScopeFormProps {
  words: RuleWords;
  scopes: ScopesQuery['scopes'];
  /** Left out: a new one. */
  scope?: { type: string; name: string; label: Words; where: unknown; usedBy: readonly string[]; removed: boolean };
}

/** JSON as it was typed; null where it is none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** Builds a scope from conditions in words; the sentence below them says what it means at every moment. */
export function ScopeForm({ words, scopes, scope }: ScopeFormProps) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const { me } = useSession();
  const draft = useDraft();
  const { types } = words.catalogue;
  const [type, setType] = useState(scope?.type ?? 'Customer');
  const [label, setLabel] = useState<Words>(scope?.label ?? { en: '', zh: '' });
  const read = scope ? readWhere(types, scope.type, scope.where) : group();
  const [condition, setCondition] = useState(read ?? group());
  const [form, setForm] = useState<'words' | 'json'>(read ? 'words' : 'json');
  const [json, setJson] = useState(JSON.stringify(scope?.where ?? {}, null, 2));
  const [tried, setTried] = useState(false);
  const mayChange = me.rights.includes('roles:manage');

  const sentence = scopeSentence(
    {
      t,
      language: i18n.language,
      rules: words,
      valueName: (_, __, value) => choiceLabel(t, value),
    },
    type,
    condition,
  );
  const name = { en: label.en.trim() || label.zh.trim(), zh: label.zh.trim() || label.en.trim() };
  const where = form === 'words' ? scopeWhere(condition) : parsed(json);
  const missing = {
    name: name.en === '',
    condition: form === 'words' ? !isComplete(condition) : typeof where !== 'object' || where === null,
  };

  const switchTo = (next: 'words' | 'json') => {
    if (next === 'json') setJson(JSON.stringify(scopeWhere(condition), null, 2));
    else {
      const back = readWhere(types, type, parsed(json));
      if (!back) {
        setTried(true);
        return;
      }
      setCondition(back);
    }
    setForm(next);
  };
  const keep = () => {
    setTried(true);
    if (missing.name || missing.condition) return;
    const taken = new Set([
      ...scopes.map((one) => one.name),
      ...Object.keys(draft.scopes).map((key) => key.split('/')[1] ?? ''),
    ]);
    const key = scope?.name ?? keyFrom(name.en, 'scope', taken);
    ruleDraft.putScope(type, key, { kind: 'put', label: name, where });
    void navigate('/admin/scopes');
  };
  const remove = () => {
    if (!scope) return;
    const saved = scopes.some((one) => one.type === scope.type && one.name === scope.name);
    if (saved) ruleDraft.putScope(scope.type, scope.name, { kind: 'remove' });
    else ruleDraft.drop('scopes', `${scope.type}/${scope.name}`);
    void navigate('/admin/scopes');
  };
  return (
    <div className="admin-scroll">
      <PageHead
        back={{ to: '/admin/scopes', label: t('admin.scopes.title') }}
        title={scope ? scope.label[i18n.language === 'zh-CN' ? 'zh' : 'en'] : t('admin.scopes.new')}
        text={t('admin.scope.text')}
      />
      <div className="scope-form">
        <Card
          title={t('admin.scope.condition')}
          extra={
            <Segmented
              size="small"
              value={form}
              options={[
                { value: 'words', label: t('admin.scope.words'), icon: <ListTree size={12} /> },
                { value: 'json', label: t('admin.scope.json'), icon: <Braces size={12} /> },
              ]}
              onChange={switchTo}
            />
          }
        >
          <label className="admin-label admin-inline">
            {t('admin.scope.about')}
            <Select
              value={type}
              disabled={scope !== undefined}
              popupMatchSelectWidth={false}
              options={types
                .filter((one) => one.type !== 'Team' && one.type !== 'User')
                .map((one) => ({ value: one.type, label: one.label }))}
              onChange={(next: string) => {
                setType(next);
                setCondition(group());
              }}
            />
          </label>
          {form === 'words' ? (
            <>
              {condition.items.length === 0 && <p className="admin-note">{t('admin.builder.teach')}</p>}
              <GroupEditor type={type} words={words} condition={condition} onChange={setCondition} />
            </>
          ) : (
            <>
              <Input.TextArea
                className="scope-json"
                aria-label={t('admin.scope.json')}
                value={json}
                spellCheck={false}
                autoSize={{ minRows: 8, maxRows: 24 }}
                onChange={(event) => setJson(event.target.value)}
              />
              <p className="admin-note">{t('admin.scope.jsonHint')}</p>
            </>
          )}
          {tried && missing.condition && (
            <Alert
              type="error"
              showIcon
              role="alert"
              title={t(form === 'words' ? 'admin.scope.open' : 'admin.scope.noJson')}
            />
          )}
        </Card>
        <div className="scope-side">
          {form === 'words' && (
            <Card title={t('admin.scope.means')}>
              <p className="scope-sentence" aria-live="polite" data-testid="scope-sentence">
                {sentence}
              </p>
            </Card>
          )}
          <Card title={t('admin.scope.name')}>
            <p className="admin-note">{t('admin.scope.nameHint')}</p>
            <label className="admin-label">
              {t('admin.field.labelEn')}
              <Input
                value={label.en}
                maxLength={80}
                status={tried && missing.name ? 'error' : ''}
                onChange={(event) => setLabel({ ...label, en: event.target.value })}
              />
            </label>
            <label className="admin-label">
              {t('admin.field.labelZh')}
              <Input
                value={label.zh}
                maxLength={80}
                status={tried && missing.name ? 'error' : ''}
                onChange={(event) => setLabel({ ...label, zh: event.target.value })}
              />
            </label>
            {tried && missing.name && (
              <p role="alert" className="admin-problem">
                {t('admin.scope.nameMissing')}
              </p>
            )}
            {mayChange && (
              <div className="scope-doings">
                <Button type="primary" onClick={keep}>
                  {t('admin.roles.keep')}
                </Button>
                {scope && (
                  <Button
                    danger
                    disabled={scope.usedBy.length > 0}
                    title={scope.usedBy.length > 0 ? t('admin.scope.inUse') : undefined}
                    onClick={remove}
                  >
                    {t('admin.scope.delete')}
                  </Button>
                )}
              </div>
            )}
          </Card>
        </div>
      </div>
    </div>
  );
}
