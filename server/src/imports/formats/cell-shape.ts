/** What a cell looks like, whatever its column is called. */
export type CellShape = 'empty' | 'email' | 'phone' | 'number' | 'date' | 'url' | 'text';

const email = /^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+$/;
const phone = /^\+?[\d\s().-]{7,22}(?:\s*(?:x|ext\.?|转)\s*\d+)?$/i;
const number = /^[-+(]?\s*(?:[$€£¥￥]\s*)?\d[\d,. ]*\)?%?$/;
const date = /^(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})(?:[T\s].*)?$/;
const url = /^(?:https?:\/\/|www\.)\S+$/i;

/** The shape of a cell. */
export function shapeOf(cell: string): CellShape {
  const text = cell.trim();
  if (text === '') return 'empty';
  if (text.length > 254) return 'text';
  if (email.test(text)) return 'email';
  if (url.test(text)) return 'url';
  if (date.test(text)) return 'date';
  const code = text.charCodeAt(0);
  if (code !== 43 && code !== 45 && code !== 40 && (code < 48 || code > 57) && !/^[$€£¥￥]/.test(text)) return 'text';
  if (phone.test(text) && text.replace(/\D/g, '').length >= 7) return 'phone';
  return number.test(text) ? 'number' : 'text';
}

/** What the cells of each column look like, where nearly all of a sample agree; null for the other columns. */
export type ColumnShapes = readonly (CellShape | null)[];

/** Rows below which a column's shape is not believed. */
const leastSample = 8;

/** Shapes of the columns, as a sample of rows shows them. */
export function columnShapes(width: number, rows: readonly (readonly string[])[]): ColumnShapes {
  return Array.from({ length: width }, (_, column) => {
    const counts = new Map<CellShape, number>();
    let filled = 0;
    for (const row of rows) {
      const shape = shapeOf(row[column] ?? '');
      if (shape === 'empty') continue;
      filled += 1;
      counts.set(shape, (counts.get(shape) ?? 0) + 1);
    }
    const [best] = [...counts].sort((a, b) => b[1] - a[1]);
    if (!best || filled < leastSample || best[1] < 0.9 * filled) return null;
    return best[0] === 'email' || best[0] === 'url' || best[0] === 'date' || best[0] === 'phone' ? best[0] : null;
  });
}

/**
 * Whether cells stand one place (or two) beside where they belong: cells of unmistakable columns don't fit there, and their
 * neighbours on one side do.
 * @returns the first column, from 0, that holds what belongs elsewhere; -1 where nothing is shifted
 */
export function shiftedFrom(cells: readonly string[], shapes: ColumnShapes): number {
  let first = -1;
  let asked: number[] | null = null;
  for (let column = 0; column < shapes.length; column++) {
    const wanted = shapes[column];
    if (!wanted) continue;
    const shape = shapeOf(cells[column]!);
    if (shape === wanted || shape === 'empty') continue;
    (asked ??= []).push(column);
    if (first === -1) first = column;
  }
  if (!asked) return -1;
  for (const by of [1, -1, 2, -2]) {
    if (asked.every((column) => shapeOf(cells[column + by] ?? '') === shapes[column])) return first;
  }
  return -1;
}
