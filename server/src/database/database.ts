import type { Caller } from './caller';
import type { StatementListener } from './statement-listeners';

/** A value that can be bound to a parameter. Booleans are bound as 0 / 1 by the caller. */
export type SqlValue = string | number | bigint | Buffer | null;

/** One result row: selected columns by position (see {@link SqlRunner.rows}). */
export type SqlRow = unknown[];

export type Dialect = 'sqlite' | 'mysql';

/** Runs parameterised statements. SQL text comes from the query compiler or a closed, linted list of modules. */
export interface SqlRunner {
  readonly dialect: Dialect;
  /**
   * Rows as arrays in the order of the select list; BLOB/BINARY are Buffers, integers numbers. An integer beyond 2^53 must
   * be cast to text by the statement, as must SUM and AVG.
   */
  rows(sql: string, params?: readonly SqlValue[]): Promise<SqlRow[]>;
  /** Runs a statement that changes data. `insertId` is the auto-increment key of a single-row insert. */
  run(sql: string, params?: readonly SqlValue[]): Promise<{ changes: number; insertId: number }>;
}

/** What ends a read before it is done. */
export interface Bounds {
  /** Milliseconds it may take. */
  milliseconds: number;
  /** It reads much: the embedded engine has it done by a process beside this one, which serves others meanwhile. */
  heavy: boolean;
  /** Who waits for it, where that is known. */
  caller?: Caller | undefined;
}

/** How many statements of each kind are best run at once, see `FairShares`. */
export interface Capacity {
  light: number;
  heavy: number;
  writes: number;
  /** A light read that takes long holds everybody up, as it runs in this process; `light` is for those done beside it. */
  lightHoldsAll: boolean;
}

export interface TransactionOptions {
  /**
   * One of many in a row, which are done again where they are lost. Others that wait go first; and an engine may put off making
   * sure of it on the disk until the next transaction that is not such a one: a power cut can then take it and all that came
   * after it, but no part of it. The end of a process can't.
   */
  bulk?: boolean;
}

/**
 * A database of either engine. Reads outside a transaction never see half a transaction; on SQLite they use their own
 * read-only connection, and writing transactions queue behind one another on the single writer.
 */
export interface Database extends SqlRunner {
  readonly capacity: Capacity;
  /**
   * {@link SqlRunner.rows}, ended for real, on the engine too, at the limit or when the caller goes away. On SQLite a light
   * read runs in this process: nobody can go away meanwhile, and it ends at the limit where its statement asks for the time
   * (`query/view-rows.ts`).
   * @throws StatementEnded
   */
  boundedRows(sql: string, params: readonly SqlValue[], bounds: Bounds): Promise<SqlRow[]>;
  /** Runs `work` in one transaction: commits when it resolves, rolls back when it rejects. Not re-entrant. */
  transaction<T>(work: (tx: SqlRunner) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** A savepoint inside a transaction: `work` happens whole or not at all, the transaction goes on. */
  savepoint<T>(tx: SqlRunner, work: () => Promise<T>): Promise<T>;
  /**
   * Freezes the database as it is now for reading. On a connection of its own, beside those of requests; while it is open
   * the engine keeps what others change meanwhile, so it is held for seconds, not longer.
   */
  snapshot(): Promise<Snapshot>;
  /** Has the engine count its rows, so that it plans well: once after loading many. */
  analyze(): Promise<void>;
  /** Tells `listener` the text of each statement from now on; the answer ends it. For tests that count statements. */
  onStatement(listener: StatementListener): () => void;
  /** Waits for the running transaction, then lets go of the files or connections. */
  close(): Promise<void>;
}

/** Reads one moment of the database; a write is refused. */
export interface Snapshot extends SqlRunner {
  close(): Promise<void>;
}

/** A unique or foreign key refused the statement. The text of the engine never leaves the server. */
export class ConstraintError extends Error {
  constructor(
    readonly kind: 'unique' | 'reference' | 'other',
    cause: unknown,
  ) {
    super(`constraint: ${kind}`, { cause });
    this.name = 'ConstraintError';
  }
}

/** Another connection holds what this statement needs (lock time-out, deadlock). The transaction is gone; it may be tried again. */
export class BusyError extends Error {
  constructor(cause: unknown) {
    super('database busy', { cause });
    this.name = 'BusyError';
  }
}

/** The engine can't be reached. */
export class UnavailableError extends Error {
  constructor(cause: unknown) {
    super('database unavailable', { cause });
    this.name = 'UnavailableError';
  }
}

/** A read was ended before it was done. */
export class StatementEnded extends Error {
  constructor(
    readonly reason: 'limit' | 'caller-gone',
    cause?: unknown,
  ) {
    super(`statement ended: ${reason}`, { cause });
    this.name = 'StatementEnded';
  }
}
