import { divideRounded, formatDecimal } from '@kehu/shared';
import type { SqlRow } from '../database/database';
import { badInput, forbidden } from '../errors/errors';
import type { Field, Noun } from '../model/registry';
import { Compilation, type ReadContext } from './context';
import { answerPath, setPath } from './answer-path';
import { bucketStart } from './date-bucket';
import { compileGroups, type Group, type GroupBy } from './group';
import { groupWhere } from './group-where';
import { orderSql, type AggregateOrder } from './aggregate-order';
import { havingSql, type Having } from './having';
import { compileMeasures, valuesKey, type Measure, type MeasureRequest } from './measure';
import { readPercentiles } from './percentile';
import { liveSql, predicateSql } from './predicate-sql';
import { checkKeys, checkWhereSize } from './query-limits';
import { amongSql, SearchSql } from './search';
import { listed, openSearch, type OpenSearch } from './search-candidates';
import { allOf, join, no, raw, sql, type Sql } from './sql';
import { bytesToId, fromColumn, storedKind, textOf } from './values';
import { whereSql, type Where } from './where';
import { suppressionOf, type Suppression } from './suppression';

/** Arguments and selection of an aggregate over a view. */
export interface AggregateRequest {
  where: Where | null;
  search: string | null;
  groupBy: readonly GroupBy[];
  having: Having | null;
  orderBy: readonly AggregateOrder[];
  first: number;
  after: string | null;
  measures: readonly MeasureRequest[];
  totals: readonly MeasureRequest[] | null;
  subtotals?: readonly SubtotalRequest[];
}

/** Groups by some of the keys alone. */
export interface SubtotalRequest {
  /** Places in `groupBy`, from 0. */
  keys: readonly number[];
  measures: readonly MeasureRequest[];
}

/** One group: its key and its measures by function and field, in answer form. */
export interface AggregateRow {
  key: Record<string, unknown>;
  values: Record<string, unknown>;
  suppressed: boolean;
  /** The filter that, beside the aggregate's own, holds for the records of this group and no others. */
  where(): Where;
}

export interface AggregatePage {
  rows: readonly AggregateRow[];
  hasNextPage: boolean;
  cursor(index: number): string;
  offset: number;
  totals: AggregateRow | null;
  /** Under the {@link subtotalKey} of their keys. */
  subtotals: ReadonlyMap<string, readonly AggregateRow[]>;
}

/** Names a subtotal by the keys that it groups by. */
export const subtotalKey = (keys: readonly number[]): string => keys.join();

/** Most groups of one subtotal, which is never told in part. */
export const maxSubtotals = 1_000;

/** Groups and measures of the rows in the view, over shown values only. */
export async function readAggregate(
  context: ReadContext,
  noun: Noun,
  request: AggregateRequest,
): Promise<AggregatePage> {
  // Before anything walks them: neither how deep nor how long they are is bounded by the document.
  if (request.where) checkWhereSize(context.nouns, noun, request.where);
  checkKeys(request.orderBy, 'orderBy');
  const offset = offsetOf(context, noun, request);
  const grouped = await run(context, noun, request, request.groupBy, request.measures, offset);
  const page = grouped.rows.slice(0, request.first);
  const below = request.subtotals ?? [];
  // Totals that are asked for, be it of nothing, have each level look whether one of its groups has too few customers.
  const whole = { ...request, having: null, orderBy: [], totals: [], subtotals: [] };
  const totals = request.totals ? (await run(context, noun, whole, [], request.totals, 0)).rows[0]! : null;
  const subtotals = new Map<string, AggregateRow[]>();
  const levels = [grouped];
  for (const { keys, measures } of below) {
    const by = keysOf(request.groupBy, keys);
    const level = await run(context, noun, { ...whole, first: maxSubtotals }, by, measures, 0);
    if (level.rows.length > maxSubtotals) throw tooManySubtotals();
    levels.push(level);
    subtotals.set(subtotalKey(keys), level.rows);
  }
  // A total beside suppressed groups would give one of them away by subtraction, and so would one level another.
  if (levels.some(({ anySuppressed }) => anySuppressed)) {
    const kept = new Set(levels.flatMap(({ protectedFields }) => [...protectedFields]));
    const shield = (row: AggregateRow, measures: readonly MeasureRequest[]): void => {
      for (const measure of measures) if (kept.has(measure.field)) setNull(row, measure);
      row.suppressed = true;
    };
    if (totals) shield(totals, request.totals!);
    for (const { keys, measures } of below) for (const row of subtotals.get(subtotalKey(keys))!) shield(row, measures);
  }
  return {
    rows: page,
    hasNextPage: grouped.rows.length > request.first,
    cursor: (index) => context.vault.seal(String(offset + index + 1), bindingOf(context, noun, request)),
    offset,
    totals,
    subtotals,
  };
}

