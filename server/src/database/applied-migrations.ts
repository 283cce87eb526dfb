import { existsSync } from 'node:fs';
import { migrations } from './migrations';
import { mysqlModule } from './mysql-module';
import { mysqlOptions } from './mysql-options';
import { sqliteFile } from './open-database';
import { sqliteModule } from './sqlite-module';

const appliedSql = 'SELECT name FROM migrations';

/** Whether every migration has run on the database, found out by one look. False, too, where that can't be told. */
export async function isUpToDate(address: string): Promise<boolean> {
  try {
    const applied = new Set(await namesIn(address));
    return migrations.every(({ name }) => applied.has(name));
  } catch {
    // No file, table or server yet: migrating does or says what is to be done.
    return false;
  }
}

async function namesIn(address: string): Promise<string[]> {
  const file = sqliteFile(address);
  if (file === null) return mysqlNames(address);
  if (!existsSync(file)) return [];
  const handle = new (sqliteModule())(file, { readonly: true });
  try {
    return handle.prepare(appliedSql).pluck().all() as string[];
  } finally {
    handle.close();
  }
}

async function mysqlNames(address: string): Promise<string[]> {
  const { host, port, socketPath, user, password, database, ssl } = mysqlOptions(address);
  const connection = await mysqlModule().createConnection({ host, port, socketPath, user, password, database, ssl });
  try {
    const [rows] = await connection.query({ sql: appliedSql, rowsAsArray: true });
    return (rows as [string][]).map(([name]) => name);
  } finally {
    await connection.end();
  }
}
