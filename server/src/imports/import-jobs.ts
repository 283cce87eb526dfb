import type { SqlRunner } from '../database/database';
import { jobKind, type JobKind, type JobRun, type StoppedState } from '../jobs/job-kind';
import type { JobStep } from '../jobs/job-kind';
import type { JobVault } from '../jobs/job-vault';
import { viewKey } from '../jobs/view-key';
import { KehuError, notFound } from '../errors/errors';
import { addedColumns } from './added-columns';
import { importDictionaries } from './import-dictionaries';
import { importFile } from './import-file';
import { recordOptions, settled } from './import-plan';
import { bookOf } from './import-seal';
import { changeImport, importById, loadImport, type ImportState, type StoredImport } from './import-store';
import { ProblemBook } from './problem-book';
import { Rehearsal } from './rehearsal';
import { runImport } from './run-import';
import { undoImport } from './undo-import';
import { withUpload } from './uploads';
import { recordsWriter } from './write-records';

interface Params {
  /** Public id of the import. */
  id: string;
  /** Of files that are taken in one go, in their turn. */
  ids?: readonly string[];
}

const idsOf = ({ id, ids }: Params): readonly string[] => ids ?? [id];

type Run = JobRun<Params, null>;

/** The imports of a job, which are its owner's. */
async function importsOf(run: Run): Promise<StoredImport[]> {
  const { principal } = await run.step();
  const found: StoredImport[] = [];
  for (const id of idsOf(run.params)) {
    const one = await importById(run.database, id);
    if (!one || principal.kind !== 'user' || one.byUserPk !== principal.pk) throw notFound('id');
    found.push(one);
  }
  return found;
}

/** How far an import is, in thousandths of its file. */
const total = 1000;

/** What an import is in that was being done when its job stopped, and may be done again or gone on with. */
const stoppedAs =
  (during: ImportState, as: Readonly<Record<StoppedState, ImportState>>) =>
  async (tx: SqlRunner, params: Params, state: StoppedState, now: number): Promise<void> => {
    for (const id of idsOf(params)) {
      const one = await importById(tx, id);
      if (!one) continue;
      const finishedAt = as[state] === 'CANCELLED' ? { finished_at: one.finishedAt ?? now } : {};
      await changeImport(tx, one.pk, [during], { state: as[state], wanted: 'run', ...finishedAt }, now);
    }
  };

/** Figures of several files. */
type Sum = Record<'created' | 'updated' | 'unchanged' | 'refused', number>;

/** One file after the other; one that is stopped stops those behind it. */
async function runJob(run: Run, vault: JobVault, all: readonly StoredImport[]): Promise<unknown> {
  const sum: Sum = { created: 0, updated: 0, unchanged: 0, refused: 0 };
  for (const [at, one] of all.entries()) {
    if (['DONE', 'CANCELLED', 'UNDONE'].includes((await loadImport(run.database, one.pk)).state)) continue;
    const done = await runOne(run, vault, one, (share) =>
      run.progress(Math.floor(((at + share) / all.length) * total), total),
    );
    for (const name of Object.keys(sum) as (keyof Sum)[]) sum[name] += done[name];
    if (done.state !== 'DONE') break;
  }
  return sum;
}

const runOne = (
  run: Run,
  vault: JobVault,
  one: StoredImport,
  progressed: (share: number) => void,
): Promise<StoredImport> =>
  withUpload(run.database, vault, one, async (path) => {
    let step = await run.step();
    const done = await runImport(
      {
        writing: () => step.writing,
        vault,
        path,
        clock: () => run.clock(),
        onProgress: async ({ progress }) => {
          progressed(progress);
          step = await run.step();
        },
      },
      one.pk,
    );
    if (done.fault) throw new KehuError('BAD_USER_INPUT', done.fault, ['file']);
    return done;
  });

/** Rehearses files in their turn: what one would bring is there for those behind it. */
async function rehearse(run: Run, vault: JobVault, all: readonly StoredImport[]): Promise<unknown> {
  const rehearsal = new Rehearsal();
  const sum = { rows: 0, refused: 0 };
  try {
    for (const [at, one] of all.entries()) {
      const { rows, refused } = await rehearseOne(run, vault, one, rehearsal, (share) =>
        run.progress(Math.floor(((at + share) / all.length) * total), total),
      );
      sum.rows += rows;
      sum.refused += refused;
    }
  } catch (error) {
    if (error instanceof KehuError) {
      for (const { pk } of all) await changeImport(run.database, pk, ['REHEARSING'], { state: 'READY' }, run.clock());
    }
    throw error;
  }
  return sum;
}

const viewOf = async (run: Run, { principal, ruleSet }: JobStep): Promise<string> =>
  (await viewKey(run.database, principal, ruleSet, run.clock())).toString('hex');

/** Does everything and takes it back; what it found becomes the import's report. */
async function rehearseOne(
  run: Run,
  vault: JobVault,
  one: StoredImport,
  rehearsal: Rehearsal,
  progressed: (share: number) => void,
): Promise<{ rows: number; refused: number }> {
  const { database } = run;
  const book = new ProblemBook();
  // One that was paused meanwhile is ready again, and goes on from its start.
  if (one.state !== 'REHEARSING')
    await changeImport(database, one.pk, ['READY', 'FAILED'], { state: 'REHEARSING' }, run.clock());
  try {
    const plan = settled(one.plan);
    const report = await withUpload(database, vault, one, async (path) => {
      let step = await run.step();
      const began = await viewOf(run, step);
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
        rehearsal,
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
        onProgress: ({ progress }) => progressed(progress ?? 0),
      });
      const { rows, created, updated, unchanged, refusedCount, ignored } = result;
      // What is told of records was found in one view, or it is told in none.
      const view = (await viewOf(run, step)) === began ? began : null;
      const problems = book.problems();
      return { rows, created, updated, unchanged, refused: refusedCount, ignored, problems, view };
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

async function undoJob(run: Run, vault: JobVault, all: readonly StoredImport[]): Promise<unknown> {
  let kept = 0;
  for (const one of all) if (one.state !== 'UNDONE') kept += (await undoOne(run, vault, one)).kept;
  return { kept };
}

async function undoOne(run: Run, vault: JobVault, one: StoredImport): Promise<StoredImport> {
  let step = await run.step();
  let batches = 0;
  return undoImport(
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
}

/** Imports in the background. */
export function importJobs(vault: JobVault): readonly JobKind[] {
  const kind = (
    name: string,
    work: (run: Run, vault: JobVault, all: readonly StoredImport[]) => Promise<unknown>,
    onStopped: NonNullable<JobKind<Params>['onStopped']>,
  ): JobKind =>
    jobKind<Params, null>({
      kind: name,
      right: 'imports:run',
      result: 'summary',
      run: async (run) => work(run, vault, await importsOf(run)),
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
