import { Select } from 'antd';
import { useMemo, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../lib/format';
import { EmptyState } from '../ui/empty-state';
import { ChartColumn } from 'lucide-react';
import {
  chartColumns,
  chartItems,
  chartKinds,
  heatMap,
  mostDrawn,
  niceTop,
  pareto,
  seriesOf,
  type ChartItem,
  type ChartKind,
} from './chart-data';
import { Axes, edge, hue, inner, Names, sheet, type Show, type To } from './chart-axes';
import { LineChart } from './line-chart';
import './chart.css';

interface ChartProps {
  rows: readonly Record<string, unknown>[];
  columns: readonly string[];
  kind: ChartKind;
  /** Left out where the picture is only to be looked at. */
  onKind?: (kind: ChartKind) => void;
  /** Leads from a part of the picture to the records of its rows. */
  onDrill?: (rows: readonly number[]) => void;
}

/** An answer as a picture: what names its groups against one of its amounts. */
export function Chart({ rows, columns, kind, onKind, onDrill }: ChartProps) {
  const { t, i18n } = useTranslation();
  const { labels, measures } = useMemo(() => chartColumns(rows, columns), [rows, columns]);
  const [chosen, setChosen] = useState<string | null>(null);
  const measure = chosen !== null && measures.includes(chosen) ? chosen : measures.at(-1);
  const format = new Intl.NumberFormat(i18n.language, { notation: 'compact', maximumFractionDigits: 1 });
  const exact = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 2 });
  const show = { short: (value: number) => format.format(value), full: (value: number) => exact.format(value) };
  const to: To = (of, label) =>
    onDrill && {
      onClick: () => onDrill(of),
      onKeyDown: (event: KeyboardEvent) => {
        if (event.key === 'Enter') onDrill(of);
      },
      tabIndex: 0,
      role: 'button',
      'aria-label': t('query.drillTo', { group: label }),
    };
  const items = useMemo(() => (measure ? chartItems(rows, labels, measure) : []), [rows, labels, measure]);

  if (!measure || items.length === 0) {
    return (
      <EmptyState icon={<ChartColumn size={22} />} title={t('query.chart.none')} text={t('query.chart.noneText')} />
    );
  }
  const series = kind === 'line' ? seriesOf(rows, labels, measure) : null;
  const [drawn, of] = series
    ? [series.series.length, series.of]
    : [Math.min(items.length, mostDrawn[kind]), items.length];
  return (
    <div className="chart">
      <div className="chart-bar" hidden={!onKind}>
        <Select
          size="small"
          value={kind}
          onChange={(next) => onKind?.(next)}
          aria-label={t('query.chart.kind')}
          popupMatchSelectWidth={false}
          options={chartKinds
            .filter((one) => one !== 'heat' || labels.length > 1)
            .map((value) => ({ value, label: t(`query.chart.${value}`) }))}
        />
        <Select
          size="small"
          value={measure}
          onChange={setChosen}
          aria-label={t('query.chart.measure')}
          options={measures.map((value) => ({ value, label: value }))}
          popupMatchSelectWidth={false}
        />
        {kind !== 'heat' && kind !== 'pie' && drawn < of && (
          <small>
            {t(series ? 'query.chart.someLines' : 'query.chart.some', {
              drawn: formatNumber(drawn, i18n.language),
              of: formatNumber(of, i18n.language),
            })}
          </small>
        )}
      </div>
      <div className="chart-body" role={onDrill ? 'group' : 'img'} aria-label={`${measure}: ${labels.join(', ')}`}>
        {kind === 'bar' && <Bars items={items.slice(0, drawn)} show={show} to={to} />}
        {kind === 'pareto' && <Pareto items={items} show={show} to={to} />}
        {series && <LineChart chart={series} show={show} to={to} />}
        {kind === 'pie' && <Pie items={withRest(items, t('query.chart.rest'))} show={show} to={to} />}
        {kind === 'funnel' && <Funnel items={items.slice(0, drawn)} show={show} to={to} />}
        {kind === 'heat' &&
          (labels.length > 1 ? (
            <Heat map={heatMap(rows, [labels[0]!, labels[1]!], measure)} show={show} to={to} />
          ) : (
            <Bars items={items} show={show} to={to} />
          ))}
      </div>
    </div>
  );
}

interface ItemsProps {
  items: readonly ChartItem[];
  show: Show;
  to: To;
}

/** Lying bars: names of any length stand beside them. */
function Bars({ items, show, to }: ItemsProps) {
  const top = Math.max(...items.map(({ value }) => Math.abs(value))) || 1;
  return (
    <ul className="bars">
      {items.map(({ label, value, rows }) => (
        <li key={label} title={`${label}: ${show.full(value)}`} {...to(rows, label)}>
          <span>{label}</span>
          <i>
            <b style={{ width: `${(Math.abs(value) / top) * 100}%` }} className={value < 0 ? 'less' : undefined} />
          </i>
          <em className="num">{show.short(value)}</em>
        </li>
      ))}
    </ul>
  );
}

