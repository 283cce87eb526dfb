import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { rowsOf, withRows, withoutGrant, type TypeRules } from './rule-model';
import { ScopeTag } from './scope-tag';
import type { RuleWords } from './use-rule-words';

interface RowsEditorProps {
  type: string;
  rules: TypeRules;
  words: RuleWords;
  onChange?: (rules: TypeRules) => void;
}

/** On whose records each action is allowed at all; fields come after. */
export function RowsEditor({ type, rules, words, onChange }: RowsEditorProps) {
  const { t } = useTranslation();
  return (
    <dl className="rows">
      {words.catalogue.actions.map(({ key, name }) => {
        const action = key as Parameters<typeof rowsOf>[1];
        const rows = rowsOf(rules, action);
        const left = words
          .scopesOf(type)
          .filter((scope) => scope.name !== 'none' && !rows.some((row) => row.scope === scope.name));
        if (!onChange && rows.length === 0) return null;
        return (
          <div key={key} data-rows={key}>
            <dt>{name}</dt>
            <dd>
              {rows.map(({ grant, scope }) => (
                <ScopeTag
                  key={grant}
                  scope={words.scope(type, scope)}
                  {...(onChange && { onRemove: () => onChange(withoutGrant(rules, grant)) })}
                />
              ))}
              {onChange && (
                <Select
                  size="small"
                  variant="borderless"
                  value={null}
                  popupMatchSelectWidth={false}
                  placeholder={t(rows.length === 0 ? 'admin.rows.none' : 'admin.rows.add')}
                  aria-label={t('admin.rows.addTo', { action: name })}
                  showSearch={{ optionFilterProp: 'label' }}
                  options={left.map((scope) => ({ value: scope.name, label: scope.words }))}
                  onChange={(scope: string | null) => scope && onChange(withRows(rules, action, scope))}
                />
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
