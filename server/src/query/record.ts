import { GuardedRow, never } from '../access/guard';
import type { SqlValue } from '../database/database';
import type { Noun } from '../model/registry';
import { ArgumentShape } from './binding';
import { leftOver, fromSql, selectColumns, type Columns } from './columns';
import { Compilation, type ReadContext } from './context';
import { finishRows } from './finish';
import { rowsSql } from './page';
import { planOf, Statement } from './plan';
import { predicateSql } from './predicate-sql';
import type { Selection } from './selection';
import { allOf, join, raw, sql } from './sql';
import { idToBytes } from './values';

/** One record of the view by its public id; null for absent, invisible, deleted and malformed ones alike. */
export async function readRecord(
  context: ReadContext,
  noun: Noun,
  id: string,
  selection: Selection,
  deleted = false,
): Promise<GuardedRow | null> {
  return readOne(context, noun, selection, deleted, 'id', idToBytes(id));
}

/** The record with this internal key as the principal sees it: what a mutation answers with. */
export const readByPk = (
  context: ReadContext,
  noun: Noun,
  pk: number,
  selection: Selection,
  deleted = false,
): Promise<GuardedRow | null> => readOne(context, noun, selection, deleted, 'pk', pk);

/** A record that was read through the row rule of its view, locked and written, by those who wrote it. */
export interface WrittenRow {
  pk: number;
  id: Buffer;
  /** What a column of the noun's table holds now; undefined for one that must be read. */
  column(name: string): SqlValue | undefined;
}

/**
 * A record as its writer left it, shown as {@link readByPk} would, without a statement; null where the selection asks for
 * more than columns that rules alone show on every row of the view.
 */
export function recordAsWritten(
  context: ReadContext,
  noun: Noun,
  selection: Selection,
  written: WrittenRow,
): GuardedRow | null {
  const { links, manys, history, access, shape } = selection;
  if (!shape || access || links.length + manys.length + history.length > 0) return null;
  const plan = planOf(context, shape, 'written', (): WrittenPlan | null => {
    const compilation = new Compilation(context);
    const alias = compilation.alias();
    compilation.know(alias, [context.ruleSet.view(noun.name).row]);
    const { expressions, layout, logged } = selectColumns(compilation, noun, alias, selection);
    if (logged.length > 0) return null;
    // What is made ready after loading lies in other tables, or has to be opened.
    if ([...layout.cells.values()].some(({ settles, readAt }) => settles && readAt !== never)) return null;
    const start = `${alias.text}.`;
    // A bit, a mask or a sub-query among them has to be asked.
    if (!expressions.every(({ text, params }) => params.length === 0 && isColumn(text, start))) return null;
    return { layout, columns: expressions.map(({ text }) => (text === holds ? null : text.slice(start.length))) };
  });
  if (!plan) return null;
  const row: SqlValue[] = [];
  for (const column of plan.columns) {
    const value =
      column === null ? 1 : column === 'pk' ? written.pk : column === 'id' ? written.id : written.column(column);
    if (value === undefined) return null;
    row.push(value);
  }
  return new GuardedRow(plan.layout, row, context);
}

/** A bit that follows from the row rule. */
const holds = '1';

const isColumn = (text: string, start: string): boolean =>
  text === holds || (text.startsWith(start) && /^[a-z0-9_]+$/.test(text.slice(start.length)));

interface WrittenPlan {
  layout: Columns['layout'];
  /** Names of the columns, in the order of the row; null for a bit that holds. */
  columns: readonly (string | null)[];
}

interface RecordPlan {
  columns: Pick<Columns, 'layout' | 'logged' | 'apart'>;
  statement: Statement;
}

async function readOne(
  context: ReadContext,
  noun: Noun,
  selection: Selection,
  deleted: boolean,
  column: 'id' | 'pk',
  key: Buffer | number | null,
): Promise<GuardedRow | null> {
  const shape = new ArgumentShape();
  const wanted = shape.placeholder(key);
  const { columns, statement } = planOf(
    context,
    selection.shape ?? null,
    `one ${column} ${deleted}`,
    (): RecordPlan => {
      const compilation = new Compilation(context);
      const alias = compilation.alias();
      const { row } = context.ruleSet.view(noun.name);
      compilation.know(alias, [row]);
      const columns = selectColumns(compilation, noun, alias, selection);
      const where = allOf([
        sql`${alias}.${raw(column)} = ${compilation.value(wanted, (of) => of as Buffer | number | null)}`,
        rowsSql(compilation, noun, alias, deleted),
        predicateSql(compilation, noun, alias, row),
      ]);
      const from = fromSql(noun, alias, columns.joins);
      return {
        columns,
        statement: new Statement(sql`SELECT ${join(columns.expressions, ', ')} FROM ${from} WHERE ${where}`),
      };
    },
  );
  const [row] = await statement.run({ context, values: shape.values, pks: [] });
  if (!row) return null;
  context.onRows?.(1);
  const record = new GuardedRow(columns.layout, row, context);
  await finishRows(context, noun, [record], leftOver(selection, columns), columns.logged, deleted);
  return record;
}
