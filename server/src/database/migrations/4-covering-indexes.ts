import type { MigrationInterface, QueryRunner } from 'typeorm';
import { indexName } from '../table';

/**
 * Indexes that hold all a count, a sum or the choice of a page looks at: customers by what they are filtered and grouped by,
 * children of a customer in their order without the deleted ones.
 */
export class CoveringIndexes1764300000000 implements MigrationInterface {
  readonly name = 'CoveringIndexes1764300000000';

  async up(runner: QueryRunner): Promise<void> {
    // MySQL commits at every statement, so each can be repeated. The new one first: a reference is never without an index.
    for (const { table, columns, instead } of indexes) {
      await create(runner, table, columns);
      if (instead) await drop(runner, table, instead);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { table, columns, instead } of indexes) {
      if (instead) await create(runner, table, instead);
      await drop(runner, table, columns);
    }
  }
}

const covered = ['tier', 'region', 'status', 'deleted_at', 'updated_at', 'pk', 'credit_limit', 'currency'];

const indexes: readonly { table: string; columns: readonly string[]; instead?: readonly string[] }[] = [
  { table: 'customers', columns: ['team_pk', ...covered] },
  { table: 'customers', columns: covered },
  ...['contacts', 'opportunities', 'orders', 'tickets'].map((table) => ({
    table,
    columns: ['customer_pk', 'deleted_at', 'updated_at'],
    instead: ['customer_pk', 'updated_at'],
  })),
  {
    table: 'activities',
    columns: ['customer_pk', 'deleted_at', 'occurred_at'],
    instead: ['customer_pk', 'occurred_at'],
  },
];

async function create(runner: QueryRunner, table: string, columns: readonly string[]): Promise<void> {
  const name = indexName(table, { columns });
  if (await exists(runner, table, name)) return;
  await runner.query(`CREATE INDEX ${name} ON ${table} (${columns.join(', ')})`);
}

async function drop(runner: QueryRunner, table: string, columns: readonly string[]): Promise<void> {
  const name = indexName(table, { columns });
  if (!(await exists(runner, table, name))) return;
  await runner.query(isSqlite(runner) ? `DROP INDEX ${name}` : `DROP INDEX ${name} ON ${table}`);
}

const isSqlite = (runner: QueryRunner): boolean => runner.connection.options.type === 'better-sqlite3';

async function exists(runner: QueryRunner, table: string, name: string): Promise<boolean> {
  const found = isSqlite(runner)
    ? await runner.query(`SELECT 1 FROM sqlite_master WHERE type = 'index' AND name = '${name}'`)
    : await runner.query(
        `SELECT 1 FROM information_schema.STATISTICS
         WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = '${table}' AND INDEX_NAME = '${name}' LIMIT 1`,
      );
  return (found as unknown[]).length > 0;
}
