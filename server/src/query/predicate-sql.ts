import { fold } from '@kehu/shared';
import type { SqlValue } from '../database/database';
import { comparedValue, type Predicate } from '../access/predicate';
import { isOfMyShares } from '../access/my-shares';
import type { Principal } from '../access/principal';
import type { Field, Noun } from '../model/registry';
import type { Compilation } from './context';
import { allOf, anyOf, bind, join, list, negate, no, raw, sql, yes, type Sql } from './sql';

/** SQL of a scope over raw rows of `noun` at `alias`. Null counts as false wherever the result is used. */
export function predicateSql(
  compilation: Compilation,
  noun: Noun,
  alias: Sql,
  predicate: Predicate,
  giver: Sql | null = null,
): Sql {
  const { principal, nouns } = compilation.context;
  const field = (name: string): Field => nouns.field(noun.name, name);
  const column = (name: string): Sql => columnSql(alias, field(name).column);
  const inner = (of: Predicate): Sql => predicateSql(compilation, noun, alias, of, giver);
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
      const bound = compilation.moment((now) => comparedValue(value, now, isDate));
      return sql`${column(predicate.field)} ${raw(operators[predicate.op])} ${bound}`;
    }
    case 'isMe':
      if (giver) return sql`${column(predicate.field)} = ${giver}`;
      return principal.kind === 'user' ? sql`${column(predicate.field)} = ${compilation.principal(pkOf)}` : no;
    case 'inMyTeams': {
      if (giver) return teamOfGiver(compilation, column(predicate.field), giver, predicate.with);
      const teamsOf = predicate.with === 'teams' ? teamPksOf : subtreePksOf;
      const { length } = teamsOf(principal);
      if (length === 0) return no;
      const teams = compilation.principalList(teamsOf);
      return length === 1 ? sql`${column(predicate.field)} = ${teams}` : sql`${column(predicate.field)} IN (${teams})`;
    }
    case 'isSelf':
      if (predicate.pk !== undefined) return sql`${alias}.pk = ${bind(predicate.pk)}`;
      if (giver) return sql`${alias}.pk = ${giver}`;
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
      return sql`EXISTS (SELECT 1 FROM ${raw(target.table)} ${t} WHERE ${t}.pk = ${columnSql(alias, link.column)} AND ${allOf([liveSql(target, t), predicateSql(compilation, target, t, predicate.where, giver)])})`;
    }
    case 'some': {
      const many = field(predicate.many);
      const target = nouns.get(many.to!);
      if (target.name === 'share' && principal.holdsShares === false && isOfMyShares(predicate.where)) return no;
      const t = compilation.alias();
      const back = columnSql(t, nouns.field(target.name, many.via!).column);
      return sql`EXISTS (SELECT 1 FROM ${raw(target.table)} ${t} WHERE ${back} = ${alias}.pk AND ${allOf([liveSql(target, t), predicateSql(compilation, target, t, predicate.where, giver)])})`;
    }
    case 'giverMay':
      return giverSql(compilation, noun, alias, predicate);
  }
}

/** Whether the giver holds a role by which the shared record is theirs to give: one look-up by the giver and the record. */
function giverSql(
  compilation: Compilation,
  noun: Noun,
  alias: Sql,
  { giver, link, record, ways }: Extract<Predicate, { kind: 'giverMay' }>,
): Sql {
  if (!ways || ways.length === 0) return no;
  const { nouns } = compilation.context;
  const target = nouns.get(record);
  const user = columnSql(alias, nouns.field(noun.name, giver).column);
  const t = compilation.alias();
  const held = (roles: readonly string[], where: Predicate): Sql => {
    const r = compilation.alias();
    const condition = predicateSql(compilation, target, t, where, user);
    return sql`EXISTS (SELECT 1 FROM user_roles ${r} WHERE ${r}.user_pk = ${user} AND ${r}.role IN ${list(roles)} AND ${condition})`;
  };
  const given = anyOf(ways.map(({ roles, where }) => held(roles, where)));
  const denied = ways[0]!.except.map(({ role, where }) => negate(held([role], where)));
  return sql`EXISTS (SELECT 1 FROM ${raw(target.table)} ${t} WHERE ${t}.pk = ${columnSql(alias, nouns.field(noun.name, link).column)} AND ${allOf([liveSql(target, t), given, ...denied])})`;
}

/** Whether a team is one of the giver's, or below one. */
function teamOfGiver(compilation: Compilation, team: Sql, giver: Sql, how: 'teams' | 'subtree'): Sql {
  const [u, m] = [compilation.alias(), compilation.alias()];
  const own = (pk: Sql): Sql =>
    sql`(${pk} = (SELECT ${u}.team_pk FROM users ${u} WHERE ${u}.pk = ${giver}) OR ${pk} IN (SELECT ${m}.team_pk FROM user_teams ${m} WHERE ${m}.user_pk = ${giver}))`;
  if (how === 'teams') return own(team);
  const [below, top] = [compilation.alias(), compilation.alias()];
  return sql`EXISTS (SELECT 1 FROM teams ${below}, teams ${top} WHERE ${below}.pk = ${team} AND ${own(sql`${top}.pk`)} AND SUBSTR(${below}.path, 1, LENGTH(${top}.path)) = ${top}.path)`;
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

/** Rows for which one of these values of a custom field was chosen. */
export function choiceSql(compilation: Compilation, fieldPk: number, alias: Sql, choices: readonly Sql[]): Sql {
  const g = compilation.alias();
  return sql`EXISTS (SELECT 1 FROM custom_choices ${g} WHERE ${g}.field_pk = ${raw(String(fieldPk))} AND ${g}.record_pk = ${alias}.pk AND ${g}.choice IN (${join(choices, ',')}))`;
}

function inSql(alias: Sql, field: Field, values: readonly (string | number | boolean)[]): Sql {
  const bound = values.map((value): SqlValue => {
    if (typeof value === 'boolean') return value ? 1 : 0;
    return field.foldColumn ? fold(String(value)) : value;
  });
  const column = columnSql(alias, field.foldColumn ?? field.column);
  return bound.length === 1 ? sql`${column} = ${bind(bound[0]!)}` : sql`${column} IN ${list(bound)}`;
}
