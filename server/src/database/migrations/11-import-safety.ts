import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Imports remember how their file was read, whether what they keep is sealed, and when it was taken away. */
export class ImportSafety1765000000000 implements MigrationInterface {
  readonly name = 'ImportSafety1765000000000';

  async up(runner: QueryRunner): Promise<void> {
    const sqlite = runner.connection.options.type === 'better-sqlite3';
    // MySQL commits at every statement, so each can be repeated.
    for (const [column, ofSqlite, ofMysql] of added) {
      if (!sqlite && (await runner.hasColumn('imports', column))) continue;
      await runner.query(`ALTER TABLE imports ADD COLUMN ${column} ${sqlite ? ofSqlite : ofMysql} NULL`);
    }
    if (sqlite || !(await hasIndex(runner))) {
      await runner.query(`CREATE INDEX ${index} ON imports (cleared_at, updated_at)`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    const sqlite = runner.connection.options.type === 'better-sqlite3';
    if (sqlite || (await hasIndex(runner))) {
      await runner.query(sqlite ? `DROP INDEX ${index}` : `DROP INDEX ${index} ON imports`);
    }
    for (const [column] of added) {
      if (sqlite || (await runner.hasColumn('imports', column))) {
        await runner.query(`ALTER TABLE imports DROP COLUMN ${column}`);
      }
    }
  }
}

const index = 'ix_imports_cleared_at_updated_at';

const added = [
  ['read_as', 'text', 'longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin'],
  ['sealed', 'integer', 'tinyint'],
  ['cleared_at', 'bigint', 'bigint'],
] as const;

const hasIndex = async (runner: QueryRunner): Promise<boolean> =>
  (
    (await runner.query(
      `SELECT 1 FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'imports' AND INDEX_NAME = '${index}'`,
    )) as unknown[]
  ).length > 0;
