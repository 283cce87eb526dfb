import type { Field, Noun } from '../model/registry';
import type { Compilation } from './context';
import { cellOf, guarded, shownSql } from './shown';
import { raw, sql, type Sql } from './sql';
import { columnSql } from './predicate-sql';
import { toldOfTotals, totalsSql, type Suppression } from './suppression';

export type MeasureFunction = 'count' | 'countDistinct' | 'sum' | 'avg' | 'min' | 'max' | 'median' | 'percentile';

/** `field` is empty for `count`. */
export interface MeasureRequest {
  function: MeasureFunction;
  field: string;
  /** percentile: which part of the values lies below, from 0 to 1. */
  p?: number;
}

/** What the values of a measure stand under in a group: percentiles under one key for each part. */
export const valuesKey = ({ function: name, p }: MeasureRequest): string =>
  name === 'percentile' ? `${name} ${p}` : name;

/** A compiled measure. Numbers come back as text, so that no engine rounds them. */
export interface Measure extends MeasureRequest {
  definition: Field;
  /** Per row: the shown value; of text, the folded one. */
  value: Sql;
  expression: Sql;
  /** What `having` and `orderBy` compare. */
  ordering: Sql;
  /** The expression is `value|lowest currency|highest currency`. */
  currencies: boolean;
}

export function compileMeasures(
  compilation: Compilation,
  noun: Noun,
  alias: Sql,
  requested: readonly MeasureRequest[],
  suppression: Suppression | null,
): Measure[] {
  return requested.map((request) => compileMeasure(compilation, noun, alias, request, suppression));
}

function compileMeasure(
  compilation: Compilation,
  noun: Noun,
  alias: Sql,
  request: MeasureRequest,
  suppression: Suppression | null,
): Measure {
  if (request.function === 'count') {
    const count = raw('COUNT(*)');
    const definition = noun.fields.get('id')!;
    return { ...request, definition, value: raw('1'), expression: count, ordering: count, currencies: false };
  }
  const definition = noun.fields.get(request.field)!;
  const shielded = suppression?.fields.has(request.field) === true && toldOfTotals.has(request.function);
  const column = columnSql(alias, definition.column);
  const shown = shielded
    ? { value: column, compared: column, condition: totalsSql(compilation, noun, alias, request.field) }
    : shownSql(compilation, noun, alias, definition, request.field);
  const value = guarded(shown.condition, shown.compared);
  const enough = (of: Sql): Sql =>
    shielded
      ? sql`CASE WHEN COUNT(DISTINCT ${suppression.subject}) >= ${raw(String(suppression.k))} THEN ${of} END`
      : of;
  const currency = definition.currency && moneyFunctions.has(request.function) ? definition.currency : null;
  const amount = enough(amountSql(compilation, request.function, value));
  const ordering = enough(orderingSql(request.function, value));
  if (!currency) {
    return { ...request, definition, value, expression: amount, ordering, currencies: false };
  }
  const currencyField = noun.fields.get(currency)!;
  const unit = cellOf(compilation, noun.name, currency)
    ? shownSql(compilation, noun, alias, currencyField, currency)
    : null;
  const kept = unit
    ? sql`CASE WHEN ${value} IS NOT NULL THEN COALESCE(${guarded(unit.condition, unit.value)}, '') END`
    : raw("''");
  const expression = concat(compilation, [amount, sql`MIN(${kept})`, sql`MAX(${kept})`]);
  return { ...request, definition, value, expression, ordering, currencies: true };
}

const moneyFunctions: ReadonlySet<MeasureFunction> = new Set(['sum', 'avg', 'min', 'max']);

function amountSql(compilation: Compilation, name: MeasureFunction, value: Sql): Sql {
  switch (name) {
    case 'countDistinct':
      return sql`COUNT(DISTINCT ${value})`;
    case 'avg':
      return concatWith(compilation, '/', [
        text(compilation, sql`SUM(${value})`),
        text(compilation, sql`COUNT(${value})`),
      ]);
    case 'median':
    case 'percentile':
      return raw('NULL'); // read by a statement of its own
    default:
      return text(compilation, sql`${raw(name.toUpperCase())}(${value})`);
  }
}

const orderingSql = (name: MeasureFunction, value: Sql): Sql => {
  switch (name) {
    case 'countDistinct':
      return sql`COUNT(DISTINCT ${value})`;
    case 'avg':
      return sql`(SUM(${value}) * 1.0 / COUNT(${value}))`;
    case 'median':
    case 'percentile':
      return raw('NULL');
    default:
      return sql`${raw(name.toUpperCase())}(${value})`;
  }
};

export const text = (compilation: Compilation, value: Sql): Sql =>
  compilation.context.runner.dialect === 'sqlite' ? sql`CAST(${value} AS TEXT)` : sql`CAST(${value} AS CHAR)`;

/** `amount|lowest|highest`, null where the amount is. */
const concat = (compilation: Compilation, parts: readonly Sql[]): Sql => concatWith(compilation, '|', parts);

function concatWith(compilation: Compilation, separator: string, parts: readonly Sql[]): Sql {
  const sqlite = compilation.context.runner.dialect === 'sqlite';
  const mark = raw(`'${separator}'`);
  const pieces = parts.flatMap((part, i) => (i === 0 ? [part] : [mark, part]));
  const joined = pieces.reduce((left, right) => (sqlite ? sql`${left} || ${right}` : sql`${left}, ${right}`));
  return sqlite ? sql`(${joined})` : sql`CONCAT(${joined})`;
}
