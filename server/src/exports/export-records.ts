import type { GuardedRow } from '../access/guard';
import { actorOf, append } from '../audit/audit';
import { badInput, forbidden } from '../errors/errors';
import type { NounRegistry } from '../model/registry';
import type { ReadContext } from '../query/context';
import { readPage } from '../query/page';
import type { OrderBy } from '../query/sort';
import type { Where } from '../query/where';
import { exportRules, mayExport } from './export-rules';
import type { CellValue } from './columns';
import { firstPage, planExport, rowsOf, type ExportPlan } from './export-columns';
import { exportFormats, textFormats, type ExportFormat } from './formats';
import { cardNouns } from './vcard';
import { xlsxBytes } from './xlsx';

/** What to export; `where` and `orderBy` as the list of the noun takes them, coerced by the schema already. */
export interface ExportRequest {
  noun: string;
  format: ExportFormat;
  where: Where | null;
  search: string | null;
  orderBy: readonly OrderBy[];
  /** Paths of fields; null for all that an import takes. */
  columns: readonly string[] | null;
  /** Source of the external ids by which records are named. */
  source: string;
}

/** Records that are read at once. */
const pageSize = 500;

/** The same road through the exporter's view instead of the reader's. */
export const exporting = (reading: ReadContext): ReadContext => ({
  ...reading,
  ruleSet: exportRules(reading.ruleSet, reading.principal),
});

/** A noun as a request names it. @throws KehuError BAD_USER_INPUT */
export function nounCalled(nouns: NounRegistry, name: string): string {
  const noun = nouns.all().find((one) => [one.name, one.plural, one.typeName].includes(name));
  if (noun) return noun.name;
  throw badInput('noun', `There is no kind of record "${name}".`, `没有“${name}”这种记录。`);
}

/**
 * What an export writes, through the exporter's view.
 * @throws KehuError FORBIDDEN for what the roles don't let export, BAD_USER_INPUT
 */
export function planOf(context: ReadContext, request: ExportRequest): ExportPlan {
  const { nouns, ruleSet } = context;
  if (!(exportFormats as readonly string[]).includes(request.format)) {
    throw badInput(
      'format',
      `format is one of ${exportFormats.join(', ')}.`,
      `format 可选：${exportFormats.join('、')}。`,
    );
  }
  if (request.format === 'vcard' && !cardNouns.includes(request.noun)) {
    throw badInput(
      'format',
      'Only customers and contacts are exported as vCard.',
      '只有客户和联系人可以导出为 vCard。',
    );
  }
  if (!mayExport(ruleSet, request.noun)) {
    throw forbidden([], 'Your roles do not let you export these records.', '您的角色无权导出这类记录。');
  }
  return planExport({
    noun: nouns.get(request.noun),
    nouns,
    rules: ruleSet,
    paths: request.format === 'vcard' ? null : request.columns,
    source: request.source,
  });
}

/** Writes an export to the trail: who, what kind, which fields, how it is filtered, no values. */
export const auditExport = (
  context: ReadContext,
  request: ExportRequest,
  plan: ExportPlan,
  now: number,
): Promise<void> =>
  append(
    context.runner,
    {
      actor: actorOf(context.principal),
      action: 'export',
      noun: request.noun,
      fields: plan.paths,
      detail: {
        format: request.format,
        filtered: [...Object.keys(request.where ?? {}), ...(request.search ? ['search'] : [])],
        purpose: context.principal.purpose,
      },
    },
    now,
  );

/** A page of an export, and where the next one begins. */
export interface ExportPage {
  rows: readonly GuardedRow[];
  /** Null after the last page. */
  next: string | null;
}

/** Records after `after`. Without an order of its own, an export follows the list's. */
export async function exportPage(
  context: ReadContext,
  plan: ExportPlan,
  request: ExportRequest,
  after: string | null,
): Promise<ExportPage> {
  const { where, search, orderBy } = request;
  const page = { ...firstPage(plan.selection), where, search, orderBy, first: pageSize, after };
  const { rows, hasNextPage, cursor } = await readPage(context, plan.noun, page);
  return { rows, next: hasNextPage && rows.length > 0 ? cursor(rows.length - 1) : null };
}

/** How many records there are to export, counted to a million. */
export async function countExport(context: ReadContext, plan: ExportPlan, request: ExportRequest): Promise<number> {
  const { where, search } = request;
  const page = { ...firstPage(plan.selection), where, search, countLimit: 1_000_000, wantsRows: false };
  return (await readPage(context, plan.noun, page)).total?.count ?? 0;
}

/** Rows of cells, page by page. `contextOf` answers for each page anew whose view it is read through. */
export async function* exportedCells(
  contextOf: () => Promise<ReadContext>,
  plan: ExportPlan,
  request: ExportRequest,
): AsyncGenerator<CellValue[]> {
  for await (const row of exportedRows(contextOf, plan, request)) yield* rowsOf(plan, row);
}

async function* exportedRows(
  contextOf: () => Promise<ReadContext>,
  plan: ExportPlan,
  request: ExportRequest,
): AsyncGenerator<GuardedRow> {
  let after: string | null = null;
  do {
    const page: ExportPage = await exportPage(await contextOf(), plan, request, after);
    yield* page.rows;
    after = page.next;
  } while (after !== null);
}

/** The bytes of an export as they are made, in constant memory. Nothing comes before the first page has been read. */
export async function* exportedBytes(
  contextOf: () => Promise<ReadContext>,
  plan: ExportPlan,
  request: ExportRequest,
): AsyncGenerator<Buffer> {
  if (request.format === 'xlsx') {
    const cells = exportedCells(contextOf, plan, request);
    const first = await cells.next();
    const all = async function* () {
      if (!first.done) yield first.value;
      yield* cells;
    };
    yield* xlsxBytes(plan.columns, all());
    return;
  }
  const format = textFormats[request.format];
  let text = format.head(plan);
  for await (const row of exportedRows(contextOf, plan, request)) {
    text += format.record(plan, row);
    if (text.length < 32_768) continue;
    yield Buffer.from(text);
    text = '';
  }
  if (text !== '') yield Buffer.from(text);
}
