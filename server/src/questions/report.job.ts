import { ownEmail } from '../accounts/own-email';
import { KehuError, notFound } from '../errors/errors';
import { exporting } from '../exports/export-records';
import { jobKind, type JobKind } from '../jobs/job-kind';
import { answerBytes, answerFiles } from './answer-file';
import { answerQuestion, auditAnswer } from './answer-question';
import { contextOf, type QuestionWorld } from './background-query.job';
import type { SendMail } from './mail';
import { reportById } from './reports';
import { savedItem } from './saved-items';

export interface ReportWorld extends QuestionWorld {
  /** Null where the operator has set up no mail. */
  mail: SendMail | null;
}

/**
 * Sends the answer of a saved query to the person who asked for it again and again. It is asked as that person, through the view
 * of exports, as a file leaves the house; never as who saved it.
 */
export const reportJob = (world: ReportWorld): JobKind =>
  jobKind<{ id: string }, never>({
    kind: 'report',
    right: 'query:adhoc',
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
      const { document, variables } = item.definition as { document: string; variables?: unknown };
      const question = { document, variables: variablesOf(variables) };
      const context = contextOf(world, run, { ...step, reading: exporting(step.reading) });
      const answered = await answerQuestion(world.schemaOf(principal), question, context);
      const rows = await auditAnswer(run.database, principal, answered.data, { report: schedule.id }, run.clock());
      await run.step(); // the last look at who it goes to before it leaves
      const format = schedule.format === 'CSV' ? 'csv' : 'xlsx';
      const { extension, type } = answerFiles[format];
      const parts: Buffer[] = [];
      for await (const part of answerBytes(answered, format)) parts.push(part);
      const content = Buffer.concat(parts);
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

/** The query page saves variables as they were typed. */
function variablesOf(saved: unknown): Record<string, unknown> {
  if (typeof saved === 'object' && saved !== null) return saved as Record<string, unknown>;
  if (typeof saved !== 'string' || saved.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(saved);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

const noMail = (): KehuError =>
  new KehuError('UNAVAILABLE', {
    en: 'No mail server is set up. Ask the operator to set KEHU_SMTP_URL.',
    zh: '尚未配置邮件服务器，请联系运维设置 KEHU_SMTP_URL。',
  });
