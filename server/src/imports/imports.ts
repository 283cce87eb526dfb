import type { Principal } from '../access/principal';
import { KehuError, notFound } from '../errors/errors';
import type { Language } from '../graphql/language';
import type { JobVault } from '../jobs/job-vault';
import { viewKey } from '../jobs/view-key';
import { addedColumns } from './added-columns';
import type { ImportColumn } from './import-column';
import { keptRows } from './import-books';
import { openPlanShape, readPlan, recordOptions, settled, type ImportPlan, type OpenPlan } from './import-plan';
import { bookOf } from './import-seal';
import { changeImport, importById, insertImport, latestImports, roomTaken, type StoredImport } from './import-store';
import { ImportsTogether } from './imports-together';
import { openRecords } from './open-records';
import { notNow, OwnImports, type ImportsOptions } from './own-imports';
import { PlanShelf } from './plan-shelf';
import { recogniseFile } from './prepare-import';
import { previewImport, type ImportPreview } from './preview-import';
import { unnamedProblems, type Problem } from './problem-book';
import { refusedFile } from './refused-file';
import { requireRoom } from './require-room';
import { requireInTime } from './undo-until';
import { dropUpload, storeUpload, withUpload } from './uploads';

/** What a principal with the right to import does with its own imports; another's is as none. */
export class Imports {
  /** Several that refer to one another. */
  readonly together: ImportsTogether;
  readonly templates: PlanShelf;
  private readonly own: OwnImports;

  constructor(private readonly options: ImportsOptions) {
    this.own = new OwnImports(options);
    this.together = new ImportsTogether(this.own);
    this.templates = new PlanShelf(this.own);
  }

  /** Opens what imports keep, for those who run them elsewhere than in jobs. */
  get vault(): JobVault {
    return this.options.vault;
  }

