import { ownEmail } from '../accounts/own-email';
import { actorOf, append } from '../audit/audit';
import { KehuError, notFound } from '../errors/errors';
import { exporting } from '../exports/export-records';
import { xlsxBytes, type SheetCell } from '../exports/xlsx';
import { costLimit, costOf } from '../graphql/cost';
import { tooExpensive } from '../graphql/limits';
import { notTrusted } from '../graphql/trusted-documents';
import { jobKind, type JobKind } from '../jobs/job-kind';
import { answerTable, tableCsv, type AnswerTable } from './answer-table';
import { contextOf, type QuestionWorld } from './background-query.job';
import type { SendMail } from './mail';
import { reportById } from './reports';
import { checkedDocument, runDocument } from './run-document';
import { savedItem } from './saved-items';

export interface ReportWorld extends QuestionWorld {
  /** Null where the operator has set up no mail. */
  mail: SendMail | null;
}

const types = {
  CSV: { extension: 'csv', type: 'text/csv; charset=utf-8' },
  XLSX: { extension: 'xlsx', type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' },
} as const;

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
      const reading = exporting(step.reading);
      const schema = world.schemaOf(principal);
      const parsed = checkedDocument(schema, question);
      const cost = costOf(schema, parsed, question.variables);
      if (cost > costLimit) {
        throw tooExpensive({ en: 'records to touch at most', zh: '条最多可能涉及的记录' }, cost, costLimit);
      }
      const context = contextOf(world, run, { ...step, reading });
      if (!context.services.mayRun(principal, parsed)) throw notTrusted();
      const { data, errors } = await runDocument(schema, parsed, question, context);
      const [error] = errors ?? [];
      if (error) throw error.originalError ?? error;
      const table = answerTable(data);
      await append(
        run.database,
        {
          actor: actorOf(principal),
          action: 'export',
          fields: table.headers,
          detail: { report: schedule.id, rows: table.rows.length },
        },
        run.clock(),
      );
      await run.step(); // the last look at who it goes to before it leaves
      const { extension, type } = types[schedule.format];
      const content = schedule.format === 'CSV' ? Buffer.from(tableCsv(table)) : await workbook(table);
      const zh = run.language === 'zh';
      await world.mail({
        to,
        subject: item.name,
        text: zh
          ? `附件为“${item.name}”的最新结果，按您现在的权限生成。`
          : `Attached is the latest answer to “${item.name}”, as you may see it now.`,
        attachments: [{ filename: `report.${extension}`, content, contentType: type }],
      });
      return { rows: table.rows.length };
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

async function workbook({ headers, rows }: AnswerTable): Promise<Buffer> {
  const each = async function* (): AsyncGenerator<SheetCell[]> {
    yield* rows;
  };
  const parts: Buffer[] = [];
  const columns = headers.map((header) => ({ header, numeric: /^(sum|avg|min|max|median)\./.test(header) }));
  for await (const part of xlsxBytes(columns, each())) parts.push(part);
  return Buffer.concat(parts);
}

const noMail = (): KehuError =>
  new KehuError('UNAVAILABLE', {
    en: 'No mail server is set up. Ask the operator to set KEHU_SMTP_URL.',
    zh: '尚未配置邮件服务器，请联系运维设置 KEHU_SMTP_URL。',
  });
