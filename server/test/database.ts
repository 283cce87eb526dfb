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
import { copyTemplate, templatePrefix } from './mysql-templates';

/** A database of a test's own. `address` opens it a second time; `drop` closes it and removes every trace. */
export interface TestDatabase {
  database: Database;
  address: string;
  drop(): Promise<void>;
}

/** The engine of this run: KEHU_TEST_ENGINE, `sqlite` unless it says `mariadb`. */
export const testEngine: 'sqlite' | 'mariadb' = process.env.KEHU_TEST_ENGINE === 'mariadb' ? 'mariadb' : 'sqlite';

/** A fresh database with every table. */
export async function testDatabase(options: OpenOptions = checked): Promise<TestDatabase> {
  if (testEngine === 'mariadb') {
    if (templatePrefix() !== null) return mysqlCopy('migrated', migrate, options);
    const test = await emptyMysql(options);
    await migrate(test.address);
    return test;
  }
  const template = await sqliteTemplate();
  return sqlite((file) => copyFileSync(template, file), options);
}

/**
 * A fresh database with the demo company in it. On SQLite it is a copy of a file kept under the digest of every source it
 * could depend on, so that only the first suite after a change pays for loading it; on MariaDB a copy of one that a run
 * makes once.
 */
export async function demoDatabase(load: (database: Database) => Promise<void>): Promise<TestDatabase> {
  if (testEngine === 'mariadb') {
    if (templatePrefix() === null) {
      const test = await testDatabase();
      await load(test.database);
      return test;
    }
    const copy = await mysqlCopy('demo', async (address) => {
      await migrate(address);
      const database = open(address);
      await load(database);
      await database.close();
    });
    // As after loading: the server plans by what it counted.
    await copy.database.analyze();
    return copy;
  }
  const name = `demo-${sourceDigest()}`;
  const template = await keptFile(name, async (file) => {
    forgetOthers(name);
    await migrate(`sqlite:${file}`);
    const database = open(`sqlite:${file}`);
    await load(database);
    await database.close();
  });
  return sqlite((file) => copyFileSync(template, file));
}

/** A fresh database without any table. */
export const emptyDatabase = async (): Promise<TestDatabase> =>
  testEngine === 'mariadb' ? emptyMysql() : sqlite(() => undefined);

const newName = (): string => `kehu_test_${randomBytes(8).toString('hex')}`;

/** How a test's database is opened. */
export interface OpenOptions {
  /** Find writes that would wait for themselves; costs time at every promise. */
  checkNesting: boolean;
  /** Connections at most, on MariaDB. */
  connections?: number;
}

const checked: OpenOptions = { checkNesting: true };

function open(address: string, { checkNesting, connections }: OpenOptions = checked): Database {
  const few = connections === undefined || address.startsWith('sqlite:') ? '' : `?connections=${connections}`;
  return openDatabase(`${address}${few}`, { checkNesting, unsafeFast: true });
}

function sqlite(prepare: (file: string) => void, options: OpenOptions = checked): TestDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'kehu_test_'));
  const file = join(folder, 'kehu.db');
  prepare(file);
  const address = `sqlite:${file}`;
  const database = open(address, options);
  return {
    database,
    address,
    async drop() {
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A migrated file to copy. */
const sqliteTemplate = (): Promise<string> =>
  keptFile(migrationsDigest(), async (file) => {
    await migrate(`sqlite:${file}`);
  });

/**
 * A file kept between runs under the digest of what made it. Whoever makes it moves it into place whole, so a test that comes
 * second finds all or nothing.
 */
async function keptFile(name: string, make: (file: string) => Promise<void>): Promise<string> {
  const cache = join(__dirname, '../../.kehu/test');
  const template = join(cache, `${name}.db`);
  if (existsSync(template)) return template;
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'making_'));
  const file = join(folder, 'kehu.db');
  await make(file);
  renameSync(file, template);
  rmSync(folder, { recursive: true, force: true });
  return template;
}

/** Loaded demo databases of earlier sources: megabytes each, and of no use any more. */
function forgetOthers(name: string): void {
  const cache = join(__dirname, '../../.kehu/test');
  for (const file of readdirSync(cache)) {
    if (file.startsWith('demo-') && file !== `${name}.db`) rmSync(join(cache, file), { force: true });
  }
}

function sourceDigest(): string {
  const folder = join(__dirname, '../src');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
  );
  const hash = createHash('sha256');
  for (const file of files.sort()) hash.update(`${file}\n`).update(readFileSync(join(folder, file)));
  return hash.digest('hex').slice(0, 16);
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

/** The address of a database with a new name on the server of TEST_MYSQL_URL, which may name a database or none. */
function newAddress(): { name: string; address: string } {
  const server = process.env.TEST_MYSQL_URL;
  if (!server)
    throw new Error('TEST_MYSQL_URL must name a server for the tests on MariaDB: mysql://user@127.0.0.1:3306');
  const name = newName();
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { name, address: url.toString() };
}

async function emptyMysql(options: OpenOptions = checked): Promise<TestDatabase> {
  const { name, address } = newAddress();
  await onServer(address, `CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
  return opened(name, address, options);
}

async function mysqlCopy(
  template: string,
  make: (address: string) => Promise<unknown>,
  options: OpenOptions = checked,
): Promise<TestDatabase> {
  const { name, address } = newAddress();
  await copyTemplate(address, template, async (of) => void (await make(of)));
  return opened(name, address, options);
}

function opened(name: string, address: string, options: OpenOptions): TestDatabase {
  const database = open(address, options);
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
