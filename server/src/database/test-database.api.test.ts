import { existsSync } from 'node:fs';
import { createConnection } from 'mysql2/promise';
import { testDatabase, type TestDatabase } from '../../test/database';
import { mysqlOptions } from './mysql-options';
import { sqliteFile } from './open-database';

const setting = (test: TestDatabase): Promise<unknown[][]> => test.database.rows('SELECT name FROM settings');

it('two test databases have every table and nothing of each other', async () => {
  const [one, other] = await Promise.all([testDatabase(), testDatabase()]);
  try {
    await one.database.run('INSERT INTO settings (name, value) VALUES (?, ?)', ['a', '1']);
    expect(await setting(one)).toEqual([['a']]);
    expect(await setting(other)).toEqual([]);
  } finally {
    await one.drop();
    await other.drop();
  }
});

it('a dropped one leaves nothing', async () => {
  const test = await testDatabase();
  const file = sqliteFile(test.address);
  const exists = async (): Promise<boolean> => (file === null ? databaseExists(test.address) : existsSync(file));
  expect(await exists()).toBe(true);
  await test.drop();
  expect(await exists()).toBe(false);
});

async function databaseExists(address: string): Promise<boolean> {
  const { database, ...server } = mysqlOptions(address);
  const { host, port, socketPath, user, password } = server;
  const connection = await createConnection({ host, port, socketPath, user, password });
  const [rows] = await connection.query('SELECT 1 FROM information_schema.schemata WHERE schema_name = ?', [database]);
  await connection.end();
  return (rows as unknown[]).length === 1;
}
