import { GuardedRow } from '../access/guard';
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
  const record = new GuardedRow(columns.layout, row, context);
  await finishRows(context, noun, [record], leftOver(selection, columns), columns.logged, deleted);
  return record;
}
