import type { MigrationInterface, QueryRunner } from 'typeorm';
import { mysqlNouns } from './initial/mysql-nouns';
import { mysqlSystem } from './initial/mysql-system';
import { sqliteNouns } from './initial/sqlite-nouns';
import { sqliteSystem } from './initial/sqlite-system';

/** The first tables, and the triggers that keep the audit trail append-only. */
export class Initial1764000000000 implements MigrationInterface {
  readonly name = 'Initial1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    const sqlite = runner.connection.options.type === 'better-sqlite3';
    const statements = sqlite
      ? [...sqliteNouns, ...sqliteSystem, ...appendOnlySqlite, `INSERT ${firstState}`]
      : [...mysqlNouns, ...mysqlSystem, ...appendOnlyMysql, `INSERT IGNORE ${firstState}`].map((sql) =>
          sql.replaceAll('"', '`'),
        );
    // MySQL commits at every one of these, so each can be repeated: a start that was cut off goes on at the next.
    for (const statement of statements) await runner.query(statement);
  }

  /** There is nothing before this: throwing all data away is no step back. */
  async down(): Promise<void> {
    throw new Error('the first migration has no way back');
  }
}

/** The one row that counts changes of rules, so that a writer only ever has to step it. */
const firstState = 'INTO access_state (pk, version) VALUES (1, 1)';

const appendOnlySqlite = ['UPDATE', 'DELETE'].map(
  (action) => `CREATE TRIGGER audit_entries_no_${action.toLowerCase()} BEFORE ${action} ON audit_entries
  BEGIN SELECT RAISE(ABORT, 'audit entries are append-only'); END`,
);

const appendOnlyMysql = ['UPDATE', 'DELETE'].flatMap((action) => [
  `DROP TRIGGER IF EXISTS audit_entries_no_${action.toLowerCase()}`,
  `CREATE TRIGGER audit_entries_no_${action.toLowerCase()} BEFORE ${action} ON audit_entries FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'audit entries are append-only'`,
]);
