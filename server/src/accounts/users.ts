import { randomUUID } from 'node:crypto';
import { fold } from '@kehu/shared';
import { append, type Actor, type AuditAction } from '../audit/audit';
import { ConstraintError, type Database, type SqlRunner } from '../database/database';
import { KehuError, badInput, notFound } from '../errors/errors';
import { bytesToId, idToBytes } from '../query/values';
import { bumpAccessVersion } from './access-state';
import type { RoleLookup } from './load-principal';
import { checkPassword, hashPassword } from './passwords';
import { endSessions } from './sessions';

// Raw SQL: the operator's command line makes the first users before there is anybody to make them, and passwords, roles and
// sessions belong to no noun that a view could show.

/** What managing accounts needs. `actor` is who the audit trail names. */
export interface AccountServices {
  database: Database;
  clock: () => number;
  roleOf: RoleLookup;
  actor: Actor;
}

/** What changing an account needs. */
export type ChangeServices = Omit<AccountServices, 'database'> & { database: Pick<Database, 'transaction'> };

/** The same as part of a transaction that runs already: several changes of an account happen whole or not at all. */
export const within = (tx: SqlRunner, services: AccountServices): ChangeServices => ({
  ...services,
  database: { transaction: (work) => work(tx) },
});

export interface NewUser {
  email: string;
  name: string;
  title?: string | null;
  /** 'en' or 'zh-CN'. */
  locale?: string;
  /** Home team. */
  teamPk?: number | null;
  /** In order: the first one's default purpose counts. */
  roles: readonly string[];
  /** Null: may not sign in until a password is set. */
  password: string | null;
  /** Epoch milliseconds: the password is for one sign-in until then. */
  onceUntil?: number | null;
  /** Further teams. */
  furtherTeamPks?: readonly number[];
}

/** A user as the command line names it. */
export interface KnownUser {
  pk: number;
  id: string;
  email: string;
  name: string;
  disabled: boolean;
}

/**
 * Creates a user who can sign in.
 * @throws KehuError BAD_USER_INPUT for a wrong e-mail address, password or role; CONFLICT when the e-mail address is taken
 */
export async function createUser(services: AccountServices, user: NewUser): Promise<KnownUser> {
  const email = checkEmail(user.email);
  const name = checkName(user.name);
  checkRoles(user.roles, services.roleOf);
  if (user.password !== null) checkPassword(user.password, email);
  const hash = user.password === null ? null : await hashPassword(user.password);
  const { database } = services;
  const now = services.clock();
  const id = randomUUID();
  const locale = user.locale ?? 'zh-CN';
  const title = user.title ?? null;
  try {
    const pk = await database.transaction(async (tx) => {
      const { insertId } = await tx.run(
        `INSERT INTO users (id, version, created_at, updated_at, name, name_fold, email, email_fold, title, title_fold,
           team_pk, disabled, locale, locale_fold)
         VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?)`,
        [
          idToBytes(id),
          now,
          now,
          name,
          fold(name),
          email,
          fold(email),
          title,
          title === null ? null : fold(title),
          user.teamPk ?? null,
          locale,
          fold(locale),
        ],
      );
      if (hash !== null) await storePassword(tx, insertId, hash, now, user.onceUntil ?? null);
      for (const team of new Set(user.furtherTeamPks ?? [])) {
        await tx.run('INSERT INTO user_teams (user_pk, team_pk) VALUES (?, ?)', [insertId, team]);
      }
      await storeRoles(tx, insertId, user.roles);
      await bumpAccessVersion(tx);
      await note(tx, services, 'user-created', id);
      return insertId;
    });
    return { pk, id, email, name, disabled: false };
  } catch (error) {
    if (error instanceof ConstraintError && error.kind === 'unique') {
      throw new KehuError('CONFLICT', { en: `${email} has an account already.`, zh: `${email} 已有账号。` }, ['email']);
    }
    throw error;
  }
}

/**
 * The user with this login name.
 * @throws KehuError NOT_FOUND
 */
