import type { GuardedRow } from '../access/guard';
import type { Noun } from '../model/registry';
import { selectColumns } from './columns';
import { Compilation, type ReadContext } from './context';
import { finishRows } from './finish';
import { rowsSql } from './page';
import { predicateSql } from './predicate-sql';
import type { Selection } from './selection';
import { allOf, bind, join, raw, sql, type Sql } from './sql';
import { idToBytes } from './values';

/** One record of the view by its public id; null for absent, invisible, deleted and malformed ones alike. */
export async function readRecord(
  context: ReadContext,
  noun: Noun,
  id: string,
  selection: Selection,
  deleted = false,
): Promise<GuardedRow | null> {
  const bytes = idToBytes(id);
  return readOne(context, noun, selection, deleted, (alias) => (bytes ? sql`${alias}.id = ${bind(bytes)}` : sql`1=0`));
}

/** The record with this internal key as the principal sees it: what a mutation answers with. */
export const readByPk = (
  context: ReadContext,
  noun: Noun,
  pk: number,
  selection: Selection,
  deleted = false,
): Promise<GuardedRow | null> => readOne(context, noun, selection, deleted, (alias) => sql`${alias}.pk = ${bind(pk)}`);

async function readOne(
  context: ReadContext,
  noun: Noun,
  selection: Selection,
  deleted: boolean,
  match: (alias: Sql) => Sql,
): Promise<GuardedRow | null> {
  const compilation = new Compilation(context);
  const alias = compilation.alias();
  const columns = selectColumns(compilation, noun, alias, selection);
  const where = allOf([
    match(alias),
    rowsSql(compilation, noun, alias, deleted),
    predicateSql(compilation, noun, alias, context.ruleSet.view(noun.name).row),
  ]);
  const text = sql`SELECT ${join(columns.expressions, ', ')} FROM ${raw(noun.table)} ${alias} WHERE ${where}`;
  const [row] = await context.runner.rows(text.text, text.params);
  if (!row) return null;
  const record = columns.decode(row);
  await finishRows(context, noun, [record], selection, columns.logged, deleted);
  return record;
}
