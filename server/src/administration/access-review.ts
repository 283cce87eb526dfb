import { revokeApiKey } from '../accounts/api-keys';
import { setRoles, within } from '../accounts/users';
import { rightWords } from '../access/scope-words';
import { bumpAccessVersion } from '../accounts/access-state';
import { actorOf, append } from '../audit/audit';
import type { SqlRunner } from '../database/database';
import { badInput, notFound, type Sentence } from '../errors/errors';
import type { ReadContext } from '../query/context';
import { bytesToId, idToBytes } from '../query/values';
import { accountServices, requireRight, type Administration, type Administrator } from './administration';
import { fieldRights } from './matrix';
import { namesOf } from './rule-history';
import { checkStillManaged } from './save-rules';

// Raw SQL: who holds which role belongs to no noun; callers ask for the right first.

/** A role has to be looked at again after this many milliseconds. */
export const reviewInterval = 90 * 24 * 3_600_000;

interface Holding {
  kind: 'user' | 'client';
  pk: number;
  id: string;
  name: string | null;
  role: string;
  lastSignInAt: number | null;
  lastUsedAt: number | null;
}

/**
 * Who holds which role, what it shows, when it was last used and what was decided about it last.
 * @throws KehuError FORBIDDEN
 */
export async function accessReview(
  of: Administration,
  reading: ReadContext,
  who: Administrator,
  filter: { due: boolean },
  language: keyof Sentence,
): Promise<object[]> {
  requireRight(who, 'rules:read', 'roles:manage');
  const holdings = [...(await heldByUsers(reading)), ...(await heldByClients(reading.runner))];
  const decisions = await lastDecisions(reading);
  const sees = new Map<string, string[]>();
  const items = holdings.map((holding) => {
    const { role } = holding;
    if (!sees.has(role)) sees.set(role, seenBy(of, role, language));
    const decided = decisions.get(`${holding.kind} ${holding.pk} ${role}`);
    return {
      subjectId: holding.id,
      kind: holding.kind,
      name: holding.name,
      role,
      roleName: of.books.role(role)?.label[language] ?? role,
      sees: sees.get(role)!,
      lastSignInAt: momentOf(holding.lastSignInAt),
      lastUsedAt: momentOf(holding.lastUsedAt),
      decision: decided?.decision ?? null,
      decidedAt: momentOf(decided?.at ?? null),
      decidedBy: decided?.by ?? null,
      note: decided?.note ?? null,
      due: !decided || decided.at + reviewInterval <= of.clock(),
    };
  });
  return filter.due ? items.filter((item) => item.due) : items;
}

const momentOf = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

async function heldByUsers(reading: ReadContext): Promise<Holding[]> {
  const rows = await reading.runner.rows(
    `SELECT u.pk, u.id, r.role,
       (SELECT MAX(a.at) FROM audit_entries a WHERE a.actor_id = u.id AND a.action = 'sign-in'),
       (SELECT MAX(s.last_used_at) FROM sessions s WHERE s.user_pk = u.pk)
     FROM user_roles r JOIN users u ON u.pk = r.user_pk WHERE u.disabled = 0 ORDER BY u.name_fold, u.pk, r.position`,
  );
  const names = await namesOf(
    reading,
    rows.map((row) => Number(row[0])),
  );
  return rows.map(([pk, id, role, signIn, used]) => ({
    kind: 'user',
    pk: Number(pk),
    id: bytesToId(id as Uint8Array),
    name: names.get(Number(pk))?.name ?? null,
    role: String(role),
    lastSignInAt: signIn === null ? null : Number(signIn),
    lastUsedAt: used === null ? null : Number(used),
  }));
}

async function heldByClients(runner: SqlRunner): Promise<Holding[]> {
  const rows = await runner.rows(
    'SELECT pk, id, name, roles, last_used_at FROM api_keys WHERE revoked_at IS NULL ORDER BY name, pk',
  );
  return rows.flatMap(([pk, id, name, roles, used]) =>
    (JSON.parse(String(roles)) as string[]).map((role) => ({
      kind: 'client' as const,
      pk: Number(pk),
      id: bytesToId(id as Uint8Array),
      name: String(name),
      role,
      lastSignInAt: null,
      lastUsedAt: used === null ? null : Number(used),
    })),
  );
}

interface Decision {
  decision: string;
  at: number;
  by: string | null;
  note: string | null;
}

async function lastDecisions(reading: ReadContext): Promise<Map<string, Decision>> {
  const rows = await reading.runner.rows(
    `SELECT user_pk, client_pk, role, decision, at, by_user_pk, note FROM access_decisions d
     WHERE pk = (SELECT MAX(o.pk) FROM access_decisions o WHERE o.role = d.role
       AND COALESCE(o.user_pk, 0) = COALESCE(d.user_pk, 0) AND COALESCE(o.client_pk, 0) = COALESCE(d.client_pk, 0))`,
  );
  const names = await namesOf(
    reading,
    rows.map((row) => Number(row[5])),
  );
  return new Map(
    rows.map(([user, client, role, decision, at, by, note]) => [
      user === null ? `client ${Number(client)} ${String(role)}` : `user ${Number(user)} ${String(role)}`,
      {
        decision: String(decision),
        at: Number(at),
        by: names.get(Number(by))?.name ?? null,
        note: note === null ? null : String(note),
      },
    ]),
  );
}

