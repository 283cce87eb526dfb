import { predicateKey, type Predicate } from '../access/predicate';
import type { SqlRunner } from '../database/database';
import type { Noun } from '../model/registry';
import { Compilation } from '../query/context';
import { liveSql } from '../query/predicate-sql';
import { bind, join, raw, sql } from '../query/sql';
import { RowQuestions, type Truth } from './row-truth';
import { readingIn, type WriteContext } from './write-context';

/** Which of these conditions hold on one live row: one statement. A row that is gone satisfies nothing. */
export async function rowTruth(
  context: WriteContext,
  tx: SqlRunner,
  noun: Noun,
  pk: number,
  conditions: readonly Predicate[],
): Promise<Truth> {
  const compilation = new Compilation(readingIn(context, tx));
  const alias = compilation.alias();
  const questions = new RowQuestions(compilation, noun, alias);
  for (const condition of conditions) questions.ask(condition);
  const columns = join([raw('1'), ...questions.expressions], ', ');
  const text = sql`SELECT ${columns} FROM ${raw(noun.table)} ${alias} WHERE ${alias}.pk = ${bind(pk)} AND ${liveSql(noun, alias)}`;
  const [row] = await tx.rows(text.text, text.params);
  if (!row) return () => false;
  const asked = new Set(conditions.map(predicateKey));
  const answers = questions.answers(row, 1);
  return (condition) => asked.has(predicateKey(condition)) && answers(condition);
}
