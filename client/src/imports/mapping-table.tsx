import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { withColumn, type Plan, type Preview } from './plan';

interface MappingTableProps {
  plan: Plan;
  preview: Preview;
  onChange: (plan: Plan) => void;
  disabled: boolean;
}

const shownRows = 8;

/** The first rows as they are understood, each column under what it means. */
export function MappingTable({ plan, preview, onChange, disabled }: MappingTableProps) {
  const { t } = useTranslation();
  const { headers, mapping, fields, rows } = preview;
  // Before it is said what rows are, no column means anything, and none is left out.
  const off = (i: number) => (plan.noun !== null && mapping[i] === null ? 'import-off' : '');
  const options = [
    { value: '', label: t('imports.leaveOut') },
    ...fields.map(({ field, label }) => ({ value: field, label })),
  ];
  return (
    <div className="import-sheet" tabIndex={0} role="region" aria-label={t('imports.step.columns')}>
      <table>
        <thead>
          <tr>
            <th className="import-line" />
            {headers.map((header, i) => (
              <th key={i} className={off(i)}>
                <span title={header}>{header || '–'}</span>
                {plan.noun !== null && (
                  <Select
                    size="small"
                    showSearch={{ optionFilterProp: 'label' }}
                    disabled={disabled || header === ''}
                    value={mapping[i] ?? ''}
                    options={options}
                    popupMatchSelectWidth={190}
                    aria-label={header}
                    onChange={(field: string) => onChange(withColumn(plan, header, field === '' ? null : field))}
                  />
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, shownRows).map(({ line, cells, fault }) => (
            <tr key={line} className={fault ? 'import-broken' : ''} title={fault ?? undefined}>
              <td className="import-line">{line}</td>
              {fault
                ? [
                    <td key="fault" colSpan={headers.length}>
                      {fault}
                    </td>,
                  ]
                : headers.map((_, i) => (
                    <td key={i} className={off(i)}>
                      {cells[i]}
                    </td>
                  ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
