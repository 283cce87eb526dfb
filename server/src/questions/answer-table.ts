import type { SheetCell } from '../exports/xlsx';

/** An answer as a table: the rows of its first list, nested values under dotted headers. */
export interface AnswerTable {
  headers: string[];
  rows: SheetCell[][];
  /** Where the list stands in the answer: response keys from the top. */
  path: readonly string[];
}

interface FoundList {
  items: unknown[];
  path: readonly string[];
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function listIn(value: unknown, path: readonly string[]): FoundList | null {
  if (!isObject(value)) return null;
  if (Array.isArray(value)) return value.some(isObject) ? { items: value, path } : null;
  if (Array.isArray(value.nodes)) return { items: value.nodes, path: [...path, 'nodes'] };
  if (Array.isArray(value.edges)) {
    const items = value.edges.map((edge: unknown) => (isObject(edge) ? edge.node : null));
    return { items, path: [...path, 'edges', 'node'] };
  }
  for (const [key, inner] of Object.entries(value)) {
    const found = listIn(inner, [...path, key]);
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
  const { items, path } = listIn(data, []) ?? { items: [data], path: [] };
  const found = items.map((item) => {
    const cells = new Map<string, SheetCell>();
    flatten(item, '', cells);
    return cells;
  });
  const headers = [...new Set(found.flatMap((cells) => [...cells.keys()]))];
  return { headers, rows: found.map((cells) => headers.map((header) => cells.get(header) ?? null)), path };
}
