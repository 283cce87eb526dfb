import { randomBytes, randomUUID } from 'node:crypto';
import { append } from '../audit/audit';
import { badInput, notFound } from '../errors/errors';
import { idToBytes } from '../query/values';
import { hashToken, newApiKey, type RandomBytes } from './tokens';
import { checkRoles, type AccountServices } from './users';

// Raw SQL: keys say who the principal is, so no view can stand before them.

export interface NewApiKey {
  name: string;
  /** In order: the first one's default purpose counts. */
  roles: readonly string[];
  /** Source of the external ids it writes; null where it writes none. */
  source: string | null;
  /** Epoch milliseconds; null: until revoked. */
  expiresAt: number | null;
  /** The person who makes it: the key ends with that account. Null for an operator at the command line. */
  createdByUserPk: number | null;
}

/**
 * Makes a key for a partner's program and returns it: it is stored as a hash, so this is the one time it is seen.
 * @throws KehuError BAD_USER_INPUT
 */
export async function createApiKey(
  services: AccountServices,
  client: NewApiKey,
  random: RandomBytes = randomBytes,
): Promise<{ id: string; key: string; prefix: string }> {
  const name = client.name.trim();
  if (name === '' || [...name].length > 100) {
    throw badInput('name', 'A name has 1 to 100 characters.', '名称长度须为 1 至 100 个字符。');
  }
  checkRoles(client.roles, services.roleOf);
  const now = services.clock();
  if (client.expiresAt !== null && client.expiresAt <= now) {
    throw badInput('expiresAt', 'A key cannot end before it begins.', '到期时间必须晚于当前时间。');
  }
  const id = randomUUID();
  const { key, prefix } = newApiKey(random);
  await services.database.transaction(async (tx) => {
    await tx.run(
      `INSERT INTO api_keys (id, name, prefix, key_hash, roles, scopes, source, created_by_user_pk, created_at, expires_at)
       VALUES (?, ?, ?, ?, ?, '[]', ?, ?, ?, ?)`,
      [
        idToBytes(id),
        name,
        prefix,
        hashToken(key),
        JSON.stringify([...new Set(client.roles)]),
        client.source,
        client.createdByUserPk,
        now,
        client.expiresAt,
      ],
    );
    await append(tx, { actor: services.actor, action: 'key-created', noun: 'apiKey', recordId: id }, now);
  });
  return { id, key, prefix };
}

/**
 * Makes a new key for a client and revokes its earlier ones: for a key that was lost.
 * @throws KehuError NOT_FOUND when there is no key of that name
 */
export async function renewApiKey(
  services: AccountServices,
  name: string,
  random: RandomBytes = randomBytes,
): Promise<{ id: string; key: string; prefix: string }> {
  const [last] = await services.database.rows(
    'SELECT roles, source, created_by_user_pk FROM api_keys WHERE name = ? ORDER BY pk DESC LIMIT 1',
    [name],
  );
  if (!last) throw notFound('name');
  await revokeApiKeys(services, name);
  return createApiKey(
    services,
    {
      name,
      roles: JSON.parse(String(last[0])) as string[],
      source: last[1] === null ? null : String(last[1]),
      createdByUserPk: last[2] === null ? null : Number(last[2]),
      expiresAt: null,
    },
    random,
  );
}

/** Ends the keys of this name at their next operation. Returns how many there were. */
export async function revokeApiKeys(services: AccountServices, name: string): Promise<number> {
  const now = services.clock();
  return services.database.transaction(async (tx) => {
    const { changes } = await tx.run('UPDATE api_keys SET revoked_at = ? WHERE name = ? AND revoked_at IS NULL', [
      now,
      name,
    ]);
    if (changes > 0) await append(tx, { actor: services.actor, action: 'key-revoked', detail: { name } }, now);
    return changes;
  });
}
