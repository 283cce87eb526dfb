import type { Sentence } from '../../errors/errors';
import { cellTooLong, maxCellCharacters, maxColumns, tooManyCells, type RawRow } from './source';

export interface CsvShape {
  delimiter: string;
  /** Empty for none. */
  quote: string;
}

/** A quote that is open for longer than this is taken for a stray one. */
const maxQuoted = 16 * 1024 * 1024;
/**
 * Characters looked through in vain for the ends of quotes in the rest of a file: each such look goes to its end, so that
 * without a bound the time would grow with the square of the file.
 */
const lookInVain = (characters: number): number => Math.max(8 * 1024 * 1024, 4 * characters);

const unclosed: Sentence = {
  en: 'A quote opened in this row is never closed; the row was not taken.',
  zh: '该行的引号没有结束，整行未导入。',
};

const lost: Sentence = {
  en: 'A quote opened in this row is never closed; the file is not read beyond it.',
  zh: '该行的引号没有结束，其后的内容未读取。',
};

const stray = (from: number, to: number): Sentence => ({
  en: `A quote inside a quoted cell is not doubled${from === to ? '' : ` (lines ${from} to ${to})`}; the row was not taken.`,
  zh: `带引号的单元格内有未成对的引号${from === to ? '' : `（第 ${from} 至 ${to} 行）`}，整行未导入。`,
});

const CR = 13;
const LF = 10;

interface Scan {
  row: RawRow;
  /** Where the next record starts, and on which line. */
  next: number;
  line: number;
}

/**
 * Cuts text into records: RFC 4180 with any delimiter, quotes doubled inside quotes, any line end. Quotes that stand where
 * they can't are told, and the records after them are read as they stand.
 */
export async function* csvRecords(chunks: AsyncIterable<string>, shape: CsvShape): AsyncGenerator<RawRow> {
  let text = '';
  let at = 0;
  let line = 1;
  let needed = 0;
  const scanner = new Scanner(shape);
  for await (const chunk of chunks) {
    text = at === 0 && text === '' ? chunk : text.slice(at) + chunk;
    at = 0;
    if (text.length < needed) continue; // a long record: not looked through again before there is twice as much
    for (;;) {
      const scan = scanner.record(text, at, line, false);
      if (!scan) break;
      yield scan.row;
      at = scan.next;
      line = scan.line;
    }
    needed = Math.min((text.length - at) * 2, maxQuoted);
    if (text.length - at > maxQuoted) {
      yield { line, cells: [], broken: { fault: lost, kind: 'unclosed' } };
      return;
    }
  }
  let looks = lookInVain(text.length - at);
  while (at < text.length) {
    const scan = scanner.record(text, at, line, true);
    if (scan) {
      yield scan.row;
      at = scan.next;
      line = scan.line;
      continue;
    }
    looks -= text.length - at;
    if (looks < 0) {
      yield { line, cells: [], broken: { fault: lost, kind: 'unclosed' } };
      return;
    }
    // The quote is open to the end of the file: only its own line is given up.
    const stop = lineEnd(text, at);
    yield {
      line,
      cells: [text.slice(at, Math.min(stop.at, at + 2_000))],
      broken: { fault: unclosed, kind: 'unclosed' },
    };
    at = stop.next;
    line += 1;
  }
}

function lineEnd(text: string, at: number): { at: number; next: number } {
  for (let i = at; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === LF) return { at: i, next: i + 1 };
    if (code === CR) return { at: i, next: text.charCodeAt(i + 1) === LF ? i + 2 : i + 1 };
  }
  return { at: text.length, next: text.length };
}

class Scanner {
  private readonly delimiter: number;
  private readonly quote: number;
  private readonly doubled: string;

  constructor(private readonly shape: CsvShape) {
    this.delimiter = shape.delimiter.charCodeAt(0);
    this.quote = shape.quote === '' ? -1 : shape.quote.charCodeAt(0);
    this.doubled = shape.quote + shape.quote;
  }

  /** The record at this place; null where its end is not in the text yet. `last`: there is no more text. */
  record(text: string, start: number, firstLine: number, last: boolean): Scan | null {
    const { delimiter, quote } = this;
    const end = text.length;
    if (start >= end) return null;
    const cells: string[] = [];
    let broken: RawRow['broken'];
    let strayed = false;
    let line = firstLine;
    let at = start;
    for (;;) {
      if (quote !== -1 && text.charCodeAt(at) === quote && at < end) {
        let from = at + 1;
        let escaped = false;
        let close = from;
        for (;;) {
          close = text.indexOf(this.shape.quote, close);
          if (close === -1) return null;
          if (close + 1 >= end && !last) return null;
          const after = text.charCodeAt(close + 1);
          if (close + 1 >= end || after === delimiter || after === LF || after === CR) break;
          if (after === quote) escaped = true;
          else strayed = true;
          close += after === quote ? 2 : 1;
        }
        line += countBreaks(text.slice(from, close));
        if (close - from > maxCellCharacters) {
          broken ??= cellTooLong(cells.length + 1);
          from = close;
        }
        const cell = text.slice(from, close);
        if (cells.length >= maxColumns) broken ??= tooManyCells;
        else cells.push(escaped ? cell.replaceAll(this.doubled, this.shape.quote) : cell);
        at = close + 1;
      } else {
        let i = at;
        for (; i < end; i++) {
          const code = text.charCodeAt(i);
          if (code === delimiter || code === LF || code === CR) break;
        }
        if (i === end && !last) return null;
        if (i - at > maxCellCharacters) {
          broken ??= cellTooLong(cells.length + 1);
          cells.push('');
        } else if (cells.length >= maxColumns) broken ??= tooManyCells;
        else cells.push(text.slice(at, i));
        at = i;
      }
      const code = text.charCodeAt(at);
      if (at < end && code === delimiter) {
        at += 1;
        if (at === end && !last) return null;
        if (at === end) {
          cells.push('');
          break;
        }
        continue;
      }
      if (at < end) {
        if (code === CR && at + 1 === end && !last) return null; // its line feed may be to come
        at += code === CR && text.charCodeAt(at + 1) === LF ? 2 : 1;
        line += 1;
      }
      break;
    }
    if (strayed) broken = { kind: 'quote', fault: stray(firstLine, Math.max(firstLine, line - 1)) };
    return { row: { line: firstLine, cells, ...(broken && { broken }) }, next: at, line };
  }
}

/** Line ends within a quoted cell. */
function countBreaks(cell: string): number {
  let count = 0;
  for (let i = cell.indexOf('\n'); i !== -1; i = cell.indexOf('\n', i + 1)) count += 1;
  for (let i = cell.indexOf('\r'); i !== -1; i = cell.indexOf('\r', i + 1)) {
    if (cell.charCodeAt(i + 1) !== LF) count += 1;
  }
  return count;
}