/** What a role shows of each noun, and which of it is personal or sensitive, in words. */
function seenBy(of: Administration, role: string, language: keyof Sentence): string[] {
  const book = of.books.current;
  if (!book.roles.has(role)) return [];
  return of.nouns.all().flatMap((noun) => {
    const policy = book.policies.get(noun.name)!;
    const grants = policy.roles[role] ?? [];
    const rows = grants.filter(({ action }) => action === 'read').map(({ scope }) => rightWords(book, scope, null));
    if (rows.length === 0) return [];
    const guarded = Object.keys(policy.fields).filter((field) => {
      const { fieldClass, read } = fieldRights(policy, grants, policy.denies?.[role] ?? [], field);
      return (fieldClass === 'personal' || fieldClass === 'sensitive') && read.length > 0;
    });
    const where = [...new Set(rows.map((words) => words[language]))].join(language === 'zh' ? '、' : ', ');
    const fields = guarded.map((name) => noun.fields.get(name)!.label[language]);
    const also = fields.length === 0 ? '' : ` (${fields.join(language === 'zh' ? '、' : ', ')})`;
    return [`${noun.label[language]}: ${where}${also}`];
  });
}

/**
 * Stores what a reviewer decided about one role of one holder; one that is not kept is taken away in the same moment.
 * @throws KehuError FORBIDDEN, NOT_FOUND, BAD_USER_INPUT
 */
export async function decideAccess(
  of: Administration,
  who: Administrator,
  input: { subjectId: string; role: string; keep: boolean; note?: string | null },
): Promise<void> {
  requireRight(who, 'roles:manage');
  if (who.principal.kind !== 'user') throw notFound('subjectId');
  const note = input.note?.trim() || null;
  if (note !== null && [...note].length > 500) {
    throw badInput('note', 'A note has at most 500 characters.', '备注最多 500 个字符。');
  }
  const bytes = idToBytes(input.subjectId);
  const [user] = bytes
    ? await of.database.rows('SELECT pk, email, name, disabled FROM users WHERE id = ?', [bytes])
    : [];
  const [client] = bytes && !user ? await of.database.rows('SELECT pk FROM api_keys WHERE id = ?', [bytes]) : [];
  const rolesNow = async (runner: SqlRunner): Promise<string[]> => {
    if (user) {
      const sql = 'SELECT role FROM user_roles WHERE user_pk = ? ORDER BY position, role';
      return (await runner.rows(sql, [Number(user[0])])).map(([role]) => String(role));
    }
    const [row] = client
      ? await runner.rows('SELECT roles FROM api_keys WHERE pk = ? AND revoked_at IS NULL', [Number(client[0])])
      : [];
    return row ? (JSON.parse(String(row[0])) as string[]) : [];
  };
  if (!(await rolesNow(of.database)).includes(input.role)) throw notFound(['subjectId', 'role']);
  const services = accountServices(of, who);
  const store = async (tx: SqlRunner): Promise<void> => {
    await tx.run(
      `INSERT INTO access_decisions (id, at, by_user_pk, user_pk, client_pk, role, decision, note)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        idToBytes(of.newId()),
        of.clock(),
        who.principal.pk,
        user ? Number(user[0]) : null,
        client ? Number(client[0]) : null,
        input.role,
        input.keep ? 'keep' : 'revoke',
        note,
      ],
    );
    await append(
      tx,
      {
        actor: actorOf(who.principal),
        action: 'access-reviewed',
        noun: user ? 'user' : 'apiKey',
        recordId: input.subjectId,
        detail: { role: input.role, keep: input.keep },
      },
      of.clock(),
    );
  };
  if (input.keep) return of.database.transaction(store);
  return of.database.transaction(async (tx) => {
    await bumpAccessVersion(tx);
    // As they are now: what somebody else took away meanwhile stays away.
    const left = (await rolesNow(tx)).filter((role) => role !== input.role);
    await store(tx);
    if (client && left.length > 0) {
      await tx.run('UPDATE api_keys SET roles = ? WHERE pk = ?', [JSON.stringify(left), Number(client[0])]);
    } else if (client) {
      await revokeApiKey(within(tx, services), Number(client[0]), input.subjectId);
    } else {
      const known = {
        pk: Number(user![0]),
        id: input.subjectId,
        email: String(user![1]),
        name: String(user![2]),
        disabled: Number(user![3]) !== 0,
      };
      await setRoles(within(tx, services), known, left, { mayBeNone: true, check: () => checkStillManaged(of, tx) });
    }
  });
}
