import type { RuleSet } from '../access/rule-set';
import type { SqlRunner } from '../database/database';
import { badInput, KehuError } from '../errors/errors';
import { bytesToId, idToBytes, textOf } from '../query/values';
import { customGroup } from '../model/custom-field';
import { addedColumns } from './added-columns';
import type { ImportColumn } from './import-column';
import { importColumns } from './import-columns';
import { planShape, type ImportPlan } from './import-plan';
import { headerKey } from './header-key';

// Raw SQL: ways to read files belong to no noun; everybody with the right to import shares them.

/** A plan kept under a name, for files of the same kind. */
export interface Template {
  id: string;
  name: string;
  plan: ImportPlan;
}

const mostTemplates = 500;
/** Of one person. */
const mostOwn = 50;
/** Most characters of a template's plan. */
const mostCharacters = 100_000;

/** All templates, by name, each as far as its fields are ones that these rules let one write. */
export async function templates(runner: SqlRunner, ruleSet: RuleSet): Promise<Template[]> {
  const rows = await runner.rows(
    `SELECT id, name, plan FROM import_templates ORDER BY name, pk LIMIT ${mostTemplates}`,
  );
  return rows.map(([id, name, plan]) => ({
    id: bytesToId(id as Uint8Array),
    name: String(name),
    plan: writablePart(planShape.parse(JSON.parse(String(textOf(plan)))), ruleSet),
  }));
}

/** Fields that columns are parts of, where they are called otherwise. */
const wholeOf: Readonly<Record<string, string | undefined>> = {
  address: 'addresses',
  otherAddresses: 'addresses',
  item: 'items',
  phoneCountry: 'phones',
  companyName: 'name',
  fullName: 'name',
  firstName: 'name',
  lastName: 'name',
  discontinued: 'active',
};

/** The plan without what it says of fields that one may not write: neither what they are called nor what they hold. */
function writablePart(plan: ImportPlan, ruleSet: RuleSet): ImportPlan {
  const { fields } = ruleSet.write(plan.noun);
  const mine = [...importColumns[plan.noun], ...addedColumns(ruleSet, plan.noun)].filter(({ field }) => {
    const part = field.split('.')[0]!;
    const rule = fields.get(part === customGroup ? field : (wholeOf[part] ?? part));
    // Ids by which rows find records are no field that is written.
    return part === 'externalId' || (rule && (rule.create.kind !== 'none' || rule.update.kind !== 'none'));
  });
  const called = (name: string): ImportColumn | undefined =>
    mine.find(({ field, aliases }) => headerKey(field) === headerKey(name) || aliases.includes(headerKey(name)));
  const chosen = new Map(plan.overrides.map(([header, field]) => [headerKey(header), field]));
  return {
    ...plan,
    overrides: plan.overrides.filter(([, field]) => field.trim() === '-' || called(field)),
    replacements: plan.replacements.filter(([header]) => called(chosen.get(headerKey(header)) ?? header)),
  };
}

/**
 * Keeps a plan; one's own of the same name and noun gives way to it.
 * @throws KehuError BAD_USER_INPUT for a plan that is too large, RATE_LIMITED for one too many
 */
export async function saveTemplate(
  runner: SqlRunner,
  { id, byUserPk, name, plan, now }: Template & { byUserPk: number; now: number },
): Promise<void> {
  const text = JSON.stringify(plan);
  if (text.length > mostCharacters) {
    throw badInput(
      'plan',
      `A template holds at most ${mostCharacters} characters; leave out some of its replacements.`,
      `模板最多 ${mostCharacters} 个字符，请减少替换项。`,
    );
  }
  await runner.run('DELETE FROM import_templates WHERE name = ? AND noun = ? AND by_user_pk = ?', [
    name,
    plan.noun,
    byUserPk,
  ]);
  const [row] = await runner.rows('SELECT COUNT(*) FROM import_templates WHERE by_user_pk = ?', [byUserPk]);
  if (Number(row![0]) >= mostOwn) {
    throw new KehuError('RATE_LIMITED', {
      en: `One person keeps at most ${mostOwn} templates. Delete one first.`,
      zh: `每人最多保存 ${mostOwn} 个模板，请先删除部分模板。`,
    });
  }
  await runner.run(
    'INSERT INTO import_templates (id, by_user_pk, name, noun, plan, updated_at) VALUES (?, ?, ?, ?, ?, ?)',
    [idToBytes(id), byUserPk, name, plan.noun, text, now],
  );
}

/** Forgets a template of one's own; tells whether there was one. */
export async function deleteTemplate(runner: SqlRunner, id: string, byUserPk: number): Promise<boolean> {
  const bytes = idToBytes(id);
  if (!bytes) return false;
  const { changes } = await runner.run('DELETE FROM import_templates WHERE id = ? AND by_user_pk = ?', [
    bytes,
    byUserPk,
  ]);
  return changes === 1;
}
