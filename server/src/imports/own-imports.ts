import type { Principal } from '../access/principal';
import type { RuleSet } from '../access/rule-set';
import type { Database } from '../database/database';
import { forbidden, KehuError, notFound } from '../errors/errors';
import type { Language } from '../graphql/language';
import type { JobVault } from '../jobs/job-vault';
import type { Jobs } from '../jobs/jobs';
import { changeImport, importById, type ImportChanges, type ImportState, type StoredImport } from './import-store';

export interface ImportsOptions {
  database: Database;
  jobs: Jobs;
  /** Closes files and what is kept of rows. */
  vault: JobVault;
  clock(): number;
  newId(): string;
  ruleSet(principal: Principal): RuleSet;
}

/** The imports of a principal with the right to import, and how they go from state to state; another's is as none. */
export class OwnImports {
  constructor(readonly options: ImportsOptions) {}

  /** @returns the key of the user. @throws KehuError FORBIDDEN */
  mustImport(principal: Principal): number {
    if (principal.kind === 'user' && this.options.ruleSet(principal).rights.has('imports:run')) return principal.pk;
    throw forbidden(
      [],
      "Your roles don't carry the right this needs (imports:run).",
      '您的角色没有所需的权限（imports:run）。',
    );
  }

  /** Null for another's as for none. */
  async find(principal: Principal, id: string): Promise<StoredImport | null> {
    const userPk = this.mustImport(principal);
    const one = await importById(this.options.database, id);
    return one?.byUserPk === userPk ? one : null;
  }

  /** @throws KehuError NOT_FOUND */
  async get(principal: Principal, id: string): Promise<StoredImport> {
    const one = await this.find(principal, id);
    if (!one) throw notFound('id');
    return one;
  }

  /** Changes an import that is in one of these states; tells whether it was. */
  tryChange(one: StoredImport, from: readonly ImportState[], changes: ImportChanges): Promise<boolean> {
    const { database, clock } = this.options;
    return changeImport(database, one.pk, from, changes, clock());
  }

  /** @throws KehuError CONFLICT where it is in none of these states */
  async change(one: StoredImport, from: readonly ImportState[], changes: ImportChanges): Promise<void> {
    if (!(await this.tryChange(one, from, changes))) throw notNow(one);
  }

  /** Has a job go to work on imports; `otherwise` is what `one` becomes again where it can't be had. */
  async enqueue(
    principal: Principal,
    kind: string,
    one: StoredImport,
    language: Language,
    otherwise: ImportState,
    together: readonly StoredImport[] = [one],
  ): Promise<void> {
    try {
      const title = together.map(({ fileName }) => fileName).join(', ');
      const params = { id: one.id, ...(together.length > 1 && { ids: together.map(({ id }) => id) }) };
      await this.options.jobs.enqueue(principal, { kind, title, params, language });
    } catch (error) {
      await this.tryChange(one, ['RUNNING', 'REHEARSING', 'UNDOING'], { state: otherwise });
      throw error;
    }
  }
}

/** What is asked of an import can't be done in the state it is in. */
export const notNow = ({ state }: StoredImport): KehuError =>
  new KehuError(
    'CONFLICT',
    {
      en: `The import is ${state.toLowerCase()}; this can't be done now. Look at it again.`,
      zh: '导入当前状态不允许此操作，请刷新后重试。',
    },
    ['id'],
  );
