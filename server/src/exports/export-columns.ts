import type { GuardedRow } from '../access/guard';
import type { RuleSet } from '../access/rule-set';
import { badInput } from '../errors/errors';
import type { Field, Noun, NounRegistry } from '../model/registry';
import type { Page } from '../query/page';
import type { PageRequest, Selection } from '../query/selection';
import { Columns, type CellValue, type ExportColumn } from './columns';

/** What to export of a noun, as columns and as what they are read from. */
export interface ExportPlan {
  noun: Noun;
  columns: readonly ExportColumn[];
  /** Paths of fields that are read: for the trail. */
  paths: readonly string[];
  selection: Selection;
  /** Rows that each record is repeated for; null for one row a record. */
  below: string | null;
}

const plain = (fields: readonly Field[]): Selection => ({
  fields,
  links: [],
  manys: [],
  history: [],
  access: false,
});

/** Lines of a record that are written with it, and their columns. */
const belowOf: Readonly<Record<string, { many: string; as: string }>> = { order: { many: 'items', as: 'item' } };
/** The most lines of one record; an import takes no more. */
const mostBelow = 1_000;

/** Fields that an import can take, and that say whose a record is: the columns of an export unless others are named. */
function usualPaths(noun: Noun, readable: (field: Field) => boolean): string[] {
  return (
    [...noun.fields.values()]
      .filter((field) => field.kind !== 'many' && readable(field))
      .filter((field) => field.input !== 'system' || field.kind === 'externalIds')
      // What a record is known by comes first: below a table nobody takes it for a sum.
      .sort((a, b) => Number(b.kind === 'externalIds') - Number(a.kind === 'externalIds'))
      .map(({ name }) => name)
  );
}

export interface PlanRequest {
  noun: Noun;
  nouns: NounRegistry;
  /** The view through which is exported. */
  rules: RuleSet;
  /** Paths of fields; null for all that an import takes. */
  paths: readonly string[] | null;
  /** Source of the external ids that records are named by. */
  source: string;
}

/** @throws KehuError BAD_USER_INPUT for a path that is none, FORBIDDEN for a field that rules alone keep back */
export function planExport({ noun, nouns, rules, paths, source }: PlanRequest): ExportPlan {
  const columns = new Columns(nouns, rules, noun, source);
  const wanted = paths ?? usualPaths(noun, (field) => columns.readable(noun, field));
  if (wanted.length === 0 || wanted.length > 200) {
    throw badInput('columns', 'Name 1 to 200 columns.', '请指定 1 至 200 列。');
  }
  for (const path of new Set(wanted)) columns.add(path);
  const links = [...columns.links].map(([name, fields]) => link(noun, name, fields));
  const below = paths === null ? belowOf[noun.name] : undefined;
  const many = below && noun.fields.get(below.many)!;
  const manys = [];
  if (below && many && columns.readable(noun, many)) {
    const child = nouns.get(many.to!);
    columns.lines(child, below.as);
    const childLinks = [...columns.belowLinks].map(([name, fields]) => link(child, name, fields));
    const selection = { ...plain([...columns.belowFields]), links: childLinks };
    // As they were entered, so that a copy has them in the same order.
    const orderBy = columns.readable(child, child.fields.get('createdAt')!) ? [{ createdAt: 'ASC' as const }] : [];
    manys.push({ key: below.many, field: many, page: { ...firstPage(selection), orderBy, first: mostBelow + 1 } });
  }
  return {
    noun,
    columns: columns.columns,
    paths: columns.paths,
    selection: { ...plain([...columns.fields]), links, manys },
    below: manys.length > 0 ? below!.many : null,
  };
}

const link = (noun: Noun, name: string, fields: readonly Field[]): Selection['links'][number] => ({
  key: name,
  field: noun.fields.get(name)!,
  selection: plain([...new Set(fields)]),
});

/** A page from the start, in the usual order. */
export const firstPage = (selection: Selection): PageRequest => ({
  where: null,
  search: null,
  orderBy: [],
  first: 1,
  after: null,
  last: null,
  before: null,
  deleted: false,
  selection,
  countLimit: null,
  wantsRows: true,
});

/** The cells of a record: one row, or one for each of its lines. */
export function rowsOf(plan: ExportPlan, row: GuardedRow): CellValue[][] {
  const page = plan.below === null ? null : (row.reached(plan.below) as Page | undefined);
  const lines = page && page.rows.length > 0 ? page.rows : [null];
  if (lines.length > mostBelow) {
    throw badInput(
      'noun',
      `A record has more than ${mostBelow} lines; export them as records of their own.`,
      `有记录的明细超过 ${mostBelow} 行，请单独导出明细。`,
    );
  }
  return lines.map((below) => plan.columns.map(({ cell }) => cell(row, below)));
}
