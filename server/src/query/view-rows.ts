import { forbidden } from '../errors/errors';
import type { Noun } from '../model/registry';
import type { Compilation } from './context';
import { liveSql, predicateSql } from './predicate-sql';
import { allOf, no, sql, type Sql } from './sql';

/** Live rows; or, for holders of the action `restore`, the deleted ones that they may restore. */
export function rowsSql(compilation: Compilation, noun: Noun, alias: Sql, deleted: boolean): Sql {
  if (!deleted) return liveSql(noun, alias);
  if (!noun.features.softDelete) return no;
  const { restore } = compilation.context.ruleSet.write(noun.name);
  if (restore.kind === 'none') throw forbidden(['deleted']);
  return allOf([sql`${alias}.deleted_at IS NOT NULL`, predicateSql(compilation, noun, alias, restore)]);
}