function keysOf(groupBy: readonly GroupBy[], keys: readonly number[]): GroupBy[] {
  if (new Set(keys).size !== keys.length || keys.some((key) => !(key in groupBy))) {
    throw badInput(
      'keys',
      'keys are places in groupBy, counted from 0, each once.',
      'keys 是 groupBy 中的位置（从 0 起），每个最多一次。',
    );
  }
  return keys.map((key) => groupBy[key]!);
}

const tooManySubtotals = (): Error =>
  badInput(
    'keys',
    `There are more than ${maxSubtotals} subtotals. Filter, or group by a coarser key.`,
    `小计超过 ${maxSubtotals} 个，请筛选或使用更粗的分组。`,
  );

function setNull(row: AggregateRow, measure: MeasureRequest): void {
  const values = row.values[valuesKey(measure)];
  if (values && typeof values === 'object')
    setPath(values as Record<string, unknown>, answerPath([measure.field]), null);
}

async function run(
  context: ReadContext,
  noun: Noun,
  request: AggregateRequest,
  groupBy: readonly GroupBy[],
  requested: readonly MeasureRequest[],
  offset: number,
): Promise<{ rows: AggregateRow[]; anySuppressed: boolean; protectedFields: ReadonlySet<string> }> {
  const search = request.search === null ? null : await openSearch(context, noun, request.search);
  const compilation = new Compilation(context);
  const alias = compilation.alias();
  const view = context.ruleSet.view(noun.name);
  const joins = new Map<string, { alias: Sql; sql: Sql }>();
  const groups = compileGroups(compilation, noun, alias, groupBy, joins);
  const suppression = suppressionOf(compilation, noun, alias, request, requested);
  const measures = compileMeasures(compilation, noun, alias, wanted(request, requested), suppression);
  const where = allOf([
    liveSql(noun, alias),
    predicateSql(compilation, noun, alias, view.row),
    ...(request.where ? [whereSql(compilation, noun, alias, request.where)] : []),
    ...(search ? searchConditions(compilation, noun, alias, search) : []),
  ]);
  const having = request.having ? havingSql(measures, request.having) : null;
  const order = orderSql(groups, measures, request.orderBy);
  if (compilation.denied.size > 0) throw forbidden([...compilation.denied]);
  if (compilation.sensitive.size > 0) {
    await context.onSensitiveRead(context.runner, { noun: noun.name, fields: [...compilation.sensitive], ids: [] });
  }
  const from = sql`${raw(noun.table)} ${alias}${join(
    [...joins.values()].map((joined) => joined.sql),
    '',
  )}`;
  const select = [
    ...groups.map((group, i) => sql`${group.expression} AS ${raw(`g${i}`)}`),
    ...groups.map((group, i) => sql`${group.display} AS ${raw(`k${i}`)}`),
    ...measures.map((measure, i) => sql`${measure.expression} AS ${raw(`m${i}`)}`),
    ...(suppression ? [sql`COUNT(DISTINCT ${suppression.subject}) AS subjects`] : []),
  ];
  if (select.length === 0) select.push(raw('COUNT(*) AS n'));
  const groupPart = groups.length ? sql` GROUP BY ${raw(groups.map((_, i) => `g${i}`).join(', '))}` : raw('');
  const havingPart = having ? sql` HAVING ${having}` : raw('');
  const orderPart = groups.length
    ? sql` ORDER BY ${order} LIMIT ${raw(String(request.first + 1))} OFFSET ${raw(String(offset))}`
    : raw('');
  const text = sql`SELECT ${join(select, ', ')} FROM ${from} WHERE ${where === no ? raw('1=0') : where}${groupPart}${havingPart}${orderPart}`;
  const found = await context.runner.rows(text.text, text.params);
  context.onRows?.(found.length);
  const rows = found.map((row) => decode(context, groups, measures, row, suppression?.k ?? null));
  await readPercentiles(context, { groups, measures, from, where, rows, found, suppression });
  return {
    rows,
    anySuppressed:
      suppression !== null && groups.length > 0 && (request.totals !== null || (request.subtotals ?? []).length > 0)
        ? await anySmallGroup(context, groups, suppression, from, where)
        : false,
    protectedFields: suppression?.fields ?? new Set(),
  };
}

function searchConditions(compilation: Compilation, noun: Noun, alias: Sql, { text, candidates }: OpenSearch): Sql[] {
  const among = candidates && listed(candidates.at(-1)!);
  const { matching } = new SearchSql(compilation, noun, alias, text);
  return [matching, ...(among === null ? [] : [amongSql(compilation, alias, among)])];
}

/** Whether any group, on this page or another, has too few customers: then no total may stand beside them. */
async function anySmallGroup(
  context: ReadContext,
  groups: readonly Group[],
  suppression: Suppression,
  from: Sql,
  where: Sql,
): Promise<boolean> {
  const keys = join(
    groups.map((group, i) => sql`${group.expression} AS ${raw(`g${i}`)}`),
    ', ',
  );
  const names = raw(groups.map((_, i) => `g${i}`).join(', '));
  const text = sql`SELECT ${keys} FROM ${from} WHERE ${where} GROUP BY ${names} HAVING COUNT(DISTINCT ${suppression.subject}) < ${raw(String(suppression.k))} LIMIT 1`;
  return (await context.runner.rows(text.text, text.params)).length > 0;
}

