import { divideRounded, fold } from '@kehu/shared';
import type { Grant } from '../policy';
import type { Row, World } from './company';
import { deniedInWhere, matches, type OracleWhere } from './filter';
import { deniedOnPath } from './order';
import { holdsNowhere, inScope, isNothing, scopeNamed } from './scopes';
import { found } from './search';
import { answered, usedValue } from './shown';
import {
  alwaysTaken,
  grantsFor,
  isTaken,
  namesField,
  neverReadable,
  policyOf,
  visibleRows,
  visibleTarget,
} from './view';

/** What an aggregate is asked with: paths of to-one hops to group by, and fields to compute over. */
export interface AggregateQuestion {
  where?: OracleWhere;
  search?: string;
  groupBy?: readonly (readonly string[])[];
  fields?: readonly string[];
}

export interface Group {
  /** Shown values in the order of `groupBy`, in stored form. Text is one group for all its spellings. */
  key: readonly unknown[];
  /** The same in the form of the API. */
  answeredKey: readonly unknown[];
  count: number | null;
  sum: Readonly<Record<string, number | null>>;
  avg: Readonly<Record<string, number | null>>;
  min: Readonly<Record<string, unknown>>;
  max: Readonly<Record<string, unknown>>;
  suppressed: boolean;
  /** Money fields whose amounts are in different currencies as shown; adding them is refused. */
  mixed: readonly string[];
}

export type AggregateAnswer = { groups: readonly Group[] } | { forbidden: readonly string[] };

/** Groups over the rows of the view that pass, each key and value as the principal is shown it. */
export function aggregate(world: World, noun: string, question: AggregateQuestion = {}): AggregateAnswer {
  const { where = {}, search, groupBy = [], fields = [] } = question;
  const guardedFields = fields.filter((field) => smallestGroup(world, noun, field) !== null);
  const denied = [
    ...deniedInWhere(world, noun, where),
    ...groupBy.flatMap((path) => deniedOnPath(world, noun, path, '')),
    ...fields
      .filter((field) => !guardedFields.includes(field))
      .flatMap((field) => deniedOnPath(world, noun, [field], '')),
    ...fields.flatMap((field) => {
      const { currency } = world.nouns.field(noun, field);
      return currency ? deniedOnPath(world, noun, [currency], '') : [];
    }),
    ...(guardedFields.length > 0 ? notDimensions(world, noun, where, groupBy, search) : []),
  ];
  if (denied.length > 0) return { forbidden: [...new Set(denied)].sort() };
  const rows = visibleRows(world, noun)
    .filter((row) => matches(world, noun, row, where))
    .filter((row) => search === undefined || found(world, noun, row, search));
  const k = Math.max(0, ...guardedFields.map((field) => smallestGroup(world, noun, field)!));
  const groups = new Map<string, { key: unknown[]; rows: Row[] }>();
  if (groupBy.length === 0) groups.set('[]', { key: [], rows: [] });
  for (const row of rows) {
    const key = groupBy.map((path) => groupValue(world, noun, row, path));
    const name = JSON.stringify(key);
    if (!groups.has(name)) groups.set(name, { key, rows: [] });
    groups.get(name)!.rows.push(row);
  }
  return { groups: [...groups.values()].map((group) => groupOf(world, noun, group, groupBy, fields, k)) };
}

/** Where the field is never readable but may be summed over groups of at least this many customers; else null. */
export function smallestGroup(world: World, noun: string, field: string): number | null {
  if (!neverReadable(world, noun, field) || world.nouns.field(noun, field).derivation) return null;
  const grants = grantsOfTotals(world, noun, field);
  if (!mayBeTold(world, noun, field)) return null;
  return Math.max(2, ...grants.map((grant) => grant.aggregateOnly!.k ?? 5));
}

const grantsOfTotals = (world: World, noun: string, field: string): Grant[] => {
  const policy = policyOf(world, noun);
  return grantsFor(world, noun, 'read').filter((grant) => namesField(policy, grant.aggregateOnly?.fields, field));
};

/** Whether rules leave any row whose value counts in totals. */
function mayBeTold(world: World, noun: string, field: string): boolean {
  const policy = policyOf(world, noun);
  return (
    grantsOfTotals(world, noun, field).some((grant) => !holdsNowhere(scopeNamed(policy, grant.scope))) &&
    !alwaysTaken(world, noun, field)
  );
}

/** Whether the value of a visible row counts in totals: a grant of them covers the row, and nothing takes the field away. */
const countsInTotals = (world: World, noun: string, row: Row, field: string): boolean =>
  grantsOfTotals(world, noun, field).some((grant) => inScope(world, noun, row, grant.scope, 'read', field)) &&
  !isTaken(world, noun, row, field);

