import { Checkbox, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type { RuleAction } from '../../generated/graphql';
import {
  cellsOf,
  decidesAccess,
  isMasked,
  withCell,
  withDeciding,
  withMask,
  withRows,
  type CatalogueField,
  type Target,
  type TypeRules,
} from './rule-model';
import type { RuleWords } from './use-rule-words';

interface CellEditorProps {
  type: string;
  rules: TypeRules;
  fields: readonly CatalogueField[];
  target: Target;
  reading?: Target;
  label: string;
  action: RuleAction;
  words: RuleWords;
  onChange: (rules: TypeRules) => void;
}

/** Where one field (or class) may be read, changed and so on: a choice for each set of records the role has. */
export function CellEditor({ type, rules, fields, target, reading, label, action, words, onChange }: CellEditorProps) {
  const { t } = useTranslation();
  const shown = reading ?? target;
  const cells = cellsOf(rules, shown, action);
  const scopes = words.scopesOf(type).filter(({ name }) => name !== 'all' && name !== 'none');
  const options = (row: string) => [
    { value: 'all', label: t('admin.cell.yes') },
    { value: 'none', label: t('admin.cell.no') },
    {
      label: t('admin.cell.onlyWhere'),
      options: scopes.filter(({ name }) => name !== row).map(({ name, words: text }) => ({ value: name, label: text })),
    },
  ];
  return (
    <div className="cell-editor">
      <h3>{t('admin.cell.title', { field: label, action: words.action(action) })}</h3>
      {cells.length === 0 ? (
        <>
          <p>{t('admin.cell.noRows', { action: words.action(action) })}</p>
          <Select
            autoFocus
            placeholder={t('admin.rows.add')}
            aria-label={t('admin.rows.add')}
            value={null}
            options={words
              .scopesOf(type)
              .filter(({ name }) => name !== 'none')
              .map((one) => ({
                value: one.name,
                label: one.words,
              }))}
            onChange={(scope: string | null) => scope && onChange(withRows(rules, action, scope))}
          />
        </>
      ) : (
        cells.map(({ grant, scope, state }) => (
          <label key={grant}>
            <span>{t('admin.cell.on', { scope: words.scope(type, scope).words })}</span>
            <Select
              value={state}
              data-testid={`choice-${action}`}
              options={options(scope)}
              showSearch={{ optionFilterProp: 'label' }}
              onChange={(next: string) => onChange(withCell(rules, grant, target, next, fields))}
            />
          </label>
        ))
      )}
      {action === 'read' && cells.length > 0 && (
        <Checkbox
          checked={isMasked(rules, shown)}
          onChange={({ target: { checked } }) => onChange(withMask(rules, target, checked, fields))}
        >
          {t('admin.cell.mask')}
        </Checkbox>
      )}
      {(action === 'update' || action === 'create') && cells.some(({ state }) => state !== 'none') && (
        <>
          <Checkbox
            checked={decidesAccess(rules, shown, action)}
            onChange={({ target: { checked } }) => onChange(withDeciding(rules, target, action, checked, fields))}
          >
            {t('admin.cell.decides')}
          </Checkbox>
          <p className="admin-note">{t('admin.cell.decidesText')}</p>
        </>
      )}
    </div>
  );
}
