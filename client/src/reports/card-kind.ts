import { chartColumns, chartKinds, type ChartKind } from '../analyst/chart-data';
import { columnsOf, totalsOf } from '@kehu/shared';
import { answerRows } from '../analyst/answer-rows';

type Row = Record<string, unknown>;

/** How an answer is shown on a card. */
export type CardBody =
  | { kind: 'nothing' }
  | { kind: 'list'; noun: string; count: { count: number; exact: boolean }; rows: Row[] }
  | { kind: 'figure'; figures: { name: string; value: string | number }[] }
  | { kind: 'chart'; chart: ChartKind; rows: Row[]; columns: string[] }
  | { kind: 'table'; rows: Row[]; columns: string[] };

interface Saved {
  kind: 'QUERY' | 'LIST';
  noun?: string | null;
  definition: unknown;
}

interface Page {
  totalCount?: { count: number; exact: boolean };
  nodes?: Row[];
}

/** A list as its first rows, one group or a total alone as figures, what was saved with a chart as that, else as a table. */
export function cardBody({ kind, noun, definition }: Saved, data: unknown): CardBody {
  if (kind === 'LIST') {
    const page = Object.values((data as Record<string, Page | null> | null) ?? {})[0];
    const { totalCount, nodes } = page ?? {};
    if (!nodes || nodes.length === 0) return { kind: 'nothing' };
    return { kind: 'list', noun: noun ?? '', count: totalCount ?? { count: nodes.length, exact: true }, rows: nodes };
  }
  const rows = withTotals(data);
  const columns = columnsOf(rows);
  if (rows.length === 0 || rows.every((row) => Object.values(row).every((value) => value === null))) {
    return { kind: 'nothing' };
  }
  const { measures } = chartColumns(rows, columns);
  const { chart } = definition as { chart?: unknown };
  if (rows.length === 1 && measures.length > 0) {
    return {
      kind: 'figure',
      figures: measures.map((name) => ({ name, value: (rows[0]![name] as string | number | null) ?? '–' })),
    };
  }
  const drawn = chartKinds.find((one) => one === chart);
  return drawn && measures.length > 0
    ? { kind: 'chart', chart: drawn, rows, columns }
    : { kind: 'table', rows, columns };
}

/** The rows of an answer's first list; of aggregates that ask for their totals alone, those. */
function withTotals(data: unknown): Row[] {
  const [first] = answerRows(data);
  const totals = totalsOf(data);
  if (first?.key === '' && Object.keys(totals).length > 0) return [totals];
  return first?.rows ?? [];
}
