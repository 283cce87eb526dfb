import type { KeyLimits } from '../access/key-limits';
import type { Action } from '../access/policy';
import { createApiKey, limitsOf, revokeApiKey } from '../accounts/api-keys';
import { badInput, notFound } from '../errors/errors';
import type { ReadContext } from '../query/context';
import { bytesToId, idToBytes } from '../query/values';
import { accountServices, requireRight, type Administration, type Administrator } from './administration';
import { actions } from './matrix';
import { checkGivable, checkHeld } from './may-manage';
import { checkPurposes } from './rule-checks';
import { namesOf } from './rule-history';

// Raw SQL: keys say who a principal is and belong to no noun that a view could show.

/** Every key there is or was, newest first. @throws KehuError FORBIDDEN */
export async function listApiClients(
  of: Administration,
  reading: ReadContext,
  who: Administrator,
  pk: number | null = null,
): Promise<object[]> {
  requireRight(who, 'users:manage', 'rules:read');
  const rows = await reading.runner.rows(
    `SELECT id, name, prefix, roles, scopes, source, created_by_user_pk, created_at, expires_at, revoked_at, last_used_at
     FROM api_keys ${pk === null ? '' : 'WHERE pk = ?'} ORDER BY pk DESC`,
    pk === null ? [] : [pk],
  );
  const makers = await namesOf(
    reading,
    rows.flatMap((row) => (row[6] === null ? [] : [Number(row[6])])),
  );
  return rows.map((row) => ({
    id: bytesToId(row[0] as Uint8Array),
    name: String(row[1]),
    prefix: String(row[2]),
    roles: JSON.parse(String(row[3])) as string[],
    limits: shownLimits(of, limitsOf(row[4])),
    source: row[5] === null ? null : String(row[5]),
    createdBy: row[6] === null ? null : (makers.get(Number(row[6])) ?? null),
    createdAt: moment(row[7]),
    expiresAt: moment(row[8]),
    revokedAt: moment(row[9]),
    lastUsedAt: moment(row[10]),
  }));
}

const moment = (value: unknown): string | null => (value === null ? null : new Date(Number(value)).toISOString());

const shownLimits = (of: Administration, limits: KeyLimits | null): object | null =>
  limits && {
    purposes: limits.purposes,
    types: limits.nouns?.map(({ noun, ...limit }) => ({ ...limit, type: of.nouns.get(noun).typeName })) ?? null,
  };

export interface LimitsInput {
  purposes?: readonly string[] | null;
  types?:
    | readonly { type: string; actions: readonly string[]; fields?: readonly string[] | null; scope?: string | null }[]
    | null;
}

export interface NewApiClient {
  name: string;
  roles: readonly string[];
  limits?: LimitsInput | null;
  source?: string | null;
  expiresAt?: string | null;
}

/**
 * Makes a key for a program; it is shown this once.
 * @throws KehuError FORBIDDEN, BAD_USER_INPUT
 */
export async function newApiClient(
  of: Administration,
  who: Administrator,
  input: NewApiClient,
): Promise<{ pk: number; key: string }> {
  requireRight(who, 'users:manage');
  checkGivable(who, input.roles);
  const source = input.source?.trim() || null;
  if (source !== null && !/^[a-z0-9][a-z0-9._-]{0,63}$/.test(source)) {
    throw badInput(
      'source',
      'A source has 1 to 64 small letters, digits, dots and hyphens.',
      '来源由 1 至 64 个小写字母、数字、点或连字符组成。',
    );
  }
  if (source !== null) await checkSource(of, who, source);
  const { pk, key } = await createApiKey(
    accountServices(of, who),
    {
      name: input.name,
      roles: input.roles,
      source,
      expiresAt: input.expiresAt == null ? null : Date.parse(input.expiresAt),
      createdByUserPk: await personBehind(of, who),
      limits: input.limits == null ? null : checkLimits(of, input.limits),
    },
    of.random,
  );
  return { pk, key };
}

/**
 * A source is whose key has it: by another key one would write under the partner's ids, and what rules show of its records.
 * @throws KehuError FORBIDDEN where a key that the administrator may not make has it
 */
async function checkSource(of: Administration, who: Administrator, source: string): Promise<void> {
  const rows = await of.database.rows('SELECT roles FROM api_keys WHERE source = ?', [source]);
  for (const [roles] of rows) checkHeld(who, JSON.parse(String(roles)) as string[], 'source');
}

/** The person whose account a new key ends with: who made the key, where a key makes it. Null for an operator's. */
async function personBehind(of: Administration, { principal }: Administrator): Promise<number | null> {
  if (principal.kind === 'user') return principal.pk;
  const [row] = await of.database.rows('SELECT created_by_user_pk FROM api_keys WHERE pk = ?', [principal.pk]);
  return row?.[0] == null ? null : Number(row[0]);
}

/** @throws KehuError BAD_USER_INPUT for a type, action, field or scope that does not exist */
function checkLimits(of: Administration, input: LimitsInput): KeyLimits {
  const purposes = input.purposes == null ? null : checkPurposes(input.purposes, 'limits.purposes');
  const nouns = input.types?.map((limit, i) => {
    const at = `limits.types.${i}`;
    const noun = of.nouns.all().find(({ typeName }) => typeName === limit.type);
    if (!noun) throw badInput(`${at}.type`, `There is no type "${limit.type}".`, `没有类型“${limit.type}”。`);
    const policy = of.books.current.policies.get(noun.name)!;
    const wrong = limit.actions.filter((action) => !(actions as readonly string[]).includes(action));
    if (wrong.length > 0) {
      throw badInput(`${at}.actions`, `There is no action ${wrong.join(', ')}.`, `没有操作 ${wrong.join('、')}。`);
    }
    const unknown = (limit.fields ?? []).filter((field) => !Object.hasOwn(policy.fields, field));
    if (unknown.length > 0) {
      throw badInput(
        `${at}.fields`,
        `${limit.type} has no field ${unknown.join(', ')}.`,
        `${limit.type} 没有字段 ${unknown.join('、')}。`,
      );
    }
    const scope = limit.scope ?? null;
    if (scope !== null && scope !== 'all' && !Object.hasOwn(policy.scopes, scope)) {
      throw badInput(`${at}.scope`, `${limit.type} knows no scope "${scope}".`, `${limit.type} 没有范围“${scope}”。`);
    }
    return { noun: noun.name, actions: limit.actions as Action[], fields: limit.fields ?? null, scope };
  });
  return { purposes, nouns: nouns ?? null };
}

/** Ends a key at its next operation. @throws KehuError FORBIDDEN, NOT_FOUND */
export async function revokeClient(of: Administration, who: Administrator, id: string): Promise<number> {
  requireRight(who, 'users:manage');
  const bytes = idToBytes(id);
  const [row] = bytes ? await of.database.rows('SELECT pk, roles FROM api_keys WHERE id = ?', [bytes]) : [];
  if (!row) throw notFound('id');
  checkHeld(who, JSON.parse(String(row[1])) as string[], 'id');
  await revokeApiKey(accountServices(of, who), Number(row[0]), id);
  return Number(row[0]);
}
