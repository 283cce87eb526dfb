import { guard, type GuardedRow } from '../access/guard';
import type { SqlRunner, SqlValue } from '../database/database';
import type { ReadContext } from '../query/context';
import { readByPks } from '../query/finish';
import { readPage } from '../query/page';
import type { Selection } from '../query/selection';
import { bytesToId } from '../query/values';
import { requireRight, type Administrator } from './administration';
import { mayManage } from './may-manage';

// Raw SQL: roles and sessions belong to no noun that a view could show. What is shown of a person beside them is read through
// the asker's view.

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
    const teamPks = [...(teamPk == null ? [] : [teamPk]), ...(further.get(row.pk) ?? [])].map(Number);
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
      manageable: mayManage(who, { roles: held, teamPks }),
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
