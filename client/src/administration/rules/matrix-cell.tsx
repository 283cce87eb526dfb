import { Popover } from 'antd';
import { EyeOff, Minus, Sigma } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RuleAction } from '../../generated/graphql';
import { Tag } from '../../ui/tag';
import { CellEditor } from './cell-editor';
import { cellsOf, deniesOf, isMasked, sumsOver, type CatalogueField, type Target, type TypeRules } from './rule-model';
import { ScopeTag } from './scope-tag';
import type { RuleWords } from './use-rule-words';

export interface MatrixProps {
  type: string;
  rules: TypeRules;
  fields: readonly CatalogueField[];
  words: RuleWords;
  /** Left out: for reading only. */
  onChange?: (rules: TypeRules) => void;
}

interface MatrixCellProps extends MatrixProps {
  target: Target;
  /** A field that stands for a whole class where its fields agree. */
  reading?: Target;
  label: string;
  /** `mask` shows where the mask stands. */
  column: RuleAction | 'mask';
  /** The fields of this class differ from each other. */
  mixed?: boolean;
}

function useCellContent({ type, rules, words, target: asked, reading, column, mixed }: MatrixCellProps) {
  const { t } = useTranslation();
  const target = reading ?? asked;
  if (mixed) return <Tag>{t('admin.cell.mixed')}</Tag>;
  if (column === 'mask') {
    return isMasked(rules, target) ? (
      <Tag>
        <EyeOff size={11} aria-hidden /> {t('admin.cell.masked')}
      </Tag>
    ) : null;
  }
  const open = cellsOf(rules, target, column).filter(({ state }) => state !== 'none');
  const denied = deniesOf(rules, target).filter(({ action }) => action === column);
  const sums = column === 'read' && open.length === 0 ? sumsOver(rules, target) : null;
  if (open.length === 0 && denied.length === 0 && sums === null) return null;
  const shown = new Map(open.map((cell) => [`${cell.scope}/${cell.state}`, cell]));
  return (
    <>
      {[...shown.values()].map(({ scope, state }) =>
        state === 'all' ? (
          <ScopeTag key={scope} scope={words.scope(type, scope)} />
        ) : (
          <ScopeTag
            key={`${scope}/${state}`}
            scope={words.scope(type, state)}
            {...(scope !== 'all' && { within: words.scope(type, scope) })}
          />
        ),
      )}
      {sums !== null && (
        <Tag tone="plain">
          <Sigma size={11} aria-hidden /> {t('admin.cell.sums', { count: sums })}
        </Tag>
      )}
      {denied.map(({ scope }) => (
        <Tag key={`deny/${scope}`} tone="bad">
          {t('admin.cell.never', { scope: words.scope(type, scope).words })}
        </Tag>
      ))}
    </>
  );
}

/** One cell: tags of the rows on which it holds; a click opens the choices. */
export function MatrixCell(props: MatrixCellProps) {
  const { words, target, label, column, onChange } = props;
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const content = useCellContent(props);
  const name = column === 'mask' ? t('admin.matrix.mask') : words.action(column);
  const inside = content ?? (
    <span className="matrix-nothing">
      <Minus size={12} aria-hidden />
      <span className="visually-hidden">{t('admin.cell.nowhere')}</span>
    </span>
  );
  if (!onChange) return <div className="matrix-cell">{inside}</div>;
  const action = column === 'mask' ? 'read' : column;
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottom"
      destroyOnHidden
      content={<CellEditor {...props} onChange={onChange} action={action} />}
    >
      <button
        type="button"
        className="bare matrix-cell matrix-button"
        aria-label={t('admin.cell.change', { field: label, column: name })}
        data-cell={`${target.wholeClass ? `@${target.fieldClass}` : target.name}-${column}`}
      >
        {inside}
      </button>
    </Popover>
  );
}
