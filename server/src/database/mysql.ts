import type { Connection, Pool as CorePool, PoolConnection } from 'mysql2';
import type { Pool, PoolOptions, ResultSetHeader } from 'mysql2/promise';
import {
  BusyError,
  type Bounds,
  type Capacity,
  type Database,
  type Snapshot,
  type SqlRow,
  type SqlRunner,
  type SqlValue,
} from './database';
import { MysqlBoundedReads } from './mysql-bounded-reads';
import { mysqlOptions, sessionStatements, writerStatements } from './mysql-options';
import { mysqlModule } from './mysql-module';
import { bound, translated } from './mysql-statement';
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

  constructor(
    /** By callbacks: the driver's promises keep a stack trace of every statement in case it fails. */
    protected readonly core: CorePool | Connection,
    private readonly listeners: StatementListeners,
  ) {}

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
    return new Promise((resolve, reject) => {
      this.core.query(sql, (error) => {
        if (error) reject(translated(error) as Error);
        else resolve();
      });
    });
  }

  private async execute(sql: string, params: readonly SqlValue[]): Promise<unknown> {
    if (!this.open) throw new Error('the transaction has ended');
    this.listeners.tell(sql);
    return new Promise((resolve, reject) => {
      this.core.execute({ sql, rowsAsArray: true }, params.map(bound), (error, result) => {
        if (error) reject(translated(error) as Error);
        else resolve(result);
      });
    });
  }
}

/** A reading transaction that sees one moment. */
class MysqlSnapshot extends MysqlRunner implements Snapshot {
  constructor(
    private readonly connection: PoolConnection,
    listeners: StatementListeners,
  ) {
    super(connection, listeners);
  }

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
    const { connection } = this;
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
  /** Connections that do nothing but transactions, and therefore need not be told when one begins. */
  private readonly writers: Pool;
  private snapshots: Pool | null = null;
  private readonly runner: MysqlRunner;
  private readonly nesting: NestingGuard;
  private readonly bounded: MysqlBoundedReads;
  readonly capacity: Capacity;

  /** Connects on first use. `address`: see {@link mysqlOptions}. */
  constructor(
    private readonly address: string,
    options: MysqlOptions = {},
  ) {
    const settings = mysqlOptions(address);
    const writers = writersBeside(settings.connectionLimit!);
    this.pool = poolOf(settings);
    this.writers = poolOf({ ...settings, connectionLimit: writers }, writerStatements);
    this.bounded = new MysqlBoundedReads(this.pool.pool, () =>
      mysqlModule().createPool({ ...settings, connectionLimit: 1 }),
    );
    this.capacity = capacityOf(settings.connectionLimit!, writers);
    this.nesting = new NestingGuard(options.checkNesting ?? false);
    this.runner = new MysqlRunner(this.pool.pool, this.listeners);
  }

  rows(sql: string, params: readonly SqlValue[] = []): Promise<SqlRow[]> {
    return this.runner.rows(sql, params);
  }

  async boundedRows(sql: string, params: readonly SqlValue[], bounds: Bounds): Promise<SqlRow[]> {
    this.listeners.tell(sql);
    return this.bounded.rows(sql, params, bounds);
  }

  async run(sql: string, params: readonly SqlValue[] = []): Promise<{ changes: number; insertId: number }> {
    this.nesting.check('run');
    return this.runner.run(sql, params);
  }

  async transaction<T>(work: (tx: SqlRunner) => Promise<T>): Promise<T> {
    this.nesting.check('transaction');
    const connection = await connectionOf(this.writers);
    const tx = new MysqlRunner(connection, this.listeners);
    try {
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
    const connection = await connectionOf(this.snapshots);
    const snapshot = new MysqlSnapshot(connection, this.listeners);
    try {
      await snapshot.take();
    } catch (error) {
      connection.destroy();
      throw error;
    }
    return snapshot;
  }

  /** The server counts by itself too, but some time after many rows came in, and plans badly until then. */
  async analyze(): Promise<void> {
    const tables = await this.rows(
      "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'",
    );
    const names = tables.map(([name]) => `\`${String(name).replaceAll('`', '``')}\``);
    if (names.length > 0) await this.runner.control(`ANALYZE NO_WRITE_TO_BINLOG TABLE ${names.join(', ')}`);
  }

  onStatement(listener: StatementListener): () => void {
    return this.listeners.add(listener);
  }

  async close(): Promise<void> {
    await Promise.all([this.pool.end(), this.writers.end(), this.snapshots?.end(), this.bounded.close()]);
  }
}

/** Half as many as read, and at least two: one for requests, one for what the server does by itself. */
const writersBeside = (connections: number): number => Math.max(2, Math.floor(connections / 2));

/**
 * How the pools are shared out: the lanes of reads leave a connection for finding out who asks, that of writes leaves one for
 * signing in, the search index and jobs. Of what reads much only two run at once, as more would only share the same disks and
 * cores.
 */
function capacityOf(connections: number, writers: number): Capacity {
  const heavy = Math.max(1, Math.min(2, Math.floor(connections / 5)));
  return { light: Math.max(1, connections - heavy - 1), heavy, writes: writers - 1, lightHoldsAll: false };
}

const connectionOf = ({ pool }: Pool): Promise<PoolConnection> =>
  new Promise((resolve, reject) => {
    pool.getConnection((error, connection) => (error ? reject(translated(error) as Error) : resolve(connection)));
  });

function poolOf(options: PoolOptions, statements: readonly string[] = sessionStatements): Pool {
  const pool = mysqlModule().createPool(options);
  // The commands of a connection run in order, so these come before anybody's statement.
  pool.pool.on('connection', (connection) => {
    for (const statement of statements) {
      connection.query(statement, (error) => error && connection.destroy());
    }
  });
  return pool;
}
