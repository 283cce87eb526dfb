import type { SqlRunner } from '../database/database';

// Raw SQL: who holds which role belongs to no noun that a view could show; callers ask for the right first.

/** How many enabled users and usable API clients hold each role. */
export async function heldBy(
  runner: SqlRunner,
): Promise<{ users: ReadonlyMap<string, number>; clients: ReadonlyMap<string, number> }> {
  const users = await runner.rows(
    'SELECT r.role, COUNT(*) FROM user_roles r JOIN users u ON u.pk = r.user_pk WHERE u.disabled = 0 GROUP BY r.role',
  );
  const clients = new Map<string, number>();
  for (const [roles] of await runner.rows('SELECT roles FROM api_keys WHERE revoked_at IS NULL')) {
    for (const role of JSON.parse(String(roles)) as string[]) clients.set(role, (clients.get(role) ?? 0) + 1);
  }
  return { users: new Map(users.map(([role, count]) => [String(role), Number(count)])), clients };
}

/** Keys of enabled users and usable clients that hold one of these roles, oldest first. */
export async function holdersOf(
  runner: SqlRunner,
  roles: ReadonlySet<string>,
): Promise<{ userPks: number[]; clientPks: number[] }> {
  if (roles.size === 0) return { userPks: [], clientPks: [] };
  const wanted = [...roles];
  const rows = await runner.rows(
    `SELECT DISTINCT r.user_pk FROM user_roles r JOIN users u ON u.pk = r.user_pk
     WHERE u.disabled = 0 AND r.role IN (${wanted.map(() => '?').join(', ')}) ORDER BY r.user_pk`,
    wanted,
  );
  const keys = await runner.rows('SELECT pk, roles FROM api_keys WHERE revoked_at IS NULL ORDER BY pk');
  return {
    userPks: rows.map((row) => Number(row[0])),
    clientPks: keys
      .filter((row) => (JSON.parse(String(row[1])) as string[]).some((role) => roles.has(role)))
      .map((row) => Number(row[0])),
  };
}
