import { fold } from '@kehu/shared';
import { guard } from '../access/guard';
import { bumpAccessVersion } from '../accounts/access-state';
import { actorOf, append } from '../audit/audit';
import type { SqlRunner } from '../database/database';
import { badInput, notFound } from '../errors/errors';
import type { ReadContext } from '../query/context';
import { readByPks } from '../query/finish';
import { idToBytes } from '../query/values';
import { visibleKeys } from '../records/references';
import type { WriteContext } from '../records/write-context';
import { requireRight, type Administration, type Administrator } from './administration';
import { checkReach } from './may-manage';

// Raw SQL: the tree of teams decides who sees what, so it is kept beside the rules. Names are read through the view.

/** A team in the tree, as it is shown. */
export interface ShownTeam {
  pk: number;
  id: string;
  name: string | null;
  parentId: string | null;
  depth: number;
  members: number;
  retired: boolean;
}

/** Longest name and deepest tree: paths have at most 255 characters. */
const longestName = 100;
const longestPath = 255;

/** Every team of the view from the top down, siblings by name. @throws KehuError FORBIDDEN */
export async function listTeams(reading: ReadContext, who: Administrator): Promise<ShownTeam[]> {
  requireRight(who, 'users:manage', 'rules:read');
  const { runner, nouns } = reading;
  const team = nouns.get('team');
  const rows = await runner.rows(
    `SELECT t.pk, t.parent_pk, t.retired_at,
       (SELECT COUNT(*) FROM users u WHERE u.disabled = 0 AND
         (u.team_pk = t.pk OR u.pk IN (SELECT m.user_pk FROM user_teams m WHERE m.team_pk = t.pk)))
     FROM teams t`,
  );
  const fields = [team.fields.get('id')!, team.fields.get('name')!];
  const shown = new Map(
    (
      await readByPks(
        reading,
        team,
        rows.map((row) => Number(row[0])),
        { fields, links: [], manys: [], history: [], access: false },
      )
    ).map((row) => [row.pk, { id: String(row.loaded('id')), name: guard(row, fields[1]!) as string | null }]),
  );
  const children = new Map<number | null, ShownTeam[]>();
  for (const [pk, parent, retired, members] of rows) {
    const of = shown.get(Number(pk));
    if (!of) continue;
    const above = parent === null ? null : Number(parent);
    const one = {
      pk: Number(pk),
      ...of,
      parentId: above === null ? null : (shown.get(above)?.id ?? null),
      depth: 0,
      members: Number(members),
      retired: retired !== null,
    };
    children.set(above, [...(children.get(above) ?? []), one]);
  }
  const inOrder = (above: number | null, depth: number): ShownTeam[] =>
    (children.get(above) ?? [])
      .sort((a, b) => ((a.name ?? '') < (b.name ?? '') ? -1 : 1))
      .flatMap((one) => [{ ...one, depth }, ...inOrder(one.pk, depth + 1)]);
  return inOrder(null, 0);
}

/** Makes a team. @throws KehuError FORBIDDEN, BAD_USER_INPUT, NOT_FOUND */
export async function createTeam(
  of: Administration,
  who: Administrator,
  writing: WriteContext,
  input: { name: string; parentId?: string | null },
): Promise<number> {
  requireRight(who, 'users:manage');
  const name = checkName(input.name);
  const parent = input.parentId == null ? null : await keyOf(of, writing, input.parentId, 'parentId');
  if (parent !== null) checkReach(who, [parent], 'parentId');
  const id = of.newId();
  const now = of.clock();
  return of.database.transaction(async (tx) => {
    await bumpAccessVersion(tx);
    await checkFree(tx, name, parent, null);
    const above = parent === null ? '/' : await livePath(tx, parent);
    const { insertId } = await tx.run(
      `INSERT INTO teams (id, version, created_at, updated_at, name, name_fold, parent_pk, path)
       VALUES (?, 1, ?, ?, ?, ?, ?, NULL)`,
      [idToBytes(id), now, now, name, fold(name), parent],
    );
    await tx.run('UPDATE teams SET path = ? WHERE pk = ?', [checkPath(`${above}${insertId}/`), insertId]);
    await note(tx, of, who, 'team-created', id, ['name', 'parent']);
    return insertId;
  });
}

/**
 * Renames, moves with all below it, retires or revives a team. A team with members or live teams below it is not retired.
 * @throws KehuError FORBIDDEN, BAD_USER_INPUT, NOT_FOUND
 */
