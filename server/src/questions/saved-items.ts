import type { Principal } from '../access/principal';
import type { SqlRow, SqlRunner, SqlValue } from '../database/database';
import { badInput, forbidden, notFound, staleVersion } from '../errors/errors';
import { notTrusted } from '../graphql/trusted-documents';
import { checkVariableDepth } from '../graphql/variable-limits';
import { bytesToId, idToBytes } from '../query/values';

// Raw SQL: what people keep of their questions belongs to no noun. A question holds no answer: whoever opens it asks it
// again, through their own view.

export type SavedKind = 'QUERY' | 'LIST';
export type Audience = 'PRIVATE' | 'ROLE' | 'TEAM' | 'EVERYONE';

export interface SavedItem {
  pk: number;
  id: string;
  version: number;
  kind: SavedKind;
  name: string;
  noun: string | null;
  definition: Record<string, unknown>;
  ownerPk: number;
  audience: Audience;
  audienceRole: string | null;
  audienceTeamPk: number | null;
  pinned: boolean;
  createdAt: number;
  updatedAt: number;
}

export interface SavedInput {
  id?: string | null;
  version?: number | null;
  kind: SavedKind;
  name: string;
  noun?: string | null;
  definition: unknown;
  audience?: Audience | null;
  audienceRole?: string | null;
  audienceTeamId?: string | null;
}

export interface SavedServices {
  runner: SqlRunner;
  clock: () => number;
  newId: () => string;
}

/** Characters of a definition as JSON, and items of one owner. */
const longestDefinition = 100_000;
const mostItems = 500;
const mostShown = 500;

/** Keys belong to programs, which keep their questions themselves. */
function userOf(principal: Principal): number {
  if (principal.kind === 'user') return principal.pk;
  throw forbidden([], 'Saved queries and lists are for people.', '已保存的查询和列表仅供用户使用。');
}

/** What the principal may open: its own, and what is shared with everybody, one of its roles or one of its teams. */
function visible(principal: Principal, userPk: number): { sql: string; params: SqlValue[] } {
  const { roles, teamPks } = principal;
  const among = (column: string, values: readonly SqlValue[]): string =>
    values.length > 0 ? ` OR ${column} IN (${values.map(() => '?').join(', ')})` : '';
  return {
    sql: `(s.owner_user_pk = ? OR s.audience = 'EVERYONE'${among('s.audience_role', roles)}${among('s.audience_team_pk', teamPks)})`,
    params: [userPk, ...roles, ...teamPks],
  };
}

const columns = `s.pk, s.id, s.version, s.kind, s.name, s.noun, s.definition, s.owner_user_pk, s.audience, s.audience_role,
  s.audience_team_pk, s.created_at, s.updated_at, p.user_pk`;

const itemOf = (row: SqlRow): SavedItem => ({
  pk: Number(row[0]),
  id: bytesToId(row[1] as Uint8Array),
  version: Number(row[2]),
  kind: String(row[3]) as SavedKind,
  name: String(row[4]),
  noun: row[5] === null ? null : String(row[5]),
  definition: JSON.parse(String(row[6])) as Record<string, unknown>,
  ownerPk: Number(row[7]),
  audience: String(row[8]) as Audience,
  audienceRole: row[9] === null ? null : String(row[9]),
  audienceTeamPk: row[10] === null ? null : Number(row[10]),
  createdAt: Number(row[11]),
  updatedAt: Number(row[12]),
  pinned: row[13] !== null,
});

async function select(
  runner: SqlRunner,
  principal: Principal,
  where: string,
  params: readonly SqlValue[],
  order = 's.name, s.pk',
): Promise<SavedItem[]> {
  const userPk = userOf(principal);
  const seen = visible(principal, userPk);
  const rows = await runner.rows(
    `SELECT ${columns} FROM saved_items s LEFT JOIN saved_pins p ON p.saved_pk = s.pk AND p.user_pk = ?
     WHERE ${seen.sql}${where} ORDER BY ${order} LIMIT ${mostShown}`,
    [userPk, ...seen.params, ...params],
  );
  return rows.map(itemOf);
}

