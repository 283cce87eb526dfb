import { badInput } from '../errors/errors';
import type { Group } from './group';
import type { Measure } from './measure';
import { checkHops } from './query-limits';
import { bind, join, raw, sql, type Sql } from './sql';

/** `{ count: DESC }`, `{ sum: { amount: DESC } }` or `{ key: { owner: { name: ASC } } }`. */
export type AggregateOrder = Readonly<Record<string, unknown>>;

/** The order of groups: as asked, then by their keys, so that pages are parts of one order. */
export function orderSql(
  groups: readonly Group[],
  measures: readonly Measure[],
  orderBy: readonly AggregateOrder[],
): Sql {
  const parts = orderBy.map((order, i) => {
    const path = `orderBy.${i}`;
    const entries = Object.entries(order).filter(([, value]) => value !== undefined && value !== null);
    if (entries.length !== 1) throw oneThing(path);
    const [kind, value] = entries[0]!;
    if (kind === 'key') return keyOrder(groups, value, path);
    const [field, direction] = kind === 'count' ? ['', value] : onlyEntry(value, path);
    const index = measures.findIndex((measure) => measure.function === kind && measure.field === field);
    const measure = measures[index]!;
    return sql`(${measure.ordering} IS NULL), ${measure.ordering} ${raw(String(direction))}`;
  });
  const ties = groups.flatMap((group, i) => inOrder(group, i));
  return join([...parts, ...ties], ', ');
}

const oneThing = (path: string): Error =>
  badInput(path, `Each object of orderBy names exactly one thing.`, 'orderBy 的每个对象必须且只能包含一项。');

/** The one thing an object names. */
function onlyEntry(of: unknown, path: string): [string, unknown] {
  const entries = Object.entries(of as object).filter(([, value]) => value !== undefined && value !== null);
  if (entries.length !== 1) throw oneThing(path);
  return entries[0]!;
}

function keyOrder(groups: readonly Group[], value: unknown, path: string): Sql {
  const names: string[] = [];
  let at: unknown = value;
  while (typeof at === 'object' && at !== null) {
    const [name, next] = onlyEntry(at, path);
    names.push(name);
    checkHops(names.length - 1, path);
    at = next;
  }
  const index = groups.findIndex((group) => group.path.join('.') === names.join('.'));
  if (index < 0) {
    throw badInput(
      path,
      `${path}.key names ${names.join('.')}, which is not grouped by.`,
      `${path}.key 中的 ${names.join('.')} 不在 groupBy 中。`,
    );
  }
  const keys = inOrder(groups[index]!, index).map((key) => sql`${key} ${raw(String(at))}`);
  return sql`(${raw(`g${index}`)} IS NULL), ${join(keys, ', ')}`;
}

/** What puts groups of one key in order. Stages and tiers follow one another as in their table, not as they are spelled. */
function inOrder({ places }: Group, index: number): Sql[] {
  const key = raw(`g${index}`);
  if (places.length === 0) return [key];
  const whens = places.map((place, i) => sql` WHEN ${key} = ${bind(place)} THEN ${raw(String(i))}`);
  return [sql`CASE WHEN ${key} IS NULL THEN -1${join(whens, '')} ELSE ${raw(String(places.length))} END`, key];
}
