import { openSource } from './formats/open-source';
import type { ReadOptions, SourceFile } from './formats/source';
import { groupOrders } from './group-orders';
import type { ImportableNoun } from './import-columns';
import type { ImportItem, RefusedRow, RowFault } from './import-item';
import { isKnownHeader, mapHeaders, type HeaderMap } from './map-headers';
import type { ReadContext } from './read-value';
import { rowToItem, type RowContext } from './row-to-item';
import type { ErrorCode } from '@kehu/shared';

/** What became of one item; `fields` are input fields, as errors of the API name them. */
export type ItemOutcome =
  | { outcome: 'CREATED' | 'UPDATED' | 'UNCHANGED' }
  | { outcome: 'REFUSED'; code: ErrorCode; fields: readonly string[]; message: string };

/**
 * Writes a batch, each item whole or not at all, and says in order what became of each. What it has returned from is
 * committed: a process killed later loses nothing of it, and running the import again finds it there.
 */
export type WriteBatch = (items: readonly ImportItem[]) => Promise<readonly ItemOutcome[]>;

export interface ImportOptions extends ReadOptions, ReadContext {
  path: string;
  noun: ImportableNoun;
  /** Header to field, or to `-`. */
  overrides?: ReadonlyMap<string, string>;
  /** Cells to be read as something else, by header. */
  replacements?: ReadonlyMap<string, ReadonlyMap<string, string>>;
  language?: 'en' | 'zh';
  write: WriteBatch;
  /** Called after each batch with the rows read so far. */
  onProgress?(result: Readonly<ImportResult>): void;
}

export interface ImportResult {
  /** Rows of the file that hold anything. */
  rows: number;
  created: number;
  updated: number;
  unchanged: number;
  /** The first 10,000 rows that were not taken, in the order of the file. */
  refused: RefusedRow[];
  /** How many records were not taken in all. */
  refusedCount: number;
  /** Columns that mean nothing known and were not read. */
  ignored: string[];
}

/** Items written at a time; with it, memory is bounded whatever the size of the file. */
export const importBatchSize = 500;

const keptRefusals = 10_000;

/**
 * Imports a CSV file: what can be taken is written batch by batch, every row that can't is reported.
 * @throws ImportFileError where the file as a whole is wrong; then nothing was written
 */
export async function importFile(options: ImportOptions): Promise<ImportResult> {
  const file = await openSource(options.path, options, (header) => isKnownHeader(options.noun, header));
  const map = mapHeaders(file.name, options.noun, file.headers, options.overrides);
  const result: ImportResult = {
    rows: 0,
    created: 0,
    updated: 0,
    unchanged: 0,
    refused: [],
    refusedCount: 0,
    ignored: map.ignored,
  };
  const refuse = ({ line, column, sentence }: RowFault): void =>
    keep(result, {
      file: file.name,
      line,
      column,
      code: 'BAD_USER_INPUT',
      message: sentence[options.language ?? 'en'],
    });
  let batch: ImportItem[] = [];
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return;
    count(result, file.name, batch, await options.write(batch));
    batch = [];
    options.onProgress?.(result);
  };
  for await (const item of records(file, map, options, result)) {
    if ('sentence' in item) refuse(item);
    else if (batch.push(item) === importBatchSize) await flush();
  }
  await flush();
  result.refused.sort((a, b) => a.line - b.line);
  return result;
}

function records(
  file: SourceFile,
  map: HeaderMap,
  options: ImportOptions,
  result: ImportResult,
): AsyncIterable<ImportItem | RowFault> {
  const context: RowContext = { ...options, map };
  const rows = (async function* (): AsyncGenerator<ImportItem | RowFault> {
    for await (const row of file.rows) {
      result.rows += 1;
      yield 'fault' in row ? { line: row.line, column: null, sentence: row.fault } : rowToItem(row, context);
    }
  })();
  const ofLines = options.noun === 'order' && map.mapped.some(({ column }) => column.field.startsWith('item.'));
  return ofLines ? groupOrders(rows) : rows;
}

function count(
  result: ImportResult,
  file: string,
  items: readonly ImportItem[],
  outcomes: readonly ItemOutcome[],
): void {
  outcomes.forEach((outcome, i) => {
    const item = items[i]!;
    if (outcome.outcome === 'REFUSED') {
      const column = outcome.fields.map((field) => columnOf(item, field)).find((header) => header !== null) ?? null;
      keep(result, { file, line: item.line, column, code: outcome.code, message: outcome.message });
    } else result[tally[outcome.outcome]] += 1;
  });
}

const tally = { CREATED: 'created', UPDATED: 'updated', UNCHANGED: 'unchanged' } as const;

/** The header a field of the input came from: `values.phones.0.number` came from that of `phones`. */
function columnOf(item: ImportItem, field: string): string | null {
  const path = field
    .replace(/^(values|input)\./, '')
    .replace(/\[(\d+)\]/g, '.$1')
    .split('.');
  const last = path[path.length - 1]!;
  return item.columns.get(last) || item.columns.get(path[0]!) || null;
}

function keep(result: ImportResult, row: RefusedRow): void {
  result.refusedCount += 1;
  if (result.refused.length < keptRefusals) result.refused.push(row);
}
