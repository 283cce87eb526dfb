import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDecimal, formatNumber } from '../lib/format';
import type { GridLine } from './grid-lines';

interface ResultGridProps {
  lines: readonly GridLine[];
  columns: readonly string[];
  /** Leads from a group to its records; left out where rows are no groups. */
  onDrill?: (row: number) => void;
}

const ROW = 30;

function isAmount(value: unknown): boolean {
  return (
    typeof value === 'number' ||
    (typeof value === 'string' && /^-?\d{1,24}(\.\d+)?$/.test(value) && !/^0\d/.test(value))
  );
}

/** Measures of an aggregate are amounts; other digits (codes, numbers of orders) stay as they are. */
const measure = /(^|\.)(sum|avg|min|max|median)\./;

function shown(column: string, value: unknown, language: string): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return formatNumber(value, language);
  if (typeof value === 'string' && isAmount(value) && (value.includes('.') || measure.test(column))) {
    return formatDecimal(value, language);
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** The answer's rows and subtotals, flattened; only those in sight are drawn. */
export function ResultGrid({ lines, columns, onDrill }: ResultGridProps) {
  const { t, i18n } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  // eslint-disable-next-line react-hooks/incompatible-library -- the virtualizer's own cache; nothing of it is memoised here
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 16,
    initialRect: { width: 800, height: 600 },
  });
  const numeric = new Set(
    columns.filter(
      (column) =>
        lines.some(({ values }) => isAmount(values[column])) &&
        lines.every(
          ({ values }) => values[column] === null || values[column] === undefined || isAmount(values[column]),
        ),
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
      aria-rowcount={lines.length + 1}
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
        {virtual.getVirtualItems().map(({ index, start }) => {
          const line = lines[index];
          if (!line) return null;
          const { values, place } = line;
          return (
            <div
              key={index}
              role="row"
              aria-rowindex={index + 2}
              className={place === null ? 'result-row result-subtotal' : 'result-row'}
              style={{ ...style, transform: `translateY(${start}px)` }}
            >
              <span role="rowheader">
                {place === null ? (
                  <span title={t('query.subtotal')} aria-label={t('query.subtotal')}>
                    Σ
                  </span>
                ) : onDrill ? (
                  <button
                    type="button"
                    className="bare link"
                    title={t('query.drill')}
                    aria-label={t('query.drillTo', { group: place + 1 })}
                    onClick={() => onDrill(place)}
                  >
                    {place + 1}
                  </button>
                ) : (
                  place + 1
                )}
              </span>
              {columns.map((column) => {
                const value = values[column];
                return (
                  <span key={column} role="cell" className={numeric.has(column) ? 'grid-end num' : undefined}>
                    {value === null || value === undefined
                      ? place !== null && <i>null</i>
                      : shown(column, value, i18n.language)}
                  </span>
                );
              })}
            </div>
          );
        })}
      </div>
    </div>
  );
}
