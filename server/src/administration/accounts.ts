import { bumpAccessVersion } from '../accounts/access-state';
import { oneTimeLifetime, oneTimePassword } from '../accounts/one-time-password';
import { endSessions } from '../accounts/sessions';
import {
  createUser,
  setDisabled,
  setPassword,
  setRoles,
  setTeams,
  setProfile,
  within,
  type KnownUser,
} from '../accounts/users';
import { actorOf, append } from '../audit/audit';
import type { SqlRunner } from '../database/database';
import { badInput, notFound } from '../errors/errors';
import { visibleKeys } from '../records/references';
import type { WriteContext } from '../records/write-context';
import { accountServices, requireRight, type Administration, type Administrator } from './administration';
import { checkGivable, checkManageable, checkReach, type Held } from './may-manage';
import { checkStillManaged } from './save-rules';

// Raw SQL: passwords, roles and sessions belong to no noun.

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
  checkReach(who, teamPk === null ? [] : [teamPk], 'teamId');
  checkReach(who, furtherTeamPks, 'furtherTeamIds');
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
 * Changes an account, whole or not at all; what is absent stays. Each part is a change of its own in the trail.
 * @throws KehuError FORBIDDEN, BAD_USER_INPUT, NOT_FOUND
 */
export async function changeAccount(
  of: Administration,
  who: Administrator,
  writing: WriteContext,
  input: AccountChange,
): Promise<number> {
  const user = await managedUser(of, who, writing, input.id);
  if (input.roles != null) checkGivable(who, input.roles);
  if (input.disabled === true && user.pk === who.principal.pk) {
    throw badInput('disabled', 'You cannot disable your own account.', '不能停用自己的账号。');
  }
  const teams = input.teamId !== undefined || input.furtherTeamIds != null;
  const home = input.teamId == null ? null : await teamKey(of, writing, input.teamId, 'teamId');
  const further = input.furtherTeamIds == null ? null : await teamKeys(of, writing, input.furtherTeamIds);
  checkReach(who, home === null ? [] : [home], 'teamId');
  checkReach(who, further ?? [], 'furtherTeamIds');
  await of.database.transaction(async (tx) => {
    await bumpAccessVersion(tx);
    checkManageable(who, await heldBy(tx, user.pk));
    const services = within(tx, accountServices(of, who));
    if (input.name != null || input.title !== undefined || input.locale != null) {
      await setProfile(services, user, {
        ...(input.name != null && { name: input.name }),
        ...(input.title !== undefined && { title: input.title?.trim() || null }),
        ...(input.locale != null && { locale: localeOf(input.locale) }),
      });
    }
    if (teams) {
      const now = await teamsNow(tx, user.pk);
      await setTeams(services, user, input.teamId === undefined ? now.home : home, further ?? now.further);
    }
    const stays = (running: SqlRunner): Promise<void> => checkStillManaged(of, running);
    if (input.roles != null) await setRoles(services, user, input.roles, { check: stays });
    if (input.disabled != null && input.disabled !== user.disabled) {
      await setDisabled(services, user, input.disabled, stays);
    }
  });
  return user.pk;
}

/** What decides which accounts may be changed: looked at again within the change, as it may have become more meanwhile. */
async function heldBy(runner: SqlRunner, userPk: number): Promise<Held> {
  const rows = await runner.rows('SELECT role FROM user_roles WHERE user_pk = ?', [userPk]);
  const { home, further } = await teamsNow(runner, userPk);
  return { roles: rows.map(([role]) => String(role)), teamPks: home === null ? further : [home, ...further] };
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
  const check = async (tx: SqlRunner): Promise<void> => checkManageable(who, await heldBy(tx, user.pk));
  await setPassword(accountServices(of, who), user, password, { onceUntil, check });
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
  checkManageable(who, await heldBy(of.database, pk));
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
