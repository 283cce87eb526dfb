import type { Principal } from '../access/principal';
import type { RuleSet } from '../access/rule-set';
import type { Database } from '../database/database';
import { badInput, forbidden, KehuError, notFound } from '../errors/errors';
import type { Language } from '../graphql/language';
import type { JobVault } from '../jobs/job-vault';
import type { Jobs } from '../jobs/jobs';
import { addedColumns } from './added-columns';
import type { ImportColumn } from './import-column';
import { keptRows } from './import-books';
import { bookOf } from './import-seal';
import { requireInTime } from './undo-until';
import { planShape, type ImportPlan } from './import-plan';
import {
  changeImport,
  importById,
  insertImport,
  latestImports,
  roomTaken,
  type ImportState,
  type StoredImport,
} from './import-store';
import { deleteTemplate, saveTemplate, templates, type Template } from './import-templates';
import { importOrder, recogniseFile } from './prepare-import';
import { previewImport, type ImportPreview } from './preview-import';
import { refusedFile } from './refused-file';
import { openRecords } from './open-records';
import { requireRoom } from './require-room';
import { recordOptions } from './import-plan';
import { dropUpload, storeUpload, withUpload } from './uploads';

export interface ImportsOptions {
  database: Database;
  jobs: Jobs;
  /** Closes files and what is kept of rows. */
  vault: JobVault;
  clock(): number;
  newId(): string;
  ruleSet(principal: Principal): RuleSet;
}

/** What a principal with the right to import does with its own imports; another's is as none. */
export class Imports {
  constructor(private readonly options: ImportsOptions) {}

  /** Opens what imports keep, for those who run them elsewhere than in jobs. */
  get vault(): JobVault {
    return this.options.vault;
  }

  /**
   * Takes a file in, as it arrives, and finds out what its rows are.
   * @throws KehuError FORBIDDEN without the right; RATE_LIMITED where one's files take too much room already;
   *   BAD_USER_INPUT for a file that can't be read
   */
  async upload(principal: Principal, fileName: string, bytes: AsyncIterable<Buffer>): Promise<StoredImport> {
    const userPk = this.mustImport(principal);
    const { database, clock, newId, vault } = this.options;
    const id = newId();
    const pk = await insertImport(database, {
      id,
      byUserPk: userPk,
      state: 'UPLOADING',
      fileName: fileName.trim() || 'file',
      fileBytes: 0,
      digest: Buffer.alloc(32),
      plan: planShape.parse({ noun: 'customer' }),
      now: clock(),
    });
    try {
      // Counted with itself among them, so that none of several at once slips through.
      requireRoom(await roomTaken(database, userPk));
      const one = (await importById(database, id))!;
      const stored = await storeUpload(database, bookOf(vault, one), bytes, async () => {
        if (!(await changeImport(database, pk, ['UPLOADING'], {}, clock())))
          throw notNow({ ...one, state: 'CANCELLED' });
      });
      const { noun } = await withUpload(database, vault, one, (path) => recogniseFile(path));
      const plan = planShape.parse({ noun: noun ?? 'customer' });
      await changeImport(
        database,
        pk,
        ['UPLOADING'],
        { state: 'READY', file_bytes: stored.bytes, file_digest: stored.digest, ...columnsOf(plan) },
        clock(),
      );
    } catch (error) {
      await dropUpload(database, pk);
      await changeImport(database, pk, ['UPLOADING'], { state: 'CANCELLED', finished_at: clock() }, clock());
      throw error;
    }
    return (await importById(database, id))!;
  }

  async list(principal: Principal, most: number): Promise<StoredImport[]> {
    return latestImports(this.options.database, this.mustImport(principal), most);
  }

  /** Null for another's as for none. */
  async find(principal: Principal, id: string): Promise<StoredImport | null> {
    const userPk = this.mustImport(principal);
    const one = await importById(this.options.database, id);
    return one?.byUserPk === userPk ? one : null;
  }

  /** What undoing left as it was. */
  kept(one: StoredImport): Promise<{ line: number; reason: string }[]> {
    return keptRows(this.options.database, one.pk, 200);
  }

  /** How the file is understood with a plan. */
  async preview(principal: Principal, id: string, plan: unknown, language: Language): Promise<ImportPreview> {
    const one = await this.own(principal, id);
    const chosen = plan === null || plan === undefined ? one.plan : readPlan(plan);
    return this.withFile(one, (path) => previewImport(path, chosen, language, this.added(principal, chosen)));
  }

  /**
   * Settles how a file is read, mapped, cleaned and matched.
   * @throws KehuError CONFLICT once rows of it were taken: its books count them by that plan, and undo goes by its noun
   */
  async plan(principal: Principal, id: string, plan: unknown): Promise<void> {
    const one = await this.own(principal, id);
    const changes = { ...columnsOf(readPlan(plan)), report: null, fault: null };
    const { database, clock } = this.options;
    const planned = await changeImport(database, one.pk, ['READY', 'FAILED'], changes, clock(), { untouched: true });
    if (planned) return;
    if (one.checkpoint === 0) throw notNow(one);
    throw new KehuError(
      'CONFLICT',
      {
        en: 'Rows of this file were taken as they were planned. Go on with it, or take it back and upload the file again.',
        zh: '此文件已按原方案导入部分行，请继续导入，或撤销后重新上传。',
      },
      ['id'],
    );
  }