function Pareto({ items, show, to }: ItemsProps) {
  const sorted = pareto(items).slice(0, mostDrawn.pareto);
  const top = niceTop(sorted[0]?.value ?? 0);
  const step = inner.width / sorted.length;
  const x = (i: number): number => edge.left + step * (i + 0.5);
  const y = (part: number): number => edge.top + inner.height * (1 - part);
  return (
    <svg viewBox={`0 0 ${sheet.width} ${sheet.height}`}>
      <Axes top={top} show={show} />
      {sorted.map(({ label, value, rows }, i) => {
        const height = (Math.max(0, value) / top) * inner.height;
        return (
          <rect
            key={label}
            className="chart-fill"
            x={x(i) - step * 0.36}
            y={edge.top + inner.height - height}
            width={step * 0.72}
            height={height}
            rx={2}
            {...to(rows, label)}
          >
            <title>{`${label}: ${show.full(value)}`}</title>
          </rect>
        );
      })}
      <polyline className="chart-line second" points={sorted.map(({ part }, i) => `${x(i)},${y(part)}`).join(' ')} />
      {sorted.map(({ label, part }, i) => (
        <circle key={label} className="chart-dot second" cx={x(i)} cy={y(part)} r={3}>
          <title>{`${label}: ${Math.round(part * 100)} %`}</title>
        </circle>
      ))}
      <text className="chart-end" x={sheet.width - edge.right + 6} y={edge.top + 4}>
        100 %
      </text>
      <Names names={sorted.map(({ label }) => label)} at={x} />
    </svg>
  );
}

/** The largest parts, and all others as one. */
function withRest(items: readonly ChartItem[], name: string): ChartItem[] {
  if (items.length <= mostDrawn.pie) return [...items];
  const sorted = [...items].sort((a, b) => b.value - a.value);
  const rest = sorted.splice(mostDrawn.pie - 1).filter(({ value }) => value > 0);
  const value = rest.reduce((sum, item) => sum + item.value, 0);
  return [...sorted, { label: name, value, rows: rest.flatMap(({ rows }) => rows) }];
}

function Pie({ items, show, to }: ItemsProps) {
  const positive = items.filter(({ value }) => value > 0);
  const whole = positive.reduce((sum, { value }) => sum + value, 0);
  const starts = positive.map((_, i) => positive.slice(0, i).reduce((sum, { value }) => sum + value, 0));
  const at = (part: number): string => {
    const angle = part * 2 * Math.PI - Math.PI / 2;
    return `${120 + 104 * Math.cos(angle)} ${120 + 104 * Math.sin(angle)}`;
  };
  return (
    <div className="pie">
      <svg viewBox="0 0 240 240">
        {positive.map(({ label, value, rows }, i) => {
          const part = value / whole;
          const from = starts[i]! / whole;
          const path =
            part > 0.999
              ? 'M 120 16 A 104 104 0 1 1 119.9 16 Z'
              : `M 120 120 L ${at(from)} A 104 104 0 ${part > 0.5 ? 1 : 0} 1 ${at(from + part)} Z`;
          return (
            <path key={label} d={path} fill={hue(i)} className="pie-slice" {...to(rows, label)}>
              <title>{`${label}: ${show.full(value)}`}</title>
            </path>
          );
        })}
        <circle cx={120} cy={120} r={58} className="pie-hole" />
        <text x={120} y={126} textAnchor="middle" className="pie-whole">
          {show.short(whole)}
        </text>
      </svg>
      <ul>
        {positive.map(({ label, value }, i) => (
          <li key={label}>
            <i style={{ background: hue(i) }} />
            <span>{label}</span>
            <em className="num">{Math.round((value / whole) * 1000) / 10} %</em>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Steps in the order of the answer, each as wide as what is left, with its part of the first. */
function Funnel({ items, show, to }: ItemsProps) {
  const first = Math.max(...items.map(({ value }) => value), 1);
  return (
    <ol className="funnel">
      {items.map(({ label, value, rows }) => (
        <li key={label} title={`${label}: ${show.full(value)}`} {...to(rows, label)}>
          <b style={{ width: `${Math.max(3, (Math.max(0, value) / first) * 100)}%` }}>
            <span>{show.short(value)}</span>
          </b>
          <em>
            {label} · {Math.round((value / first) * 100)} %
          </em>
        </li>
      ))}
    </ol>
  );
}

function Heat({ map, show, to }: { map: ReturnType<typeof heatMap>; show: Show; to: To }) {
  const largest = Math.max(...map.cells.flat().map((value) => value ?? 0), 1);
  return (
    <table className="heat">
      <thead>
        <tr>
          <td />
          {map.columns.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {map.rows.map((name, y) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {map.cells[y]!.map((value, x) => (
              <td
                key={map.columns[x]}
                className="num"
                {...(value !== null && to(map.rowsOf[y]![x]!, `${name} · ${map.columns[x]}`))}
                title={value === null ? '' : `${name} · ${map.columns[x]}: ${show.full(value)}`}
                style={{
                  background: `color-mix(in srgb, var(--accent) ${Math.round(((value ?? 0) / largest) * 70)}%, transparent)`,
                }}
              >
                {value === null ? '' : show.short(value)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
