import { ownEmail } from '../accounts/own-email';
import { KehuError, notFound } from '../errors/errors';
import { exportRequest } from '../exports/export-input';
import { auditExport, exportedBytes, exporting, planOf } from '../exports/export-records';
import type { ReadContext } from '../query/context';
import { jobKind, type JobKind, type JobRun, type JobStep } from '../jobs/job-kind';
import { viewKey } from '../jobs/view-key';
import { answerBytes, answerFiles } from './answer-file';
import { answerQuestion, auditAnswer } from './answer-question';
import { contextOf, type QuestionWorld } from './background-query.job';
import type { SendMail } from './mail';
import { reportById } from './reports';
import { savedItem, type SavedItem } from './saved-items';
import { listInput, mayAskSaved, savedQuestion } from './saved-question';

export interface ReportWorld extends QuestionWorld {
  /** Null where the operator has set up no mail. */
  mail: SendMail | null;
}

/**
 * Sends the answer of a saved query, or the records of a saved list, to the person who asked for it again and again. It is asked as that person, through the view
 * of exports, as a file leaves the house; never as who saved it.
 */
export const reportJob = (world: ReportWorld): JobKind =>
  jobKind<{ id: string }, never>({
    kind: 'report',
    result: 'summary',
    async run(run) {
      const step = await run.step();
      const { principal } = step;
      const schedule = await reportById(run.database, run.params.id);
      if (!schedule || principal.kind !== 'user' || schedule.userPk !== principal.pk) throw notFound('id');
      // As visible as it is today: one that is shared no more is sent no more.
      const item = await savedItem(run.database, principal, schedule.savedId);
      const to = await ownEmail(run.database, principal);
      if (!world.mail || to === null) throw noMail();
      const format = schedule.format === 'CSV' ? 'csv' : 'xlsx';
      const keyOf = (of: JobStep): Promise<Buffer> => viewKey(run.database, of.principal, of.ruleSet, run.clock());
      let made: Made;
      let key: Buffer;
      let last = step;
      // Made in one view from start to end: where that changes meanwhile it is made anew.
      do {
        key = await keyOf(last);
        made = await fileOf(world, run, last, { item, format, report: schedule.id });
        last = await run.step(); // the last look at who it goes to before it leaves
      } while (!(await keyOf(last)).equals(key));
      const { content, rows } = made;
      const { extension, type } = answerFiles[format];
      const zh = run.language === 'zh';
      await world.mail({
        to,
        subject: item.name,
        text: zh
          ? `附件为“${item.name}”的最新结果，按您现在的权限生成。`
          : `Attached is the latest answer to “${item.name}”, as you may see it now.`,
        attachments: [{ filename: `report.${extension}`, content, contentType: type }],
      });
      return { rows };
    },
  });

interface Made {
  content: Buffer;
  /** Of a query's answer; null for a list. */
  rows: number | null;
}

/** The file of a saved item, as its receiver may export it at this step. */
async function fileOf(
  world: ReportWorld,
  run: JobRun<{ id: string }, never>,
  step: JobStep,
  { item, format, report }: { item: SavedItem; format: 'csv' | 'xlsx'; report: string },
): Promise<Made> {
  const { principal } = step;
  const reading = exporting(step.reading);
  const schema = world.schemaOf(principal);
  const asking = { now: run.clock(), me: principal.id };
  if (item.kind === 'LIST') {
    const request = exportRequest(schema, reading.nouns, { ...listInput(item, asking), format });
    const plan = planOf(reading, request);
    await auditExport(reading, request, plan, run.clock());
    const again = async (): Promise<ReadContext> => exporting((await run.step()).reading);
    return { content: await whole(exportedBytes(again, plan, request)), rows: null };
  }
  const context = contextOf(world, run, { ...step, reading });
  const question = savedQuestion(item, reading.nouns, asking);
  const may = (): boolean => mayAskSaved(item, step.ruleSet.rights);
  const answered = await answerQuestion(schema, question, context, may);
  const rows = await auditAnswer(run.database, principal, answered.data, { report }, run.clock());
  return { content: await whole(answerBytes(answered, format)), rows };
}

async function whole(bytes: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of bytes) {
    size += part.length;
    if (size > largestMail) throw tooLarge();
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** Bytes of an attachment that mail servers take without trouble. */
const largestMail = 10_000_000;

const tooLarge = (): KehuError =>
  new KehuError('QUERY_TOO_EXPENSIVE', {
    en: 'The file is larger than 10 MB. Narrow the list, or export it in the app.',
    zh: '文件超过 10 MB，请缩小范围，或在应用中导出。',
  });

const noMail = (): KehuError =>
  new KehuError('UNAVAILABLE', {
    en: 'No mail server is set up. Ask the operator to set KEHU_SMTP_URL.',
    zh: '尚未配置邮件服务器，请联系运维设置 KEHU_SMTP_URL。',
  });
