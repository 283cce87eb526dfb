import type { Principal, Purpose } from '../access/principal';
import type { Role } from '../access/policy';
import type { SqlRunner, SqlValue } from '../database/database';
import { KehuError, badInput } from '../errors/errors';
import { bytesToId } from '../query/values';

// Raw SQL: these statements make the principal that every other read needs.

/** A principal before a purpose is chosen for the request. */
export type Profile = Omit<Principal, 'purpose'>;

/** The role by key, built-in or an administrator's; undefined for one that no longer exists. */
export type RoleLookup = (key: string) => (Pick<Role, 'purposes'> & Partial<Pick<Role, 'rights'>>) | undefined;

/** Reads who a user is: roles in their order, teams, and every team below them. Null when there is no such user. */
export async function loadUserProfile(
  runner: SqlRunner,
  userPk: number,
  version: number,
  roleOf: RoleLookup,
): Promise<Profile | null> {
  const [user] = await runner.rows('SELECT id, name, locale, team_pk FROM users WHERE pk = ?', [userPk]);
  if (!user) return null;
  const [id, name, locale, team] = user;
  const roleRows = await runner.rows('SELECT role FROM user_roles WHERE user_pk = ? ORDER BY position, role', [userPk]);
  const homeTeamPk = team === null ? null : Number(team);
  const teams = await runner.rows(
    'SELECT pk, path FROM teams WHERE pk = ? OR pk IN (SELECT team_pk FROM user_teams WHERE user_pk = ?) ORDER BY pk',
    [homeTeamPk, userPk],
  );
  const roles = roleRows.map((row) => String(row[0]));
  return {
    kind: 'user',
    pk: userPk,
    id: bytesToId(id as Uint8Array),
    name: String(name),
    locale: String(locale ?? '').startsWith('en') ? 'en' : 'zh',
    roles,
    purposes: purposesOf(roles, roleOf),
    teamPks: teams.map((row) => Number(row[0])),
    subtreeTeamPks: await subtree(
      runner,
      teams.map((row) => String(row[1])),
    ),
    homeTeamPk,
    source: null,
    version,
  };
}

/** Teams under any of these paths. A path is '/1/5/'; in byte order all that starts with it lies before '/1/50'. */
async function subtree(runner: SqlRunner, paths: readonly string[]): Promise<number[]> {
  if (paths.length === 0) return [];
  const bounds: SqlValue[] = paths.flatMap((path) => [path, `${path.slice(0, -1)}0`]);
  const rows = await runner.rows(
    `SELECT pk FROM teams WHERE ${paths.map(() => '(path >= ? AND path < ?)').join(' OR ')} ORDER BY pk`,
    bounds,
  );
  return rows.map((row) => Number(row[0]));
}

/** What an API client is: its roles and the source of external ids it writes; it belongs to no team. */
export function clientProfile(
  client: Pick<Principal, 'pk' | 'id' | 'name' | 'roles' | 'source' | 'limits'>,
  version: number,
  roleOf: RoleLookup,
): Profile {
  return {
    kind: 'client',
    ...client,
    locale: 'en',
    purposes: purposesOf(client.roles, roleOf).filter((one) => client.limits?.purposes?.includes(one) ?? true),
    teamPks: [],
    subtreeTeamPks: [],
    homeTeamPk: null,
    version,
  };
}

/** Every purpose that a role allows, those of the role listed first in front. */
const purposesOf = (roles: readonly string[], roleOf: RoleLookup): Purpose[] => [
  ...new Set(roles.flatMap((role) => roleOf(role)?.purposes ?? [])),
];

const allPurposes: readonly Purpose[] = ['service', 'sales', 'marketing', 'analytics'];

/**
 * The principal acting for the purpose stated; with none stated, the default of its first role. Somebody without any role
 * acts for 'service' and is granted nothing.
 * @throws KehuError FORBIDDEN when no role allows the purpose, BAD_USER_INPUT when there is no such purpose.
 */
export function principalFor(profile: Profile, stated: string | undefined): Principal {
  if (stated === undefined) return { ...profile, purpose: profile.purposes[0] ?? 'service' };
  const purpose = allPurposes.find((known) => known === stated);
  if (!purpose) {
    throw badInput(
      'X-Kehu-Purpose',
      `There is no such purpose; use one of ${allPurposes.join(', ')}.`,
      `没有该使用目的，可选：${allPurposes.join('、')}。`,
    );
  }
  if (!profile.purposes.includes(purpose)) {
    throw new KehuError(
      'FORBIDDEN',
      {
        en: `None of your roles may be used for the purpose "${purpose}".`,
        zh: `您的角色均不可用于“${purpose}”目的。`,
      },
      ['X-Kehu-Purpose'],
    );
  }
  return { ...profile, purpose };
}