/** What the principal may open, by name; what it pinned in the order of its dashboard. */
export function savedItems(
  runner: SqlRunner,
  principal: Principal,
  filter: { kind: SavedKind | null; noun: string | null; pinned: boolean },
): Promise<SavedItem[]> {
  const conditions: string[] = [];
  const params: SqlValue[] = [];
  if (filter.kind !== null) {
    conditions.push(' AND s.kind = ?');
    params.push(filter.kind);
  }
  if (filter.noun !== null) {
    conditions.push(' AND s.noun = ?');
    params.push(filter.noun);
  }
  if (filter.pinned) conditions.push(' AND p.user_pk IS NOT NULL');
  return select(runner, principal, conditions.join(''), params, filter.pinned ? 'p.position, s.name, s.pk' : undefined);
}

/** One that the principal may open. @throws KehuError NOT_FOUND, the same for another's private one as for none */
export async function savedItem(runner: SqlRunner, principal: Principal, id: string): Promise<SavedItem> {
  const bytes = idToBytes(id);
  const [item] = bytes ? await select(runner, principal, ' AND s.id = ?', [bytes]) : [];
  if (!item) throw notFound('id');
  return item;
}

/** One of the principal's own: others' are opened, never changed. */
async function ownItem(runner: SqlRunner, principal: Principal, id: string): Promise<SavedItem> {
  const item = await savedItem(runner, principal, id);
  if (item.ownerPk !== principal.pk) {
    throw forbidden(
      [],
      'Only who saved this may change it. Save a copy of your own.',
      '只有保存者可以修改，请另存为自己的副本。',
    );
  }
  return item;
}

/**
 * Saves a new item, or a new state of one of the principal's own.
 * @param teamPk of the team it is shared with, one of the principal's
 * @param mayAsk whether the principal may write queries of its own
 * @returns its id
 * @throws KehuError BAD_USER_INPUT, NOT_FOUND, FORBIDDEN, CONFLICT
 */
