import type { SqlRunner } from '../database/database';
import { bumpAccessVersion } from './access-state';
import { createApiKey, revokeApiKeys } from './api-keys';
import { verifyPassword } from './passwords';
import { endSessions } from './sessions';
import type { AccountServices } from './users';

// Raw SQL: these accounts are looked after at the start, before there is a principal.

/** Host of the demo accounts' login names. */
const demoHost = '@kehu.example';
const demoClient = 'demo-erp';

export interface DemoAccount {
  email: string;
  name: string;
  title: string | null;
}

/** The accounts one may sign in with while the demo is on, in the order they were made. */
export async function demoAccounts(runner: SqlRunner): Promise<DemoAccount[]> {
  const rows = await runner.rows(
    `SELECT u.email, u.name, u.title FROM users u JOIN credentials c ON c.user_pk = u.pk
     WHERE u.email LIKE ? AND u.disabled = 0 ORDER BY u.pk`,
    [`%${demoHost}`],
  );
  return rows.map(([email, name, title]) => ({
    email: String(email),
    name: String(name),
    title: title === null ? null : String(title),
  }));
}

/** Makes the key of the demo's partner client the first time, and only then returns it. */
export async function firstDemoKey(services: AccountServices): Promise<string | null> {
  const known = await services.database.rows('SELECT 1 FROM api_keys WHERE name = ? LIMIT 1', [demoClient]);
  if (known.length > 0) return null;
  const { key } = await createApiKey(services, {
    name: demoClient,
    roles: ['erp-client'],
    source: 'erp',
    expiresAt: null,
    createdByUserPk: null,
  });
  return key;
}

/**
 * Leaves demo mode for good: accounts that still have the published password lose it with their sessions, the partner's key
 * ends, the loader's marker goes. The records stay. Returns the login names that now have no password.
 */
export async function endDemo(services: AccountServices, publishedPassword: string): Promise<string[]> {
  const { database } = services;
  const rows = await database.rows(
    'SELECT u.pk, u.email, c.password_hash FROM users u JOIN credentials c ON c.user_pk = u.pk WHERE u.email LIKE ?',
    [`%${demoHost}`],
  );
  const published: { pk: number; email: string }[] = [];
  for (const [pk, email, hash] of rows) {
    if (await verifyPassword(String(hash), publishedPassword)) published.push({ pk: Number(pk), email: String(email) });
  }
  await revokeApiKeys(services, demoClient);
  await database.transaction(async (tx) => {
    for (const { pk } of published) {
      await tx.run('DELETE FROM credentials WHERE user_pk = ?', [pk]);
      await endSessions(tx, pk);
    }
    await tx.run("DELETE FROM settings WHERE name = 'demo'");
    await bumpAccessVersion(tx);
  });
  return published.map(({ email }) => email);
}
