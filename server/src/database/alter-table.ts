import type { Database, Dialect, SqlRunner } from './database';
import { indexName, type Column, type Index } from './table';

// Raw SQL: names of tables and columns are the program's own, never a person's.

/** How long a change waits for others to let go of the table, in seconds; whoever comes meanwhile waits behind it. */
const waitSeconds = 2;

/** Adds nullable columns that are not there yet. Both engines do so without rewriting the table. */
export async function addColumns(database: Database, table: string, columns: readonly Column[]): Promise<void> {
  const known = await columnsOf(database, table);
  for (const column of columns) {
    if (known.has(column.name)) continue;
    await alter(database, `ALTER TABLE ${table} ADD COLUMN ${column.name} ${typeOf(column, database.dialect)} NULL`);
  }
}

/** Makes indexes that are not there yet. */
export async function addIndexes(database: Database, table: string, indexes: readonly Index[]): Promise<void> {
  const known = await indexesOf(database, table);
  for (const index of indexes) {
    const name = indexName(table, index);
    if (!known.has(name)) await alter(database, `CREATE INDEX ${name} ON ${table} (${index.columns.join(', ')})`);
  }
}

export async function dropIndexes(database: Database, table: string, indexes: readonly Index[]): Promise<void> {
  const known = await indexesOf(database, table);
  for (const index of indexes) {
    const name = indexName(table, index);
    if (!known.has(name)) continue;
    await alter(database, database.dialect === 'sqlite' ? `DROP INDEX ${name}` : `DROP INDEX ${name} ON ${table}`);
  }
}

/** A statement that MySQL commits by itself, on a connection that does not wait for ever for those who read the table. */
const alter = (database: Database, statement: string): Promise<void> =>
  database.transaction(async (tx) => {
    if (tx.dialect === 'sqlite') return void (await tx.run(statement));
    await tx.run(`SET lock_wait_timeout = ${waitSeconds}`);
    try {
      await tx.run(statement);
    } finally {
      await tx.run('SET lock_wait_timeout = DEFAULT');
    }
  });

async function columnsOf(runner: SqlRunner, table: string): Promise<Set<string>> {
  const rows =
    runner.dialect === 'sqlite'
      ? await runner.rows('SELECT name FROM pragma_table_info(?)', [table])
      : await runner.rows(
          'SELECT COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?',
          [table],
        );
  return new Set(rows.map(([name]) => String(name)));
}

async function indexesOf(runner: SqlRunner, table: string): Promise<Set<string>> {
  const rows =
    runner.dialect === 'sqlite'
      ? await runner.rows("SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = ?", [table])
      : await runner.rows(
          'SELECT INDEX_NAME FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?',
          [table],
        );
  return new Set(rows.map(([name]) => String(name)));
}

/** The types of entity-schema.ts in the words of each engine, for those that can be added. */
function typeOf({ type, length }: Column, dialect: Dialect): string {
  const sqlite = dialect === 'sqlite';
  switch (type) {
    case 'name':
      return sqlite ? `varchar(${length})` : `varchar(${length}) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`;
    case 'fold':
      return sqlite ? 'text' : `varbinary(${length})`;
    case 'big':
      return 'bigint';
    case 'flag':
      return sqlite ? 'integer' : 'tinyint';
    case 'date':
      return sqlite ? 'varchar(10)' : 'char(10) CHARACTER SET ascii COLLATE ascii_bin';
    case 'long':
      return sqlite ? 'text' : 'longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin';
    default:
      throw new Error(`no column of type ${type} is added to a table in use`);
  }
}
