/** Charts that an answer can be drawn as. */
export const chartKinds = ['bar', 'line', 'pie', 'funnel', 'pareto', 'heat'] as const;
export type ChartKind = (typeof chartKinds)[number];

export interface ChartItem {
  label: string;
  value: number;
  /** The rows of the answer it is made of. */
  rows: number[];
}

/** Cells of a heat map; a value that no row has is null. */
export interface HeatMap {
  columns: string[];
  rows: string[];
  cells: (number | null)[][];
  /** Rows of the answer that each cell is made of. */
  rowsOf: number[][][];
}

/** What of an answer's columns can be drawn: names of things, and amounts. */
export interface ChartColumns {
  labels: string[];
  measures: string[];
}

type Row = Readonly<Record<string, unknown>>;

/** Most bars, slices or steps that can still be told apart. */
export const mostDrawn: Readonly<Record<ChartKind, number>> = {
  bar: 40,
  pareto: 40,
  line: 400,
  pie: 12,
  funnel: 12,
  heat: 40,
};
/** Most lines of one picture. */
const mostSeries = 8;

const amountOf = (value: unknown): number | null => {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^-?\d{1,15}(\.\d+)?$/.test(value) ? Number(value) : null;
};

/** Columns of amounts are those whose every value is one; the others name things. Ids name nothing that a chart shows. */
export function chartColumns(rows: readonly Row[], columns: readonly string[]): ChartColumns {
  const isMeasure = (column: string): boolean =>
    !column.startsWith('key.') &&
    rows.some((row) => amountOf(row[column]) !== null) &&
    rows.every((row) => row[column] === null || row[column] === undefined || amountOf(row[column]) !== null);
  const measures = columns.filter(isMeasure);
  const labels = columns.filter((column) => !measures.includes(column) && !/(^|\.)(id|suppressed)$/.test(column));
  return { labels, measures };
}

const nameOf = (row: Row, labels: readonly string[]): string =>
  labels.map((label) => (row[label] === null || row[label] === undefined ? '–' : String(row[label]))).join(' · ');

/** One item a row, those of one name added up, in the order of the answer. */
export function chartItems(rows: readonly Row[], labels: readonly string[], measure: string): ChartItem[] {
  const items = new Map<string, ChartItem>();
  rows.forEach((row, index) => {
    const value = amountOf(row[measure]);
    if (value === null) return;
    const label = nameOf(row, labels);
    const item = items.get(label) ?? { label, value: 0, rows: [] };
    items.set(label, { label, value: item.value + value, rows: [...item.rows, index] });
  });
  return [...items.values()];
}

/** Largest first, with the part of the whole that all up to each one make. */
export function pareto(items: readonly ChartItem[]): (ChartItem & { part: number })[] {
  const sorted = [...items].sort((a, b) => b.value - a.value);
  const whole = sorted.reduce((sum, { value }) => sum + Math.max(0, value), 0);
  let sum = 0;
  return sorted.map((item) => {
    sum += Math.max(0, item.value);
    return { ...item, part: whole > 0 ? sum / whole : 0 };
  });
}

/** Lines over one axis. */
export interface SeriesChart {
  /** What stands along the axis: spans of time in their order, else names in that of the answer. */
  at: string[];
  series: { name: string; values: (number | null)[]; rows: number[][] }[];
  /** How many lines there would be, drawn or not. */
  of: number;
}

/** A column of days, as spans of time are told by their first. */
const isTime = (rows: readonly Row[], label: string): boolean =>
  rows.some((row) => row[label] !== null) &&
  rows.every((row) => row[label] === null || /^\d{4}-\d\d-\d\d/.test(String(row[label])));

/** One line for each name beside the time; of too many those of the largest amounts. */
export function seriesOf(rows: readonly Row[], labels: readonly string[], measure: string): SeriesChart {
  const axis = labels.find((label) => isTime(rows, label)) ?? labels[0];
  const others = labels.filter((label) => label !== axis);
  const at = [...new Set(rows.map((row) => nameOf(row, axis === undefined ? [] : [axis])))];
  if (axis !== undefined && isTime(rows, axis)) at.sort();
  const place = new Map(at.slice(0, mostDrawn.line).map((name, i) => [name, i]));
  const found = new Map<string, SeriesChart['series'][number]>();
  for (const [index, row] of rows.entries()) {
    const value = amountOf(row[measure]);
    const x = place.get(nameOf(row, axis === undefined ? [] : [axis]));
    if (value === null || x === undefined) continue;
    const name = others.length > 0 ? nameOf(row, others) : measure;
    const line = found.get(name) ?? { name, values: [...place].map(() => null), rows: [...place].map(() => []) };
    found.set(name, line);
    line.values[x] = (line.values[x] ?? 0) + value;
    line.rows[x]!.push(index);
  }
  const size = ({ values }: { values: readonly (number | null)[] }): number =>
    values.reduce<number>((sum, value) => sum + Math.abs(value ?? 0), 0);
  const largest = new Set([...found.values()].sort((a, b) => size(b) - size(a)).slice(0, mostSeries));
  return { at: [...place.keys()], series: [...found.values()].filter((line) => largest.has(line)), of: found.size };
}

/** Amounts by two names. */
export function heatMap(rows: readonly Row[], [down, across]: readonly [string, string], measure: string): HeatMap {
  const names = (label: string): string[] =>
    [...new Set(rows.map((row) => nameOf(row, [label])))].slice(0, mostDrawn.heat);
  const map: HeatMap = { rows: names(down), columns: names(across), cells: [], rowsOf: [] };
  map.cells = map.rows.map(() => map.columns.map(() => null));
  map.rowsOf = map.rows.map(() => map.columns.map(() => []));
  for (const [index, row] of rows.entries()) {
    const value = amountOf(row[measure]);
    const y = map.rows.indexOf(nameOf(row, [down]));
    const x = map.columns.indexOf(nameOf(row, [across]));
    if (value === null || y < 0 || x < 0) continue;
    map.cells[y]![x] = (map.cells[y]![x] ?? 0) + value;
    map.rowsOf[y]![x]!.push(index);
  }
  return map;
}

/** A round number at or above the largest value, for the top of an axis. */
export function niceTop(largest: number): number {
  if (largest <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(largest));
  return [1, 1.2, 1.6, 2, 2.5, 3, 4, 5, 6, 8, 10].map((step) => step * power).find((top) => top >= largest)!;
}
