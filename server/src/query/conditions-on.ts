import type { Predicate } from '../access/predicate';
import type { Noun } from '../model/registry';
import { Compilation, type ReadContext } from './context';
import { liveSql, predicateSql } from './predicate-sql';
import { bind, join, raw, sql } from './sql';

/**
 * Which of these conditions, each one of the principal's own scopes, hold on one row that is known to be in its view: for
 * explanations. One statement.
 */
export async function conditionsOn(
  context: ReadContext,
  noun: Noun,
  pk: number,
  conditions: readonly Predicate[],
): Promise<boolean[]> {
  if (conditions.length === 0) return [];
  const compilation = new Compilation(context);
  const alias = compilation.alias();
  const columns = conditions.map(
    (condition) => sql`CASE WHEN ${predicateSql(compilation, noun, alias, condition)} THEN 1 ELSE 0 END`,
  );
  const text = sql`SELECT ${join(columns, ', ')} FROM ${raw(noun.table)} ${alias} WHERE ${alias}.pk = ${bind(pk)} AND ${liveSql(noun, alias)}`;
  const [row] = await context.runner.rows(text.text, text.params);
  return conditions.map((_, i) => Number(row?.[i] ?? 0) === 1);
}
