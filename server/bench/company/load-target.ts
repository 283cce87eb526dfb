import { rmSync, writeFileSync } from 'node:fs';
import { createConnection, type Connection, type ResultSetHeader } from 'mysql2/promise';
import type { Database, SqlRow, SqlRunner, SqlValue } from '../../src/database/database';
import { mysqlOptions, sessionStatements } from '../../src/database/mysql-options';

/** What a company is written into. */
export interface LoadTarget extends SqlRunner {
  transaction<T>(work: (tx: SqlRunner) => Promise<T>): Promise<T>;
  /** Lets go of what the target itself has opened. */
  close(): Promise<void>;
}

/** SQLite takes rows as fast as they can be made: its own interface will do. */
export const directTarget = (database: Database): LoadTarget => ({
  dialect: database.dialect,
  rows: (text, params) => database.rows(text, params),
  run: (text, params) => database.run(text, params),
  transaction: (work) => database.transaction(work),
  close: async () => undefined,
});

const insert = /^INSERT INTO (\w+) \(([\w, ]+)\) VALUES \(\?/;

/**
 * A MariaDB written to by LOAD DATA: the multi-row inserts of the product's bulk path are gathered, table by table, and go
 * in as one file at the end of each transaction. The same rows ten times as fast; other statements run as they are.
 * `file` is a scratch file that the server can read.
 */
export class LoadDataTarget implements LoadTarget {
  readonly dialect = 'mysql';
  private readonly pending = new Map<string, { columns: string[]; rows: SqlValue[][] }>();

  private constructor(
    private readonly connection: Connection,
    private readonly file: string,
  ) {}

  static async open(address: string, file: string): Promise<LoadDataTarget> {
    const { connectionLimit: _, maxPreparedStatements: __, ...options } = mysqlOptions(address);
    const connection = await createConnection(options);
    for (const statement of [...sessionStatements, 'SET foreign_key_checks = 0', 'SET unique_checks = 0']) {
      await connection.query(statement);
    }
    return new LoadDataTarget(connection, file);
  }

  async rows(sql: string, params: readonly SqlValue[] = []): Promise<SqlRow[]> {
    await this.flush();
    const [rows] = await this.connection.query({ sql, rowsAsArray: true }, [...params]);
    return rows as SqlRow[];
  }

  async run(sql: string, params: readonly SqlValue[] = []): Promise<{ changes: number; insertId: number }> {
    const match = insert.exec(sql);
    if (!match) {
      await this.flush();
      const [{ affectedRows, insertId }] = await this.connection.query<ResultSetHeader>(sql, [...params]);
      return { changes: affectedRows, insertId };
    }
    const columns = match[2]!.split(', ');
    const of = this.pending.get(match[1]!) ?? { columns, rows: [] };
    this.pending.set(match[1]!, of);
    for (let i = 0; i < params.length; i += columns.length) of.rows.push(params.slice(i, i + columns.length));
    return { changes: params.length / columns.length, insertId: 0 };
  }

  async transaction<T>(work: (tx: SqlRunner) => Promise<T>): Promise<T> {
    await this.connection.query('START TRANSACTION');
    const result = await work(this);
    await this.flush();
    await this.connection.query('COMMIT');
    return result;
  }

  async close(): Promise<void> {
    rmSync(this.file, { force: true });
    await this.connection.end();
  }

  private async flush(): Promise<void> {
    for (const [table, { columns, rows }] of this.pending) {
      const binary = columns.map((_, i) => rows.some((row) => Buffer.isBuffer(row[i])));
      writeFileSync(this.file, rows.map((row) => `${row.map(cell).join('\t')}\n`).join(''));
      const targets = columns.map((column, i) => (binary[i] ? `@c${i}` : column));
      const hex = columns.flatMap((column, i) => (binary[i] ? [`${column} = UNHEX(@c${i})`] : []));
      await this.connection.query(
        `LOAD DATA INFILE ? INTO TABLE ${table} CHARACTER SET utf8mb4 (${targets.join(', ')})${hex.length > 0 ? ` SET ${hex.join(', ')}` : ''}`,
        [this.file],
      );
    }
    this.pending.clear();
  }
}

const escapes: Record<string, string> = { '\t': '\\t', '\n': '\\n', '\\': '\\\\' };

function cell(value: SqlValue): string {
  if (value === null) return '\\N';
  if (Buffer.isBuffer(value)) return value.toString('hex');
  return typeof value === 'string' ? value.replace(/[\t\n\\]/g, (letter) => escapes[letter]!) : String(value);
}
