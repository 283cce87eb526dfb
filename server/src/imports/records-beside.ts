import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { KehuError } from '../errors/errors';
import type { ImportItem, RowFault } from './import-item';
import { openRecords, type RecordFile, type RecordOptions } from './open-records';
import { unpacked } from './records-message';
import type { FromThread, ToThread } from './records-thread';

/** A file that is read while what it gave before is written. */
export interface OpenRecords extends RecordFile {
  /** Lets go of what reads it, wherever it is. */
  close(): Promise<void>;
}

/** What the thread runs: compiled, so that none is started where the sources themselves are run. */
const thread = __filename.endsWith('.js') ? join(__dirname, 'records-thread.js') : null;

/**
 * {@link openRecords} on another core: the file is read, decoded, cut and cleaned there, and comes as records.
 * @param script what the thread runs; null reads the file in this thread
 * @throws KehuError where the file as a whole can't be read or mapped
 */
export async function openBeside(options: RecordOptions, script: string | null = thread): Promise<OpenRecords> {
  if (script === null) return Object.assign(await openRecords(options), { close: () => Promise.resolve() });
  const reader = new Reader(new Worker(script, { workerData: options, resourceLimits }));
  try {
    return await reader.open();
  } catch (error) {
    await reader.close();
    throw error;
  }
}

/** Rows are gone as soon as they are sent: a small nursery keeps the thread small. A cell may be large all the same. */
const resourceLimits = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 512 };

/** Messages of the thread in their order; what ends it is the last of them. */
class Reader {
  private readonly arrived: FromThread[] = [];
  private wake: (() => void) | null = null;

  constructor(private readonly worker: Worker) {
    worker.on('message', (message: FromThread) => this.add(message));
    worker.on('error', (error) => this.add({ kind: 'fault', error }));
    worker.on('exit', () => this.add({ kind: 'fault', error: new Error('the thread that reads the file ended') }));
  }

  async open(): Promise<OpenRecords> {
    const first = await this.next();
    if (first.kind !== 'opened') throw new Error(`${first.kind} before the file is open`);
    const at = { progress: 0 };
    const begin = (skip: number): AsyncIterable<ImportItem | RowFault> => this.records(skip, opened, at);
    const opened = {
      file: { ...first.file, rows: noRows(), progress: () => at.progress },
      map: first.map,
      readAs: first.readAs,
      rows: 0,
      records: (skip = 0) => begin(skip),
      close: () => this.close(),
    };
    return opened;
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }

  private async *records(
    skip: number,
    opened: { rows: number },
    at: { progress: number },
  ): AsyncGenerator<ImportItem | RowFault> {
    this.tell({ begin: skip });
    for (;;) {
      const message = await this.next();
      if (message.kind === 'end') {
        ({ rows: opened.rows, progress: at.progress } = message);
        return;
      }
      if (message.kind !== 'records') throw new Error(`${message.kind} among the records`);
      this.tell('more');
      ({ rows: opened.rows, progress: at.progress } = message);
      yield* unpacked(message);
    }
  }

  private tell(word: ToThread): void {
    this.worker.postMessage(word);
  }

  private add(message: FromThread): void {
    this.arrived.push(message);
    this.wake?.();
  }

  private async next(): Promise<Exclude<FromThread, { kind: 'refused' | 'fault' }>> {
    while (this.arrived.length === 0) await new Promise<void>((resolve) => (this.wake = resolve));
    const message = this.arrived.shift()!;
    if (message.kind === 'refused') throw new KehuError(message.code, message.sentence, message.fields);
    if (message.kind === 'fault') throw message.error;
    return message;
  }
}

/** The rows themselves stay in the thread: what is asked for is the records. */
async function* noRows(): AsyncGenerator<never> {}