export async function changeTeam(
  of: Administration,
  who: Administrator,
  writing: WriteContext,
  input: { id: string; name?: string | null; parentId?: string | null; retired?: boolean | null },
): Promise<number> {
  requireRight(who, 'users:manage');
  const pk = await keyOf(of, writing, input.id, 'id');
  const name = input.name == null ? null : checkName(input.name);
  const moves = input.parentId !== undefined;
  const parent = input.parentId == null ? null : await keyOf(of, writing, input.parentId, 'parentId');
  checkReach(who, [pk], 'id');
  if (parent !== null) checkReach(who, [parent], 'parentId');
  const now = of.clock();
  return of.database.transaction(async (tx) => {
    await bumpAccessVersion(tx);
    const fields: string[] = [];
    const [[path, current, above]] = (await tx.rows('SELECT path, name, parent_pk FROM teams WHERE pk = ?', [pk])) as [
      [string, string, number | null],
    ];
    await checkFree(tx, name ?? current, moves ? parent : above, pk);
    if (name !== null) {
      fields.push('name');
      await tx.run('UPDATE teams SET name = ?, name_fold = ? WHERE pk = ?', [name, fold(name), pk]);
    }
    if (moves) {
      fields.push('parent');
      await move(tx, pk, String(path), parent);
    }
    if (input.retired != null) {
      fields.push('retiredAt');
      if (input.retired) await checkEmpty(tx, pk);
      await tx.run('UPDATE teams SET retired_at = ? WHERE pk = ?', [input.retired ? now : null, pk]);
    }
    if (fields.length === 0) return pk;
    await tx.run('UPDATE teams SET version = version + 1, updated_at = ? WHERE pk = ?', [now, pk]);
    await note(tx, of, who, 'team-changed', input.id, fields);
    return pk;
  });
}

async function move(tx: SqlRunner, pk: number, path: string, parent: number | null): Promise<void> {
  const above = parent === null ? '/' : await livePath(tx, parent);
  if (above.startsWith(path)) {
    throw badInput('parentId', 'A team cannot be below itself.', '团队不能移动到自身或其下级。');
  }
  const to = `${above}${pk}/`;
  const below = await tx.rows('SELECT pk, path FROM teams WHERE path >= ? AND path < ?', [
    path,
    `${path.slice(0, -1)}0`,
  ]);
  await tx.run('UPDATE teams SET parent_pk = ? WHERE pk = ?', [parent, pk]);
  for (const [one, old] of below) {
    const moved = checkPath(to + String(old).slice(path.length));
    await tx.run('UPDATE teams SET path = ? WHERE pk = ?', [moved, Number(one)]);
  }
}

function checkPath(path: string): string {
  if (path.length <= longestPath) return path;
  throw badInput('parentId', 'The tree of teams would be too deep.', '团队层级过深。');
}

async function livePath(tx: SqlRunner, pk: number): Promise<string> {
  const [row] = await tx.rows('SELECT path, retired_at FROM teams WHERE pk = ?', [pk]);
  if (row![1] !== null) throw badInput('parentId', 'This team is retired.', '该团队已停用。');
  return String(row![0]);
}

async function checkFree(tx: SqlRunner, name: string, parent: number | null, own: number | null): Promise<void> {
  const rows = await tx.rows(
    `SELECT pk FROM teams WHERE name_fold = ? AND ${parent === null ? 'parent_pk IS NULL' : 'parent_pk = ?'}`,
    [fold(name), ...(parent === null ? [] : [parent])],
  );
  if (rows.some(([pk]) => Number(pk) !== own)) {
    throw badInput('name', 'There is a team of this name here already.', '此处已有同名团队。');
  }
}

async function checkEmpty(tx: SqlRunner, pk: number): Promise<void> {
  const members = await tx.rows(
    'SELECT 1 FROM users WHERE disabled = 0 AND (team_pk = ? OR pk IN (SELECT user_pk FROM user_teams WHERE team_pk = ?)) LIMIT 1',
    [pk, pk],
  );
  const below = await tx.rows('SELECT 1 FROM teams WHERE parent_pk = ? AND retired_at IS NULL LIMIT 1', [pk]);
  if (members.length > 0) {
    throw badInput('retired', 'The team has members. Move them first.', '团队中还有成员，请先移出。');
  }
  if (below.length > 0) {
    throw badInput(
      'retired',
      'There are teams below it. Move or retire them first.',
      '团队下还有下级团队，请先移动或停用。',
    );
  }
}

function checkName(text: string): string {
  const name = text.trim();
  if (name === '' || [...name].length > longestName) {
    throw badInput('name', `A name has 1 to ${longestName} characters.`, `名称长度须为 1 至 ${longestName} 个字符。`);
  }
  return name;
}

async function keyOf(of: Administration, writing: WriteContext, id: string, path: string): Promise<number> {
  const pk = (await visibleKeys(writing, of.database, of.nouns.get('team'), [id])).get(id.toLowerCase());
  if (pk === undefined) throw notFound(path);
  return pk;
}

const note = (
  tx: SqlRunner,
  of: Administration,
  who: Administrator,
  action: 'team-created' | 'team-changed',
  id: string,
  fields: readonly string[],
): Promise<void> =>
  append(tx, { actor: actorOf(who.principal), action, noun: 'team', recordId: id, fields }, of.clock());
