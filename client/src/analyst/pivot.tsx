import { Select } from 'antd';
import { Table2 } from 'lucide-react';
import type { GraphQLSchema } from 'graphql';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SkeletonLines } from '../ui/card';
import { EmptyState } from '../ui/empty-state';
import type { AskedGroups } from './group-question';
import {
  addsUp,
  pivotShares,
  pivotTable,
  wholeOf,
  type PivotCell,
  type PivotRow,
  type PivotShare,
  type PivotTable,
} from './pivot-data';
import { keysOf, pivotQuestion, usualLayout } from './pivot-question';
import { runQuery } from './run-query';
import './pivot.css';

type Values = Readonly<Record<string, unknown>>;

interface PivotProps {
  schema: GraphQLSchema;
  groups: AskedGroups;
  onDrill: (where: Values) => void;
}

type Answer = { page: Values } | { refused: string };

/** The groups of a question as a table of rows by columns, with every total; each amount leads to its records. */
export default function Pivot({ schema, groups, onDrill }: PivotProps) {
  const { t } = useTranslation();
  const keys = useMemo(() => keysOf(groups), [groups]);
  const [across, setAcross] = useState(keys.length - 1);
  const [chosen, setMeasure] = useState<string | null>(null);
  const [wantedShare, setShare] = useState<PivotShare>('none');
  const layout = useMemo(
    () => (across < keys.length ? layoutWith(keys.length, across) : usualLayout(keys.length)),
    [keys, across],
  );
  const [answered, setAnswered] = useState<{ of: object; answer: Answer } | null>(null);

  useEffect(() => {
    const stop = new AbortController();
    const { document, variables } = pivotQuestion(schema, groups, layout);
    const of = layout;
    runQuery(document, variables, stop.signal)
      .then(({ data, errors }) => {
        const page = (data as { groups?: Values } | null)?.groups;
        setAnswered({ of, answer: page ? { page } : { refused: errors[0]?.message ?? t('error.INTERNAL') } });
      })
      .catch(() => stop.signal.aborted || setAnswered({ of, answer: { refused: t('error.UNAVAILABLE') } }));
    return () => stop.abort();
  }, [schema, groups, layout, t]);

  const answer = answered?.of === layout ? answered.answer : null;
  const table = useMemo(
    () => (answer && 'page' in answer ? pivotTable(answer.page, keys, layout) : null),
    [answer, keys, layout],
  );
  if (!answer) return <SkeletonLines lines={8} />;
  if ('refused' in answer) {
    return (
      <div className="result-error" role="alert">
        <p>{answer.refused}</p>
      </div>
    );
  }
  if (!table || table.rows.length < 2) {
    return <EmptyState icon={<Table2 size={22} />} title={t('query.pivot.none')} text={t('query.pivot.noneText')} />;
  }
  const measure = chosen !== null && table.measures.includes(chosen) ? chosen : (table.measures.at(-1) ?? 'count');
  const share = addsUp(measure) ? wantedShare : 'none';
  return (
    <div className="pivot">
      <div className="chart-bar">
        <Select
          size="small"
          value={across}
          onChange={setAcross}
          aria-label={t('query.pivot.across')}
          options={keys.map(({ label }, value) => ({ value, label: t('query.pivot.acrossKey', { key: label }) }))}
          popupMatchSelectWidth={false}
        />
        <Select
          size="small"
          value={measure}
          onChange={setMeasure}
          aria-label={t('query.chart.measure')}
          options={table.measures.map((value) => ({ value, label: value }))}
          popupMatchSelectWidth={false}
        />
        <Select
          size="small"
          value={share}
          onChange={setShare}
          disabled={!addsUp(measure)}
          aria-label={t('query.pivot.share')}
          options={pivotShares.map((value) => ({ value, label: t(`query.pivot.share.${value}`) }))}
          popupMatchSelectWidth={false}
        />
      </div>
      <div className="pivot-body" tabIndex={0} role="region" aria-label={t('query.pivot')}>
        <Table
          table={table}
          down={layout.down.map((place) => keys[place]!.label).join(' / ')}
          depth={layout.down.length}
          measure={measure}
          share={share}
          onDrill={onDrill}
        />
      </div>
    </div>
  );
}

const layoutWith = (count: number, across: number) => ({
  down: Array.from({ length: count }, (_, i) => i).filter((i) => i !== across),
  across,
});

interface TableProps {
  table: PivotTable;
  down: string;
  depth: number;
  measure: string;
  share: PivotShare;
  onDrill: (where: Values) => void;
}

function Table({ table, down, depth, measure, share, onDrill }: TableProps) {
  const { t } = useTranslation();
  const nameOf = (row: PivotRow): string =>
    row.depth === 0 ? t('query.pivot.total') : (row.label ?? t('query.pivot.nothing'));
  return (
    <table className="pivot-table">
      <thead>
        <tr>
          <th scope="col">{down}</th>
          {table.columns.map(({ id, label }) => (
            <th key={id} scope="col">
              {label ?? t('query.pivot.nothing')}
            </th>
          ))}
          <th scope="col" className="pivot-total">
            {t('query.pivot.total')}
          </th>
        </tr>
      </thead>
      <tbody>
        {table.rows.map((row) => (
          <tr key={row.id} className={row.depth < depth ? 'pivot-sub' : undefined} data-depth={row.depth}>
            <th scope="row" style={{ paddingInlineStart: 10 + Math.max(0, row.depth - 1) * 16 }}>
              {nameOf(row)}
            </th>
            {table.columns.map(({ id }) => (
              <Amount
                key={id}
                cell={row.cells.get(id)}
                measure={measure}
                whole={wholeOf(table, row, { share, measure, column: id })}
                onDrill={onDrill}
              />
            ))}
            <Amount
              cell={row.total ?? undefined}
              measure={measure}
              whole={wholeOf(table, row, { share, measure, column: null })}
              onDrill={onDrill}
              total
            />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const percent = (part: number, language: string): string =>
  new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 }).format(part);

interface AmountProps {
  cell: PivotCell | undefined;
  measure: string;
  /** What the amount is shown as a part of; null: as itself. */
  whole: number | null;
  onDrill: (where: Values) => void;
  total?: boolean;
}

function Amount({ cell, measure, whole, onDrill, total = false }: AmountProps) {
  const { t, i18n } = useTranslation();
  const value = cell?.measures[measure] ?? null;
  const className = total ? 'num pivot-total' : 'num';
  if (!cell || value === null) return <td className={className}>{cell ? <i>–</i> : ''}</td>;
  const text =
    whole !== null
      ? percent(Number(value) / whole, i18n.language)
      : /^-?\d+(\.\d+)?$/.test(String(value))
        ? new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 2 }).format(Number(value))
        : String(value);
  return (
    <td className={className}>
      <button type="button" className="bare" title={t('query.drill')} onClick={() => onDrill(cell.where ?? {})}>
        {text}
      </button>
    </td>
  );
}
