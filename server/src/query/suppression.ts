import { none } from '../access/predicate';
import { forbidden } from '../errors/errors';
import type { Noun } from '../model/registry';
import type { AggregateRequest } from './aggregate';
import type { Compilation } from './context';
import { notDimensions } from './dimensions';
import type { MeasureRequest } from './measure';
import { columnSql, liveSql, predicateSql } from './predicate-sql';
import { cellOf, guarded } from './shown';
import { allOf, raw, sql, type Sql } from './sql';

/** Aggregate-only fields of one query: what is told of them only over `k` or more distinct customers. */
export interface Suppression {
  fields: ReadonlySet<string>;
  k: number;
  /** The customer whose distinct count decides; null on rows that do not count in all of the fields, or hold none of one. */
  subject: Sql;
}

/** What may be told of an aggregate-only field; every other function of it is refused, whatever stands beside it. */
export const toldOfTotals: ReadonlySet<string> = new Set(['sum', 'avg']);

/**
 * Null where the query uses no aggregate-only field. Else: only sums and averages of them, and every filter and group of
 * the query must be a dimension; anything else is refused by name, from rules alone.
 */
export function suppressionOf(
  compilation: Compilation,
  noun: Noun,
  alias: Sql,
  request: AggregateRequest,
  requested: readonly MeasureRequest[],
): Suppression | null {
  const shielded = [...requested, ...namedIn(request)].flatMap(({ function: name, field }) => {
    const k = cellOf(compilation, noun.name, field)?.aggregateOnly ?? null;
    return k !== null && toldOfTotals.has(name) ? [{ field, k }] : [];
  });
  if (shielded.length === 0) return null;
  const refused = notDimensions(compilation, noun, request);
  if (refused.length > 0) {
    throw forbidden(
      refused,
      `Beside ${shielded[0]!.field}, of which you may see totals only, these can't be used: ${refused.join(', ')}.`,
      `您只能查看 ${shielded[0]!.field} 的汇总，因此不能同时使用：${refused.join('、')}。`,
    );
  }
  const fields = new Set(shielded.map(({ field }) => field));
  // Who has no value is none of those that a sum is over: of five of whom one has a value it would be that value.
  const counted = allOf(
    [...fields].flatMap((field) => [
      totalsSql(compilation, noun, alias, field),
      sql`${columnSql(alias, noun.fields.get(field)!.column)} IS NOT NULL`,
    ]),
  );
  return {
    fields,
    k: Math.max(...shielded.map(({ k }) => k)),
    subject: guarded(counted, subjectSql(compilation, noun, alias)),
  };
}

/** Rows whose values of an aggregate-only field count in its totals. */
export const totalsSql = (compilation: Compilation, noun: Noun, alias: Sql, field: string): Sql =>
  predicateSql(compilation, noun, alias, cellOf(compilation, noun.name, field)?.totals ?? none);

/** The customer in the view that a row is about, however many links away; null where there is none, the row itself for one. */
function subjectSql(compilation: Compilation, noun: Noun, alias: Sql): Sql {
  const { ruleSet } = compilation.context;
  return reached(compilation, noun, alias, ruleSet.book.policies.get(noun.name)?.subject ?? []);
}

/** Every hop goes through the view of its target: who is out of sight must not decide how many customers a group has. */
function reached(compilation: Compilation, noun: Noun, alias: Sql, links: readonly string[]): Sql {
  const [name, ...rest] = links;
  if (name === undefined) return sql`${alias}.pk`;
  const { nouns, ruleSet } = compilation.context;
  const link = nouns.field(noun.name, name);
  const target = nouns.get(link.to!);
  const t = compilation.alias();
  const where = allOf([
    sql`${t}.pk = ${columnSql(alias, link.column)}`,
    predicateSql(compilation, noun, alias, cellOf(compilation, noun.name, name)?.read ?? none),
    liveSql(target, t),
    predicateSql(compilation, target, t, ruleSet.view(target.name).row),
  ]);
  return sql`(SELECT ${reached(compilation, target, t, rest)} FROM ${raw(target.table)} ${t} WHERE ${where})`;
}

/** What of it only having or an order names. */
function namedIn({ having, orderBy }: AggregateRequest): Pick<MeasureRequest, 'function' | 'field'>[] {
  return [having ?? {}, ...orderBy]
    .flatMap(Object.entries<unknown>)
    .flatMap(([name, of]) =>
      name === 'sum' || name === 'avg'
        ? Object.keys(of ?? {}).map((field) => ({ function: name, field }) as const)
        : [],
    );
}
