import { badInput } from '../errors/errors';
import type { Field, Noun } from '../model/registry';
import type { Compilation } from './context';
import { cellOf, guarded, shownSql, type Shown } from './shown';
import { allOf, raw, sql, type Sql } from './sql';
import { columnSql, liveSql, predicateSql } from './predicate-sql';
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
  /** The expression is `value|lowest currency|highest currency`, the value empty where it is read by a statement of its own. */
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
  if (isRead(request)) partsOf(request);
  const shielded = suppression?.fields.has(request.field) === true && toldOfTotals.has(request.function);
  const column = columnSql(alias, definition.column);
  const shown = shielded
    ? { value: column, compared: column, condition: totalsSql(compilation, noun, alias, request.field) }
    : shownSql(compilation, noun, alias, definition, request.field);
  const value =
    definition.kind === 'link' ? reachedSql(compilation, definition, shown) : guarded(shown.condition, shown.compared);
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
  const told = isRead(request) ? raw("''") : amount;
  const expression = concat(compilation, [told, sql`MIN(${kept})`, sql`MAX(${kept})`]);
  return { ...request, definition, value, expression, ordering, currencies: true };
}

/** What takes amounts together or compares them, which means nothing where they are in different currencies. */
const moneyFunctions: ReadonlySet<MeasureFunction> = new Set(['sum', 'avg', 'min', 'max', 'median', 'percentile']);

/** Whether a measure is read by a statement of its own. */
export const isRead = ({ function: name }: Pick<MeasureRequest, 'function'>): boolean =>
  name === 'median' || name === 'percentile';

/** Parts of a whole that a percentile is given in: four places. */
export const whole = 10_000n;

/** The parts of a percentile between 0 and 1; the median is the half. @throws KehuError BAD_USER_INPUT */
export function partsOf({ function: name, p }: MeasureRequest): bigint {
  if (name === 'median') return whole / 2n;
  const parts = Math.round((p ?? NaN) * Number(whole));
  if (p! >= 0 && p! <= 1 && Math.abs(parts - p! * Number(whole)) < 1e-6) return BigInt(parts);
  throw badInput(
    'p',
    'p is a number from 0 to 1 of at most four places, such as 0.95.',
    'p 须为 0 到 1 之间、最多四位小数的数，例如 0.95。',
  );
}

/** The record of the view that a link leads to, by its internal key; one out of sight counts as none. */
function reachedSql(
  compilation: Compilation,
  link: Field,
  { value, condition }: Pick<Shown, 'value' | 'condition'>,
): Sql {
  const { nouns, ruleSet } = compilation.context;
  const target = nouns.get(link.to!);
  const t = compilation.alias();
  const reach = allOf([
    sql`${t}.pk = ${value}`,
    condition,
    liveSql(target, t),
    predicateSql(compilation, target, t, ruleSet.view(target.name).row),
  ]);
  return sql`(SELECT ${t}.pk FROM ${raw(target.table)} ${t} WHERE ${reach})`;
}

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