export async function userByEmail(runner: SqlRunner, email: string): Promise<KnownUser> {
  const [row] = await runner.rows('SELECT pk, id, email, name, disabled FROM users WHERE email_fold = ?', [
    fold(email.trim()),
  ]);
  if (!row) throw notFound('email');
  return knownUser(row);
}

/** Every user with roles in order, by login name. */
export async function listUsers(
  runner: SqlRunner,
): Promise<(KnownUser & { roles: string[]; lastSignIn: number | null })[]> {
  const rows = await runner.rows(
    `SELECT u.pk, u.id, u.email, u.name, u.disabled, (SELECT MAX(created_at) FROM sessions s WHERE s.user_pk = u.pk)
     FROM users u ORDER BY u.email_fold`,
  );
  const roles = new Map<number, string[]>();
  for (const [pk, role] of await runner.rows('SELECT user_pk, role FROM user_roles ORDER BY user_pk, position, role')) {
    roles.set(Number(pk), [...(roles.get(Number(pk)) ?? []), String(role)]);
  }
  return rows.map((row) => ({
    ...knownUser(row),
    roles: roles.get(Number(row[0])) ?? [],
    lastSignIn: row[5] === null ? null : Number(row[5]),
  }));
}

/** Closes or opens an account. Closing ends every session; keys the user made stop with it. At the next operation. */
export async function setDisabled(
  services: ChangeServices,
  user: KnownUser,
  disabled: boolean,
  check?: Check,
): Promise<void> {
  await change(services, user, disabled ? 'user-disabled' : 'user-enabled', async (tx) => {
    await tx.run('UPDATE users SET disabled = ? WHERE pk = ?', [disabled ? 1 : 0, user.pk]);
    if (disabled) await endSessions(tx, user.pk);
    await check?.(tx);
  });
}

/** Looks at the accounts within the change and refuses by throwing: nothing is kept then. */
export type Check = (tx: SqlRunner) => Promise<void>;

/** Changes what a user is called, and in which language they are spoken to. @throws KehuError BAD_USER_INPUT */
export async function setProfile(
  services: ChangeServices,
  user: KnownUser,
  profile: { name?: string; title?: string | null; locale?: string },
): Promise<void> {
  const columns: [string, string | null][] = [];
  if (profile.name !== undefined) columns.push(['name', checkName(profile.name)]);
  if (profile.title !== undefined) columns.push(['title', profile.title]);
  if (profile.locale !== undefined) columns.push(['locale', profile.locale]);
  if (columns.length === 0) return;
  if (profile.title != null && [...profile.title].length > 100) {
    throw badInput('title', 'A title has at most 100 characters.', '职务最多 100 个字符。');
  }
  const sets = columns.map(([column]) => `${column} = ?, ${column}_fold = ?`).join(', ');
  const values = columns.flatMap(([, value]) => [value, value === null ? null : fold(value)]);
  await change(services, user, 'user-changed', async (tx) => {
    await tx.run(`UPDATE users SET ${sets} WHERE pk = ?`, [...values, user.pk]);
  });
}

/**
 * Sets a password and ends every session of the user, or every other one than `keepSession`. With `onceUntil` (epoch
 * milliseconds) it is good for one sign-in until then. `check` looks at the account as it is before.
 * @throws KehuError BAD_USER_INPUT
 */
export async function setPassword(
  services: AccountServices,
  user: KnownUser,
  password: string,
  {
    onceUntil = null,
    keepSession = null,
    check,
  }: { onceUntil?: number | null; keepSession?: number | null; check?: Check } = {},
): Promise<void> {
  checkPassword(password, user.email);
  const hash = await hashPassword(password);
  await change(services, user, 'user-password-set', async (tx) => {
    await check?.(tx);
    await tx.run('DELETE FROM credentials WHERE user_pk = ?', [user.pk]);
    await storePassword(tx, user.pk, hash, services.clock(), onceUntil);
    await endSessions(tx, user.pk, keepSession);
  });
}

/**
 * Replaces the roles of a user.
 * @throws KehuError BAD_USER_INPUT for a role that does not exist
 */
