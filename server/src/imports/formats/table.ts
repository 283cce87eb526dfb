import type { Sentence } from '../../errors/errors';
import { ImportFileError } from '../import-file-error';
import { columnShapes, shiftedFrom, type ColumnShapes } from './cell-shape';
import type { BrokenRow, RawRow, SourceRow } from './source';

/** A table found in rows: which names its columns and which follow. */
export interface Table {
  headers: string[];
  /** Line of the row that names the columns. */
  headerLine: number;
  rows: AsyncIterable<SourceRow | BrokenRow>;
  notes: Sentence[];
}

export interface TableOptions {
  /** For messages. */
  name: string;
  /** Line of the header; found out where not said. */
  headerRow?: number;
  /** Whether a header like this means something to an import. */
  isKnown(header: string): boolean;
  /** Some characters of the file could not be decoded and became U+FFFD. */
  lossy: boolean;
}

/** Rows looked at before the first is given. */
const sampleRows = 200;

/** Most characters of a header; what is longer is text that got there by mistake. */
const maxHeader = 1_000;

/** A header stands in one of the first rows. */
const headerWithin = 25;

const isBlank = (row: RawRow): boolean => !row.broken && row.cells.every((cell) => cell.trim() === '');

const filled = (row: RawRow): number => row.cells.filter((cell) => cell.trim() !== '').length;

/**
 * Finds header and rows in what a format reads.
 * @throws ImportFileError where nothing names the columns
 */
export async function findTable(source: AsyncIterable<RawRow>, options: TableOptions): Promise<Table> {
  const iterator = source[Symbol.asyncIterator]();
  const head: RawRow[] = [];
  while (head.length < sampleRows) {
    const { done, value } = await iterator.next();
    if (done) break;
    if (!isBlank(value)) head.push(value);
  }
  const at = headerIndex(head, options);
  const header = head[at];
  if (!header || header.broken || filled(header) === 0) {
    throw new ImportFileError(
      options.name,
      'has no header row; the first line must name the columns',
      '没有表头，首行须为列名',
    );
  }
  const notes: Sentence[] = [];
  if (at > 0) notes.push(preamble(at, header.line));
  // Empty columns at the end, in the header and the rows looked at, are none.
  const width = Math.max(1, Math.min(header.cells.length, Math.max(...head.slice(at).map(filledTo))));
  const headers = header.cells.slice(0, width).map((cell) => cell.slice(0, maxHeader).replace(/\s+/g, ' ').trim());
  const seen = new Set<string>();
  const twice = headers.filter((text) => text !== '' && (seen.has(text) || !seen.add(text)));
  if (twice.length > 0) notes.push(duplicates([...new Set(twice)].slice(0, 20)));
  const below = head.slice(at + 1);
  const fit = new Fit(headers, usualWidth(below, width), below, options.lossy);
  async function* rows(): AsyncGenerator<SourceRow | BrokenRow> {
    try {
      for (const row of below) yield fit.check(row);
      for (;;) {
        const { done, value } = await iterator.next();
        if (done) return;
        if (!isBlank(value)) yield fit.check(value);
      }
    } finally {
      await iterator.return?.();
    }
  }
  return { headers, headerLine: header.line, rows: rows(), notes };
}

/** Cells of the row up to the last one that holds anything. */
const filledTo = ({ cells }: RawRow): number => cells.findLastIndex((cell) => cell.trim() !== '') + 1;

function headerIndex(head: readonly RawRow[], { headerRow, isKnown }: TableOptions): number {
  if (headerRow !== undefined) return head.findIndex(({ line }) => line >= headerRow);
  const width = usualWidth(head, 0);
  let best = -1;
  let bestScore = 0;
  for (let i = 0; i < Math.min(head.length, headerWithin); i++) {
    const row = head[i]!;
    if (row.broken) continue;
    const known = row.cells.filter((cell) => cell.length <= maxHeader && cell.trim() !== '' && isKnown(cell)).length;
    // Rows below a header can hold a known word or two; titles above it stand alone in their row.
    const score = known / Math.max(1, filled(row)) + Math.min(known, 5) + (row.cells.length === width ? 0.5 : 0);
    if (known > 0 && score > bestScore + (best === -1 ? 0 : 1)) {
      best = i;
      bestScore = score;
    }
  }
  if (best !== -1) return best;
  // Rows may all end in an empty cell that the header lacks; a title stands alone in its row.
  return head.findIndex(
    (row) => !row.broken && (row.cells.length === width || (row.cells.length > 1 && filled(row) === row.cells.length)),
  );
}