export async function saveItem(
  { runner, clock, newId }: SavedServices,
  principal: Principal,
  input: SavedInput,
  { teamPk, mayAsk }: { teamPk: number | null; mayAsk: boolean },
): Promise<string> {
  const userPk = userOf(principal);
  // What is saved stays of its kind, whatever a later change calls it.
  const item = input.id == null ? null : await ownItem(runner, principal, input.id);
  const kind = item ? item.kind : input.kind;
  if (kind === 'QUERY' && !mayAsk) throw notTrusted();
  const { name, definition, audience, role } = checked(principal, { ...input, kind }, teamPk);
  const now = clock();
  if (!item) {
    const [row] = await runner.rows('SELECT COUNT(*) FROM saved_items WHERE owner_user_pk = ?', [userPk]);
    if (Number(row![0]) >= mostItems) {
      throw badInput(
        'name',
        `You have ${mostItems} saved items already. Delete some.`,
        `您已保存 ${mostItems} 项，请先删除部分内容。`,
      );
    }
    const id = newId();
    await runner.run(
      `INSERT INTO saved_items (id, version, kind, name, noun, definition, owner_user_pk, audience, audience_role,
         audience_team_pk, created_at, updated_at) VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [idToBytes(id), input.kind, name, input.noun ?? null, definition, userPk, audience, role, teamPk, now, now],
    );
    return id;
  }
  const { changes } = await runner.run(
    `UPDATE saved_items SET version = version + 1, name = ?, noun = ?, definition = ?, audience = ?, audience_role = ?,
       audience_team_pk = ?, updated_at = ? WHERE pk = ? AND version = ?`,
    [name, input.noun ?? null, definition, audience, role, teamPk, now, item.pk, input.version ?? 0],
  );
  if (changes !== 1) throw staleVersion();
  return item.id;
}

function checked(
  principal: Principal,
  input: SavedInput,
  teamPk: number | null,
): { name: string; definition: string; audience: Audience; role: string | null } {
  const name = input.name.trim();
  if (name === '' || [...name].length > 200) {
    throw badInput('name', 'A name has 1 to 200 characters.', '名称长度须为 1 至 200 个字符。');
  }
  const { definition } = input;
  const isObject = typeof definition === 'object' && definition !== null && !Array.isArray(definition);
  if (!isObject || (input.kind === 'QUERY' && typeof (definition as { document?: unknown }).document !== 'string')) {
    throw badInput('definition', 'A query is saved with its "document".', '保存查询时必须包含 document。');
  }
  checkVariableDepth(definition);
  const text = JSON.stringify(definition);
  if (text.length > longestDefinition) {
    throw badInput(
      'definition',
      `What is saved has at most ${longestDefinition} characters.`,
      `保存内容最多 ${longestDefinition} 个字符。`,
    );
  }
  const audience = input.audience ?? 'PRIVATE';
  const role = audience === 'ROLE' ? (input.audienceRole ?? '') : null;
  if (role !== null && !principal.roles.includes(role)) {
    throw badInput('audienceRole', 'Share with a role of your own.', '只能共享给您自己的角色。');
  }
  if ((audience === 'TEAM') !== (teamPk !== null)) {
    throw badInput('audienceTeamId', 'Share with a team of your own.', '只能共享给您自己的团队。');
  }
  return { name, definition: text, audience, role };
}

/** Key of one of the principal's own teams, by its id; null for any other. */
export async function ownTeam(runner: SqlRunner, principal: Principal, id: string | null): Promise<number | null> {
  const bytes = id === null ? null : idToBytes(id);
  if (!bytes) return null;
  const [row] = await runner.rows('SELECT pk FROM teams WHERE id = ?', [bytes]);
  const pk = row ? Number(row[0]) : null;
  return pk !== null && principal.teamPks.includes(pk) ? pk : null;
}

/** Deletes one of the principal's own, with the pins and schedules of everybody. @throws KehuError NOT_FOUND, FORBIDDEN, CONFLICT */
export async function deleteItem(runner: SqlRunner, principal: Principal, id: string, version: number): Promise<void> {
  const item = await ownItem(runner, principal, id);
  if (item.version !== version) throw staleVersion();
  await runner.run('DELETE FROM report_schedules WHERE saved_pk = ?', [item.pk]);
  await runner.run('DELETE FROM saved_pins WHERE saved_pk = ?', [item.pk]);
  await runner.run('DELETE FROM saved_items WHERE pk = ?', [item.pk]);
}

/** Puts what the principal may open on its dashboard, or takes it away. @throws KehuError NOT_FOUND */
export async function pinItem(runner: SqlRunner, principal: Principal, id: string, pinned: boolean): Promise<void> {
  const item = await savedItem(runner, principal, id);
  if (item.pinned === pinned) return;
  if (pinned) {
    const [[last]] = (await runner.rows('SELECT COALESCE(MAX(position), 0) FROM saved_pins WHERE user_pk = ?', [
      principal.pk,
    ])) as [[unknown]];
    await runner.run('INSERT INTO saved_pins (user_pk, saved_pk, position) VALUES (?, ?, ?)', [
      principal.pk,
      item.pk,
      Number(last) + 1,
    ]);
  } else {
    await runner.run('DELETE FROM saved_pins WHERE user_pk = ? AND saved_pk = ?', [principal.pk, item.pk]);
  }
}

/**
 * Puts what is pinned in this order; what is not named keeps its place behind. Another's order is never touched.
 * @throws KehuError NOT_FOUND, the same for what is not pinned as for what can't be opened
 */
export async function arrangePins(runner: SqlRunner, principal: Principal, ids: readonly string[]): Promise<void> {
  const pinned = await savedItems(runner, principal, { kind: null, noun: null, pinned: true });
  const places = ids.map((id) => pinned.findIndex((item) => item.id === id));
  if (places.includes(-1) || new Set(places).size !== places.length) throw notFound('ids');
  const named = places.map((place) => pinned[place]!);
  const order = [...named, ...pinned.filter((item) => !named.includes(item))];
  for (const [i, { pk }] of order.entries()) {
    await runner.run('UPDATE saved_pins SET position = ? WHERE user_pk = ? AND saved_pk = ?', [
      i + 1,
      principal.pk,
      pk,
    ]);
  }
}
