import { fold } from '@kehu/shared';
import type { SqlValue } from '../database/database';
import { comparedValue, type Predicate } from '../access/predicate';
import { isOfMyShares } from '../access/my-shares';
import type { Principal } from '../access/principal';
import type { Field, Noun } from '../model/registry';
import type { Compilation } from './context';
import { allOf, anyOf, bind, join, list, negate, no, raw, sql, yes, type Sql } from './sql';

/** SQL of a scope over raw rows of `noun` at `alias`. Null counts as false wherever the result is used. */
export function predicateSql(compilation: Compilation, noun: Noun, alias: Sql, predicate: Predicate): Sql {
  const { principal, nouns } = compilation.context;
  const field = (name: string): Field => nouns.field(noun.name, name);
  const column = (name: string): Sql => columnSql(alias, field(name).column);
  const inner = (of: Predicate): Sql => predicateSql(compilation, noun, alias, of);
  switch (predicate.kind) {
    case 'all':
      return yes;
    case 'none':
      return no;
    case 'and':
      return allOf(predicate.of.map(inner));
    case 'or':
      return anyOf(predicate.of.map(inner));
    case 'not':
      return negate(inner(predicate.of));
    case 'in':
      return inSql(alias, field(predicate.field), predicate.values);
    case 'isNull':
      return sql`${column(predicate.field)} IS NULL`;
    case 'compare': {
      const { value } = predicate;
      const isDate = field(predicate.field).kind === 'date';
      const bound =
        'constant' in value ? bind(value.constant) : compilation.moment((at) => comparedValue(value, at, isDate));
      return sql`${column(predicate.field)} ${raw(operators[predicate.op])} ${bound}`;
    }
    case 'isMe':
      return principal.kind === 'user' ? sql`${column(predicate.field)} = ${compilation.principal(pkOf)}` : no;
    case 'inMyTeams': {
      const teamsOf = predicate.with === 'teams' ? teamPksOf : subtreePksOf;
      const { length } = teamsOf(principal);
      if (length === 0) return no;
      const teams = compilation.principalList(teamsOf);
      return length === 1 ? sql`${column(predicate.field)} = ${teams}` : sql`${column(predicate.field)} IN (${teams})`;
    }
    case 'isSelf':
      if (predicate.pk !== undefined) return sql`${alias}.pk = ${bind(predicate.pk)}`;
      return principal.kind === 'user' ? sql`${alias}.pk = ${compilation.principal(pkOf)}` : no;
    case 'hasExternalId': {
      const e = compilation.alias();
      return sql`EXISTS (SELECT 1 FROM external_ids ${e} WHERE ${e}.noun = ${bind(noun.name)} AND ${e}.record_pk = ${alias}.pk AND ${e}.source = ${bind(predicate.source)})`;
    }
    case 'hasTag':
      return tagSql(compilation, noun, alias, [bind(fold(predicate.tag))]);
    case 'via': {
      const link = field(predicate.link);
      const target = nouns.get(link.to!);
      const t = compilation.alias();
      return sql`EXISTS (SELECT 1 FROM ${raw(target.table)} ${t} WHERE ${t}.pk = ${columnSql(alias, link.column)} AND ${allOf([liveSql(target, t), predicateSql(compilation, target, t, predicate.where)])})`;
    }
    case 'some': {
      const many = field(predicate.many);
      const target = nouns.get(many.to!);
      if (target.name === 'share' && principal.holdsShares === false && isOfMyShares(predicate.where)) return no;
      const t = compilation.alias();
      const back = columnSql(t, nouns.field(target.name, many.via!).column);
      return sql`EXISTS (SELECT 1 FROM ${raw(target.table)} ${t} WHERE ${back} = ${alias}.pk AND ${allOf([liveSql(target, t), predicateSql(compilation, target, t, predicate.where)])})`;
    }
  }
}

const pkOf = (principal: Principal): number => principal.pk;
const teamPksOf = (principal: Principal): readonly number[] => principal.teamPks;
const subtreePksOf = (principal: Principal): readonly number[] => principal.subtreeTeamPks;

const operators = { lt: '<', lte: '<=', gt: '>', gte: '>=' } as const;

export const columnSql = (alias: Sql, column: string): Sql => raw(`${alias.text}.${column}`);

/** Rows that are not soft-deleted. */
export const liveSql = (noun: Noun, alias: Sql): Sql =>
  noun.features.softDelete ? sql`${alias}.deleted_at IS NULL` : yes;

/** Rows that carry one of these tags, which are folded parameters. */
export function tagSql(compilation: Compilation, noun: Noun, alias: Sql, tags: readonly Sql[]): Sql {
  const g = compilation.alias();
  return sql`EXISTS (SELECT 1 FROM ${raw(`${noun.name}_tags`)} ${g} WHERE ${g}.${raw(`${noun.name}_pk`)} = ${alias}.pk AND ${g}.tag_fold IN (${join(tags, ',')}))`;
}

function inSql(alias: Sql, field: Field, values: readonly (string | number | boolean)[]): Sql {
  if (values.length === 0) return no;
  const bound = values.map((value): SqlValue => {
    if (typeof value === 'boolean') return value ? 1 : 0;
    return field.foldColumn && typeof value === 'string' ? fold(value) : value;
  });
  const column = columnSql(alias, field.foldColumn ?? field.column);
  return bound.length === 1 ? sql`${column} = ${bind(bound[0]!)}` : sql`${column} IN ${list(bound)}`;
}
