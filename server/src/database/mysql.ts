import type { Connection, Pool as CorePool } from 'mysql2';
import {
  createPool,
  TypedParameter,
  type Pool,
  type PoolConnection,
  type PoolOptions,
  type ResultSetHeader,
} from 'mysql2/promise';
import {
  BusyError,
  ConstraintError,
  UnavailableError,
  type Database,
  type Snapshot,
  type SqlRow,
  type SqlRunner,
  type SqlValue,
} from './database';
import { mysqlOptions, sessionStatements } from './mysql-options';
import { NestingGuard } from './nesting-guard';
import { StatementListeners, type StatementListener } from './statement-listeners';

export interface MysqlOptions {
  /** Refuse writes through the database from inside a transaction, which would wait for their own locks: for tests. */
  checkNesting?: boolean;
}

/** Statements on the pool or on the one connection of a transaction; prepared on first use, then reused. */
class MysqlRunner implements SqlRunner {
  readonly dialect = 'mysql';
  open = true;
  savepoints = 0;

  private readonly core: CorePool | Connection;

  constructor(
    readonly target: Pool | PoolConnection,
    private readonly listeners: StatementListeners,
  ) {
    this.core = 'pool' in target ? target.pool : (target.connection as unknown as Connection);
  }

  async rows(sql: string, params: readonly SqlValue[] = []): Promise<SqlRow[]> {
    return (await this.execute(sql, params)) as SqlRow[];
  }

  async run(sql: string, params: readonly SqlValue[] = []): Promise<{ changes: number; insertId: number }> {
    const { affectedRows, insertId } = (await this.execute(sql, params)) as ResultSetHeader;
    return { changes: affectedRows, insertId };
  }

  /** Transaction control: not preparable on every server. */
  async control(sql: string): Promise<void> {
    if (!this.open) throw new Error('the transaction has ended');
    try {
      await this.target.query(sql);
    } catch (error) {
      throw translated(error);
    }
  }

  private async execute(sql: string, params: readonly SqlValue[]): Promise<unknown> {
    if (!this.open) throw new Error('the transaction has ended');
    this.listeners.tell(sql);
    // The callback interface: the driver's promises keep a stack trace of every statement in case it fails.
    return new Promise((resolve, reject) => {
      this.core.execute({ sql, rowsAsArray: true }, params.map(bound), (error, result) => {
        if (error) reject(translated(error) as Error);
        else resolve(result);
      });
    });
  }
}

/** Numbers go as 64-bit integers: the driver's own choice, doubles, is refused after LIMIT and rounds long decimals. */
function bound(value: SqlValue): string | number | Buffer | null | ReturnType<typeof TypedParameter.LONGLONG> {
  if (typeof value === 'bigint' || Number.isInteger(value)) return TypedParameter.LONGLONG(value as number | bigint);
  return value as string | number | Buffer | null;
}

