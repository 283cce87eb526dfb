import type { Database } from '../../src/database/database';

interface Index {
  table: string;
  name: string;
  unique: boolean;
  columns: string[];
}

/**
 * Runs `work` with the B-tree indexes of these MariaDB tables taken away and builds them again afterwards: sorting once
 * is many times faster than keeping a dozen trees in order while millions of rows come in. Other engines and other kinds
 * of index are left as they are. Needs a database of one connection, whose checks of links are off meanwhile.
 */
export async function withoutIndexes(
  database: Database,
  tables: readonly string[],
  work: () => Promise<void>,
): Promise<void> {
  if (database.dialect === 'sqlite') return work();
  await database.run('SET foreign_key_checks = 0');
  await database.run('SET unique_checks = 0');
  const indexes = await indexesOf(database, tables);
  for (const [table, of] of grouped(indexes)) {
    await database.run(`ALTER TABLE ${table} ${of.map(({ name }) => `DROP INDEX ${name}`).join(', ')}`);
  }
  try {
    await work();
  } finally {
    for (const [table, of] of grouped(indexes)) {
      const parts = of.map(
        ({ name, unique, columns }) => `ADD ${unique ? 'UNIQUE ' : ''}INDEX ${name} (${columns.join(', ')})`,
      );
      await database.run(`ALTER TABLE ${table} ${parts.join(', ')}`);
    }
    await database.run('SET foreign_key_checks = 1');
    await database.run('SET unique_checks = 1');
  }
}

async function indexesOf(database: Database, tables: readonly string[]): Promise<Index[]> {
  const rows = await database.rows(
    `SELECT TABLE_NAME, INDEX_NAME, NON_UNIQUE, COLUMN_NAME, SUB_PART FROM information_schema.STATISTICS
     WHERE TABLE_SCHEMA = DATABASE() AND INDEX_TYPE = 'BTREE' AND INDEX_NAME <> 'PRIMARY'
       AND TABLE_NAME IN (${tables.map(() => '?').join(', ')})
     ORDER BY TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX`,
    tables,
  );
  const found = new Map<string, Index>();
  for (const [table, name, nonUnique, column, part] of rows.map((row) => row.map((value) => value as string))) {
    const key = `${table}.${name}`;
    const index = found.get(key) ?? { table: table!, name: name!, unique: Number(nonUnique) === 0, columns: [] };
    index.columns.push(part === null ? column! : `${column}(${part})`);
    found.set(key, index);
  }
  return [...found.values()];
}

function grouped(indexes: readonly Index[]): Map<string, Index[]> {
  const groups = new Map<string, Index[]>();
  for (const index of indexes) groups.set(index.table, [...(groups.get(index.table) ?? []), index]);
  return groups;
}
