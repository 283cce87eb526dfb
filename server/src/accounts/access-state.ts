import type { SqlRunner } from '../database/database';

// Raw SQL: read before a principal exists, to know whether what is cached about principals and rules still holds.

/** SQL of the current version inside another statement; null before the first change. */
export const versionSql = '(SELECT version FROM access_state WHERE pk = 1)';

/** The version of everything rules are made of: roles, rules, teams, memberships, disabled users. */
export async function accessVersion(runner: SqlRunner): Promise<number> {
  const [row] = await runner.rows('SELECT version FROM access_state WHERE pk = 1');
  return row ? Number(row[0]) : 0;
}

/**
 * Steps the version, in the transaction of the change: every node sees the change at its next operation. Two that step it come
 * after one another, so a change that looks at roles, rules or teams steps it first.
 */
export async function bumpAccessVersion(runner: SqlRunner): Promise<void> {
  const { changes } = await runner.run('UPDATE access_state SET version = version + 1 WHERE pk = 1');
  if (changes === 0) await runner.run('INSERT INTO access_state (pk, version) VALUES (1, 1)');
}
