import { jobKind, JobStopped, type JobKind, type JobRun } from '../jobs/job-kind';
import { KehuError, notFound } from '../errors/errors';
import { addedColumns } from './added-columns';
import { importDictionaries } from './import-dictionaries';
import { importFile } from './import-file';
import { recordOptions } from './import-plan';
import { changeImport, importById, type StoredImport } from './import-store';
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

/** What has to be noted where the job itself was told to end: the import says the same. */
async function endedAs(run: Run, pk: number, error: unknown): Promise<void> {
  if (!(error instanceof JobStopped) || error.reason === 'shutdown' || error.reason === 'lost') return;
  const state = error.reason === 'PAUSED' ? 'PAUSED' : 'CANCELLED';
  await changeImport(run.database, pk, ['RUNNING'], { state }, run.clock());
}

async function runJob(run: Run): Promise<unknown> {
  const one = await importOf(run);
  try {
    return await withUpload(run.database, one, async (path) => {
      let step = await run.step();
      const done = await runImport(
        {
          writing: () => step.writing,
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
  } catch (error) {
    await endedAs(run, one.pk, error);
    throw error;
  }
}

/** Does everything and takes it back; what it found becomes the import's report. */
async function rehearse(run: Run): Promise<unknown> {
  const one = await importOf(run);
  const { database } = run;
  const { plan } = one;
  const book = new ProblemBook();
  try {
    const report = await withUpload(database, one, async (path) => {
      let step = await run.step();
      const added = addedColumns(step.ruleSet, plan.noun);
      const dictionaries = await importDictionaries(database, added);
      const write = recordsWriter({
        writing: () => step.writing,
        noun: plan.noun,
        source: plan.source,
        mode: plan.mode,
        denied: plan.denied,
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
      { state: 'READY', report: JSON.stringify(report), fault: null },
      run.clock(),
    );
    return { rows: report.rows, refused: report.refused };
  } catch (error) {
    const fault = error instanceof KehuError ? JSON.stringify(error.sentence) : null;
    const again = error instanceof JobStopped && (error.reason === 'shutdown' || error.reason === 'lost');
    if (!again) await changeImport(database, one.pk, ['REHEARSING'], { state: 'READY', fault }, run.clock());
    throw error;
  }
}

async function undoJob(run: Run): Promise<unknown> {
  const one = await importOf(run);
  let step = await run.step();
  let batches = 0;
  const undone = await undoImport(
    {
      writing: () => step.writing,
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
export const importJobs: readonly JobKind[] = [
  jobKind<Params, null>({ kind: 'import', right: 'imports:run', result: 'summary', run: runJob }),
  jobKind<Params, null>({ kind: 'import-rehearsal', right: 'imports:run', result: 'summary', run: rehearse }),
  jobKind<Params, null>({ kind: 'import-undo', right: 'imports:run', result: 'summary', run: undoJob }),
];
