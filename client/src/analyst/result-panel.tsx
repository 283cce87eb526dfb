import { Button } from 'antd';
import { Download, Table2 } from 'lucide-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { columnsOf, flatten, rowsOf, toCsv } from '../lib/csv';
import { formatList, formatNumber } from '../lib/format';
import { SkeletonLines } from '../ui/card';
import { EmptyState } from '../ui/empty-state';
import { ResultGrid } from './result-grid';
import type { ChartKind } from './chart-data';
import type { QueryAnswer } from './run-query';

const Chart = lazy(async () => ({ default: (await import('./chart')).Chart }));

interface ResultPanelProps {
  answer: QueryAnswer | null;
  running: boolean;
  title: string;
  /** How the answer is drawn, where it was saved so; null: it is shown as a table first. */
  chart: ChartKind | null;
  onChart: (kind: ChartKind) => void;
}

function download(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

/** The `totals` of an aggregate, flattened, where the answer has one. */
function totalsOf(data: unknown): [string, unknown][] {
  if (data === null || typeof data !== 'object') return [];
  for (const value of Object.values(data)) {
    const totals = (value as { totals?: unknown } | null)?.totals;
    if (totals) return Object.entries(flatten(totals));
  }
  return [];
}

export function ResultPanel({ answer, running, title, chart, onChart }: ResultPanelProps) {
  const { t, i18n } = useTranslation();
  const [chosen, setTab] = useState<'grid' | 'chart' | 'json' | null>(null);
  const tab = chosen ?? (chart ? 'chart' : 'grid');
  const rows = useMemo(() => rowsOf(answer?.data), [answer]);
  const columns = useMemo(() => columnsOf(rows), [rows]);
  const totals = useMemo(() => totalsOf(answer?.data), [answer]);
  const blank = useMemo(
    () => columns.filter((column) => rows.length > 0 && rows.every((row) => row[column] === null)),
    [rows, columns],
  );

  return (
    <section className="result" aria-label={t('query.result')} aria-busy={running}>
      <header className="result-bar">
        <nav className="tabs">
          {(['grid', 'chart', 'json'] as const).map((one) => (
            <button
              key={one}
              type="button"
              className={tab === one ? 'bare on' : 'bare'}
              aria-pressed={tab === one}
              onClick={() => setTab(one)}
            >
              {t(`query.${one}`)}
            </button>
          ))}
        </nav>
        {answer && (
          <>
            <small className="num">
              {t('query.rows', { count: rows.length, formatted: formatNumber(rows.length, i18n.language) })} ·{' '}
              {t('query.time', { time: formatNumber(answer.milliseconds, i18n.language) })}
            </small>
            <Button
              size="small"
              icon={<Download size={13} />}
              disabled={rows.length === 0}
              onClick={() => download(`${title || 'kehu'}.csv`, toCsv(rows, columns), 'text/csv')}
            >
              CSV
            </Button>
            <Button
              size="small"
              icon={<Download size={13} />}
              disabled={answer.data === null}
              onClick={() =>
                download(`${title || 'kehu'}.json`, JSON.stringify(answer.data, null, 2), 'application/json')
              }
            >
              JSON
            </Button>
          </>
        )}
      </header>
      {running && !answer && <SkeletonLines lines={8} />}
      {!running && !answer && (
        <EmptyState icon={<Table2 size={22} />} title={t('query.empty.title')} text={t('query.empty.text')} />
      )}
      {answer?.errors.map((error) => (
        <div key={`${error.path}${error.message}`} className="result-error" role="alert">
          <b>{error.code ? t(`error.${error.code}`, { defaultValue: error.code }) : t('error.INTERNAL')}</b>
          <p>{error.message}</p>
          {error.path && <code>{error.path}</code>}
        </div>
      ))}
      {blank.length > 0 && (
        <p className="result-note">
          {t('query.blank', { count: blank.length, columns: formatList(blank, i18n.language) })}
        </p>
      )}
      {totals.length > 0 && (
        <dl className="result-totals" data-testid="totals">
          {totals.map(([name, value]) => (
            <div key={name}>
              <dt>{t('query.total', { name })}</dt>
              <dd className="num">
                {value === null
                  ? 'null'
                  : new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 2 }).format(Number(value))}
              </dd>
            </div>
          ))}
        </dl>
      )}
      {answer && tab === 'grid' && columns.length > 0 && <ResultGrid rows={rows} columns={columns} />}
      {answer && tab === 'chart' && rows.length > 0 && (
        <Suspense fallback={<SkeletonLines lines={6} />}>
          <Chart rows={rows} columns={columns} kind={chart ?? 'bar'} onKind={onChart} />
        </Suspense>
      )}
      {answer && tab === 'json' && (
        <pre className="result-json" tabIndex={0}>
          {JSON.stringify(answer.data, null, 2)}
        </pre>
      )}
    </section>
  );
}