/** A reading transaction that sees one moment. */
class MysqlSnapshot extends MysqlRunner implements Snapshot {
  async take(): Promise<void> {
    // For this transaction alone: the others read what is committed, see sessionStatements.
    await this.control('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
    await this.control('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
  }

  override run(): Promise<never> {
    return Promise.reject(new Error('a snapshot is for reading'));
  }

  async close(): Promise<void> {
    if (!this.open) return;
    const connection = this.target as PoolConnection;
    await this.control('COMMIT').then(
      () => connection.release(),
      () => connection.destroy(),
    );
    this.open = false;
  }
}

/** Snapshots that are open at a time: the one before and the one after. */
const snapshotConnections = 2;

/** MySQL 8 or MariaDB through a pool. */
export class MysqlDatabase implements Database {
  readonly dialect = 'mysql';
  private readonly listeners = new StatementListeners();
  private readonly pool: Pool;
  private snapshots: Pool | null = null;
  private readonly runner: MysqlRunner;
  private readonly nesting: NestingGuard;

  /** Connects on first use. `address`: see {@link mysqlOptions}. */
  constructor(
    private readonly address: string,
    options: MysqlOptions = {},
  ) {
    this.pool = poolOf(mysqlOptions(address));
    this.nesting = new NestingGuard(options.checkNesting ?? false);
    this.runner = new MysqlRunner(this.pool, this.listeners);
  }

  rows(sql: string, params: readonly SqlValue[] = []): Promise<SqlRow[]> {
    return this.runner.rows(sql, params);
  }

  async run(sql: string, params: readonly SqlValue[] = []): Promise<{ changes: number; insertId: number }> {
    this.nesting.check('run');
    return this.runner.run(sql, params);
  }

  async transaction<T>(work: (tx: SqlRunner) => Promise<T>): Promise<T> {
    this.nesting.check('transaction');
    const connection = await this.pool.getConnection().catch((error: unknown) => {
      throw translated(error);
    });
    const tx = new MysqlRunner(connection, this.listeners);
    try {
      await tx.control('START TRANSACTION');
      const result = await this.nesting.enter(() => work(tx));
      await tx.control('COMMIT');
      connection.release();
      return result;
    } catch (error) {
      // A connection that can't even roll back is thrown away, which rolls back on the server.
      await tx.control('ROLLBACK').then(
        () => connection.release(),
        () => connection.destroy(),
      );
      throw error;
    } finally {
      tx.open = false;
    }
  }

  async savepoint<T>(tx: SqlRunner, work: () => Promise<T>): Promise<T> {
    if (!(tx instanceof MysqlRunner) || tx === this.runner) {
      throw new Error('a savepoint needs a transaction of this database');
    }
    const name = `s${++tx.savepoints}`;
    await tx.control(`SAVEPOINT ${name}`);
    try {
      const result = await work();
      await tx.control(`RELEASE SAVEPOINT ${name}`);
      return result;
    } catch (error) {
      // A deadlock has taken the whole transaction and its savepoints with it.
      if (!(error instanceof BusyError)) await tx.control(`ROLLBACK TO SAVEPOINT ${name}`);
      throw error;
    }
  }

  async snapshot(): Promise<Snapshot> {
    this.snapshots ??= poolOf({ ...mysqlOptions(this.address), connectionLimit: snapshotConnections });
    const connection = await this.snapshots.getConnection().catch((error: unknown) => {
      throw translated(error);
    });
    const snapshot = new MysqlSnapshot(connection, this.listeners);
    try {
      await snapshot.take();
    } catch (error) {
      connection.destroy();
      throw error;
    }
    return snapshot;
  }

  /** The server keeps its own statistics. */
  async analyze(): Promise<void> {}

  onStatement(listener: StatementListener): () => void {
    return this.listeners.add(listener);
  }

  async close(): Promise<void> {
    await Promise.all([this.pool.end(), this.snapshots?.end()]);
  }
}

function poolOf(options: PoolOptions): Pool {
  const pool = createPool(options);
  // The commands of a connection run in order, so these come before anybody's statement.
  pool.pool.on('connection', (connection) => {
    for (const statement of sessionStatements) {
      connection.query(statement, (error) => error && connection.destroy());
    }
  });
  return pool;
}

const uniqueErrors = new Set([1022, 1062, 1586, 1859]);
const referenceErrors = new Set([1216, 1217, 1451, 1452, 1761, 1762]);
const valueErrors = new Set([1048, 1264, 1364, 1366, 1406, 1644, 3819, 4025]);
const busyErrors = new Set([1205, 1213, 3572]);
const unreachable = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'ETIMEDOUT', 'EPIPE', 'PROTOCOL_CONNECTION_LOST']);

function translated(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { errno, code } = error as Error & { errno?: number; code?: string };
  if (uniqueErrors.has(errno ?? 0)) return new ConstraintError('unique', error);
  if (referenceErrors.has(errno ?? 0)) return new ConstraintError('reference', error);
  if (valueErrors.has(errno ?? 0)) return new ConstraintError('other', error);
  if (busyErrors.has(errno ?? 0)) return new BusyError(error);
  if (errno === 1040 || errno === 1053 || unreachable.has(code ?? '')) return new UnavailableError(error);
  return error;
}
