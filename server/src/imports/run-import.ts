import type { SqlRunner } from '../database/database';
import { KehuError, type Sentence } from '../errors/errors';
import type { JobVault } from '../jobs/job-vault';
import { viewKey } from '../jobs/view-key';
import type { WriteContext } from '../records/write-context';
import { soundedField } from '../search/searched-fields';
import { bookRefusals, bookRows, earlierRecords, type BookedRow, type Refusal } from './import-books';
import { columnOf } from './import-file';
import { addedColumns } from './added-columns';
import { BatchSize } from './batch-size';
import { importDictionaries } from './import-dictionaries';
import type { ImportItem, RowFault } from './import-item';
import { recordOptions, settled } from './import-plan';
import { bookOf } from './import-seal';
import {
  changeImport,
  importsOfFile,
  loadImport,
  moveCheckpoint,
  type ImportCounts,
  type StoredImport,
} from './import-store';
import type { RecordFile } from './open-records';
import { openBeside } from './records-beside';
import { recordsWriter, type WrittenItem } from './write-records';

/** What running an import needs; nothing of it depends on who starts it. */
export interface ImportRunner {
  /** A fresh context for each batch, of the principal on whose behalf the import runs. */
  writing(): WriteContext;
  /** Closes what is kept of rows. */
  vault: JobVault;
  /** Where the file is on this machine. */
  path: string;
  /** Epoch milliseconds, for figures and the import's own times. */
  clock(): number;
  /** Told once the file is open. */
  onOpened?(file: RecordFile): void;
  /** Told after each batch; what it returns is waited for. */
  onProgress?(one: StoredImport): void | Promise<void>;
  /** Asked after each batch: true stops it where it is, to be gone on with later. */
  shouldStop?(): boolean;
  /** Records of one transaction; where not given so few that others get their turn soon. */
  batchSize?: number;
}

/** Says that another process has moved the import on. */
class Overtaken extends Error {}

/**
 * Runs an import from where it stands. Each batch is one transaction with its checkpoint and undo log, so that a process
 * killed at any moment leaves an import that goes on at the exact row.
 * @returns the import as it stands when it stops: done, paused, cancelled, failed, or running elsewhere
 */
export async function runImport(runner: ImportRunner, pk: number): Promise<StoredImport> {
  const { database } = runner.writing();
  const started = await changeImport(
    database,
    pk,
    ['READY', 'RUNNING', 'PAUSED', 'FAILED'],
    { state: 'RUNNING', fault: null, finished_at: null },
    runner.clock(),
  );
  if (!started) return loadImport(database, pk);
  try {
    await runFrom(runner, await loadImport(database, pk));
  } catch (error) {
    if (error instanceof Overtaken) return loadImport(database, pk);
    if (!(error instanceof KehuError)) throw error; // a fault of ours, or of the engine: it stays as it is, to be gone on with
    const fault = JSON.stringify(error.sentence);
    await changeImport(database, pk, ['RUNNING'], { state: 'FAILED', fault }, runner.clock());
  }
  return loadImport(database, pk);
}

async function runFrom(runner: ImportRunner, one: StoredImport): Promise<void> {
  const { database, ruleSet, nouns } = runner.writing();
  const plan = settled(one.plan);
  const sounded = soundedField(nouns.get(plan.noun));
  const added = addedColumns(ruleSet, plan.noun);
  const dictionaries = await importDictionaries(database, ruleSet, added);
  const opened = await openBeside({
    ...recordOptions(plan, runner.path, dictionaries, added),
    ...(sounded && { sounded: sounded.name }),
  });
  try {
    runner.onOpened?.(opened);
    await keepReading(runner, one, opened);
    await writeAll(runner, one, opened);
  } finally {
    await opened.close();
  }
}

