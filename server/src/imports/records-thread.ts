import { parentPort, workerData } from 'node:worker_threads';
import type { ErrorCode } from '@kehu/shared';
import { KehuError, type Sentence } from '../errors/errors';
import type { SourceFile } from './formats/source';
import type { ImportItem, RowFault } from './import-item';
import type { HeaderMap } from './map-headers';
import { openRecords, type RecordOptions } from './open-records';
import { packed, type RecordsMessage } from './records-message';

/** What the thread is told: where to begin, then each time that a message of records was taken. */
export type ToThread = { begin: number } | 'more';

export type FromThread =
  | { kind: 'opened'; file: Omit<SourceFile, 'rows' | 'progress'>; map: HeaderMap; readAs: string }
  | ({ kind: 'records'; rows: number; progress: number } & RecordsMessage)
  | { kind: 'end'; rows: number; progress: number }
  /** The file can't be taken as a whole. */
  | { kind: 'refused'; code: ErrorCode; sentence: Sentence; fields: readonly string[] }
  | { kind: 'fault'; error: Error };

/** Records of one message, and messages that may wait to be taken: memory stays the same whatever the file. */
const perMessage = 128;
const waiting = 5;

const port = parentPort!;
const tell = (message: FromThread): void => port.postMessage(message);

async function main(options: RecordOptions): Promise<void> {
  const opened = await openRecords(options);
  const { name, headers, settings, notes } = opened.file;
  let free = waiting;
  let wake: (() => void) | null = null;
  const begun = new Promise<number>((resolve) => {
    port.on('message', (word: ToThread) => {
      if (word !== 'more') return resolve(word.begin);
      free += 1;
      wake?.();
    });
  });
  tell({ kind: 'opened', file: { name, headers, settings, notes }, map: opened.map, readAs: opened.readAs });
  const skip = await begun;
  let records: (ImportItem | RowFault)[] = [];
  const send = async (): Promise<void> => {
    tell({ kind: 'records', ...packed(records, options.sounded), rows: opened.rows, progress: opened.file.progress() });
    records = [];
    free -= 1;
    while (free === 0) await new Promise<void>((resolve) => (wake = resolve));
  };
  for await (const record of opened.records(skip)) {
    records.push(record);
    if (records.length === perMessage) await send();
  }
  if (records.length > 0) await send();
  tell({ kind: 'end', rows: opened.rows, progress: opened.file.progress() });
}

main(workerData as RecordOptions).then(
  () => port.close(),
  (error: unknown) => {
    if (error instanceof KehuError) {
      const { code, sentence, fields } = error;
      tell({ kind: 'refused', code, sentence, fields });
    } else tell({ kind: 'fault', error: error instanceof Error ? error : new Error(String(error)) });
    port.close();
  },
);
