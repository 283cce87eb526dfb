import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type Sqlite from 'better-sqlite3';
import {
  BusyError,
  ConstraintError,
  type Bounds,
  type Capacity,
  type Database,
  type Snapshot,
  type SqlRow,
  type SqlRunner,
  type SqlValue,
  type TransactionOptions,
} from './database';
import { Mutex } from './mutex';
import { NestingGuard } from './nesting-guard';
import { sqliteModule } from './sqlite-module';
import { SqliteReaders } from './sqlite-reader';
import { SqliteTimeLimit } from './sqlite-time-limit';
import { isBusy, SqliteTurns } from './sqlite-turns';
import { StatementListeners, type StatementListener } from './statement-listeners';

type Handle = Sqlite.Database;
type Statement = Sqlite.Statement<SqlValue[]>;

export interface SqliteOptions {
  /** Refuse writes through the database from inside a transaction, which would wait for themselves: for tests. */
  checkNesting?: boolean;
  /** Give up the last transactions in a power cut for speed: for tests. */
  unsafeFast?: boolean;
}

const busyTimeoutMs = 5000;
/** Pages of the log that are worth being taken over into the file. */
const checkpointPages = 4_000;
const cachedStatements = 500;

/** One connection with its prepared statements, most recently used last. */
class Connection {
  private readonly statements = new Map<string, Statement>();
  readonly limit: SqliteTimeLimit;

  constructor(
    readonly handle: Handle,
    private readonly listeners: StatementListeners,
  ) {
    this.limit = new SqliteTimeLimit(handle);
  }

  rows(sql: string, params: readonly SqlValue[]): SqlRow[] {
    return this.guarded(
      sql,
      () =>
        this.prepare(sql)
          .raw(true)
          .all(...params) as SqlRow[],
    );
  }

  run(sql: string, params: readonly SqlValue[]): { changes: number; insertId: number } {
    return this.guarded(sql, () => {
      const { changes, lastInsertRowid } = this.prepare(sql).run(...params);
      return { changes, insertId: Number(lastInsertRowid) };
    });
  }

  private guarded<T>(sql: string, work: () => T): T {
    this.listeners.tell(sql);
    try {
      return work();
    } catch (error) {
      throw translated(error);
    }
  }

  private prepare(sql: string): Statement {
    let statement = this.statements.get(sql);
    if (statement) {
      this.statements.delete(sql);
    } else {
      statement = this.handle.prepare<SqlValue[]>(sql);
      if (this.statements.size >= cachedStatements) this.statements.delete(this.statements.keys().next().value!);
    }
    this.statements.set(sql, statement);
    return statement;
  }
}

/** The writer while a transaction runs. Useless once it has ended. */
class SqliteTransaction implements SqlRunner {
  readonly dialect = 'sqlite';
  open = true;
  savepoints = 0;

  constructor(private readonly connection: Connection) {}

  async rows(sql: string, params: readonly SqlValue[] = []): Promise<SqlRow[]> {
    this.mustBeOpen();
    return this.connection.rows(sql, params);
  }

  async run(sql: string, params: readonly SqlValue[] = []): Promise<{ changes: number; insertId: number }> {
    this.mustBeOpen();
    return this.connection.run(sql, params);
  }

  control(sql: string): void {
    this.mustBeOpen();
    this.connection.handle.exec(sql);
  }

  private mustBeOpen(): void {
    if (!this.open) throw new Error('the transaction has ended');
  }
}

/** A reading transaction on a connection that goes back to the others when it ends. */
class SqliteSnapshot implements Snapshot {
  readonly dialect = 'sqlite';
  private open = true;

  constructor(
    private readonly connection: Connection,
    private readonly release: () => void,
  ) {
    connection.handle.exec('BEGIN');
    // The moment is that of the first read, not of BEGIN.
    connection.rows('SELECT 1 FROM sqlite_schema LIMIT 1', []);
  }

  async rows(sql: string, params: readonly SqlValue[] = []): Promise<SqlRow[]> {
    if (!this.open) throw new Error('the snapshot is closed');
    return this.connection.rows(sql, params);
  }

  async run(): Promise<never> {
    throw new Error('a snapshot is for reading');
  }

  async close(): Promise<void> {
    if (!this.open) return;
    this.open = false;
    this.connection.handle.exec('COMMIT');
    this.release();
  }
}

/** SQLite in one file: a read-only connection for reads, and one writer that transactions queue for. */
export class SqliteDatabase implements Database {
  readonly dialect = 'sqlite';
  private readonly listeners = new StatementListeners();
  private readonly writer: Connection;
  private readonly reader: Connection;
  private readonly queue = new Mutex();
  /** Among the processes that have the file open. */
  private readonly turns: SqliteTurns;
  private readonly nesting: NestingGuard;
  private readonly snapshots: Connection[] = [];
  private readonly freeSnapshots: Connection[] = [];
  private readonly readers: SqliteReaders;
  /** What a transaction waits for, unless it may be lost for a while. */
  private readonly durable: 'FULL' | 'OFF';
  /** Light reads of those whom others would wait for, and heavy ones, have two processes each. There is one writer. */
  readonly capacity: Capacity = { light: 2, heavy: 2, writes: 1, lightHoldsAll: true };

