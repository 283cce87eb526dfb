import { protectCell } from '@kehu/shared';

/** What lists of objects hold that is worth a cell, in the order it is looked for. */
const valueKeys = ['number', 'address', 'value', 'email', 'phone', 'name', 'tag', 'label'];

/** Bookkeeping of Salesforce's exports. */
const isBookkeeping = (path: string): boolean => /(^|\.)attributes\.(url|type)$/.test(path);

/**
 * An object as cells: nested keys joined with dots, lists of texts joined with semicolons. Nothing is made up: null and
 * empty values are absent.
 */
export function flatten(record: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> {
  const cells = new Map<string, string>();
  add(cells, '', record);
  return cells;
}

function add(cells: Map<string, string>, path: string, value: unknown): void {
  if (value === null || value === undefined || value === '') return;
  if (Array.isArray(value)) {
    const texts = value.map(textOf).filter((text): text is string => text !== null && text !== '');
    if (texts.length === value.length) cells.set(path, asCell(texts.join('; ')));
    else for (const [i, item] of value.entries()) add(cells, i === 0 ? path : `${path}.${i + 1}`, item);
  } else if (typeof value === 'object') {
    for (const [key, part] of Object.entries(value)) add(cells, path === '' ? key : `${path}.${key}`, part);
  } else if (!isBookkeeping(path)) {
    const name = path.replace(/(^|\.)attributes\.referenceId$/, '$1referenceId');
    cells.set(name, asCell(String(value as string | number | boolean)));
  }
}

/** What is read of a cell is freed of the apostrophe that protects formulas; a text that has one of its own keeps it. */
const asCell = (text: string): string => (text.startsWith("'") ? protectCell(text) : text);

function textOf(value: unknown): string | null {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'object' || value === null) return null;
  const entry = value as Record<string, unknown>;
  for (const key of valueKeys) {
    const text = entry[key];
    if (typeof text === 'string' && !('city' in entry) && !('line' in entry)) return text;
  }
  return null;
}