  async rehearse(principal: Principal, id: string, language: Language): Promise<void> {
    const one = await this.own(principal, id);
    await this.change(one, ['READY', 'FAILED'], { state: 'REHEARSING', report: null, fault: null });
    await this.enqueue(principal, 'import-rehearsal', one, language, 'READY');
  }

  async run(principal: Principal, id: string, language: Language): Promise<void> {
    const one = await this.own(principal, id);
    await this.change(one, ['READY', 'FAILED', 'PAUSED'], { state: 'RUNNING', wanted: 'run', fault: null });
    await this.enqueue(principal, 'import', one, language, one.state);
  }

  /** Has a running import stop after its batch, to be gone on with (`pause`) or for good. */
  async stop(principal: Principal, id: string, wanted: 'pause' | 'cancel'): Promise<void> {
    const one = await this.own(principal, id);
    const ended = { state: 'CANCELLED', finished_at: this.options.clock() } as const;
    if (wanted === 'cancel' && (await this.tryChange(one, ['PAUSED', 'FAILED', 'READY'], ended))) return;
    await this.change(one, ['RUNNING'], { wanted });
  }

  async undo(principal: Principal, id: string, language: Language): Promise<void> {
    const one = await this.own(principal, id);
    requireInTime(one, this.options.clock());
    await this.change(one, ['DONE', 'CANCELLED', 'PAUSED', 'FAILED', 'UNDOING'], { state: 'UNDOING' });
    await this.enqueue(principal, 'import-undo', one, language, one.state);
  }

  /** Imports of one's own that belong together, in the order in which they are taken. */
  async together(principal: Principal, ids: readonly string[]): Promise<StoredImport[]> {
    if (ids.length < 1 || ids.length > mostTogether) {
      throw badInput('ids', `Name 1 to ${mostTogether} files.`, `请指定 1 至 ${mostTogether} 个文件。`);
    }
    const found: StoredImport[] = [];
    for (const id of new Set(ids)) found.push(await this.own(principal, id));
    return found.sort((a, b) => importOrder.indexOf(a.plan.noun) - importOrder.indexOf(b.plan.noun));
  }

  /** Rehearses files that refer to one another in one go: what one would bring is there for the next. */
  rehearseTogether(principal: Principal, ids: readonly string[], language: Language): Promise<void> {
    const changes = { state: 'REHEARSING', report: null, fault: null } as const;
    return this.startTogether(principal, ids, language, 'import-rehearsal', ['READY', 'FAILED'], changes);
  }

  /** Runs files one after the other, or goes on with those that are not done. */
  async runTogether(principal: Principal, ids: readonly string[], language: Language): Promise<void> {
    const open = (await this.together(principal, ids)).filter(({ state }) => state !== 'DONE');
    const [first] = open;
    if (!first) throw notNow((await this.together(principal, ids))[0]!);
    // The others wait as they are for their turn.
    await this.change(first, ['READY', 'FAILED', 'PAUSED'], { state: 'RUNNING', wanted: 'run', fault: null });
    await this.enqueue(principal, 'import', first, language, first.state, open);
  }

  /** Takes files back, the last one first. */
  async undoTogether(principal: Principal, ids: readonly string[], language: Language): Promise<void> {
    const taken = (await this.together(principal, ids)).filter(({ created, updated }) => created + updated > 0);
    for (const one of taken) requireInTime(one, this.options.clock());
    const last = taken.map(({ id }) => id).reverse();
    const from = ['DONE', 'CANCELLED', 'PAUSED', 'FAILED', 'UNDOING'] as const;
    await this.startTogether(principal, last, language, 'import-undo', from, { state: 'UNDOING' });
  }

  /** All of them or none. */
  private async startTogether(
    principal: Principal,
    ids: readonly string[],
    language: Language,
    kind: string,
    from: readonly ImportState[],
    changes: Parameters<typeof changeImport>[3],
  ): Promise<void> {
    const all = await this.together(principal, ids);
    const begun: StoredImport[] = [];
    try {
      for (const one of all) {
        await this.change(one, from, changes);
        begun.push(one);
      }
      const inTurn = kind === 'import-undo' ? [...all].reverse() : all;
      await this.enqueue(principal, kind, inTurn[0]!, language, inTurn[0]!.state, inTurn);
    } catch (error) {
      for (const { state, ...one } of begun) await this.tryChange({ ...one, state }, [changes.state!], { state });
      throw error;
    }
  }

  /** What the last rehearsal found. */
  report(one: StoredImport): unknown {
    return one.report === null ? null : bookOf(this.options.vault, one).seal.openJson('report', one.report);
  }

