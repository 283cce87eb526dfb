import type { Sentence } from '../errors/errors';
import { guard } from '../access/guard';
import type { ReadContext } from '../query/context';
import { readByPks } from '../query/finish';
import { rangeCheck } from './pages';
import type { RuleChange } from './rule-changes';

// Raw SQL: versions of rules belong to no noun; the caller asks for the right first.

/** A page of the changes of the rules, newest first. People are named as the reader is shown them. */
export async function readVersions(
  reading: ReadContext,
  page: { first: number; before: number | null },
  language: keyof Sentence,
): Promise<object> {
  const first = rangeCheck(page.first);
  const [[current]] = (await reading.runner.rows('SELECT COALESCE(MAX(version), 0) FROM rule_versions')) as [[number]];
  const rows = await reading.runner.rows(
    `SELECT version, at, by_user_pk, note, restored, changes FROM rule_versions WHERE version < ?
     ORDER BY version DESC LIMIT ${first + 1}`,
    [page.before ?? Number(current) + 1],
  );
  const names = await namesOf(
    reading,
    rows.flatMap((row) => (row[2] === null ? [] : [Number(row[2])])),
  );
  return {
    current: Number(current),
    hasMore: rows.length > first,
    nodes: rows.slice(0, first).map(([version, at, by, note, restored, changes]) => {
      const person = by === null ? undefined : names.get(Number(by));
      return {
        version: Number(version),
        at: new Date(Number(at)).toISOString(),
        byId: person?.id ?? null,
        byName: person?.name ?? null,
        note: note === null ? null : String(note),
        restored: restored === null ? null : Number(restored),
        summary: summaryOf(
          JSON.parse(String(changes)) as RuleChange[],
          restored === null ? null : Number(restored),
          language,
        ),
      };
    }),
  };
}

/** People by key, as the reader is shown them. */
export async function namesOf(
  reading: ReadContext,
  pks: readonly number[],
): Promise<Map<number, { id: string; name: string | null }>> {
  const user = reading.nouns.get('user');
  const name = user.fields.get('name')!;
  const selection = { fields: [user.fields.get('id')!, name], links: [], manys: [], history: [], access: false };
  const people = await readByPks(reading, user, [...new Set(pks)], selection);
  return new Map(
    people.map((row) => [row.pk, { id: String(row.loaded('id')), name: guard(row, name) as string | null }]),
  );
}

function summaryOf(changes: readonly RuleChange[], restored: number | null, language: keyof Sentence): string[] {
  if (restored !== null) {
    return [language === 'zh' ? `恢复到第 ${restored} 版规则` : `Went back to version ${restored}`];
  }
  return changes.map((change) => lineOf(change)[language]);
}

function lineOf(change: RuleChange): Sentence {
  if (change.createRole) {
    const { key, copyFrom } = change.createRole;
    return copyFrom == null
      ? { en: `New role ${key}`, zh: `新建角色 ${key}` }
      : { en: `New role ${key}, a copy of ${copyFrom}`, zh: `复制 ${copyFrom} 新建角色 ${key}` };
  }
  if (change.updateRole) {
    return { en: `Role ${change.updateRole.key} changed`, zh: `修改角色 ${change.updateRole.key}` };
  }
  if (change.retireRole) {
    return { en: `Role ${change.retireRole.key} retired`, zh: `停用角色 ${change.retireRole.key}` };
  }
  if (change.setGrants) {
    const { role, type } = change.setGrants;
    return { en: `${role}: new rules for ${type}`, zh: `${role}：修改 ${type} 的规则` };
  }
  if (change.resetGrants) {
    const { role, type } = change.resetGrants;
    return { en: `${role}: built-in rules for ${type} again`, zh: `${role}：恢复 ${type} 的内置规则` };
  }
  if (change.putScope) return { en: `Scope ${change.putScope.name}`, zh: `范围 ${change.putScope.name}` };
  const { name } = change.removeScope!;
  return { en: `Scope ${name} removed`, zh: `删除范围 ${name}` };
}
