import { timeFunction } from '../database/sqlite-time-limit';
import { forbidden } from '../errors/errors';
import type { Noun } from '../model/registry';
import type { Compilation } from './context';
import { liveSql, predicateSql } from './predicate-sql';
import { allOf, no, raw, sql, yes, type Sql } from './sql';

/** Live rows; or, for holders of the action `restore`, the deleted ones that they may restore. */
export function rowsSql(compilation: Compilation, noun: Noun, alias: Sql, deleted: boolean): Sql {
  return allOf([askingTime(compilation, alias), wantedSql(compilation, noun, alias, deleted)]);
}

/**
 * True for every row, and asks SQLite now and then whether the statement's time is up: a list may go through very many rows
 * for a few, which nothing but running it tells. One row in so many asks, so that it costs nothing.
 */
const askingTime = (compilation: Compilation, alias: Sql): Sql =>
  compilation.context.runner.dialect === 'sqlite' ? sql`(${alias}.pk & 63 OR ${raw(timeFunction)}())` : yes;

function wantedSql(compilation: Compilation, noun: Noun, alias: Sql, deleted: boolean): Sql {
  if (!deleted) return liveSql(noun, alias);
  if (!noun.features.softDelete) return no;
  const { restore } = compilation.context.ruleSet.write(noun.name);
  if (restore.kind === 'none') throw forbidden(['deleted']);
  return allOf([sql`${alias}.deleted_at IS NOT NULL`, predicateSql(compilation, noun, alias, restore)]);
}