/** The number of cells that most rows have. */
function usualWidth(rows: readonly RawRow[], otherwise: number): number {
  const counts = new Map<number, number>();
  for (const row of rows) if (!row.broken) counts.set(row.cells.length, (counts.get(row.cells.length) ?? 0) + 1);
  const [best] = [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0]);
  return best ? best[0] : otherwise;
}

const preamble = (rows: number, line: number): Sentence => ({
  en: `The columns are named in line ${line}; ${rows === 1 ? 'the row' : `${rows} rows`} above it ${rows === 1 ? 'was' : 'were'} not read.`,
  zh: `表头在第 ${line} 行，其上 ${rows} 行未读取。`,
});

const duplicates = (headers: readonly string[]): Sentence => ({
  en: `Several columns are called ${headers.join(', ')}; the first counts unless they make a list.`,
  zh: `有多列同名：${headers.join('、')}；除可合并为列表者外，以第一列为准。`,
});

const cellCount = (cells: number, width: number): Sentence => ({
  en: `The row has ${cells} cells, the header ${width}.`,
  zh: `该行有 ${cells} 个单元格，表头有 ${width} 个。`,
});

const isIdentifier = /(?:^|[a-z\s_.-])(?:ids?|code|customer|product)$|编号$|编码$/i;

const summary =
  /^(?:(?:grand |sub)?total|sum|average|合计|总计|小计|汇总|共计|page \d+|generated|exported|copyright|©|--+|==+|\(?\d+ (?:rows?|records?)\)?$)/i;

/** Checks each row against header and sample. */
class Fit {
  private readonly shapes: ColumnShapes;

  private readonly width: number;

  constructor(
    headers: readonly string[],
    /** Cells that rows usually have: a file whose rows all end in an empty cell is no fault. */
    private readonly usual: number,
    sample: readonly RawRow[],
    private readonly lossy: boolean,
  ) {
    const width = (this.width = headers.length);
    const whole = sample.filter(({ cells, broken }) => !broken && cells.length >= width).map(({ cells }) => cells);
    // Ids and codes may all look like phone numbers but one, and that one is no fault.
    this.shapes = columnShapes(width, whole).map((shape, i) => (isIdentifier.test(headers[i]!) ? null : shape));
  }

  check(row: RawRow): SourceRow | BrokenRow {
    const { line, cells, broken } = row;
    if (broken) return { line, cells, ...broken };
    const { width } = this;
    const count = cells.length;
    if (this.isFooter(cells)) return { line, cells, kind: 'footer', fault: footer };
    if (count !== width && !(count === this.usual && count > width && isEmpty(cells, width))) {
      return { line, cells, kind: 'cells', fault: cellCount(count, width) };
    }
    const own = count === width ? cells : cells.slice(0, width);
    for (const cell of own) {
      if (cell.includes('\0')) return { line, cells, kind: 'nul', fault: nul };
      if (this.lossy && cell.includes('\uFFFD')) return { line, cells, kind: 'undecodable', fault: undecodable };
    }
    const shifted = shiftedFrom(own, this.shapes);
    if (shifted !== -1) return { line, cells, kind: 'shifted', fault: shift(shifted + 1) };
    return { line, cells: own };
  }

  /** A line below the table: a sum or remark in a row that is otherwise all but empty. */
  private isFooter(cells: readonly string[]): boolean {
    if (this.width < 3) return false;
    const texts = cells.filter((cell) => cell.trim() !== '');
    const few = texts.length <= Math.max(1, Math.floor(this.width / 3));
    return few && summary.test(texts[0]!.trim()) && (cells.length < this.width || texts.length < this.width);
  }
}

const isEmpty = (cells: readonly string[], from: number): boolean =>
  cells.slice(from).every((cell) => cell.trim() === '');

const footer: Sentence = {
  en: 'The row looks like a sum or remark below the table, not like a record.',
  zh: '该行像是表格下方的合计或说明，不是记录。',
};
const nul: Sentence = { en: 'The row holds a zero byte.', zh: '该行含有空字符（NUL）。' };
const undecodable: Sentence = {
  en: 'The row holds bytes that are no text in the encoding of the file.',
  zh: '该行含有无法按文件编码识别的字节。',
};
const shift = (column: number): Sentence => ({
  en: `The cells seem to be shifted from column ${column} on.`,
  zh: `从第 ${column} 列起单元格似有错位。`,
});