  /** The rows that were not taken, with the columns of the original. @throws KehuError NOT_FOUND where they are kept no longer */
  async refused(
    principal: Principal,
    id: string,
    language: Language,
  ): Promise<{ name: string; type: string; bytes: AsyncIterable<Buffer> }> {
    const one = await this.own(principal, id);
    const { database, vault } = this.options;
    if (!hasRefused(one)) throw notFound('id');
    const headers = await this.withFile(one, async (path) => {
      const opened = await openRecords(recordOptions(one.plan, path, new Map(), this.added(principal, one.plan)));
      return opened.file.headers;
    });
    const lines = refusedFile(database, bookOf(vault, one), headers, language);
    return {
      name: `${one.fileName.replace(/\.[^.]*$/, '')}-${language === 'zh' ? '未导入' : 'refused'}.csv`,
      type: 'text/csv; charset=utf-8',
      bytes: (async function* () {
        for await (const line of lines) yield Buffer.from(line);
      })(),
    };
  }

  templates(principal: Principal): Promise<Template[]> {
    this.mustImport(principal);
    return templates(this.options.database, this.options.ruleSet(principal));
  }

  async saveTemplate(principal: Principal, name: string, plan: unknown): Promise<Template[]> {
    const userPk = this.mustImport(principal);
    const title = name.trim();
    if (title === '' || title.length > 100) {
      throw badInput('name', 'A name has 1 to 100 characters.', '名称须为 1 至 100 个字符。');
    }
    const { database, newId, clock } = this.options;
    const template = { id: newId(), byUserPk: userPk, name: title, plan: readPlan(plan), now: clock() };
    await database.transaction((tx) => saveTemplate(tx, template));
    return this.templates(principal);
  }

  async deleteTemplate(principal: Principal, id: string): Promise<Template[]> {
    const userPk = this.mustImport(principal);
    if (!(await deleteTemplate(this.options.database, id, userPk))) throw notFound('id');
    return this.templates(principal);
  }

  /** @returns the key of the user. @throws KehuError FORBIDDEN */
  private mustImport(principal: Principal): number {
    if (principal.kind === 'user' && this.options.ruleSet(principal).rights.has('imports:run')) return principal.pk;
    throw forbidden(
      [],
      "Your roles don't carry the right this needs (imports:run).",
      '您的角色没有所需的权限（imports:run）。',
    );
  }

  /** Columns of fields that administrators added and this principal may write. */
  private added(principal: Principal, { noun }: ImportPlan): ImportColumn[] {
    return addedColumns(this.options.ruleSet(principal), noun);
  }

  private async own(principal: Principal, id: string): Promise<StoredImport> {
    const one = await this.find(principal, id);
    if (!one) throw notFound('id');
    return one;
  }

  private withFile<T>(one: StoredImport, work: (path: string) => Promise<T>): Promise<T> {
    const { database, vault } = this.options;
    if (one.clearedAt !== null || one.state === 'CANCELLED') throw notNow(one);
    return withUpload(database, vault, one, work);
  }

  private tryChange(
    one: StoredImport,
    from: readonly ImportState[],
    changes: Parameters<typeof changeImport>[3],
  ): Promise<boolean> {
    const { database, clock } = this.options;
    return changeImport(database, one.pk, from, changes, clock());
  }

  private async change(...[one, from, changes]: Parameters<Imports['tryChange']>): Promise<void> {
    if (!(await this.tryChange(one, from, changes))) throw notNow(one);
  }

  private async enqueue(
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

/** Most files of one go: as many as may be open. */
const mostTogether = 20;

const columnsOf = (plan: ImportPlan): { noun: string; source: string; plan: string } => ({
  noun: plan.noun,
  source: plan.source,
  plan: JSON.stringify(plan),
});

/** Whether rows were refused that can still be given back. */
export const hasRefused = ({ refused, state, clearedAt }: StoredImport): boolean =>
  refused > 0 && clearedAt === null && state !== 'CANCELLED';

const notNow = ({ state }: StoredImport): KehuError =>
  new KehuError(
    'CONFLICT',
    {
      en: `The import is ${state.toLowerCase()}; this can't be done now. Look at it again.`,
      zh: '导入当前状态不允许此操作，请刷新后重试。',
    },
    ['id'],
  );

/** Most characters of a plan. */
const mostPlanCharacters = 1_000_000;

/** @throws KehuError naming the setting that is wrong */
function readPlan(plan: unknown): ImportPlan {
  if (JSON.stringify(plan).length > mostPlanCharacters) {
    throw badInput('plan', 'The plan is too large; leave out some of its replacements.', '方案过大，请减少替换项。');
  }
  const parsed = planShape.safeParse(plan);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = `plan.${issue?.path.join('.') ?? ''}`;
  throw badInput(place, `${place}: ${issue?.message ?? 'is wrong'}.`, `${place}：设置无效。`);
}
