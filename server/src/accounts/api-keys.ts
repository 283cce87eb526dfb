import { randomBytes, randomUUID } from 'node:crypto';
import { append } from '../audit/audit';
import { badInput, notFound } from '../errors/errors';
import { idToBytes } from '../query/values';
import type { KeyLimits } from '../access/key-limits';
import { hashToken, newApiKey, type RandomBytes } from './tokens';
import { checkRoles, type AccountServices, type ChangeServices } from './users';

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
  /** What it is held to within its roles; absent: nothing but these. */
  limits?: KeyLimits | null;
}

/**
 * Makes a key for a partner's program and returns it: it is stored as a hash, so this is the one time it is seen.
 * @throws KehuError BAD_USER_INPUT
 */
export async function createApiKey(
  services: AccountServices,
  client: NewApiKey,
  random: RandomBytes = randomBytes,
): Promise<{ pk: number; id: string; key: string; prefix: string }> {
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
  const pk = await services.database.transaction(async (tx) => {
    const { insertId } = await tx.run(
      `INSERT INTO api_keys (id, name, prefix, key_hash, roles, scopes, source, created_by_user_pk, created_at, expires_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        idToBytes(id),
        name,
        prefix,
        hashToken(key),
        JSON.stringify([...new Set(client.roles)]),
        JSON.stringify(client.limits ?? null),
        client.source,
        client.createdByUserPk,
        now,
        client.expiresAt,
      ],
    );
    await append(tx, { actor: services.actor, action: 'key-created', noun: 'apiKey', recordId: id }, now);
    return insertId;
  });
  return { pk, id, key, prefix };
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
    'SELECT roles, source, created_by_user_pk, scopes, expires_at - created_at FROM api_keys WHERE name = ? ORDER BY pk DESC LIMIT 1',
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
      expiresAt: last[4] === null ? null : services.clock() + Number(last[4]),
      limits: limitsOf(last[3]),
    },
    random,
  );
}

/** Stored limits of a key; null for one that is held to its roles alone. */
export function limitsOf(stored: unknown): KeyLimits | null {
  const limits = JSON.parse(String(stored)) as KeyLimits | null;
  return limits === null || Array.isArray(limits) ? null : limits;
}

/** Ends one key at its next operation. False where it had ended already. */
export async function revokeApiKey(services: ChangeServices, pk: number, id: string): Promise<boolean> {
  const now = services.clock();
  return services.database.transaction(async (tx) => {
    const sql = 'UPDATE api_keys SET revoked_at = ? WHERE pk = ? AND revoked_at IS NULL';
    const { changes } = await tx.run(sql, [now, pk]);
    if (changes > 0) {
      await append(tx, { actor: services.actor, action: 'key-revoked', noun: 'apiKey', recordId: id }, now);
    }
    return changes > 0;
  });
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
