import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../lib/format';

interface ResultGridProps {
  rows: readonly Record<string, unknown>[];
  columns: readonly string[];
  /** Leads from a group to its records; left out where rows are no groups. */
  onDrill?: (row: number) => void;
}

const ROW = 30;

function isAmount(value: unknown): boolean {
  return (
    typeof value === 'number' ||
    (typeof value === 'string' && /^-?\d{1,15}(\.\d+)?$/.test(value) && !/^0\d/.test(value))
  );
}

/** Measures of an aggregate are amounts; other digits (codes, numbers of orders) stay as they are. */
const measure = /(^|\.)(sum|avg|min|max|median)\./;

function shown(column: string, value: unknown, language: string): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return formatNumber(value, language);
  if (typeof value === 'string' && isAmount(value) && (value.includes('.') || measure.test(column))) {
    return new Intl.NumberFormat(language, { maximumFractionDigits: 4 }).format(Number(value));
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** The answer's rows, flattened; only those in sight are drawn. */
export function ResultGrid({ rows, columns, onDrill }: ResultGridProps) {
  const { t, i18n } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  // eslint-disable-next-line react-hooks/incompatible-library -- the virtualizer's own cache; nothing of it is memoised here
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 16,
    initialRect: { width: 800, height: 600 },
  });
  const numeric = new Set(
    columns.filter(
      (column) =>
        rows.some((row) => isAmount(row[column])) &&
        rows.every((row) => row[column] === null || row[column] === undefined || isAmount(row[column])),
    ),
  );
  const template = `52px ${columns.map((column) => (numeric.has(column) ? 'minmax(110px, 1fr)' : 'minmax(150px, 2fr)')).join(' ')}`;
  const style = { gridTemplateColumns: template, minWidth: 52 + columns.length * 130 };
  return (
    <div
      ref={scroller}
      className="result-grid"
      role="table"
      aria-label={t('query.grid')}
      aria-rowcount={rows.length + 1}
      tabIndex={0}
    >
      <div role="row" className="result-head" style={style}>
        <span role="columnheader">#</span>
        {columns.map((column) => (
          <span
            key={column}
            role="columnheader"
            className={numeric.has(column) ? 'grid-end' : undefined}
            title={column}
          >
            {column}
          </span>
        ))}
      </div>
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map(({ index, start }) => (
          <div
            key={index}
            role="row"
            aria-rowindex={index + 2}
            className="result-row"
            style={{ ...style, transform: `translateY(${start}px)` }}
          >
            <span role="rowheader">
              {onDrill ? (
                <button
                  type="button"
                  className="bare link"
                  title={t('query.drill')}
                  aria-label={t('query.drillTo', { group: index + 1 })}
                  onClick={() => onDrill(index)}
                >
                  {index + 1}
                </button>
              ) : (
                index + 1
              )}
            </span>
            {columns.map((column) => {
              const value = rows[index]?.[column];
              return (
                <span key={column} role="cell" className={numeric.has(column) ? 'grid-end num' : undefined}>
                  {value === null || value === undefined ? <i>null</i> : shown(column, value, i18n.language)}
                </span>
              );
            })}
          </div>
        ))}
      </div>
    </div>
  );
}
