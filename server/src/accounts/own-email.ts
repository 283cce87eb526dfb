import type { Principal } from '../access/principal';
import type { SqlRunner } from '../database/database';

// Raw SQL: a principal's own login name is what it signed in with, whatever its roles say about the noun user.

/** The login name of a user; null for a client. */
export async function ownEmail(runner: SqlRunner, principal: Principal): Promise<string | null> {
  if (principal.kind !== 'user') return null;
  const [row] = await runner.rows('SELECT email FROM users WHERE pk = ?', [principal.pk]);
  return row ? String(row[0]) : null;
}
