import { flatten } from '@kehu/shared';

type Values = Readonly<Record<string, unknown>>;

/** A line of the grid: a row of the answer, or a subtotal of some of them. */
export interface GridLine {
  values: Values;
  /** Its place among the rows of the answer; null for a subtotal. */
  place: number | null;
}

const isGroups = (value: unknown): value is Values[] =>
  Array.isArray(value) && value.length > 0 && value.every((item) => item !== null && typeof item === 'object');

/** What stands beside the rows that the grid shows and is a list as they are: subtotals, by whatever names they were asked. */
export function subtotalsOf(data: unknown): Values[] {
  if (data === null || typeof data !== 'object' || Array.isArray(data)) return [];
  const page = data as Values;
  if (Array.isArray(page.nodes)) {
    const beside = Object.entries(page).filter(
      ([name, value]) => name !== 'nodes' && name !== 'edges' && isGroups(value),
    );
    return beside.flatMap(([, groups]) => (groups as Values[]).map((group) => flatten(group)));
  }
  for (const inner of Object.values(page)) {
    const found = subtotalsOf(inner);
    if (found.length > 0) return found;
  }
  return [];
}

/**
 * The rows with their subtotals among them: each behind the rows it sums up where they stand together, else at the end, after
 * those that do. Of two behind the same row the finer comes first.
 */
export function gridLines(rows: readonly Values[], subtotals: readonly Values[]): GridLine[] {
  const behind = new Map<number, Values[]>();
  const last: Values[] = [];
  const finest = [...subtotals].sort((a, b) => keysOf(b).length - keysOf(a).length);
  for (const subtotal of finest) {
    const keys = keysOf(subtotal);
    const members = rows.flatMap((row, i) => (keys.every((key) => row[key] === subtotal[key]) ? [i] : []));
    const end = members.at(-1);
    const together = keys.length > 0 && end !== undefined && end - members[0]! === members.length - 1;
    if (together) behind.set(end, [...(behind.get(end) ?? []), subtotal]);
    else last.push(subtotal);
  }
  const asLine = (values: Values): GridLine => ({ values, place: null });
  return [
    ...rows.flatMap((values, place): GridLine[] => [{ values, place }, ...(behind.get(place) ?? []).map(asLine)]),
    ...last.map(asLine),
  ];
}

/** What a subtotal is grouped by. A key it is not grouped by is null, as is that of a group without a value. */
const keysOf = (subtotal: Values): string[] =>
  Object.keys(subtotal).filter((name) => name.startsWith('key.') && subtotal[name] !== null);