async function writeAll(runner: ImportRunner, one: StoredImport, opened: RecordFile): Promise<void> {
  const { database } = runner.writing();
  const earlier = await importsOfFile(database, one, opened.readAs);
  const size = new BatchSize(runner.batchSize);
  let checkpoint = one.checkpoint;
  let batch: (ImportItem | RowFault)[] = [];
  const flush = async (): Promise<'run' | 'pause' | 'cancel'> => {
    const now = await writeBatch(runner, one, opened, earlier, checkpoint, batch, size);
    checkpoint += batch.length;
    batch = [];
    await runner.onProgress?.(now);
    return now.wanted;
  };
  for await (const record of opened.records(checkpoint)) {
    batch.push(record);
    if (batch.length < size.next) continue;
    const wanted = await flush();
    if (wanted !== 'run') return stopped(runner, one.pk, wanted);
    if (runner.shouldStop?.()) return;
    // Requests that came in meanwhile are answered first.
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  if (batch.length > 0) {
    const wanted = await flush();
    if (wanted === 'cancel') return stopped(runner, one.pk, wanted);
  }
  const now = runner.clock();
  await changeImport(database, one.pk, ['RUNNING'], { state: 'DONE', progress: 1_000_000, finished_at: now }, now);
}

/** Notes how the rows are told apart; a file that is gone on with must still be read as it was. */
async function keepReading({ writing, clock }: ImportRunner, one: StoredImport, { readAs }: RecordFile): Promise<void> {
  if (one.readAs === readAs) return;
  if (one.checkpoint > 0 && one.readAs !== null) {
    throw new KehuError('CONFLICT', {
      en: 'The file is no longer read as it was when its first rows were taken, as columns were added or renamed since. Take the import back and upload the file again.',
      zh: '自首批行导入后，列的设置已变化，文件的读取方式与当时不同，请撤销导入后重新上传。',
    });
  }
  await changeImport(writing().database, one.pk, ['RUNNING'], { read_as: readAs }, clock());
}

async function stopped(runner: ImportRunner, pk: number, wanted: 'pause' | 'cancel'): Promise<void> {
  const { database } = runner.writing();
  const now = runner.clock();
  const state = wanted === 'pause' ? 'PAUSED' : 'CANCELLED';
  await changeImport(
    database,
    pk,
    ['RUNNING'],
    { state, wanted: 'run', ...(state === 'CANCELLED' && { finished_at: now }) },
    now,
  );
}

const isFault = (record: ImportItem | RowFault): record is RowFault => 'sentence' in record;

async function writeBatch(
  runner: ImportRunner,
  one: StoredImport,
  opened: RecordFile,
  earlier: readonly number[],
  checkpoint: number,
  batch: readonly (ImportItem | RowFault)[],
  size: BatchSize,
): Promise<StoredImport> {
  const began = runner.clock();
  let stands = one;
  const items = batch.flatMap((record) => (isFault(record) ? [] : [record]));
  const positions = batch.flatMap((record, i) => (isFault(record) ? [] : [checkpoint + i]));
  const finish = async (tx: SqlRunner, written: readonly WrittenItem[]): Promise<void> => {
    const refusals = batch.flatMap((record, i) => (isFault(record) ? [faultOf(checkpoint + i, record)] : []));
    const rows: BookedRow[] = [];
    const counts: ImportCounts = { created: 0, updated: 0, unchanged: 0, refused: refusals.length };
    const view = written.some(({ written: one }) => one?.error?.unnamed) ? await viewOf(runner, tx) : null;
    written.forEach((result, i) => {
      const position = positions[i]!;
      counts[tally[result.outcome.outcome]] += 1;
      const refusal = refusalOf(position, items[i]!, result, view);
      if (refusal) refusals.push(refusal);
      const row = rowOf(position, items[i]!, result);
      if (row) rows.push(row);
    });
    const now = runner.clock();
    const moved = await moveCheckpoint(
      tx,
      one,
      checkpoint,
      checkpoint + batch.length,
      counts,
      Math.min(0.9999, opened.file.progress()),
      now - began,
      now,
    );
    if (moved === null) throw new Overtaken();
    const book = bookOf(runner.vault, one);
    await bookRows(tx, book, rows);
    await bookRefusals(tx, book, refusals);
    stands = moved;
  };
  const plan = settled(one.plan);
  const write = recordsWriter({
    writing: () => runner.writing(),
    noun: plan.noun,
    source: plan.source,
    ...(plan.match && { match: plan.match }),
    mode: plan.mode,
    denied: plan.denied,
    alike: plan.alike,
    dryRun: false,
    language: 'en',
    held: (milliseconds) => size.took(milliseconds, items.length),
    finish,
    ...(earlier.length > 0 && {
      before: async (tx: SqlRunner): Promise<ReadonlyMap<number, string>> => {
        const table = runner.writing().nouns.get(plan.noun).table;
        return earlierRecords(
          tx,
          table,
          earlier,
          items.map(({ line }, i) => ({ position: positions[i]!, line })),
        );
      },
    }),
  });
  await write(items);
  return stands;
}

const tally = { CREATED: 'created', UPDATED: 'updated', UNCHANGED: 'unchanged', REFUSED: 'refused' } as const;

const faultOf = (position: number, { line, column, sentence, cells }: RowFault): Refusal => ({
  position,
  line,
  code: 'BAD_USER_INPUT',
  place: column,
  message: sentence,
  cells: cells ?? [],
});

/** Key of the view that what is told of a batch is told in. */
async function viewOf({ writing, clock }: ImportRunner, tx: SqlRunner): Promise<string> {
  const { principal, ruleSet } = writing();
  return (await viewKey(tx, principal, ruleSet, clock())).toString('hex');
}

function refusalOf(
  position: number,
  item: ImportItem,
  { outcome, written }: WrittenItem,
  view: string | null,
): Refusal | null {
  if (outcome.outcome !== 'REFUSED') return null;
  const place = outcome.fields.map((field) => columnOf(item, field)).find((header) => header !== null) ?? null;
  const message: Sentence = written?.error?.sentence ??
    outcome.sentence ?? { en: outcome.message, zh: outcome.message };
  const { unnamed } = outcome;
  const told = { message, ...(unnamed && { unnamed: { message: unnamed, view: view ?? '' } }) };
  return { position, line: item.line, code: outcome.code, place, ...told, cells: item.cells ?? [] };
}

function rowOf(position: number, { line }: ImportItem, { outcome, written }: WrittenItem): BookedRow | null {
  if (!written || written.pk === null || (outcome.outcome !== 'CREATED' && outcome.outcome !== 'UPDATED')) return null;
  const created = outcome.outcome === 'CREATED';
  return { position, line, recordPk: written.pk, created, version: written.version ?? 1, before: written.before };
}
