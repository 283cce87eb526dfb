import { fold } from '@kehu/shared';
import type { SqlValue } from '../database/database';
import { badInput } from '../errors/errors';
import type { Field, Noun } from '../model/registry';
import type { Compilation } from './context';
import { choiceSql, columnSql, liveSql, predicateSql, tagSql } from './predicate-sql';
import { checkWhereSize } from './query-limits';
import { shownSql, type Shown } from './shown';
import { allOf, anyOf, join, negate, no, raw, sql, yes, type Sql } from './sql';
import { codeSql, textSql } from './text-sql';
import { storedKind, toColumn } from './values';

/** A `where` argument as GraphQL coerced it: keys are fields of the noun, `and`, `or`, `not`, `isNull`. */
export type Where = Readonly<Record<string, unknown>>;

/** A compiled condition, and whether it holds for a record that isn't there (all fields null). */
interface Condition {
  sql: Sql;
  onNull: boolean;
}

const never: Condition = { sql: no, onNull: false };

/** Most values of one `in` list, which bounds what a document can make the database parse. */
const maxListValues = 1_000;

/** Compiles a filter over the principal's view of `noun` at `alias`. Two-valued: null compares false, its negation true. */
export function whereSql(compilation: Compilation, noun: Noun, alias: Sql, where: Where): Sql {
  checkWhereSize(compilation.context.nouns, noun, where);
  return recordCondition(compilation, noun, alias, where, 'where');
}

/** A filter over records that are there: those of the list, or those of a to-many relation. */
function recordCondition(compilation: Compilation, noun: Noun, alias: Sql, where: Where, path: string): Sql {
  if ('isNull' in where) {
    throw badInput(
      `${path}.isNull`,
      'isNull on a record is meant for to-one relations, not for the top of a filter.',
      'isNull 只能用于对一关系，不能用于筛选条件的最外层。',
    );
  }
  return objectCondition(compilation, noun, alias, where, path).sql;
}

function objectCondition(compilation: Compilation, noun: Noun, alias: Sql, where: Where, path: string): Condition {
  const parts = Object.entries(where)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => entryCondition(compilation, noun, alias, key, value, `${path}.${key}`));
  return conjunction(parts);
}

function entryCondition(
  compilation: Compilation,
  noun: Noun,
  alias: Sql,
  key: string,
  value: unknown,
  path: string,
): Condition {
  if (value === null) throw nullOperand(path);
  if (key === 'isNull') return value ? { sql: no, onNull: true } : { sql: yes, onNull: false };
  if (key === 'not') return negated(objectCondition(compilation, noun, alias, value as Where, path));
  if (key === 'and' || key === 'or') {
    const parts = (value as Where[]).map((part, i) => objectCondition(compilation, noun, alias, part, `${path}.${i}`));
    return key === 'and' ? conjunction(parts) : disjunction(parts);
  }
  const field = noun.fields.get(key);
  if (!field) throw new Error(`no field ${noun.name}.${key}`);
  if (field.kind === 'many') return manyCondition(compilation, noun, alias, field, value as Where, path);
  if (field.kind === 'link') return linkCondition(compilation, noun, alias, field, value as Where, path);
  return fieldCondition(compilation, noun, alias, field, value as Where, path);
}

const conjunction = (parts: readonly Condition[]): Condition => ({
  sql: allOf(parts.map((part) => part.sql)),
  onNull: parts.every((part) => part.onNull),
});

const disjunction = (parts: readonly Condition[]): Condition => ({
  sql: anyOf(parts.map((part) => part.sql)),
  onNull: parts.some((part) => part.onNull),
});

const negated = (part: Condition): Condition => ({ sql: negate(part.sql), onNull: !part.onNull });

