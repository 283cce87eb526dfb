import { fold, parseDecimal } from '@kehu/shared';
import type { Field } from '../../model/registry';
import type { Row, World } from './company';
import { isNothing, listOf } from './scopes';
import { usedValue } from './shown';
import { neverReadable, visibleChildren, visibleTarget } from './view';

/** A filter as GraphQL takes it. */
export type OracleWhere = Readonly<Record<string, unknown>>;

type Operators = Readonly<Record<string, unknown>>;

/**
 * Whether a row of the view passes the filter. `row` null stands for a to-one hop that leads nowhere visible: all its
 * fields are null. Two-valued: comparing with null is false, and its negation true.
 */
export function matches(world: World, noun: string, row: Row | null, where: OracleWhere): boolean {
  return Object.entries(where).every(([key, value]) => {
    if (key === 'and') return (value as OracleWhere[]).every((part) => matches(world, noun, row, part));
    if (key === 'or') return (value as OracleWhere[]).some((part) => matches(world, noun, row, part));
    if (key === 'not') return !matches(world, noun, row, value as OracleWhere);
    if (key === 'isNull') return (row === null) === value;
    const field = world.nouns.field(noun, key);
    if (field.kind === 'link') {
      const target = row && visibleTarget(world, noun, row, key);
      return matches(world, field.to!, target, value as OracleWhere);
    }
    if (field.kind === 'many') return matchesMany(world, noun, row, field, value as Record<string, OracleWhere>);
    const cell = usedValue(world, noun, row, key);
    if (field.kind === 'tags') return matchesTags(listOf(cell).map(String), value as Operators, fold);
    // Keys are codes: as they are.
    if (field.kind === 'choices') return matchesTags(listOf(cell).map(String), value as Operators, (key) => key);
    return matchesValue(field, cell, value as Operators);
  });
}

function matchesMany(
  world: World,
  noun: string,
  row: Row | null,
  field: Field,
  quantifiers: Readonly<Record<string, OracleWhere>>,
): boolean {
  const children = row ? visibleChildren(world, noun, row, field.name) : [];
  return Object.entries(quantifiers).every(([quantifier, where]) => {
    const passes = (child: Row): boolean => matches(world, field.to!, child, where);
    if (quantifier === 'some') return children.some(passes);
    if (quantifier === 'none') return !children.some(passes);
    return children.every(passes);
  });
}

function matchesTags(tags: readonly string[], operators: Operators, form: (tag: string) => string): boolean {
  const has = (tag: unknown): boolean => tags.some((each) => form(each) === form(String(tag)));
  return Object.entries(operators).every(([operator, operand]) => {
    if (operator === 'has') return has(operand);
    if (operator === 'hasAny') return listOf(operand).some(has);
    if (operator === 'hasAll') return listOf(operand).every(has);
    return (tags.length === 0) === operand;
  });
}

function matchesValue(field: Field, cell: unknown, operators: Operators): boolean {
  const present = !isNothing(cell);
  const value = present ? comparable(field, cell) : null;
  return Object.entries(operators).every(([operator, operand]) => {
    const other = (of: unknown): string | number => comparable(field, stored(field, of));
    const among = (): boolean => present && listOf(operand).some((each) => value === other(each));
    switch (operator) {
      case 'key':
        return matchesValue(field, cell, operand as Operators);
      case 'isNull':
        return !present === operand;
      case 'eq':
        return present && value === other(operand);
      case 'ne':
        return !(present && value === other(operand));
      case 'in':
        return among();
      case 'notIn':
        return !among();
      case 'gt':
        return present && value! > other(operand);
      case 'gte':
        return present && value! >= other(operand);
      case 'lt':
        return present && value! < other(operand);
      case 'lte':
        return present && value! <= other(operand);
      case 'between': {
        const [from, to] = listOf(operand).map(other);
        return present && value! >= from! && value! <= to!;
      }
      case 'contains':
        return present && String(value).includes(String(other(operand)));
      case 'startsWith':
        return present && String(value).startsWith(String(other(operand)));
      case 'endsWith':
        return present && String(value).endsWith(String(other(operand)));
      default:
        throw new Error(`the oracle knows no operator ${operator}`);
    }
  });
}

const typeOf = (field: Field): string =>
  field.derivation?.from === 'children' ? field.derivation.type : field.derivation ? 'integer' : field.kind;

/** An operand of the API in stored form. */
function stored(field: Field, operand: unknown): unknown {
  const type = typeOf(field);
  if (type === 'decimal') return parseDecimal(String(operand));
  if (type === 'dateTime') return Date.parse(String(operand));
  return operand;
}

/** What two values are compared by: text without case and width; keys, like other codes, and the rest as they are. */
export function comparable(field: Field, value: unknown): string | number {
  if (typeof value === 'boolean') return value ? 1 : 0;
  // Numbers of papers and accounts are the same with and without spaces and dashes.
  if (field.kind === 'secret') return fold(String(value)).replace(/[\s\p{Pd}]/gu, '');
  if (typeof value === 'string') return ['date', 'choice', 'dictionary'].includes(typeOf(field)) ? value : fold(value);
  return value as number;
}

/** Fields named anywhere in the filter, hops included, that rules alone keep from the principal: 'owner.email'. */
export function deniedInWhere(world: World, noun: string, where: OracleWhere, prefix = ''): string[] {
  return Object.entries(where).flatMap(([key, value]) => {
    if (key === 'and' || key === 'or') {
      return (value as OracleWhere[]).flatMap((part) => deniedInWhere(world, noun, part, prefix));
    }
    if (key === 'not') return deniedInWhere(world, noun, value as OracleWhere, prefix);
    if (key === 'isNull') return [];
    const field = world.nouns.field(noun, key);
    const own = neverReadable(world, noun, key) ? [prefix + key] : [];
    if (field.kind === 'link')
      return [...own, ...deniedInWhere(world, field.to!, value as OracleWhere, `${prefix}${key}.`)];
    if (field.kind !== 'many') return own;
    // Who may never read which order a line belongs to may not ask an order for its lines either.
    if (neverReadable(world, field.to!, field.via!)) own.push(prefix + key);
    const inner = Object.values(value as Record<string, OracleWhere>).flatMap((part) =>
      deniedInWhere(world, field.to!, part, `${prefix}${key}.`),
    );
    return [...own, ...inner];
  });
}
