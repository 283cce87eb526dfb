import type { SqlRunner } from '../database/database';
import { bytesToId, idToBytes, textOf } from '../query/values';
import { planShape, type ImportPlan } from './import-plan';

// Raw SQL: ways to read files belong to no noun; everybody with the right to import shares them.

/** A plan kept under a name, for files of the same kind. */
export interface Template {
  id: string;
  name: string;
  plan: ImportPlan;
}

const mostTemplates = 500;

/** All templates, by name. */
export async function templates(runner: SqlRunner): Promise<Template[]> {
  const rows = await runner.rows(
    `SELECT id, name, plan FROM import_templates ORDER BY name, pk LIMIT ${mostTemplates}`,
  );
  return rows.map(([id, name, plan]) => ({
    id: bytesToId(id as Uint8Array),
    name: String(name),
    plan: planShape.parse(JSON.parse(String(textOf(plan)))),
  }));
}

/** Keeps a plan; one of the same name and noun gives way to it. */
export async function saveTemplate(
  runner: SqlRunner,
  { id, byUserPk, name, plan, now }: Omit<Template, never> & { byUserPk: number; now: number },
): Promise<void> {
  await runner.run('DELETE FROM import_templates WHERE name = ? AND noun = ?', [name, plan.noun]);
  await runner.run(
    'INSERT INTO import_templates (id, by_user_pk, name, noun, plan, updated_at) VALUES (?, ?, ?, ?, ?, ?)',
    [idToBytes(id), byUserPk, name, plan.noun, JSON.stringify(plan), now],
  );
}

/** Tells whether there was one. */
export async function deleteTemplate(runner: SqlRunner, id: string): Promise<boolean> {
  const bytes = idToBytes(id);
  if (!bytes) return false;
  const { changes } = await runner.run('DELETE FROM import_templates WHERE id = ?', [bytes]);
  return changes === 1;
}
