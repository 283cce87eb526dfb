import { createApiKey } from '../../src/accounts/api-keys';
import { startSession } from '../../src/accounts/sessions';
import { openDatabase } from '../../src/database/open-database';
import { builtInRoles } from '../../src/roles';
import type { Dataset } from '../dataset';

const keyName = 'bench-import';
const analystUser = 451;

/** A session of an analyst and a key of a partner's program, as the product makes them. */
export async function strangers({ kehuUrl }: Dataset): Promise<{ analyst: string; key: string }> {
  const database = openDatabase(kehuUrl);
  try {
    const now = Date.now();
    const { token } = await database.transaction((tx) =>
      startSession(tx, { userPk: analystUser, userAgent: keyName, now }),
    );
    const services = {
      database,
      clock: Date.now,
      roleOf: (role: string) => builtInRoles.find(({ key }) => key === role),
      actor: { type: 'system' as const },
    };
    const { key } = await createApiKey(services, {
      name: keyName,
      roles: ['erp-client'],
      source: 'erp',
      expiresAt: null,
      createdByUserPk: null,
    });
    return { analyst: token, key };
  } finally {
    await database.close();
  }
}

/** Records that are taken out together. */
const removedAtOnce = 2_000;

/** Takes what was imported out again. */
export async function removeStrangers({ kehuUrl, shape }: Dataset): Promise<void> {
  const database = openDatabase(kehuUrl);
  try {
    const [row] = await database.rows('SELECT MAX(pk) FROM customers');
    for (let from = shape.customers; from < Number(row![0]); from += removedAtOnce) {
      const range = [from, from + removedAtOnce];
      await database.transaction(async (tx) => {
        for (const table of ['history', 'external_ids', 'search_changed']) {
          await tx.run(`DELETE FROM ${table} WHERE noun = 'customer' AND record_pk > ? AND record_pk <= ?`, range);
        }
        await tx.run('DELETE FROM customers WHERE pk > ? AND pk <= ?', range);
      });
    }
    await database.run('DELETE FROM sessions WHERE user_agent = ?', [keyName]);
    await database.run('UPDATE api_keys SET revoked_at = ? WHERE name = ? AND revoked_at IS NULL', [
      Date.now(),
      keyName,
    ]);
  } finally {
    await database.close();
  }
}
