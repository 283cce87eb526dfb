import { ChevronDown, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RuleAction } from '../../generated/graphql';
import { EmptyState } from '../../ui/empty-state';
import { MatrixCell, type MatrixProps } from './matrix-cell';
import { cellsOf, isMasked, type CatalogueField, type Target, type TypeRules } from './rule-model';

type Column = RuleAction | 'mask';

const usual: readonly Column[] = ['read', 'mask', 'update', 'create'];

const targetOf = ({ name, fieldClass }: CatalogueField): Target => ({ name, fieldClass, wholeClass: false });

const stateKey = (rules: TypeRules, field: CatalogueField, column: Column): string =>
  column === 'mask'
    ? String(isMasked(rules, targetOf(field)))
    : JSON.stringify(cellsOf(rules, targetOf(field), column).map(({ grant, state }) => [grant, state]));

/** Fields of one class, and in which columns they differ from each other. */
interface ClassRows {
  fieldClass: string;
  fields: readonly CatalogueField[];
  mixed: ReadonlySet<Column>;
}

function classesOf({ fields, rules, words }: MatrixProps, columns: readonly Column[]): ClassRows[] {
  return words.catalogue.classes.flatMap(({ key }) => {
    const ofClass = fields.filter(({ fieldClass }) => fieldClass === key);
    if (ofClass.length === 0) return [];
    const mixed = columns.filter((column) => new Set(ofClass.map((one) => stateKey(rules, one, column))).size > 1);
    return [{ fieldClass: key, fields: ofClass, mixed: new Set(mixed) }];
  });
}

/** What a role may do with each field: classes first, their fields below where they differ or are asked for. */
export function Matrix({ filter, ...props }: MatrixProps & { filter: string }) {
  const { t } = useTranslation();
  const { rules, words } = props;
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const exports = rules.grants.some(({ action }) => action === 'export');
  const columns: readonly Column[] = exports ? [...usual, 'export'] : usual;
  const sought = filter.trim().toLowerCase();
  const groups = classesOf(props, columns).map((group) => ({
    ...group,
    shown: group.fields.filter(
      ({ name, label }) => sought === '' || label.toLowerCase().includes(sought) || name.toLowerCase().includes(sought),
    ),
  }));
  const isOpen = ({ fieldClass, mixed }: ClassRows): boolean =>
    sought !== '' || fieldClass === 'internal' || mixed.size > 0 !== toggled.has(fieldClass);
  const toggle = (fieldClass: string) => {
    const next = new Set(toggled);
    if (!next.delete(fieldClass)) next.add(fieldClass);
    setToggled(next);
  };
  if (groups.every(({ shown }) => shown.length === 0))
    return <EmptyState compact title={t('admin.matrix.none', { text: filter })} />;
  const title = (column: Column) => (column === 'mask' ? t('admin.matrix.mask') : words.action(column));
  return (
    <table className="matrix">
      <thead>
        <tr>
          <th>{t('admin.matrix.field')}</th>
          {columns.map((column) => (
            <th key={column}>{title(column)}</th>
          ))}
        </tr>
      </thead>
      {groups
        .filter(({ shown }) => shown.length > 0)
        .map((group) => {
          const name = words.className(group.fieldClass);
          const whole: Target = {
            name: '',
            fieldClass: group.fieldClass,
            wholeClass: true,
          };
          const sample = group.fields[0] ? targetOf(group.fields[0]) : whole;
          return (
            <tbody key={group.fieldClass}>
              <tr className="matrix-class">
                <th scope="rowgroup">
                  <button
                    type="button"
                    className="bare"
                    aria-expanded={isOpen(group)}
                    onClick={() => toggle(group.fieldClass)}
                  >
                    {isOpen(group) ? <ChevronDown size={14} aria-hidden /> : <ChevronRight size={14} aria-hidden />}
                    <span>
                      <b>{name}</b>
                      <small>{group.fields.map(({ label }) => label).join(' · ')}</small>
                    </span>
                  </button>
                </th>
                {columns.map((column) => (
                  <td key={column} data-label={title(column)}>
                    {group.fieldClass !== 'internal' && (
                      <MatrixCell
                        {...props}
                        target={whole}
                        reading={group.mixed.has(column) ? whole : sample}
                        label={name}
                        column={column}
                        mixed={group.mixed.has(column)}
                      />
                    )}
                  </td>
                ))}
              </tr>
              {isOpen(group) &&
                group.shown.map((field) => (
                  <tr key={field.name}>
                    <th scope="row">{field.label}</th>
                    {columns.map((column) => (
                      <td key={column} data-label={title(column)}>
                        <MatrixCell {...props} target={targetOf(field)} label={field.label} column={column} />
                      </td>
                    ))}
                  </tr>
                ))}
            </tbody>
          );
        })}
    </table>
  );
}
