import SqliteHandle from 'better-sqlite3';
import { createPool, type Pool, type PoolConnection } from 'mysql2/promise';
import { mysqlOptions } from '../../src/database/mysql-options';
import { sqliteFile } from '../../src/database/open-database';

export type Value = string | number | Buffer | null;
export type Row = Value[];

/** The least there is between hand-written SQL and its rows: prepared statements, rows as arrays. */
export interface SqlClient {
  dialect: 'sqlite' | 'mysql';
  all(sql: string, params?: readonly Value[]): Promise<Row[]>;
  /** Runs `work` in one transaction; `null` rolls back. */
  transaction<T>(work: (all: SqlClient['all']) => Promise<T | null>): Promise<T | null>;
}

export function openClient(url: string): SqlClient {
  const file = sqliteFile(url);
  return file === null ? mysqlClient(url) : sqliteClient(file);
}

function mysqlClient(url: string): SqlClient {
  const { maxPreparedStatements: _, ...options } = mysqlOptions(url);
  const pool = createPool({ ...options, connectionLimit: 16, dateStrings: true });
  const on =
    (target: Pool | PoolConnection): SqlClient['all'] =>
    async (sql, params = []) =>
      (await target.execute({ sql, rowsAsArray: true }, [...params]))[0] as unknown as Row[];
  return {
    dialect: 'mysql',
    all: on(pool),
    async transaction(work) {
      const connection = await pool.getConnection();
      try {
        await connection.query('START TRANSACTION');
        const result = await work(on(connection));
        await connection.query(result === null ? 'ROLLBACK' : 'COMMIT');
        return result;
      } catch (error) {
        await connection.query('ROLLBACK');
        throw error;
      } finally {
        connection.release();
      }
    },
  };
}

function sqliteClient(file: string): SqlClient {
  const handle = new SqliteHandle(file);
  handle.pragma('journal_mode = WAL');
  handle.pragma('synchronous = FULL');
  handle.pragma('cache_size = -32000');
  const statements = new Map<string, SqliteHandle.Statement>();
  const all: SqlClient['all'] = async (sql, params = []) => {
    let statement = statements.get(sql);
    if (!statement) statements.set(sql, (statement = handle.prepare(sql)));
    if (statement.reader) return statement.raw(true).all(...params) as Row[];
    statement.run(...params);
    return [];
  };
  // Transactions queue: there is one connection.
  let last: Promise<unknown> = Promise.resolve();
  return {
    dialect: 'sqlite',
    all,
    transaction(work) {
      const next = last.then(async () => {
        handle.exec('BEGIN IMMEDIATE');
        try {
          const result = await work(all);
          handle.exec(result === null ? 'ROLLBACK' : 'COMMIT');
          return result;
        } catch (error) {
          handle.exec('ROLLBACK');
          throw error;
        }
      });
      last = next.catch(() => undefined);
      return next;
    },
  };
}
