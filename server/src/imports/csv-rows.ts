import { parse, CsvError } from 'csv-parse';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { checkTextFile } from './check-text-file';
import type { Sentence } from '../errors/errors';
import { ImportFileError } from './import-file-error';

export interface CsvOptions {
  /** One character; found out from the header row where not given. */
  delimiter?: string;
  /** A label TextDecoder knows; UTF-8 by default. */
  encoding?: string;
}

/** A row that can be read: its cells, as many as the header has. */
export interface CsvRow {
  /** Line of the file the row starts on; the first line is 1. */
  line: number;
  cells: string[];
}

/** A row that can't be split into the header's columns, or the point from which nothing can be read. */
export interface BrokenRow {
  line: number;
  fault: Sentence;
}

export interface CsvFile {
  /** Name without folders, for messages. */
  name: string;
  headers: string[];
  /** The rows below the header, one at a time; rows without any content are left out. */
  rows: AsyncIterable<CsvRow | BrokenRow>;
}

/** One record longer than this is an unclosed quote rather than data. */
const maxRecordCharacters = 1 << 20;

const unclosedQuote: Sentence = {
  en: 'A quote opened in this row is never closed; the file is not read beyond it.',
  zh: '该行的引号没有结束，其后的内容未读取。',
};

const cellCount = (cells: number, width: number): Sentence => ({
  en: `The row has ${cells} cells, the header ${width}.`,
  zh: `该行有 ${cells} 个单元格，表头有 ${width} 个。`,
});

const lineBreaks = /\r\n|\n|\r/g;

/**
 * Opens a CSV file with a header row: checks that all of it is text, then gives the header and a stream of rows, so that
 * memory doesn't grow with the file.
 * @throws ImportFileError where the file is no CSV with a header
 */
export async function openCsv(path: string, options: CsvOptions = {}): Promise<CsvFile> {
  const encoding = options.encoding ?? 'utf-8';
  const name = basename(path);
  await checkTextFile(path, encoding);
  const delimiter = options.delimiter ?? (await findDelimiter(path, encoding));
  const rows = records(path, encoding, delimiter);
  const first = await rows.next();
  const header = first.done ? undefined : first.value;
  if (!header || 'fault' in header || header.cells.every((cell) => cell.trim() === '')) {
    throw new ImportFileError(
      name,
      'has no header row; the first line must name the columns',
      '没有表头，首行须为列名',
    );
  }
  const headers = header.cells.map((cell) => cell.trim());
  return { name, headers, rows: fitted(rows, headers.length) };
}

/** Rows as wide as the header. Empty cells behind the last column are a habit of spreadsheets and don't matter. */
async function* fitted(rows: AsyncIterable<CsvRow | BrokenRow>, width: number): AsyncGenerator<CsvRow | BrokenRow> {
  for await (const row of rows) {
    if ('fault' in row) yield row;
    else if (row.cells.every((cell) => cell.trim() === '')) continue;
    else if (row.cells.length === width) yield row;
    else if (row.cells.length > width && row.cells.slice(width).every((cell) => cell === '')) {
      yield { line: row.line, cells: row.cells.slice(0, width) };
    } else yield { line: row.line, fault: cellCount(row.cells.length, width) };
  }
}

async function* records(path: string, encoding: string, delimiter: string): AsyncGenerator<CsvRow | BrokenRow> {
  const parser = parse({
    delimiter,
    bom: true,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: maxRecordCharacters,
    record_delimiter: ['\r\n', '\n', '\r'],
  });
  const source = Readable.from(decoded(path, encoding));
  source.on('error', (error) => parser.destroy(error)).pipe(parser);
  let reached = 1;
  let twice = 0;
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      const breaks = record.reduce((count, cell) => count + (cell.match(lineBreaks)?.length ?? 0), 0);
      // The parser counts CRLF within a cell twice.
      twice += record.reduce((count, cell) => count + cell.split('\r\n').length - 1, 0);
      const line = info.lines - twice - breaks;
      reached = info.lines - twice + 1;
      if (isSeparatorHint(line, record)) continue;
      yield { line, cells: record };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // Whatever the parser calls it, it has lost its place: a quote was opened and not closed.
    yield { line: reached, fault: unclosedQuote };
  } finally {
    source.destroy();
    parser.destroy();
  }
}

async function* decoded(path: string, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 16 }) as AsyncIterable<Buffer>) {
    yield decoder.decode(chunk, { stream: true });
  }
}

/** Excel's first line `sep=;`. */
const isSeparatorHint = (line: number, record: readonly string[]): boolean =>
  line === 1 && /^sep=.?$/i.test(record[0]!);

/** The character that splits the first line into most columns; a comma where none does. */
async function findDelimiter(path: string, encoding: string): Promise<string> {
  let head = '';
  for await (const text of decoded(path, encoding)) {
    head += text;
    if (head.includes('\n') || head.length > 1 << 16) break;
  }
  const line = head.replace(/^\uFEFF/, '').split(/\r|\n/, 1)[0]!;
  const hint = /^sep=(.)$/i.exec(line);
  if (hint) return hint[1]!;
  const bare = line.replace(/"[^"]*"/g, '');
  const count = (character: string): number => bare.split(character).length;
  return [';', '\t', '|', '^', '`'].reduce((best, next) => (count(next) > count(best) ? next : best), ',');
}
