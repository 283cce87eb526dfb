import { jobKind, type JobRun, type JobStep } from '../jobs/job-kind';
import type { JobFile } from '../jobs/job-file';
import type { ReadContext } from '../query/context';
import {
  auditExport,
  countExport,
  exportedCells,
  exporting,
  exportPage,
  planOf,
  type ExportRequest,
} from './export-records';
import { fileOf, textFormats, type TextFormat } from './formats';
import { xlsxBytes } from './xlsx';

/** Where an export goes on; a workbook can't be gone on with and starts over. */
interface ExportCheckpoint {
  after: string;
  rows: number;
}

type Run = JobRun<ExportRequest, ExportCheckpoint>;

const contextOf = ({ reading }: JobStep): ReadContext => exporting(reading);

/** An export in the background, for more records than one waits for. Its file is its owner's, in the view it was made in. */
export const exportJob = jobKind<ExportRequest, ExportCheckpoint>({
  kind: 'export',
  result: 'data',
  async run(run) {
    const request = run.params;
    const context = contextOf(await run.step());
    const plan = planOf(context, request);
    if (!run.checkpoint) {
      await auditExport(context, request, plan, run.clock());
      run.progress(0, await countExport(context, plan, request));
    }
    const { name, type } = fileOf(plan.noun, request.format, run.clock());
    const file = run.file(name, type);
    const rows =
      request.format === 'xlsx'
        ? await writeWorkbook(run, request, file)
        : await writeText(run, request, textFormats[request.format], file);
    return { rows, file: { name, size: file.length } };
  },
});

async function writeText(run: Run, request: ExportRequest, format: TextFormat, file: JobFile): Promise<number> {
  let { after, rows }: { after: string | null; rows: number } = run.checkpoint ?? { after: null, rows: 0 };
  do {
    const context = contextOf(await run.step());
    const plan = planOf(context, request);
    if (after === null) await file.write(format.head(plan));
    const page = await exportPage(context, plan, request, after);
    await file.write(page.rows.map((row) => format.record(plan, row)).join(''));
    rows += page.rows.length;
    run.progress(rows);
    after = page.next;
    if (after !== null) await file.save({ after, rows });
  } while (after !== null);
  return rows;
}

async function writeWorkbook(run: Run, request: ExportRequest, file: JobFile): Promise<number> {
  await file.restart();
  let rows = 0;
  const each = async (): Promise<ReadContext> => contextOf(await run.step());
  const plan = planOf(await each(), request);
  const counted = async function* () {
    for await (const cells of exportedCells(each, plan, request)) {
      run.progress(++rows);
      yield cells;
    }
  };
  for await (const bytes of xlsxBytes(plan.columns, counted())) await file.write(bytes);
  return rows;
}
