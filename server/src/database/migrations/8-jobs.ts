import type { MigrationInterface, QueryRunner } from 'typeorm';
import { mysqlJobs } from './jobs/mysql-jobs';
import { sqliteJobs } from './jobs/sqlite-jobs';

/** Background jobs and the files they make; saved queries and lists, what is pinned of them, and reports by e-mail. */
export class Jobs1764700000000 implements MigrationInterface {
  readonly name = 'Jobs1764700000000';

  async up(runner: QueryRunner): Promise<void> {
    const sqlite = runner.connection.options.type === 'better-sqlite3';
    const statements = sqlite ? sqliteJobs : mysqlJobs.map((sql) => sql.replaceAll('"', '`'));
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['report_schedules', 'saved_pins', 'saved_items', 'job_chunks', 'jobs']) {
      await runner.query(`DROP TABLE IF EXISTS ${table}`);
    }
  }
}
