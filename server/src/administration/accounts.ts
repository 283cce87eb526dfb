import { guard, type GuardedRow } from '../access/guard';
import { oneTimeLifetime, oneTimePassword } from '../accounts/one-time-password';
import { endSessions } from '../accounts/sessions';
import {
  createUser,
  setDisabled,
  setPassword,
  setRoles,
  setTeams,
  setProfile,
  type KnownUser,
} from '../accounts/users';
import { actorOf, append } from '../audit/audit';
import type { SqlRunner, SqlValue } from '../database/database';
import { badInput, notFound } from '../errors/errors';
import { readByPks } from '../query/finish';
import { readPage } from '../query/page';
import { bytesToId } from '../query/values';
import type { ReadContext } from '../query/context';
import type { Selection } from '../query/selection';
import { visibleKeys } from '../records/references';
import type { WriteContext } from '../records/write-context';
import { accountServices, requireRight, type Administration, type Administrator } from './administration';
import { checkGivable, checkManageable, mayManage } from './may-manage';
import { checkStillManaged } from './save-rules';

// Raw SQL: passwords, roles and sessions belong to no noun that a view could show. What is shown of a person beside them is
// read through the asker's view.

/** A user as those who keep accounts are shown it. */
export interface ShownAccount {
  id: string;
  name: string | null;
  email: string | null;
  title: string | null;
  locale: string | null;
  team: { id: string; name: string | null } | null;
  furtherTeams: { id: string; name: string | null }[];
  roles: string[];
  disabled: boolean;
  signIn: 'none' | 'once' | 'own';
  sessions: number;
  lastSignInAt: string | null;
  lastUsedAt: string | null;
  manageable: boolean;
}

/** A page of users by name. @throws KehuError FORBIDDEN */
export async function listAccounts(
  reading: ReadContext,
  who: Administrator,
  page: { search: string | null; role: string | null; first: number; after: string | null },
): Promise<{ nodes: ShownAccount[]; cursors: string[]; hasNextPage: boolean }> {
  requireRight(who, 'users:manage', 'rules:read');
  const user = reading.nouns.get('user');
  const holders = page.role === null ? null : await idsOfHolders(reading.runner, page.role);
  const found = await readPage(reading, user, {
    where: holders === null ? null : { id: { in: holders } },
    search: page.search?.trim() || null,
    orderBy: [{ name: 'ASC' }],
    first: page.first,
    after: page.after,
    last: null,
    before: null,
    deleted: false,
    selection: selectionOf(reading),
    countLimit: null,
    wantsRows: true,
  });
  return {
    nodes: await shownAccounts(reading, who, found.rows),
    cursors: found.rows.map((_, i) => found.cursor(i)),
    hasNextPage: found.hasNextPage,
  };
}

/** Most holders of a role that can be listed. */
const mostHolders = 1_000;

async function idsOfHolders(runner: SqlRunner, role: string): Promise<string[]> {
  const rows = await runner.rows(
    `SELECT u.id FROM user_roles r JOIN users u ON u.pk = r.user_pk WHERE r.role = ? ORDER BY u.pk LIMIT ${mostHolders}`,
    [role],
  );
  return rows.map(([id]) => bytesToId(id as Uint8Array));
}

function selectionOf({ nouns }: ReadContext): Selection {
  const user = nouns.get('user');
  return {
    fields: ['id', 'name', 'email', 'title', 'locale', 'disabled'].map((name) => user.fields.get(name)!),
    links: [],
    manys: [],
    history: [],
    access: false,
  };
}

/** The accounts with these keys, as they are shown to the asker; those outside its view are left out. */
export async function accountsByPk(
  reading: ReadContext,
  who: Administrator,
  pks: readonly number[],
): Promise<ShownAccount[]> {
  return shownAccounts(reading, who, await readByPks(reading, reading.nouns.get('user'), pks, selectionOf(reading)));
}

