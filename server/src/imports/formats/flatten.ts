import { protectCell } from '@kehu/shared';
import { CellError } from '../cell-error';

/** What lists of objects hold that is worth a cell, in the order it is looked for. */
const valueKeys = ['number', 'address', 'value', 'email', 'phone', 'name', 'tag', 'label'];

/** Bookkeeping of Salesforce's exports. */
const isBookkeeping = (path: string): boolean => /(^|\.)attributes\.(url|type)$/.test(path);

/** Beyond these a record is no row of a table, and laying it out as one would take memory without end. */
export const flatLimits = { depth: 20, pathCharacters: 200, cells: 2_000 } as const;

/**
 * An object as cells: nested keys joined with dots, lists of texts joined with semicolons. Nothing is made up: null and
 * empty values are absent.
 * @throws CellError for a record of more levels, longer keys or more values than {@link flatLimits}
 */
export function flatten(record: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> {
  const cells = new Map<string, string>();
  add(cells, '', record, 0);
  return cells;
}

function add(cells: Map<string, string>, path: string, value: unknown, depth: number): void {
  if (value === null || value === undefined || value === '') return;
  if (depth > flatLimits.depth) {
    throw new CellError(
      `The record is nested more than ${flatLimits.depth} levels deep.`,
      `记录的嵌套超过 ${flatLimits.depth} 层。`,
    );
  }
  if (path.length > flatLimits.pathCharacters) {
    throw new CellError(
      `The record has keys that make a name of more than ${flatLimits.pathCharacters} characters.`,
      `记录的键名相连后超过 ${flatLimits.pathCharacters} 个字符。`,
    );
  }
  if (Array.isArray(value)) {
    const texts = value.map(textOf).filter((text): text is string => text !== null && text !== '');
    if (texts.length === value.length && cells.size >= flatLimits.cells) throw tooManyValues();
    if (texts.length === value.length) cells.set(path, asCell(texts.join('; ')));
    else for (const [i, item] of value.entries()) add(cells, i === 0 ? path : `${path}.${i + 1}`, item, depth + 1);
  } else if (typeof value === 'object') {
    for (const [key, part] of Object.entries(value)) add(cells, path === '' ? key : `${path}.${key}`, part, depth + 1);
  } else if (!isBookkeeping(path)) {
    if (cells.size >= flatLimits.cells) throw tooManyValues();
    const name = path.replace(/(^|\.)attributes\.referenceId$/, '$1referenceId');
    cells.set(name, asCell(String(value as string | number | boolean)));
  }
}

const tooManyValues = (): CellError =>
  new CellError(`The record holds more than ${flatLimits.cells} values.`, `记录包含的值超过 ${flatLimits.cells} 个。`);

/** What is read of a cell is freed of the apostrophe that protects formulas; a text that has one of its own keeps it. */
export const asCell = (text: string): string => (text.startsWith("'") ? protectCell(text) : text);

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
