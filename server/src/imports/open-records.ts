import type { Sentence } from '../errors/errors';
import { openSource } from './formats/open-source';
import type { BrokenRow, ReadOptions, SourceFile, SourceRow } from './formats/source';
import { groupOrders } from './group-orders';
import type { ImportColumn } from './import-column';
import type { ImportableNoun } from './import-columns';
import type { ImportItem, RowFault } from './import-item';
import { isKnownHeader, mapHeaders, type HeaderMap } from './map-headers';
import type { ReadContext } from './read-value';
import { rowToItem, type RowContext } from './row-to-item';

/** How a file becomes records. */
export interface RecordOptions extends ReadOptions, ReadContext {
  path: string;
  noun: ImportableNoun;
  /** Header to field, or to `-`. */
  overrides?: ReadonlyMap<string, string>;
  /** Columns of fields that administrators added and the importer may write. */
  added?: readonly ImportColumn[];
  /** Field whose sound is kept beside it; worked out with the records where they are read beside what writes them. */
  sounded?: string;
  /** Cells to be read as something else, by header. */
  replacements?: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** A file as records to be written. */
export interface RecordFile {
  file: SourceFile;
  map: HeaderMap;
  /** All that tells which records the file has and in what order, as text: equal texts, equal places. */
  readAs: string;
  /** Rows of the file that were read so far. */
  readonly rows: number;
  /**
   * Records and faults in the order of the file, the first `skip` of them left out: which they are depends on the file and
   * the options alone, so that an import can go on where it stopped.
   */
  records(skip?: number): AsyncIterable<ImportItem | RowFault>;
}

/** @throws ImportFileError where the file as a whole can't be read or mapped */
export async function openRecords(options: RecordOptions): Promise<RecordFile> {
  const file = await openSource(options.path, options, (header) => isKnownHeader(options.noun, header, options.added));
  const map = mapHeaders(file.name, options.noun, file.headers, options.overrides, options.added);
  const context: RowContext = { ...options, map };
  const grouped = options.noun === 'order' && map.mapped.some(({ column }) => column.field.startsWith('item.'));
  const opened = {
    file,
    map,
    readAs: readAs(file, map, grouped),
    rows: 0,
    records(skip = 0): AsyncIterable<ImportItem | RowFault> {
      if (!grouped) return read(skip);
      return after(skip, groupOrders(read(0)));
    },
  };
  async function* read(skip: number): AsyncGenerator<ImportItem | RowFault> {
    for await (const row of file.rows) {
      opened.rows += 1;
      if (opened.rows > skip) yield asRecord(row, context);
    }
  }
  return opened;
}

function readAs({ settings }: SourceFile, { mapped }: HeaderMap, grouped: boolean): string {
  const { format, encoding, delimiter, quote, sheet, headerRow } = settings;
  // Lines of orders are put together by what their columns say.
  const keys = grouped ? mapped.map(({ index, column }) => `${index}:${column.field}`) : null;
  return JSON.stringify({ format, encoding, delimiter, quote, sheet, headerRow, keys });
}

async function* after<T>(skip: number, items: AsyncIterable<T>): AsyncGenerator<T> {
  let at = 0;
  for await (const item of items) if (at++ >= skip) yield item;
}

function asRecord(row: SourceRow | BrokenRow, context: RowContext): ImportItem | RowFault {
  if (!('fault' in row)) return Object.assign(rowToItem(row, context), { cells: [row.cells] });
  return { line: row.line, column: null, sentence: row.fault as Sentence, cells: [row.cells ?? []] };
}
