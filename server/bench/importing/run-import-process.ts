import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface ImportOrder {
  url: string;
  file: string;
  bytes: number;
  /** Records of one transaction. */
  batch: number;
  /** Whether a representative's list is asked for meanwhile. */
  lists: boolean;
}

export interface ImportFigures {
  seconds: number;
  /** Seconds of processor time, those of all threads. */
  cpu: number;
  /** The most memory that the process ever held. */
  mebibytes: number;
  /** Milliseconds of the lists asked for meanwhile: median, 95th and 99th percentile. */
  lists: number[];
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
