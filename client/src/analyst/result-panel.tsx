import { Button, Select } from 'antd';
import { Download, Table2 } from 'lucide-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GraphQLSchema } from 'graphql';
import { totalsOf } from '@kehu/shared';
import { formatDecimal, formatList, formatNumber } from '../lib/format';
import { SkeletonLines } from '../ui/card';
import { EmptyState } from '../ui/empty-state';
import { toast } from '../ui/toast';
import { answerRows } from './answer-rows';
import { answerFormats, downloadAnswer, DownloadRefused, type AnswerFormat } from './download-answer';
import type { AskedGroups } from './group-question';
import { gridLines, subtotalsOf } from './grid-lines';
import { ResultGrid } from './result-grid';
import type { ChartKind } from './chart-data';
import type { QueryAnswer, Question } from './run-query';

const Chart = lazy(async () => ({ default: (await import('./chart')).Chart }));

const Pivot = lazy(() => import('./pivot'));

type Values = Readonly<Record<string, unknown>>;

/** An answer with the question that was really asked, and what leads from its groups to records. */
export interface Asked extends QueryAnswer {
  question: Question;
  groups: AskedGroups | null;
  wheres: readonly (Values | null)[];
  /** Names of its lists that go on behind what came. */
  unfinished: readonly string[];
}

type Tab = 'grid' | 'pivot' | 'chart' | 'json';

interface ResultPanelProps {
  answer: Asked | null;
  schema: GraphQLSchema | null;
  running: boolean;
  title: string;
  /** How the answer is drawn, where it was saved so; null: it is shown as a table first. */
  chart: ChartKind | null;
  onChart: (kind: ChartKind) => void;
  /** Shows the records of some groups of the answer. */
  onDrill: (groups: AskedGroups, wheres: readonly Values[]) => void;
}

export function ResultPanel({ answer, schema, running, title, chart, onChart, onDrill }: ResultPanelProps) {
  const { t, i18n } = useTranslation();
  const [chosen, setTab] = useState<Tab | null>(null);
  const [making, setMaking] = useState<AnswerFormat | null>(null);
  const [list, setList] = useState<string | null>(null);
  const lists = useMemo(() => answerRows(answer?.data), [answer]);
  const { key = '', rows = [], columns = [] } = lists.find((one) => one.key === list) ?? lists[0] ?? {};
  const groups = answer?.groups?.key === key ? answer.groups : null;
  const pivots = schema !== null && groups !== null && groups.groupBy.length > 1;
  const tabs: Tab[] = ['grid', ...(pivots ? (['pivot'] as const) : []), 'chart', 'json'];
  const wanted = chosen ?? (chart ? 'chart' : 'grid');
  const tab = tabs.includes(wanted) ? wanted : 'grid';
  const drill = (of: readonly number[]): void => {
    const wheres = of.map((row) => answer?.wheres[row]).filter((where) => where != null);
    if (groups && wheres.length > 0) onDrill(groups, wheres);
  };
  const drills = groups !== null && answer !== null && answer.wheres.some((where) => where !== null);
  const save = async (format: AnswerFormat) => {
    if (!answer) return;
    setMaking(format);
    try {
      await downloadAnswer(answer.question, format, title || 'kehu', key || null);
    } catch (error) {
      toast.error((error instanceof DownloadRefused && error.message) || t('error.UNAVAILABLE'));
    } finally {
      setMaking(null);
    }
  };
  const lines = useMemo(
    () => gridLines(rows, subtotalsOf((answer?.data as Values | null | undefined)?.[key])),
    [rows, answer, key],
  );
  const totals = useMemo(() => Object.entries(totalsOf(answer?.data)), [answer]);
  const blank = useMemo(
    () => columns.filter((column) => rows.length > 0 && rows.every((row) => row[column] === null)),
    [rows, columns],
  );

  return (
    <section className="result" aria-label={t('query.result')} aria-busy={running}>
      <header className="result-bar">
        <nav className="tabs">
          {tabs.map((one) => (
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
            {lists.length > 1 && (
              <Select
                size="small"
                value={key}
                onChange={setList}
                aria-label={t('query.list')}
                options={lists.map(({ key: value }) => ({ value, label: value }))}
                popupMatchSelectWidth={false}
              />
            )}
            <small className="num">
              {t('query.rows', { count: rows.length, formatted: formatNumber(rows.length, i18n.language) })} ·{' '}
              {t('query.time', { time: formatNumber(answer.milliseconds, i18n.language) })}
            </small>
            {answerFormats.map((format) => (
              <Button
                key={format}
                size="small"
                icon={<Download size={13} />}
                loading={making === format}
                disabled={answer.data === null || (format !== 'json' && rows.length === 0)}
                onClick={() => void save(format)}
              >
                {t(`query.file.${format}`)}
              </Button>
            ))}
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
      {answer?.unfinished.includes(key) && (
        <p className="result-note" data-testid="more">
          {t('query.more', { formatted: formatNumber(rows.length, i18n.language) })}
        </p>
      )}
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
                {value === null ? 'null' : formatDecimal(value as string | number | boolean, i18n.language, 2)}
              </dd>
            </div>
          ))}
        </dl>
      )}
      {answer && tab === 'grid' && columns.length > 0 && (
        <ResultGrid lines={lines} columns={columns} {...(drills && { onDrill: (row: number) => drill([row]) })} />
      )}
      {answer && tab === 'pivot' && schema && groups && (
        <Suspense fallback={<SkeletonLines lines={8} />}>
          <Pivot schema={schema} groups={groups} onDrill={(where) => onDrill(groups, [where])} />
        </Suspense>
      )}
      {answer && tab === 'chart' && rows.length > 0 && (
        <Suspense fallback={<SkeletonLines lines={6} />}>
          <Chart
            rows={rows}
            columns={columns}
            kind={chart ?? 'bar'}
            onKind={onChart}
            {...(drills && { onDrill: drill })}
          />
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