/** A to-one hop: the target's filter over the visible target, or over a record of nulls where none is visible. */
function linkCondition(
  compilation: Compilation,
  noun: Noun,
  alias: Sql,
  field: Field,
  where: Where,
  path: string,
): Condition {
  const { nouns, ruleSet } = compilation.context;
  const shown = shownSql(compilation, noun, alias, field, pathOf(path));
  const target = nouns.get(field.to!);
  const t = compilation.alias();
  const inner = objectCondition(compilation, target, t, where, path);
  const visible = [predicateSql(compilation, target, t, ruleSet.view(target.name).row), liveSql(target, t)];
  if (compilation.context.runner.dialect === 'sqlite' && namesOne(where) && !inner.onNull) {
    // SQLite asks EXISTS of row after row; of one key it makes a range of the index that the list's order is in.
    const one = sql`(SELECT ${t}.pk FROM ${raw(target.table)} ${t} WHERE ${allOf([...visible, inner.sql])})`;
    return { sql: allOf([shown.condition, sql`${shown.value} = ${one}`]), onNull: false };
  }
  const reach = allOf([sql`${t}.pk = ${shown.value}`, ...visible, shown.condition]);
  const some = sql`EXISTS (SELECT 1 FROM ${raw(target.table)} ${t} WHERE ${allOf([reach, inner.sql])})`;
  if (!inner.onNull) return { sql: inner.sql === no ? no : some, onNull: false };
  const absent = sql`NOT EXISTS (SELECT 1 FROM ${raw(target.table)} ${t} WHERE ${reach})`;
  return { sql: inner.sql === yes ? yes : anyOf([some, absent]), onNull: true };
}

/** Whether a filter of a record says which one it is, and nothing else. */
const namesOne = ({ id, ...rest }: Where): boolean =>
  typeof id === 'object' && id !== null && Object.keys(id).join() === 'eq' && Object.keys(rest).length === 0;

/** `some`, `none`, `every` over the visible rows that link here. */
function manyCondition(
  compilation: Compilation,
  noun: Noun,
  alias: Sql,
  field: Field,
  quantifiers: Where,
  path: string,
): Condition {
  const { nouns, ruleSet } = compilation.context;
  const shown = shownSql(compilation, noun, alias, field, pathOf(path));
  const target = nouns.get(field.to!);
  const back = nouns.field(target.name, field.via!);
  const view = ruleSet.view(target.name);
  const exists = (condition: (t: Sql) => Sql): Sql => {
    const t = compilation.alias();
    const backShown = shownSql(compilation, target, t, back, pathOf(path));
    return sql`EXISTS (SELECT 1 FROM ${raw(target.table)} ${t} WHERE ${allOf([
      sql`${columnSql(t, back.column)} = ${alias}.pk`,
      liveSql(target, t),
      predicateSql(compilation, target, t, target.parent === back.name ? view.ownRow : view.row),
      backShown.condition,
      shown.condition,
      condition(t),
    ])})`;
  };
  const parts = Object.entries(quantifiers).map(([quantifier, where]): Condition => {
    if (where === null) throw nullOperand(`${path}.${quantifier}`);
    const inner = (t: Sql): Sql => recordCondition(compilation, target, t, where as Where, `${path}.${quantifier}`);
    if (quantifier === 'some') return { sql: exists(inner), onNull: false };
    if (quantifier === 'none') return { sql: negate(exists(inner)), onNull: true };
    return { sql: negate(exists((t) => negate(inner(t)))), onNull: true };
  });
  return conjunction(parts);
}

function fieldCondition(
  compilation: Compilation,
  noun: Noun,
  alias: Sql,
  field: Field,
  operators: Where,
  path: string,
): Condition {
  const shown = shownSql(compilation, noun, alias, field, pathOf(path));
  const parts = Object.entries(operators)
    .filter(([, value]) => value !== undefined)
    .map(([operator, value]) => {
      const at = `${path}.${operator}`;
      if (value === null) throw nullOperand(at);
      if (field.kind === 'tags' || field.kind === 'choices')
        return tagsCondition(compilation, noun, alias, shown, operator, value, at);
      if (field.kind === 'dictionary' && operator === 'key') {
        return fieldCondition(compilation, noun, alias, { ...field, kind: 'text' }, value as Where, at);
      }
      return operatorCondition(compilation, shown, operator, value, at);
    });
  return conjunction(parts);
}

