import type { Database } from './database';
import { MysqlDatabase, type MysqlOptions } from './mysql';
import { SqliteDatabase, type SqliteOptions } from './sqlite';

/** The file of a `sqlite:` address, or null for another engine's. */
export function sqliteFile(address: string): string | null {
  const file = /^sqlite:(?:\/\/(?=\/))?(.+)$/.exec(address)?.[1];
  if (file === ':memory:') throw new Error('a database in memory has no second connection; name a file');
  return file ?? null;
}

/**
 * Opens the database at `address`: `sqlite:./data/kehu.db`, `mysql://user@host/database`, `mariadb://...`.
 * @throws Error in one sentence when the address is none of these.
 */
export function openDatabase(address: string, options: SqliteOptions & MysqlOptions = {}): Database {
  const file = sqliteFile(address);
  return file === null ? new MysqlDatabase(address, options) : new SqliteDatabase(file, options);
}
