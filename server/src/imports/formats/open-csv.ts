import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { csvRecords, type CsvShape } from './csv-records';
import { inspectText, type TextFacts } from './inspect-text';
import type { RawRow, ReadOptions, SourceFile } from './source';
import { encodingNotes } from './notes';
import { findTable } from './table';

/** Characters that the shape is found out from. */
const sampleCharacters = 1 << 16;

const delimiters = [',', ';', '\t', '|', '^', '`', '\u0001', '~', '，'];

/** Text of a file as it is read, with the bytes read so far. */
export async function* decodedText(
  path: string,
  encoding: string,
  onRead: (bytes: number) => void = () => undefined,
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 }) as AsyncIterable<Buffer>) {
    onRead(chunk.length);
    yield decoder.decode(chunk, { stream: true });
  }
  yield decoder.decode();
}

/**
 * Opens a file of separated values, so that memory doesn't grow with it.
 * @throws ImportFileError where the file is no table
 */
export async function openCsv(
  path: string,
  options: ReadOptions,
  isKnown: (header: string) => boolean,
): Promise<SourceFile> {
  const facts = await inspectText(path, options.encoding);
  const head = await firstText(path, facts.encoding);
  const hint = /^\uFEFF?sep=(.)(?:\r\n|\n|\r)/i.exec(head);
  const quote = options.quote ?? findQuote(head);
  const shape: CsvShape = { quote, delimiter: options.delimiter ?? hint?.[1] ?? (await findDelimiter(head, quote)) };
  let read = 0;
  const table = await findTable(
    withoutHint(
      csvRecords(
        decodedText(path, facts.encoding, (n) => (read += n)),
        shape,
      ),
    ),
    {
      name: basename(path),
      headerRow: options.headerRow,
      isKnown,
      lossy: facts.lossy,
    },
  );
  return {
    name: basename(path),
    headers: table.headers,
    rows: table.rows,
    notes: [...encodingNotes(facts), ...table.notes],
    progress: () => read / facts.bytes,
    settings: {
      format: 'csv',
      ...told(facts),
      ...shape,
      sheet: null,
      sheets: [],
      headerRow: table.headerLine,
    },
  };
}

export const told = ({ encoding, sure }: TextFacts): { encoding: string; encodingSure: boolean } => ({
  encoding,
  encodingSure: sure,
});

async function firstText(path: string, encoding: string): Promise<string> {
  let head = '';
  for await (const text of decodedText(path, encoding)) {
    head += text;
    if (head.length >= sampleCharacters) break;
  }
  return head;
}

/** Takes Excel's first line `sep=;` away. */
async function* withoutHint(rows: AsyncIterable<RawRow>): AsyncGenerator<RawRow> {
  let first = true;
  for await (const row of rows) {
    if (first) {
      first = false;
      if (row.line === 1 && /^sep=.?$/i.test(row.cells[0]!) && row.cells.length <= 2) continue;
    }
    yield row;
  }
}

/** A single quote where it encloses most cells of a line and no double quote does. */
function findQuote(head: string): string {
  const double = head.split('"').length - 1;
  const single = (head.match(/(?:^|[,;\t|])'[^'\n]*'(?=[,;\t|\r\n]|$)/gm) ?? []).length;
  return single > 4 && single * 2 > double * 4 ? "'" : '"';
}

interface Trial {
  delimiter: string;
  score: number;
}

/** The character that cuts the most rows into the same number of cells, more than one; a comma where none does. */
async function findDelimiter(head: string, quote: string): Promise<string> {
  let best: Trial = { delimiter: ',', score: 0 };
  for (const delimiter of delimiters) {
    if (!head.includes(delimiter)) continue;
    const widths = new Map<number, number>();
    let rows = 0;
    const whole = head.length >= sampleCharacters ? head.slice(0, Math.max(head.lastIndexOf('\n'), 1)) : head;
    for await (const { cells, broken } of csvRecords(once(whole), { delimiter, quote })) {
      if (cells.length === 1 && cells[0]!.trim() === '') continue;
      rows += 1;
      if (!broken) widths.set(cells.length, (widths.get(cells.length) ?? 0) + 1);
      if (rows > 500) break;
    }
    const [usual] = [...widths].filter(([width]) => width > 1).sort((a, b) => b[1] - a[1] || b[0] - a[0]);
    if (!usual) continue;
    const [width, alike] = usual;
    const score = (alike / rows) * (1 + Math.min(width, 30) / 30) * (delimiter === ',' ? 1.01 : 1);
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}
