import { setTimeout as pause } from 'node:timers/promises';
import type Sqlite from 'better-sqlite3';
import { BusyError } from './database';
import { sqliteModule } from './sqlite-module';

/** How often it is looked whether another process is through, in milliseconds. */
const lookAgainMs = 1;

/** How long one write, and one of many in a row, waits for others before it is given up, in milliseconds. */
const longestWait = { single: 10_000, bulk: 120_000 };

/**
 * Gives processes that write to one SQLite file their turns. The engine lets whoever asks at the right moment have its one
 * write lock, so that a process that writes batch after batch would keep others from it, and it would put the whole thread to
 * sleep meanwhile. Here whoever finds the lock taken stands in a door, a lock of its own beside the file, until it has it;
 * and who writes in bulk goes through the door each time, so that whoever stands there is next.
 */
export class SqliteTurns {
  private door: Sqlite.Database | null = null;

  constructor(private readonly file: string) {}

  /**
   * Does what takes the write lock, or needs it, as soon as it can be had.
   * @throws BusyError where others keep it for too long
   */
  async take<T>(attempt: () => T, { bulk = false }: { bulk?: boolean | undefined } = {}): Promise<T> {
    if (!bulk) {
      const first = tried(attempt);
      if (!(first instanceof BusyError)) return first.value;
    }
    const until = performance.now() + (bulk ? longestWait.bulk : longestWait.single);
    await insist(() => this.opened().exec('BEGIN IMMEDIATE'), until);
    try {
      return await insist(attempt, until);
    } finally {
      this.opened().exec('ROLLBACK');
    }
  }

  close(): void {
    this.door?.close();
  }

  /** The door is a file that nothing is ever written to: what counts is who has it locked, which ends with its process. */
  private opened(): Sqlite.Database {
    return (this.door ??= new (sqliteModule())(`${this.file}-turn`, { timeout: 0 }));
  }
}

async function insist<T>(attempt: () => T, until: number): Promise<T> {
  for (;;) {
    const result = tried(attempt);
    if (!(result instanceof BusyError)) return result.value;
    if (performance.now() > until) throw result;
    await pause(lookAgainMs);
  }
}

function tried<T>(attempt: () => T): { value: T } | BusyError {
  try {
    return { value: attempt() };
  } catch (error) {
    if (error instanceof BusyError) return error;
    if (isBusy(error)) return new BusyError(error);
    throw error;
  }
}

/** By code, not by class: the native module is loaded once a process and keeps the first class it was given. */
export const isBusy = (error: unknown): boolean =>
  /^SQLITE_(BUSY|LOCKED)/.test(String((error as { code?: unknown } | null)?.code));
