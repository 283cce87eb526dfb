import type { Principal } from '../../src/access/principal';
import type { RuleBook } from '../../src/access/rule-book';
import { clientProfile, loadUserProfile, principalFor, type Profile } from '../../src/accounts/load-principal';
import type { SqlRunner } from '../../src/database/database';
import { bytesToId } from '../../src/query/values';
import type { Dice } from '../proof/dice';
import type { Sample } from './sample-company';

/** Somebody who may sign in, and for one of their purposes. Names stay out: reports speak of roles. */
export type Holder = Principal;

/** For each set of roles that somebody holds, up to `each` of those who do, under each purpose they may state. */
export async function holdersOf(runner: SqlRunner, book: RuleBook, dice: Dice, each: number): Promise<Holder[]> {
  const roleOf = (key: string) => book.roles.get(key);
  const byRoles = new Map<string, Profile[]>();
  const file = (profile: Profile | null): void => {
    if (!profile || profile.roles.length === 0) return;
    const key = `${profile.kind} ${profile.roles.join(' ')}`;
    byRoles.set(key, [...(byRoles.get(key) ?? []), profile]);
  };
  for (const [pk] of await runner.rows('SELECT pk FROM users WHERE disabled = 0 ORDER BY pk'))
    file(await loadUserProfile(runner, Number(pk), book.version, roleOf));
  const clients = await runner.rows(
    'SELECT pk, id, name, roles, source, scopes FROM api_keys WHERE revoked_at IS NULL ORDER BY pk',
  );
  for (const [pk, id, name, roles, source, limits] of clients) {
    const parts = {
      pk: Number(pk),
      id: bytesToId(id as Uint8Array),
      name: String(name),
      roles: JSON.parse(String(roles)) as string[],
      source: source === null ? null : String(source),
      limits: JSON.parse(String(limits)) as Principal['limits'],
    };
    // A key's own limits only take away from what its roles show.
    file(clientProfile({ ...parts, limits: null }, book.version, roleOf));
  }
  return [...byRoles.values()].flatMap((profiles) =>
    dice
      .some(profiles, Math.min(each, profiles.length), Math.min(each, profiles.length))
      .flatMap((profile) => profile.purposes.map((purpose) => principalFor(profile, purpose))),
  );
}

/** The same person among the records of a sample. */
export function inSample(holder: Holder, { keys }: Sample): Holder {
  const teams = keys.get('team')!;
  const within = (pks: readonly number[]): number[] => pks.flatMap((pk) => teams.get(pk) ?? []);
  return {
    ...holder,
    // Clients are credentials, not users: the scratch company has three of them.
    pk: holder.kind === 'user' ? keys.get('user')!.get(holder.pk)! : 1,
    teamPks: within(holder.teamPks),
    subtreeTeamPks: within(holder.subtreeTeamPks),
    homeTeamPk: holder.homeTeamPk === null ? null : (teams.get(holder.homeTeamPk) ?? null),
    version: 1,
  };
}