  /** Opens `file`, an absolute or relative path, making it and its folder where there is none. */
  constructor(
    private readonly file: string,
    options: SqliteOptions = {},
  ) {
    mkdirSync(dirname(file), { recursive: true });
    this.turns = new SqliteTurns(file);
    this.nesting = new NestingGuard(options.checkNesting ?? false);
    const SqliteHandle = sqliteModule();
    const writer = new SqliteHandle(file, { timeout: busyTimeoutMs });
    writer.pragma('journal_mode = WAL');
    // FULL: what was acknowledged is on the disk. WAL alone would lose the last transactions in a power cut.
    this.durable = options.unsafeFast ? 'OFF' : 'FULL';
    writer.pragma(`synchronous = ${this.durable}`);
    writer.pragma('foreign_keys = ON');
    writer.pragma(`wal_autocheckpoint = ${checkpointPages}`);
    // Whoever waits for another process lets this one go on meanwhile: see `SqliteTurns`.
    writer.pragma('busy_timeout = 0');
    this.writer = new Connection(writer, this.listeners);
    const reader = new SqliteHandle(file, { timeout: busyTimeoutMs, readonly: true });
    for (const handle of [writer, reader]) {
      handle.pragma('cache_size = -32000');
      handle.pragma('temp_store = MEMORY');
    }
    this.reader = new Connection(reader, this.listeners);
    this.readers = new SqliteReaders(file, busyTimeoutMs, translated);
  }

  async rows(sql: string, params: readonly SqlValue[] = []): Promise<SqlRow[]> {
    return this.reader.rows(sql, params);
  }

  async boundedRows(sql: string, params: readonly SqlValue[], bounds: Bounds): Promise<SqlRow[]> {
    if (!bounds.heavy) return this.reader.limit.within(bounds.milliseconds, () => this.reader.rows(sql, params));
    this.listeners.tell(sql);
    return this.readers.rows(sql, params, bounds);
  }

  async run(sql: string, params: readonly SqlValue[] = []): Promise<{ changes: number; insertId: number }> {
    this.nesting.check('run');
    return this.queue.run(() => this.turns.take(() => this.writer.run(sql, params)));
  }

  async transaction<T>(work: (tx: SqlRunner) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    this.nesting.check('transaction');
    return this.queue.run(() => this.nesting.enter(() => this.within(work, options)));
  }

  async savepoint<T>(tx: SqlRunner, work: () => Promise<T>): Promise<T> {
    if (!(tx instanceof SqliteTransaction)) throw new Error('a savepoint needs a transaction of this database');
    const name = `s${++tx.savepoints}`;
    tx.control(`SAVEPOINT ${name}`);
    try {
      const result = await work();
      tx.control(`RELEASE ${name}`);
      return result;
    } catch (error) {
      tx.control(`ROLLBACK TO ${name}; RELEASE ${name}`);
      throw error;
    }
  }

  async snapshot(): Promise<Snapshot> {
    let connection = this.freeSnapshots.pop();
    if (!connection) {
      const handle = new (sqliteModule())(this.file, { timeout: busyTimeoutMs, readonly: true });
      handle.pragma('temp_store = MEMORY');
      connection = new Connection(handle, this.listeners);
      this.snapshots.push(connection);
    }
    const taken = connection;
    return new SqliteSnapshot(taken, () => this.freeSnapshots.push(taken));
  }

  async analyze(): Promise<void> {
    await this.queue.run(() =>
      this.turns.take(() => void this.writer.handle.exec('PRAGMA analysis_limit = 1000; ANALYZE')),
    );
  }

  onStatement(listener: StatementListener): () => void {
    return this.listeners.add(listener);
  }

  async close(): Promise<void> {
    await this.queue.run(async () => {
      this.readers.close();
      this.turns.close();
      for (const snapshot of this.snapshots) snapshot.handle.close();
      this.reader.handle.close();
      this.writer.handle.close();
    });
  }

  private async within<T>(work: (tx: SqlRunner) => Promise<T>, { bulk }: TransactionOptions): Promise<T> {
    const { handle } = this.writer;
    const tx = new SqliteTransaction(this.writer);
    // NORMAL: the log has it, and a later commit, or the next take-over of the log, makes sure of it.
    const relaxed = bulk === true && this.durable === 'FULL';
    if (relaxed) handle.pragma('synchronous = NORMAL');
    try {
      // IMMEDIATE: the write lock is taken now, so that no statement in the middle finds it taken by another process.
      await this.turns.take(() => handle.exec('BEGIN IMMEDIATE'), { bulk });
      const result = await work(tx);
      handle.exec('COMMIT');
      return result;
    } catch (error) {
      // Some errors (disk full) have already rolled back.
      if (handle.inTransaction) handle.exec('ROLLBACK');
      throw translated(error);
    } finally {
      tx.open = false;
      if (relaxed) handle.pragma('synchronous = FULL');
    }
  }
}

function translated(error: unknown): unknown {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code !== 'string' || !code.startsWith('SQLITE_')) return error;
  if (isBusy(error)) return new BusyError(error);
  if (/^SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY|ROWID)$/.test(code)) return new ConstraintError('unique', error);
  if (code === 'SQLITE_CONSTRAINT_FOREIGNKEY') return new ConstraintError('reference', error);
  return code.startsWith('SQLITE_CONSTRAINT') ? new ConstraintError('other', error) : error;
}
