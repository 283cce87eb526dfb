import type SqliteHandle from 'better-sqlite3';
import { StatementEnded } from './database';

/**
 * A function that statements call for one in so many of the rows they go through. The engine can't be interrupted from its own
 * process, but it gives up a statement in which a function throws.
 */
export const timeFunction = 'kehu_time';

/** Ends what runs on a connection within the server's own thread once its time is up. */
export class SqliteTimeLimit {
  private endsAt = Infinity;

  constructor(handle: SqliteHandle.Database) {
    handle.function(timeFunction, { deterministic: false, directOnly: true }, () => {
      if (performance.now() > this.endsAt) throw new StatementEnded('limit');
      return 1;
    });
  }

  /** @throws StatementEnded where `work` goes through rows for longer than this */
  within<T>(milliseconds: number, work: () => T): T {
    this.endsAt = performance.now() + milliseconds;
    try {
      return work();
    } finally {
      this.endsAt = Infinity;
    }
  }
}
