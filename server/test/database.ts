import { createHash, randomBytes } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import type { Database } from '../src/database/database';
import { migrate } from '../src/database/migrate';
import { mysqlOptions } from '../src/database/mysql-options';
import { openDatabase } from '../src/database/open-database';

/** A database of a test's own. `address` opens it a second time; `drop` closes it and removes every trace. */
export interface TestDatabase {
  database: Database;
  address: string;
  drop(): Promise<void>;
}

/** The engine of this run: KEHU_TEST_ENGINE, `sqlite` unless it says `mariadb`. */
export const testEngine: 'sqlite' | 'mariadb' = process.env.KEHU_TEST_ENGINE === 'mariadb' ? 'mariadb' : 'sqlite';

/** A fresh database with every table. */
export async function testDatabase(): Promise<TestDatabase> {
  if (testEngine === 'mariadb') {
    const test = await emptyMysql();
    await migrate(test.address);
    return test;
  }
  const template = await sqliteTemplate();
  return sqlite((file) => copyFileSync(template, file));
}

/** A fresh database without any table. */
export const emptyDatabase = async (): Promise<TestDatabase> =>
  testEngine === 'mariadb' ? emptyMysql() : sqlite(() => undefined);

const newName = (): string => `kehu_test_${randomBytes(8).toString('hex')}`;

const open = (address: string): Database => openDatabase(address, { checkNesting: true, unsafeFast: true });

function sqlite(prepare: (file: string) => void): TestDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'kehu_test_'));
  const file = join(folder, 'kehu.db');
  prepare(file);
  const address = `sqlite:${file}`;
  const database = open(address);
  return {
    database,
    address,
    async drop() {
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * A migrated file to copy, kept between runs under the digest of what made it. Whoever makes it moves it into place whole,
 * so a test that comes second finds all or nothing.
 */
async function sqliteTemplate(): Promise<string> {
  const cache = join(__dirname, '../../.kehu/test');
  const template = join(cache, `${migrationsDigest()}.db`);
  if (existsSync(template)) return template;
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'making_'));
  const file = join(folder, 'kehu.db');
  await migrate(`sqlite:${file}`);
  renameSync(file, template);
  rmSync(folder, { recursive: true, force: true });
  return template;
}

function migrationsDigest(): string {
  const folder = join(__dirname, '../src/database');
  const files = readdirSync(join(folder, 'migrations'), { recursive: true, encoding: 'utf8' }).filter((f) =>
    f.endsWith('.ts'),
  );
  const hash = createHash('sha256');
  for (const file of files.sort()) hash.update(`${file}\n`).update(readFileSync(join(folder, 'migrations', file)));
  return hash.digest('hex').slice(0, 16);
}

/** A database on the server of TEST_MYSQL_URL, which may name a database or none. */
async function emptyMysql(): Promise<TestDatabase> {
  const server = process.env.TEST_MYSQL_URL;
  if (!server)
    throw new Error('TEST_MYSQL_URL must name a server for the tests on MariaDB: mysql://user@127.0.0.1:3306');
  const name = newName();
  const url = new URL(server);
  url.pathname = `/${name}`;
  const address = url.toString();
  await onServer(address, `CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
  const database = open(address);
  return {
    database,
    address,
    async drop() {
      await database.close();
      await onServer(address, `DROP DATABASE ${name}`);
    },
  };
}

async function onServer(address: string, statement: string): Promise<void> {
  const { host, port, socketPath, user, password } = mysqlOptions(address);
  const connection = await createConnection({ host, port, socketPath, user, password });
  try {
    await connection.query(statement);
  } finally {
    await connection.end();
  }
}
