import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface ImportOrder {
  url: string;
  file: string;
  bytes: number;
}

export interface ImportFigures {
  seconds: number;
  /** Seconds of processor time, those of all threads. */
  cpu: number;
  /** The most memory that was held: by the process alone, or by the whole product. */
  mebibytes: number;
  /** Milliseconds of lists, and of changes, asked for meanwhile: median, 95th and 99th percentile. */
  lists?: number[];
  changes?: number[];
  /** The same of both before the import. */
  idle?: number[][];
}

/** Imports in a process of its own, whose memory is that of the import alone. */
export async function runImportProcess(order: ImportOrder): Promise<ImportFigures> {
  const args = [...process.execArgv, join(__dirname, 'import-process.js'), JSON.stringify(order)];
  const { stdout } = await promisify(execFile)(
    process.execPath,
    args.filter((arg) => !arg.startsWith('--max-old')),
    {
      maxBuffer: 1 << 24,
    },
  );
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as ImportFigures;
}
