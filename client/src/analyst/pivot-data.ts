import { flatten } from '@kehu/shared';
import { levelsOf, type PivotKey, type PivotLayout } from './pivot-question';

type Values = Readonly<Record<string, unknown>>;

/** A group of some level of the table. */
export interface PivotCell {
  /** Measures by their dotted names: `count`, `sum.amount`. */
  measures: Values;
  where: Values | null;
}

export interface PivotColumn {
  id: string;
  label: string | null;
}

export interface PivotRow {
  id: string;
  /** Of its innermost key; null for a group without a value, and for the total of all. */
  label: string | null;
  /** How many keys it is grouped by: 0 for the total of all. */
  depth: number;
  /** By the id of a column; what no record is in has none. */
  cells: ReadonlyMap<string, PivotCell>;
  total: PivotCell | null;
}

export interface PivotTable {
  columns: PivotColumn[];
  /** In reading order: each group of an outer key, its total first, then what it is made of; the total of all last. */
  rows: PivotRow[];
  measures: string[];
}

/** A table of an answer's levels, as `pivotQuestion` asks for them. */
export function pivotTable(page: Values, keys: readonly PivotKey[], layout: PivotLayout): PivotTable {
  const levels = levelsOf(layout);
  const groups = (name: string): Values[] => (page[name] as Values[] | undefined) ?? [];
  const columns = groups('d0across').map((group) => columnOf(group, keys[layout.across]!));
  const rows = new Map<string, PivotRow & { cells: Map<string, PivotCell> }>();
  for (const name of Object.keys(levels).filter((level) => !level.endsWith('across'))) {
    const depth = levels[name]!.length;
    const down = layout.down.slice(0, depth).map((place) => keys[place]!);
    for (const group of groups(name)) {
      const row = rowOf(group, down);
      rows.set(row.id, { ...row, depth, cells: new Map(), total: cellOf(group) });
    }
    for (const group of groups(`${name}across`)) {
      rows.get(rowOf(group, down).id)?.cells.set(columnOf(group, keys[layout.across]!).id, cellOf(group));
    }
  }
  const measures = [...new Set([...rows.values()].flatMap(({ total }) => Object.keys(total?.measures ?? {})))];
  return { columns, rows: inOrder([...rows.values()], layout.down.length), measures };
}

/** What an amount is shown as: itself, or its part of the total of its row, its column or all. */
export const pivotShares = ['none', 'row', 'column', 'all'] as const;
export type PivotShare = (typeof pivotShares)[number];

/** Measures whose parts make up their total. */
export const addsUp = (measure: string): boolean => measure === 'count' || measure.startsWith('sum.');

/** The whole that a cell of a row is a part of; null where there is none to be a part of. */
export function wholeOf(
  { rows }: PivotTable,
  row: PivotRow,
  { share, measure, column }: { share: PivotShare; measure: string; column: string | null },
): number | null {
  const all = rows.find(({ depth }) => depth === 0);
  const cells: Record<PivotShare, PivotCell | null | undefined> = {
    none: null,
    row: row.total,
    column: column === null ? all?.total : all?.cells.get(column),
    all: all?.total,
  };
  const whole = Number(cells[share]?.measures[measure] ?? NaN);
  return Number.isFinite(whole) && whole !== 0 ? whole : null;
}

/** Rows of a level come in the order of their keys, so those of one outer group stand together; their group goes before them. */
function inOrder(rows: readonly PivotRow[], depth: number): PivotRow[] {
  const below = (parent: PivotRow): PivotRow[] =>
    rows
      .filter((row) => row.depth === parent.depth + 1 && isWithin(row, parent))
      .flatMap((row) => [row, ...(row.depth < depth ? below(row) : [])]);
  const whole = rows.find((row) => row.depth === 0);
  return whole ? [...below(whole), whole] : [];
}

const isWithin = ({ id }: PivotRow, parent: PivotRow): boolean =>
  parent.depth === 0 || id.startsWith(`${parent.id.slice(0, -1)},`);

const rowOf = (group: Values, down: readonly PivotKey[]): Pick<PivotRow, 'id' | 'label'> => {
  const values = down.map(({ path }) => valueAt(group.key, path));
  return { id: JSON.stringify(values.map(idOf)), label: labelOf(values.at(-1) ?? null) };
};

const columnOf = (group: Values, { path }: PivotKey): PivotColumn => {
  const value = valueAt(group.key, path);
  return { id: JSON.stringify(idOf(value)), label: labelOf(value) };
};

const valueAt = (key: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((at, name) => (at as Values | null)?.[name] ?? null, key);

const isEntry = (value: unknown): value is { key: string; name: string } => typeof value === 'object' && value !== null;

/** What tells groups apart: the key of an entry, whose names may be alike. */
const idOf = (value: unknown): unknown => (isEntry(value) ? value.key : value);

const labelOf = (value: unknown): string | null =>
  value === null ? null : isEntry(value) ? value.name : String(value);

const cellOf = ({ key: _, kehuWhere, ...measures }: Values): PivotCell => ({
  measures: flatten(measures),
  where: (kehuWhere as Values | undefined) ?? null,
});
