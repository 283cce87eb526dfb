import { Button, Select } from 'antd';
import { Plus, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { CatalogueField } from '../rules/rule-model';
import type { RuleWords } from '../rules/use-rule-words';
import {
  group,
  linkModes,
  operatorsOf,
  quantifiers,
  startOf,
  takesMany,
  type Condition,
  type GroupCondition,
  type ValueCondition,
} from './condition';
import { ValueEditor } from './value-editor';

interface GroupEditorProps {
  type: string;
  words: RuleWords;
  condition: GroupCondition;
  onChange: (condition: GroupCondition) => void;
  /** Levels below the outermost group. */
  depth?: number;
  onRemove?: () => void;
}

/** The server reads six levels; a field of the deepest would be one more. */
const deepest = 4;

/** A list of conditions, all or any of which have to hold. */
export function GroupEditor({ type, words, condition, onChange, depth = 0, onRemove }: GroupEditorProps) {
  const { t } = useTranslation();
  const fields = (words.catalogue.types.find((one) => one.type === type)?.fields ?? []).filter(
    ({ inScope }) => inScope,
  );
  const { items } = condition;
  const set = (next: readonly Condition[]) => onChange({ ...condition, items: next });
  const replace = (index: number, next: Condition) => set(items.map((item, at) => (at === index ? next : item)));
  const remove = (index: number) => set(items.filter((_, at) => at !== index));
  const add = (name: string | null) => {
    const field = fields.find((one) => one.name === name);
    if (field) set([...items, startOf(field)]);
  };
  const mode = `${condition.not ? 'not' : ''}${condition.any ? 'any' : 'all'}`;
  return (
    <div className="conditions" data-depth={depth}>
      {(items.length > 1 || condition.not || onRemove) && (
        <div className="conditions-head">
          <Select
            size="small"
            value={mode}
            popupMatchSelectWidth={false}
            aria-label={t('admin.builder.mode')}
            options={['all', 'any', 'notall', 'notany'].map((value) => ({
              value,
              label: t(`admin.builder.mode.${value}`),
            }))}
            onChange={(next: string) =>
              onChange({ ...condition, any: next.endsWith('any'), not: next.startsWith('not') })
            }
          />
          {onRemove && <RemoveButton onRemove={onRemove} />}
        </div>
      )}
      {items.map((item, index) =>
        item.kind === 'group' ? (
          <GroupEditor
            key={index}
            type={type}
            words={words}
            condition={item}
            depth={depth + 1}
            onChange={(next) => replace(index, next)}
            onRemove={() => remove(index)}
          />
        ) : (
          <Row
            key={index}
            type={type}
            words={words}
            condition={item}
            fields={fields}
            depth={depth}
            onChange={(next) => replace(index, next)}
            onRemove={() => remove(index)}
          />
        ),
      )}
      <div className="conditions-add">
        <Select
          value={null}
          className="condition-add"
          data-testid={`add-condition-${type}`}
          placeholder={t(items.length === 0 ? 'admin.builder.first' : 'admin.builder.add')}
          aria-label={t('admin.builder.addTo', { noun: words.typeLabel(type) })}
          popupMatchSelectWidth={false}
          showSearch={{ optionFilterProp: 'label' }}
          options={fields.map(({ name, label }) => ({ value: name, label }))}
          onChange={add}
        />
        {depth < deepest && items.length > 0 && (
          <Button size="small" type="text" icon={<Plus size={13} />} onClick={() => set([...items, group([], true)])}>
            {t('admin.builder.group')}
          </Button>
        )}
      </div>
    </div>
  );
}

function RemoveButton({ onRemove }: { onRemove: () => void }) {
  const { t } = useTranslation();
  return (
    <Button
      size="small"
      type="text"
      icon={<Trash2 size={13} />}
      aria-label={t('admin.builder.remove')}
      onClick={onRemove}
    />
  );
}

interface RowProps {
  type: string;
  words: RuleWords;
  condition: Exclude<Condition, GroupCondition>;
  fields: readonly CatalogueField[];
  depth: number;
  onChange: (condition: Condition) => void;
  onRemove: () => void;
}

function Row({ type, words, condition, fields, depth, onChange, onRemove }: RowProps) {
  const { t } = useTranslation();
  const field = fields.find(({ name }) => name === condition.field);
  const below = condition.kind === 'many' || (condition.kind === 'link' && condition.mode === 'where');
  return (
    <div className="condition" data-condition={`${type}.${condition.field}`}>
      <div className="condition-line">
        {condition.kind === 'many' && (
          <Select
            value={condition.quantifier}
            popupMatchSelectWidth={false}
            aria-label={t('admin.builder.quantifier')}
            options={quantifiers.map((value) => ({ value, label: t(`admin.builder.${value}`) }))}
            onChange={(quantifier) => onChange({ ...condition, quantifier })}
          />
        )}
        <Select
          value={condition.field}
          popupMatchSelectWidth={false}
          aria-label={t('admin.matrix.field')}
          showSearch={{ optionFilterProp: 'label' }}
          options={fields.map(({ name, label }) => ({ value: name, label }))}
          onChange={(name: string) => {
            const next = fields.find((one) => one.name === name);
            if (next) onChange(startOf(next));
          }}
        />
        {condition.kind === 'link' && field && (
          <Select
            value={condition.mode}
            popupMatchSelectWidth={false}
            aria-label={t('admin.builder.operator')}
            options={linkModes
              .filter(
                (mode) => (mode !== 'me' || field.to === 'User') && (!mode.startsWith('my') || field.to === 'Team'),
              )
              .map((value) => ({ value, label: t(`admin.builder.link.${value}`) }))}
            onChange={(mode) => onChange({ ...condition, mode })}
          />
        )}
        {condition.kind === 'value' && field && (
          <>
            <Select
              value={condition.operator}
              popupMatchSelectWidth={false}
              aria-label={t('admin.builder.operator')}
              options={operatorsOf(field).map((value) => ({
                value,
                label: t(
                  `admin.builder.${field.kind === 'date' || field.kind === 'dateTime' ? `date.${value}` : value}`,
                ),
              }))}
              onChange={(operator: string) => onChange(withOperator(condition, operator, field))}
            />
            <ValueEditor field={field} condition={condition} onChange={onChange} />
          </>
        )}
        {below && field && <span className="condition-where">{t('admin.builder.where')}</span>}
        <RemoveButton onRemove={onRemove} />
      </div>
      {(condition.kind === 'many' || condition.kind === 'link') && below && field && depth < deepest && (
        <GroupEditor
          type={field.to ?? ''}
          words={words}
          condition={condition.of}
          depth={depth + 1}
          onChange={(of) => onChange({ ...condition, of })}
        />
      )}
    </div>
  );
}

/** The value stays where the new operator can take it. */
function withOperator(condition: ValueCondition, operator: string, field: CatalogueField): ValueCondition {
  const { value } = condition;
  if (operator === 'isNull') return { ...condition, operator, value: false };
  if (takesMany(operator)) return { ...condition, operator, value: Array.isArray(value) ? value : [] };
  const start = startOf(field);
  const usual = start.kind === 'value' && !Array.isArray(start.value) ? start.value : '';
  const keeps = value !== null && typeof value !== 'boolean' && !Array.isArray(value);
  return { ...condition, operator, value: keeps ? value : usual };
}