/** What of such a query is not a dimension: those fields tell one customer from another. */
function notDimensions(
  world: World,
  noun: string,
  where: OracleWhere,
  groupBy: readonly (readonly string[])[],
  search: string | undefined,
): string[] {
  const isDimension = (of: string, field: string): boolean => policyOf(world, of).fields[field]?.dimension === true;
  const inPath = (of: string, path: readonly string[], prefix: string): string[] => {
    const [name, ...rest] = path as [string, ...string[]];
    const own = isDimension(of, name) ? [] : [prefix + name];
    return rest.length === 0 ? own : [...own, ...inPath(world.nouns.field(of, name).to!, rest, `${prefix}${name}.`)];
  };
  const inWhere = (of: string, part: OracleWhere, prefix: string): string[] =>
    Object.entries(part).flatMap(([key, value]): string[] => {
      if (key === 'and' || key === 'or') return (value as OracleWhere[]).flatMap((each) => inWhere(of, each, prefix));
      if (key === 'not') return inWhere(of, value as OracleWhere, prefix);
      if (key === 'isNull') return [];
      const { kind, to } = world.nouns.field(of, key);
      const isDate = kind === 'date' || kind === 'dateTime';
      const own = isDimension(of, key) ? (isDate && !isOfMonths(value) ? [`${prefix}${key}.DAY`] : []) : [prefix + key];
      return kind === 'link' ? [...own, ...inWhere(to!, value as OracleWhere, `${prefix}${key}.`)] : own;
    });
  return [
    ...inWhere(noun, where, ''),
    ...groupBy.flatMap((path) => inPath(noun, path, '')),
    ...(search === undefined ? [] : ['search']),
  ];
}

/** Whether conditions on a date tell months apart at most: from the first of one, before the first of another. */
const isOfMonths = (operators: unknown): boolean =>
  Object.entries(operators as object).every(
    ([operator, operand]) =>
      operator === 'isNull' || (['gte', 'lt'].includes(operator) && /-01(T00:00:00(\.000)?Z)?$/.test(String(operand))),
  );

function groupValue(world: World, noun: string, row: Row | null, path: readonly string[]): unknown {
  const [name, ...rest] = path as [string, ...string[]];
  const field = world.nouns.field(noun, name);
  if (rest.length > 0) return groupValue(world, field.to!, row && visibleTarget(world, noun, row, name), rest);
  const value = usedValue(world, noun, row, name);
  return field.kind === 'text' && typeof value === 'string' ? fold(value) : (value ?? null);
}

function groupOf(
  world: World,
  noun: string,
  { key, rows }: { key: unknown[]; rows: Row[] },
  groupBy: readonly (readonly string[])[],
  fields: readonly string[],
  k: number,
): Group {
  const guardedFields = fields.filter((field) => smallestGroup(world, noun, field) !== null);
  const counted = rows.filter((row) =>
    guardedFields.every((field) => countsInTotals(world, noun, row, field) && !isNothing(row[field])),
  );
  const suppressed = k > 0 && customersOf(world, noun, counted) < k;
  const values = (field: string): number[] =>
    rows.map((row) => summed(world, noun, row, field)).filter((value): value is number => !isNothing(value));
  const each = <T>(compute: (of: number[]) => T): Record<string, T | null> =>
    Object.fromEntries(
      fields.map((field) => {
        const of = values(field);
        return [field, suppressed || of.length === 0 ? null : compute(of)];
      }),
    );
  const total = (of: number[]): number => of.reduce((sum, value) => sum + value, 0);
  return {
    key,
    answeredKey: groupBy.map((path, i) => answered(world, lastNoun(world, noun, path), path.at(-1)!, key[i])),
    count: suppressed ? null : rows.length,
    sum: each(total),
    avg: each((of) => Number(divideRounded(BigInt(total(of)), BigInt(of.length)))),
    min: each((of) => Math.min(...of)),
    max: each((of) => Math.max(...of)),
    suppressed,
    mixed: fields.filter((field) => currenciesOf(world, noun, rows, field).size > 1),
  };
}

/** The shown currencies of the amounts that are shown; a hidden one is a currency of its own. */
function currenciesOf(world: World, noun: string, rows: readonly Row[], field: string): Set<unknown> {
  const { currency } = world.nouns.field(noun, field);
  if (!currency) return new Set();
  const valued = rows.filter((row) => !isNothing(summed(world, noun, row, field)));
  return new Set(valued.map((row) => usedValue(world, noun, row, currency)));
}

/** The noun at the end of a path of to-one hops. */
const lastNoun = (world: World, noun: string, path: readonly string[]): string =>
  path.slice(0, -1).reduce((at, link) => world.nouns.field(at, link).to!, noun);

/** The number to add up: the readable one; in an aggregate-only field that of every visible row which counts. */
function summed(world: World, noun: string, row: Row, field: string): unknown {
  if (smallestGroup(world, noun, field) === null) return usedValue(world, noun, row, field);
  return countsInTotals(world, noun, row, field) ? row[field] : null;
}

/** How many different customers the rows speak of. */
function customersOf(world: World, noun: string, rows: readonly Row[]): number {
  const subject = policyOf(world, noun).subject;
  if (subject === undefined) return 0;
  const customers = rows.map((row) => {
    let at: Row | null = row;
    let of = noun;
    for (const link of subject) {
      at = at && visibleTarget(world, of, at, link);
      of = world.nouns.field(of, link).to!;
    }
    return at?.pk;
  });
  return new Set(customers.filter((pk) => pk !== undefined)).size;
}