  /**
   * Takes a file in, as it arrives, and finds out what its rows are, where its headers tell.
   * @throws KehuError FORBIDDEN without the right; RATE_LIMITED where one's files take too much room already;
   *   BAD_USER_INPUT for a file that can't be read
   */
  async upload(principal: Principal, fileName: string, bytes: AsyncIterable<Buffer>): Promise<StoredImport> {
    const userPk = this.own.mustImport(principal);
    const { database, clock, newId, vault } = this.options;
    const id = newId();
    const pk = await insertImport(database, {
      id,
      byUserPk: userPk,
      state: 'UPLOADING',
      fileName: fileName.trim() || 'file',
      fileBytes: 0,
      digest: Buffer.alloc(32),
      plan: openPlanShape.parse({ noun: null }),
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
      const plan = openPlanShape.parse({ noun });
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
    return latestImports(this.options.database, this.own.mustImport(principal), most);
  }

  /** Null for another's as for none. */
  find(principal: Principal, id: string): Promise<StoredImport | null> {
    return this.own.find(principal, id);
  }

  /** What undoing left as it was. */
  kept(one: StoredImport): Promise<{ line: number; reason: string }[]> {
    return keptRows(this.options.database, one.pk, 200);
  }

  /** How the file is understood with a plan. */
  async preview(principal: Principal, id: string, plan: unknown, language: Language): Promise<ImportPreview> {
    const one = await this.own.get(principal, id);
    const chosen = plan === null || plan === undefined ? one.plan : readPlan(plan);
    return this.withFile(one, (path) =>
      previewImport(path, chosen, language, chosen.noun === null ? [] : this.added(principal, settled(chosen))),
    );
  }

  /**
   * Settles how a file is read, mapped, cleaned and matched.
   * @throws KehuError CONFLICT once rows of it were taken: its books count them by that plan, and undo goes by its noun
   */
  async plan(principal: Principal, id: string, plan: unknown): Promise<void> {
    const one = await this.own.get(principal, id);
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

  /** @throws KehuError BAD_USER_INPUT where nothing tells what the rows are */
  async rehearse(principal: Principal, id: string, language: Language): Promise<void> {
    const one = await this.own.get(principal, id);
    settled(one.plan, one.fileName);
    await this.own.change(one, ['READY', 'FAILED'], { state: 'REHEARSING', report: null, fault: null });
    await this.own.enqueue(principal, 'import-rehearsal', one, language, 'READY');
  }

  /** @throws KehuError BAD_USER_INPUT where nothing tells what the rows are */
  async run(principal: Principal, id: string, language: Language): Promise<void> {
    const one = await this.own.get(principal, id);
    settled(one.plan, one.fileName);
    await this.own.change(one, ['READY', 'FAILED', 'PAUSED'], { state: 'RUNNING', wanted: 'run', fault: null });
    await this.own.enqueue(principal, 'import', one, language, one.state);
  }

  /** Has a running import stop after its batch, to be gone on with (`pause`) or for good. */
  async stop(principal: Principal, id: string, wanted: 'pause' | 'cancel'): Promise<void> {
    const one = await this.own.get(principal, id);
    const ended = { state: 'CANCELLED', finished_at: this.options.clock() } as const;
    if (wanted === 'cancel' && (await this.own.tryChange(one, ['PAUSED', 'FAILED', 'READY'], ended))) return;
    await this.own.change(one, ['RUNNING'], { wanted });
  }

  async undo(principal: Principal, id: string, language: Language): Promise<void> {
    const one = await this.own.get(principal, id);
    requireInTime(one, this.options.clock());
    await this.own.change(one, ['DONE', 'CANCELLED', 'PAUSED', 'FAILED', 'UNDOING'], { state: 'UNDOING' });
    await this.own.enqueue(principal, 'import-undo', one, language, one.state);
  }

  /** What the last rehearsal found; what it told of records, in the view it was found in alone. */
  async report(principal: Principal, one: StoredImport): Promise<unknown> {
    if (one.report === null) return null;
    const { view, ...report } = bookOf(this.options.vault, one).seal.openJson('report', one.report) as StoredReport;
    if (report.problems.every(({ unnamed }) => unnamed === undefined)) return report;
    const isSame = view != null && view === (await this.viewOf(principal)).toString('hex');
    const problems = isSame ? report.problems.map(({ unnamed: _, ...told }) => told) : unnamedProblems(report.problems);
    return { ...report, problems };
  }

  /** The rows that were not taken, with the columns of the original. @throws KehuError NOT_FOUND where they are kept no longer */
  async refused(
    principal: Principal,
    id: string,
    language: Language,
  ): Promise<{ name: string; type: string; bytes: AsyncIterable<Buffer> }> {
    const one = await this.own.get(principal, id);
    const { database, vault } = this.options;
    if (!hasRefused(one)) throw notFound('id');
    const headers = await this.withFile(one, async (path) => {
      const plan = settled(one.plan);
      const opened = await openRecords(recordOptions(plan, path, new Map(), this.added(principal, plan)));
      return opened.file.headers;
    });
    const lines = refusedFile(database, bookOf(vault, one), headers, language, await this.viewOf(principal));
    return {
      name: `${one.fileName.replace(/\.[^.]*$/, '')}-${language === 'zh' ? '未导入' : 'refused'}.csv`,
      type: 'text/csv; charset=utf-8',
      bytes: (async function* () {
        for await (const line of lines) yield Buffer.from(line);
      })(),
    };
  }

  /** Columns of fields that administrators added and this principal may write. */
  private added(principal: Principal, { noun }: ImportPlan): ImportColumn[] {
    return addedColumns(this.options.ruleSet(principal), noun);
  }

  private viewOf(principal: Principal): Promise<Buffer> {
    const { database, ruleSet, clock } = this.options;
    return viewKey(database, principal, ruleSet(principal), clock());
  }

  private withFile<T>(one: StoredImport, work: (path: string) => Promise<T>): Promise<T> {
    const { database, vault } = this.options;
    if (one.clearedAt !== null || one.state === 'CANCELLED') throw notNow(one);
    return withUpload(database, vault, one, work);
  }
}

/** A report as it is kept, with the key of the view that all of it was found in. */
interface StoredReport {
  problems: Problem[];
  view?: string | null;
}

const columnsOf = (plan: OpenPlan): { noun: string; source: string; plan: string } => ({
  noun: plan.noun ?? '',
  source: plan.source,
  plan: JSON.stringify(plan),
});

/** Whether rows were refused that can still be given back. */
export const hasRefused = ({ refused, state, clearedAt }: StoredImport): boolean =>
  refused > 0 && clearedAt === null && state !== 'CANCELLED';