function operatorCondition(
  compilation: Compilation,
  shown: Shown,
  operator: string,
  value: unknown,
  path: string,
): Condition {
  const { field, condition } = shown;
  const secret = field.kind === 'secret';
  const column = secret ? raw(`${shown.value.text}_index`) : shown.compared;
  const converted = (of: unknown): SqlValue => {
    if (secret) return compilation.context.vault.blindIndex(field.noun, field.name, String(of));
    const stored = toColumn(storedKind(field), of, path);
    return field.foldColumn ? fold(String(stored)) : stored;
  };
  const operand = (of: unknown): Sql => compilation.value(of, converted);
  const readable = (part: Sql): Condition => ({ sql: allOf([condition, part]), onNull: false });
  switch (operator) {
    case 'eq':
      return readable(sql`${column} = ${operand(value)}`);
    case 'ne':
      return negated(readable(sql`${column} = ${operand(value)}`));
    case 'in':
    case 'notIn': {
      const values = listOperand(value, path).map(operand);
      const part = values.length === 0 ? never : readable(sql`${column} IN (${join(values, ',')})`);
      return operator === 'in' ? part : negated(part);
    }
    case 'isNull': {
      const present = readable(sql`${column} IS NOT NULL`);
      return value ? negated(present) : present;
    }
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return readable(sql`${column} ${raw(comparisons[operator])} ${operand(value)}`);
    case 'between': {
      const bounds = listOperand(value, path);
      if (bounds.length !== 2) throw twoBounds(path);
      return readable(sql`${column} BETWEEN ${operand(bounds[0])} AND ${operand(bounds[1])}`);
    }
    case 'contains':
    case 'startsWith':
    case 'endsWith':
      return readable(
        field.foldColumn
          ? textSql(compilation, column, operator, value, path)
          : codeSql(compilation, column, operator, value, path),
      );
    default:
      throw new Error(`no operator ${operator}`);
  }
}

const comparisons = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;

function tagsCondition(
  compilation: Compilation,
  noun: Noun,
  alias: Sql,
  shown: Shown,
  operator: string,
  value: unknown,
  path: string,
): Condition {
  const { custom } = shown.field;
  const word = (tag: unknown): Sql => compilation.value(tag, (of) => (custom ? String(of) : fold(String(of))));
  const among = (tags: readonly Sql[]): Sql =>
    custom ? choiceSql(compilation, custom.pk, alias, tags) : tagSql(compilation, noun, alias, tags);
  const has = (tags: readonly unknown[]): Sql =>
    tags.length === 0 ? no : allOf([shown.condition, among(tags.map(word))]);
  switch (operator) {
    case 'has':
      return { sql: has([value]), onNull: false };
    case 'hasAny':
      return { sql: has(listOperand(value, path)), onNull: false };
    case 'hasAll': {
      const tags = listOperand(value, path);
      return { sql: allOf(tags.map((tag) => has([tag]))), onNull: tags.length === 0 };
    }
    default: {
      const any = allOf([shown.condition, sql`COALESCE(${shown.value}, '[]') <> '[]'`]);
      return value ? { sql: negate(any), onNull: true } : { sql: any, onNull: false };
    }
  }
}

/** Values of a list operator. @throws KehuError BAD_USER_INPUT for nulls and for too many */
export function listOperand(value: unknown, path: string): readonly unknown[] {
  const values = Array.isArray(value) ? value : [value];
  if (values.includes(null)) throw nullOperand(path);
  if (values.length > maxListValues) {
    throw badInput(
      path,
      `${path} takes at most ${maxListValues} values; ${values.length} were given.`,
      `${path} 最多 ${maxListValues} 个值，实际为 ${values.length} 个。`,
    );
  }
  return values;
}

export const twoBounds = (path: string): Error =>
  badInput(path, `${path} takes exactly two values: from and to.`, `${path} 需要且只需要两个值。`);

const nullOperand = (path: string): Error =>
  badInput(path, `${path} can't be compared with null; use isNull.`, `${path} 不能与 null 比较，请使用 isNull。`);

/** 'where.and.0.owner.email' names the field 'owner.email' in a refusal. */
export const pathOf = (path: string): string =>
  path
    .split('.')
    .slice(1)
    .filter((part) => !/^(and|or|not|some|none|every|key|\d+)$/.test(part))
    .join('.');
