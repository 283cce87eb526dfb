import { csvLine } from '@kehu/shared';
import type { SheetCell } from '../exports/xlsx';

/** An answer as a table: the rows of its first list, nested values under dotted headers. */
export interface AnswerTable {
  headers: string[];
  rows: SheetCell[][];
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function listIn(value: unknown): unknown[] | null {
  if (!isObject(value)) return null;
  if (Array.isArray(value)) return value.some(isObject) ? value : null;
  if (Array.isArray(value.nodes)) return value.nodes;
  if (Array.isArray(value.edges)) return value.edges.map((edge: unknown) => (isObject(edge) ? edge.node : null));
  for (const inner of Object.values(value)) {
    const found = listIn(inner);
    if (found) return found;
  }
  return null;
}

function flatten(value: unknown, path: string, into: Map<string, SheetCell>): void {
  if (Array.isArray(value)) {
    if (value.some(isObject)) value.forEach((item, i) => flatten(item, `${path}.${i + 1}`, into));
    else into.set(path, value.join('; '));
  } else if (isObject(value)) {
    for (const [key, inner] of Object.entries(value)) flatten(inner, path === '' ? key : `${path}.${key}`, into);
  } else into.set(path, (value ?? null) as SheetCell);
}

export function answerTable(data: unknown): AnswerTable {
  const found = (listIn(data) ?? [data]).map((item) => {
    const cells = new Map<string, SheetCell>();
    flatten(item, '', cells);
    return cells;
  });
  const headers = [...new Set(found.flatMap((cells) => [...cells.keys()]))];
  return { headers, rows: found.map((cells) => headers.map((header) => cells.get(header) ?? null)) };
}

/** For Excel too: with a mark that it is UTF-8, and no cell that is a formula. */
export const tableCsv = ({ headers, rows }: AnswerTable): string =>
  `\ufeff${[headers, ...rows].map((cells) => `${csvLine(cells)}\r\n`).join('')}`;