async function shownAccounts(
  reading: ReadContext,
  who: Administrator,
  rows: readonly GuardedRow[],
): Promise<ShownAccount[]> {
  const { runner, nouns, now } = reading;
  const user = nouns.get('user');
  const pks = rows.map((row) => row.pk);
  if (pks.length === 0) return [];
  const places = pks.map(() => '?').join(', ');
  const facts = new Map(
    (
      await runner.rows(
        `SELECT u.pk, u.disabled, c.once_until, c.used_at, c.user_pk,
           (SELECT MAX(a.at) FROM audit_entries a WHERE a.actor_id = u.id AND a.action = 'sign-in'), u.team_pk
         FROM users u LEFT JOIN credentials c ON c.user_pk = u.pk WHERE u.pk IN (${places})`,
        pks,
      )
    ).map((row) => [Number(row[0]), row]),
  );
  const open = new Map(
    (
      await runner.rows(
        `SELECT user_pk, COUNT(*), MAX(last_used_at) FROM sessions
         WHERE user_pk IN (${places}) AND expires_at > ? AND idle_expires_at > ? GROUP BY user_pk`,
        [...pks, now, now],
      )
    ).map((row) => [Number(row[0]), row]),
  );
  const roles = await grouped(
    runner,
    `SELECT user_pk, role FROM user_roles WHERE user_pk IN (${places}) ORDER BY position, role`,
    pks,
  );
  const further = await grouped(runner, `SELECT user_pk, team_pk FROM user_teams WHERE user_pk IN (${places})`, pks);
  const homes = [...facts.values()].map((row) => Number(row[6] ?? 0));
  const teams = await teamNames(reading, [...new Set([...homes, ...[...further.values()].flat().map(Number)])]);
  return rows.map((row): ShownAccount => {
    const shown = (name: string): string | null => (guard(row, user.fields.get(name)!) as string | null) ?? null;
    const [, disabled, onceUntil, usedAt, credential, lastSignIn, teamPk] = facts.get(row.pk)!;
    const session = open.get(row.pk);
    const held = (roles.get(row.pk) ?? []).map(String);
    return {
      id: String(row.loaded('id')),
      name: shown('name'),
      email: shown('email'),
      title: shown('title'),
      locale: shown('locale'),
      team: (row.readable('team') && teams.get(Number(teamPk))) || null,
      furtherTeams: (further.get(row.pk) ?? []).flatMap((pk) => teams.get(Number(pk)) ?? []),
      roles: held,
      disabled: Number(disabled) !== 0,
      signIn: credential === null ? 'none' : onceUntil === null || usedAt !== null ? 'own' : 'once',
      sessions: Number(session?.[1] ?? 0),
      lastSignInAt: momentOf(lastSignIn),
      lastUsedAt: momentOf(session?.[2]),
      manageable: mayManage(who, held),
    };
  });
}

const momentOf = (value: unknown): string | null => (value == null ? null : new Date(Number(value)).toISOString());

const nameOf = ({ nouns }: ReadContext, team: GuardedRow): string | null =>
  guard(team, nouns.field('team', 'name')) as string | null;

async function grouped(runner: SqlRunner, sql: string, pks: readonly SqlValue[]): Promise<Map<number, unknown[]>> {
  const found = new Map<number, unknown[]>();
  for (const [pk, value] of await runner.rows(sql, pks)) {
    found.set(Number(pk), [...(found.get(Number(pk)) ?? []), value]);
  }
  return found;
}

async function teamNames(
  reading: ReadContext,
  pks: readonly number[],
): Promise<Map<number, { id: string; name: string | null }>> {
  const team = reading.nouns.get('team');
  const selection = {
    fields: [team.fields.get('id')!, team.fields.get('name')!],
    links: [],
    manys: [],
    history: [],
    access: false,
  };
  const rows = await readByPks(reading, team, pks, selection);
  return new Map(rows.map((row) => [row.pk, { id: String(row.loaded('id')), name: nameOf(reading, row) }]));
}

export interface NewAccount {
  email: string;
  name: string;
  title?: string | null;
  locale?: string | null;
  teamId?: string | null;
  furtherTeamIds?: readonly string[] | null;
  roles: readonly string[];
}

/**
 * Makes an account with a password for one sign-in, which is shown this once.
 * @throws KehuError FORBIDDEN, BAD_USER_INPUT, NOT_FOUND, CONFLICT
 */
export async function newAccount(
  of: Administration,
  who: Administrator,
  writing: WriteContext,
  input: NewAccount,
): Promise<{ pk: number; oneTimePassword: string; validUntil: string }> {
  requireRight(who, 'users:manage');
  checkGivable(who, input.roles);
  const teamPk = input.teamId == null ? null : await teamKey(of, writing, input.teamId, 'teamId');
  const furtherTeamPks = await teamKeys(of, writing, input.furtherTeamIds ?? []);
  const password = oneTimePassword(of.random);
  const onceUntil = of.clock() + oneTimeLifetime;
  const { pk } = await createUser(accountServices(of, who), {
    email: input.email,
    name: input.name,
    title: input.title?.trim() || null,
    locale: localeOf(input.locale),
    teamPk,
    furtherTeamPks,
    roles: input.roles,
    password,
    onceUntil,
  });
  return { pk, oneTimePassword: password, validUntil: new Date(onceUntil).toISOString() };
}

function localeOf(locale: string | null | undefined): string {
  if (locale == null) return 'zh-CN';
  if (locale === 'en' || locale === 'zh-CN') return locale;
  throw badInput('locale', 'A language is en or zh-CN.', '语言只能是 en 或 zh-CN。');
}

export interface AccountChange {
  id: string;
  name?: string | null;
  title?: string | null;
  locale?: string | null;
  teamId?: string | null;
  furtherTeamIds?: readonly string[] | null;
  roles?: readonly string[] | null;
  disabled?: boolean | null;
}

/**
 * Changes an account; what is absent stays. Each part is a change of its own in the trail.
 * @throws KehuError FORBIDDEN, BAD_USER_INPUT, NOT_FOUND
 */
