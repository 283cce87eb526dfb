import type { Principal } from '../access/principal';
import { badInput, notFound } from '../errors/errors';
import { readPlan, settled } from './import-plan';
import { deleteTemplate, saveTemplate, templates, type Template } from './import-templates';
import type { OwnImports } from './own-imports';

/** Plans that people with the right to import keep under a name. */
export class PlanShelf {
  constructor(private readonly own: OwnImports) {}

  list(principal: Principal): Promise<Template[]> {
    this.own.mustImport(principal);
    const { database, ruleSet } = this.own.options;
    return templates(database, ruleSet(principal));
  }

  /** @throws KehuError for a name or a plan that can't be kept; a plan that doesn't say what rows are is none */
  async save(principal: Principal, name: string, plan: unknown): Promise<Template[]> {
    const userPk = this.own.mustImport(principal);
    const title = name.trim();
    if (title === '' || title.length > 100) {
      throw badInput('name', 'A name has 1 to 100 characters.', '名称须为 1 至 100 个字符。');
    }
    const { database, newId, clock } = this.own.options;
    const template = { id: newId(), byUserPk: userPk, name: title, plan: settled(readPlan(plan)), now: clock() };
    await database.transaction((tx) => saveTemplate(tx, template));
    return this.list(principal);
  }

  async delete(principal: Principal, id: string): Promise<Template[]> {
    const userPk = this.own.mustImport(principal);
    if (!(await deleteTemplate(this.own.options.database, id, userPk))) throw notFound('id');
    return this.list(principal);
  }
}