export async function setRoles(
  services: ChangeServices,
  user: KnownUser,
  roles: readonly string[],
  { check, mayBeNone = false }: { check?: Check; mayBeNone?: boolean } = {},
): Promise<void> {
  // Roles that are held already may have been retired since.
  if (!mayBeNone) checkRoles(roles, services.roleOf);
  await change(services, user, 'user-roles-set', async (tx) => {
    await storeRoles(tx, user.pk, roles);
    await check?.(tx);
  });
}

/** Sets the home team and the further teams of a user. */
export async function setTeams(
  services: ChangeServices,
  user: KnownUser,
  homeTeamPk: number | null,
  furtherTeamPks: readonly number[] = [],
): Promise<void> {
  await change(services, user, 'user-teams-set', async (tx) => {
    await tx.run('UPDATE users SET team_pk = ? WHERE pk = ?', [homeTeamPk, user.pk]);
    await tx.run('DELETE FROM user_teams WHERE user_pk = ?', [user.pk]);
    for (const teamPk of new Set(furtherTeamPks)) {
      await tx.run('INSERT INTO user_teams (user_pk, team_pk) VALUES (?, ?)', [user.pk, teamPk]);
    }
  });
}

/** One change of a user: the record's version steps, everybody's cached rules are read again, the trail tells of it. */
async function change(
  services: ChangeServices,
  user: KnownUser,
  action: AuditAction,
  work: (tx: SqlRunner) => Promise<void>,
): Promise<void> {
  await services.database.transaction(async (tx) => {
    await bumpAccessVersion(tx);
    await work(tx);
    await tx.run('UPDATE users SET version = version + 1, updated_at = ? WHERE pk = ?', [services.clock(), user.pk]);
    await note(tx, services, action, user.id);
  });
}

const note = (tx: SqlRunner, services: ChangeServices, action: AuditAction, id: string): Promise<void> =>
  append(tx, { actor: services.actor, action, noun: 'user', recordId: id }, services.clock());

const storePassword = async (
  tx: SqlRunner,
  userPk: number,
  hash: string,
  now: number,
  onceUntil: number | null,
): Promise<void> =>
  void (await tx.run('INSERT INTO credentials (user_pk, password_hash, changed_at, once_until) VALUES (?, ?, ?, ?)', [
    userPk,
    hash,
    now,
    onceUntil,
  ]));

async function storeRoles(tx: SqlRunner, userPk: number, roles: readonly string[]): Promise<void> {
  await tx.run('DELETE FROM user_roles WHERE user_pk = ?', [userPk]);
  for (const [position, role] of [...new Set(roles)].entries()) {
    await tx.run('INSERT INTO user_roles (user_pk, role, position) VALUES (?, ?, ?)', [userPk, role, position]);
  }
}

function checkName(text: string): string {
  const name = text.trim();
  if (name === '' || [...name].length > 100) {
    throw badInput('name', 'A name has 1 to 100 characters.', '姓名长度须为 1 至 100 个字符。');
  }
  return name;
}

function checkEmail(text: string): string {
  const email = text.trim();
  // The length first: the pattern goes back and forth in what does not fit it.
  if (email.length > 254 || !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) {
    throw badInput('email', 'This is not an e-mail address.', '邮箱地址格式不正确。');
  }
  return email;
}

/** @throws KehuError BAD_USER_INPUT for a role that does not exist, or none at all */
export function checkRoles(roles: readonly string[], roleOf: RoleLookup): void {
  const unknown = roles.filter((role) => !roleOf(role));
  if (unknown.length) {
    throw badInput('roles', `There is no role ${unknown.join(', ')}.`, `没有角色 ${unknown.join('、')}。`);
  }
  if (roles.length === 0) throw badInput('roles', 'Name at least one role.', '请至少指定一个角色。');
}

const knownUser = (row: readonly unknown[]): KnownUser => ({
  pk: Number(row[0]),
  id: bytesToId(row[1] as Uint8Array),
  email: String(row[2]),
  name: String(row[3]),
  disabled: Number(row[4]) !== 0,
});
