import type { SqlRunner } from '../database/database';
import { jobKind, type JobKind, type JobRun, type StoppedState } from '../jobs/job-kind';
import type { JobVault } from '../jobs/job-vault';
import { KehuError, notFound } from '../errors/errors';
import { addedColumns } from './added-columns';
import { importDictionaries } from './import-dictionaries';
import { importFile } from './import-file';
import { recordOptions } from './import-plan';
import { bookOf } from './import-seal';
import { changeImport, importById, type ImportState, type StoredImport } from './import-store';
import { ProblemBook } from './problem-book';
import { Rehearsal } from './rehearsal';
import { runImport } from './run-import';
import { undoImport } from './undo-import';
import { withUpload } from './uploads';
import { recordsWriter } from './write-records';

interface Params {
  /** Public id of the import. */
  id: string;
}

type Run = JobRun<Params, null>;

/** The import of a job, which is its owner's. */
async function importOf(run: Run): Promise<StoredImport> {
  const { principal } = await run.step();
  const one = await importById(run.database, run.params.id);
  if (!one || principal.kind !== 'user' || one.byUserPk !== principal.pk) throw notFound('id');
  return one;
}

/** How far an import is, in thousandths of its file. */
const total = 1000;

/** What an import is in that was being done when its job stopped, and may be done again or gone on with. */
const stoppedAs =
  (during: ImportState, as: Readonly<Record<StoppedState, ImportState>>) =>
  async (tx: SqlRunner, { id }: Params, state: StoppedState, now: number): Promise<void> => {
    const one = await importById(tx, id);
    if (!one) return;
    const finishedAt = as[state] === 'CANCELLED' ? { finished_at: one.finishedAt ?? now } : {};
    await changeImport(tx, one.pk, [during], { state: as[state], wanted: 'run', ...finishedAt }, now);
  };

const runJob = (run: Run, vault: JobVault, one: StoredImport): Promise<unknown> =>
  withUpload(run.database, vault, one, async (path) => {
    let step = await run.step();
    const done = await runImport(
      {
        writing: () => step.writing,
        vault,
        path,
        clock: () => run.clock(),
        onProgress: async ({ progress }) => {
          run.progress(Math.floor(progress * total), total);
          step = await run.step();
        },
      },
      one.pk,
    );
    if (done.fault) throw new KehuError('BAD_USER_INPUT', done.fault, ['file']);
    const { created, updated, unchanged, refused } = done;
    return { created, updated, unchanged, refused };
  });

/** Does everything and takes it back; what it found becomes the import's report. */
async function rehearse(run: Run, vault: JobVault, one: StoredImport): Promise<unknown> {
  const { database } = run;
  const { plan } = one;
  const book = new ProblemBook();
  // One that was paused meanwhile is ready again, and goes on from its start.
  if (one.state !== 'REHEARSING')
    await changeImport(database, one.pk, ['READY', 'FAILED'], { state: 'REHEARSING' }, run.clock());
  try {
    const report = await withUpload(database, vault, one, async (path) => {
      let step = await run.step();
      const added = addedColumns(step.ruleSet, plan.noun);
      const dictionaries = await importDictionaries(database, step.ruleSet, added);
      const write = recordsWriter({
        writing: () => step.writing,
        noun: plan.noun,
        source: plan.source,
        mode: plan.mode,
        denied: plan.denied,
        alike: plan.alike,
        ...(plan.match && { match: plan.match }),
        dryRun: true,
        rehearsal: new Rehearsal(),
        language: run.language,
      });
      const result = await importFile({
        ...recordOptions(plan, path, dictionaries, added),
        language: run.language,
        write: async (items) => {
          step = await run.step();
          return write(items);
        },
        onRefused: (row) => book.add(row),
        onProgress: ({ progress }) => run.progress(Math.floor((progress ?? 0) * total), total),
      });
      const { rows, created, updated, unchanged, refusedCount, ignored } = result;
      return { rows, created, updated, unchanged, refused: refusedCount, ignored, problems: book.problems() };
    });
    await changeImport(
      database,
      one.pk,
      ['REHEARSING'],
      { state: 'READY', report: bookOf(vault, one).seal.closeJson('report', report), fault: null },
      run.clock(),
    );
    return { rows: report.rows, refused: report.refused };
  } catch (error) {
    if (error instanceof KehuError) {
      const fault = JSON.stringify(error.sentence);
      await changeImport(database, one.pk, ['REHEARSING'], { state: 'READY', fault }, run.clock());
    }
    throw error;
  }
}

async function undoJob(run: Run, vault: JobVault, one: StoredImport): Promise<unknown> {
  let step = await run.step();
  let batches = 0;
  const undone = await undoImport(
    {
      writing: () => step.writing,
      vault,
      clock: () => run.clock(),
      onProgress: async () => {
        run.progress((batches += 1), null);
        step = await run.step();
      },
    },
    one.pk,
  );
  return { kept: undone.kept };
}

/** Imports in the background. */
export function importJobs(vault: JobVault): readonly JobKind[] {
  const kind = (
    name: string,
    work: (run: Run, vault: JobVault, one: StoredImport) => Promise<unknown>,
    onStopped: NonNullable<JobKind<Params>['onStopped']>,
  ): JobKind =>
    jobKind<Params, null>({
      kind: name,
      right: 'imports:run',
      result: 'summary',
      run: async (run) => work(run, vault, await importOf(run)),
      onStopped,
    });
  return [
    kind('import', runJob, stoppedAs('RUNNING', { PAUSED: 'PAUSED', CANCELLED: 'CANCELLED', FAILED: 'FAILED' })),
    kind(
      'import-rehearsal',
      rehearse,
      stoppedAs('REHEARSING', { PAUSED: 'READY', CANCELLED: 'READY', FAILED: 'READY' }),
    ),
    // What is not taken back yet stays, and can be taken back again.
    kind(
      'import-undo',
      undoJob,
      stoppedAs('UNDOING', { PAUSED: 'CANCELLED', CANCELLED: 'CANCELLED', FAILED: 'CANCELLED' }),
    ),
  ];
}
