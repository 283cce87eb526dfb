import type { ImportItem, RefusedRow, RowFault } from './import-item';
import { openRecords, type RecordOptions } from './open-records';
import type { ErrorCode } from '@kehu/shared';
import type { Sentence } from '../errors/errors';

/** What became of one item; `fields` are input fields, as errors of the API name them. */
export type ItemOutcome =
  | { outcome: 'CREATED' | 'UPDATED' | 'UNCHANGED' }
  | {
      outcome: 'REFUSED';
      code: ErrorCode;
      fields: readonly string[];
      message: string;
      sentence?: Sentence;
      unnamed?: Sentence;
    };

/**
 * Writes a batch, each item whole or not at all, and says in order what became of each. What it has returned from is
 * committed: a process killed later loses nothing of it, and running the import again finds it there.
 */
export type WriteBatch = (items: readonly ImportItem[]) => Promise<readonly ItemOutcome[]>;

export interface ImportOptions extends RecordOptions {
  language?: 'en' | 'zh';
  write: WriteBatch;
  /** Told of every record that is not taken. */
  onRefused?(row: RefusedRow): void;
  /** Called after each batch with the rows read so far. */
  onProgress?(result: Readonly<ImportResult>): void;
}

export interface ImportResult {
  /** Rows of the file that hold anything. */
  rows: number;
  /** Share of the file that is read, 0 to 1. */
  progress?: number;
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
export const importBatchSize = 250;

const keptRefusals = 10_000;

/**
 * Imports a CSV file: what can be taken is written batch by batch, every row that can't is reported.
 * @throws ImportFileError where the file as a whole is wrong; then nothing was written
 */
export async function importFile(options: ImportOptions): Promise<ImportResult> {
  const opened = await openRecords(options);
  const { file, map } = opened;
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
    keep(
      result,
      {
        file: file.name,
        line,
        column,
        code: 'BAD_USER_INPUT',
        message: sentence[options.language ?? 'en'],
      },
      options.onRefused,
    );
  let batch: ImportItem[] = [];
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return;
    count(result, file.name, batch, await options.write(batch), options);
    batch = [];
    options.onProgress?.({ ...result, progress: file.progress() });
  };
  for await (const item of opened.records()) {
    result.rows = opened.rows;
    if ('sentence' in item) refuse(item);
    else if (batch.push(item) === importBatchSize) await flush();
  }
  await flush();
  result.rows = opened.rows;
  result.refused.sort((a, b) => a.line - b.line);
  return result;
}

function count(
  result: ImportResult,
  file: string,
  items: readonly ImportItem[],
  outcomes: readonly ItemOutcome[],
  { onRefused, language = 'en' }: Pick<ImportOptions, 'onRefused' | 'language'>,
): void {
  outcomes.forEach((outcome, i) => {
    const item = items[i]!;
    if (outcome.outcome === 'REFUSED') {
      const column = outcome.fields.map((field) => columnOf(item, field)).find((header) => header !== null) ?? null;
      const { code, message, unnamed } = outcome;
      const told = { message, ...(unnamed && { unnamed: unnamed[language] }) };
      keep(result, { file, line: item.line, column, code, ...told }, onRefused);
    } else result[tally[outcome.outcome]] += 1;
  });
}

const tally = { CREATED: 'created', UPDATED: 'updated', UNCHANGED: 'unchanged' } as const;

/** The header a field of the input came from: `values.phones.0.number` came from that of `phones`. */
export function columnOf(item: ImportItem, field: string): string | null {
  const path = field
    .replace(/^(values|input)\./, '')
    .replace(/\[(\d+)\]/g, '.$1')
    .split('.');
  const last = path[path.length - 1]!;
  return item.columns.get(path.join('.')) || item.columns.get(last) || item.columns.get(path[0]!) || null;
}

function keep(result: ImportResult, row: RefusedRow, onRefused: ImportOptions['onRefused']): void {
  onRefused?.(row);
  result.refusedCount += 1;
  if (result.refused.length < keptRefusals) result.refused.push(row);
}