export async function changeAccount(
  of: Administration,
  who: Administrator,
  writing: WriteContext,
  input: AccountChange,
): Promise<number> {
  const services = accountServices(of, who);
  const user = await managedUser(of, who, writing, input.id);
  if (input.roles != null) checkGivable(who, input.roles);
  if (input.disabled === true && user.pk === who.principal.pk) {
    throw badInput('disabled', 'You cannot disable your own account.', '不能停用自己的账号。');
  }
  const teams = input.teamId !== undefined || input.furtherTeamIds != null;
  const home = input.teamId == null ? null : await teamKey(of, writing, input.teamId, 'teamId');
  const further = input.furtherTeamIds == null ? null : await teamKeys(of, writing, input.furtherTeamIds);
  if (input.name != null || input.title !== undefined || input.locale != null) {
    await setProfile(services, user, {
      ...(input.name != null && { name: input.name }),
      ...(input.title !== undefined && { title: input.title?.trim() || null }),
      ...(input.locale != null && { locale: localeOf(input.locale) }),
    });
  }
  if (teams) {
    const now = await teamsNow(of.database, user.pk);
    await setTeams(services, user, input.teamId === undefined ? now.home : home, further ?? now.further);
  }
  const stays = async (tx: SqlRunner): Promise<void> => checkStillManaged(of, tx, of.books.current.document);
  if (input.roles != null) await setRoles(services, user, input.roles, { check: stays });
  if (input.disabled != null && input.disabled !== user.disabled) {
    await setDisabled(services, user, input.disabled, stays);
  }
  return user.pk;
}

async function teamsNow(runner: SqlRunner, userPk: number): Promise<{ home: number | null; further: number[] }> {
  const [row] = await runner.rows('SELECT team_pk FROM users WHERE pk = ?', [userPk]);
  const further = await runner.rows('SELECT team_pk FROM user_teams WHERE user_pk = ?', [userPk]);
  return { home: row?.[0] == null ? null : Number(row[0]), further: further.map((one) => Number(one[0])) };
}

/**
 * Gives the account a new password for one sign-in, shown this once, and ends its sessions.
 * @throws KehuError FORBIDDEN, NOT_FOUND
 */
export async function resetPassword(
  of: Administration,
  who: Administrator,
  writing: WriteContext,
  id: string,
): Promise<{ pk: number; oneTimePassword: string; validUntil: string }> {
  const user = await managedUser(of, who, writing, id);
  const password = oneTimePassword(of.random);
  const onceUntil = of.clock() + oneTimeLifetime;
  await setPassword(accountServices(of, who), user, password, { onceUntil });
  return { pk: user.pk, oneTimePassword: password, validUntil: new Date(onceUntil).toISOString() };
}

/** Ends every session of the account at its next operation. @throws KehuError FORBIDDEN, NOT_FOUND */
export async function endAccountSessions(
  of: Administration,
  who: Administrator,
  writing: WriteContext,
  id: string,
): Promise<number> {
  const user = await managedUser(of, who, writing, id);
  return of.database.transaction(async (tx) => {
    const ended = await endSessions(tx, user.pk);
    await append(
      tx,
      { actor: actorOf(who.principal), action: 'sessions-ended', noun: 'user', recordId: user.id, detail: { ended } },
      of.clock(),
    );
    return ended;
  });
}

/** The user with this id, where it is in the view and may be managed. @throws KehuError FORBIDDEN, NOT_FOUND */
async function managedUser(
  of: Administration,
  who: Administrator,
  writing: WriteContext,
  id: string,
): Promise<KnownUser> {
  requireRight(who, 'users:manage');
  const pk = (await visibleKeys(writing, of.database, of.nouns.get('user'), [id])).get(id.toLowerCase());
  if (pk === undefined) throw notFound('id');
  const rows = await of.database.rows('SELECT role FROM user_roles WHERE user_pk = ?', [pk]);
  checkManageable(
    who,
    rows.map(([role]) => String(role)),
  );
  const [row] = await of.database.rows('SELECT email, name, disabled FROM users WHERE pk = ?', [pk]);
  return { pk, id: id.toLowerCase(), email: String(row![0]), name: String(row![1]), disabled: Number(row![2]) !== 0 };
}

/** A live team in the view. @throws KehuError NOT_FOUND for all others, BAD_USER_INPUT for a retired one */
export async function teamKey(of: Administration, writing: WriteContext, id: string, path: string): Promise<number> {
  const pk = (await visibleKeys(writing, of.database, of.nouns.get('team'), [id])).get(id.toLowerCase());
  if (pk === undefined) throw notFound(path);
  const [row] = await of.database.rows('SELECT retired_at FROM teams WHERE pk = ?', [pk]);
  if (row![0] !== null) throw badInput(path, 'This team is retired.', '该团队已停用。');
  return pk;
}

async function teamKeys(of: Administration, writing: WriteContext, ids: readonly string[]): Promise<number[]> {
  const found: number[] = [];
  for (const [i, id] of ids.entries()) found.push(await teamKey(of, writing, id, `furtherTeamIds.${i}`));
  return found;
}