/** Measures of the selection plus those only `having` or `orderBy` name. */
function wanted(request: AggregateRequest, requested: readonly MeasureRequest[]): MeasureRequest[] {
  const all = [...requested];
  const add = (kind: string, value: unknown): void => {
    if (kind === 'key' || typeof value !== 'object' || value === null) {
      if (kind === 'count') all.push({ function: 'count', field: '' });
      return;
    }
    if (kind === 'count') all.push({ function: 'count', field: '' });
    else
      for (const [field, of] of Object.entries(value))
        if (of != null) all.push({ function: kind as MeasureRequest['function'], field });
  };
  for (const [kind, value] of Object.entries(request.having ?? {})) add(kind, value);
  for (const order of request.orderBy) for (const [kind, value] of Object.entries(order)) add(kind, value);
  const seen = new Set<string>();
  return all.filter((measure) => {
    const key = `${valuesKey(measure)}.${measure.field}`;
    return seen.has(key) ? false : seen.add(key);
  });
}

function decode(
  context: ReadContext,
  groups: readonly Group[],
  measures: readonly Measure[],
  row: SqlRow,
  k: number | null,
): AggregateRow {
  const key: Record<string, unknown> = {};
  groups.forEach((group, i) => setPath(key, answerPath(group.path), keyValue(context, group, row[groups.length + i])));
  const values: Record<string, unknown> = {};
  const subjects = k === null ? null : Number(row[groups.length * 2 + measures.length]);
  measures.forEach((measure, i) => {
    const value = measureValue(measure, row[groups.length * 2 + i]);
    if (measure.function === 'count') values.count = value;
    else values[valuesKey(measure)] ??= {} as Record<string, unknown>;
    if (measure.function !== 'count') {
      setPath(values[valuesKey(measure)] as Record<string, unknown>, answerPath([measure.field]), value);
    }
  });
  return {
    key,
    values,
    suppressed: k !== null && subjects! < k,
    where: () =>
      groupWhere(
        groups,
        row.slice(groups.length, groups.length * 2).map((value, i) => keyValue(context, groups[i]!, value)),
        row.slice(groups.length, groups.length * 2),
      ),
  };
}

function keyValue(context: ReadContext, group: Group, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (group.bucket) return bucketStart(group.bucket, Number(value));
  const { field } = group;
  if (field.kind === 'dictionary') {
    const key = String(textOf(value));
    return { key, name: context.dictionaryName(field.dictionary!, key) };
  }
  if (field.kind === 'id') return bytesToId(value as Buffer);
  return fromColumn(storedKind(field), textOf(value));
}

function measureValue(measure: Measure, value: unknown): unknown {
  if (measure.function === 'count' || measure.function === 'countDistinct') return Number(value ?? 0);
  if (value === null || value === undefined) return null;
  const text = String(textOf(value));
  if (measure.currencies) {
    const [amount, lowest, highest] = text.split('|');
    if (lowest !== highest) throw mixedCurrencies(measure.field);
    return numberValue(measure, amount!);
  }
  return numberValue(measure, text);
}

function numberValue(measure: Measure, text: string): unknown {
  if (text === '') return null;
  if (measure.function === 'avg') {
    const [sum, count] = text.split('/');
    if (count === '0') return null;
    return decimalOrInteger(measure.definition, divideRounded(BigInt(sum!), BigInt(count!)));
  }
  const kind = storedKind(measure.definition);
  if (kind === 'dateTime' || kind === 'date') return fromColumn(kind, kind === 'date' ? text : Number(text));
  return decimalOrInteger(measure.definition, BigInt(text));
}

const decimalOrInteger = (field: Field, scaled: bigint): string =>
  field.kind === 'integer' ? scaled.toString() : formatDecimal(scaled);

const mixedCurrencies = (field: string): Error =>
  badInput(
    field,
    `${field} holds amounts in different currencies, which can't be added or compared. Group by currency (groupBy: [{ currency: true }]) or filter for one.`,
    `${field} 包含不同货币的金额，不能相加或比较。请按货币分组（groupBy: [{ currency: true }]）或只筛选一种货币。`,
  );

const bindingOf = (context: ReadContext, noun: Noun, request: AggregateRequest): string =>
  `groups|${context.ruleSet.key}|${context.principal.id}|${noun.name}|${JSON.stringify([request.groupBy, request.orderBy])}`;

function offsetOf(context: ReadContext, noun: Noun, request: AggregateRequest): number {
  if (request.after === null) return 0;
  const plain = context.vault.unseal(request.after, bindingOf(context, noun, request));
  if (plain === null) throw badInput('after', 'after is not a cursor of these groups.', 'after 不是这些分组的游标。');
  return Number(plain);
}
