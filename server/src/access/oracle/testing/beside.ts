import { fold, formatDecimal } from '@kehu/shared';
import { flatCustom } from '../../../model/flat-custom';
import type { AggregatePage } from '../../../query/aggregate';
import type { Page } from '../../../query/page';
import type { GuardedRow } from '../../guard';
import type { AggregateAnswer, AggregateQuestion, Group } from '../aggregate';
import { isLive, type Row, type World } from '../company';
import { shownCell } from '../shown';
import { visibleChildren, visibleTarget } from '../view';
import { nouns } from './test-world';

/** Entries of dictionaries are answered with their names; the oracle knows keys. */
function plain(value: unknown, kind: string): unknown {
  if (kind === 'choices' && Array.isArray(value)) return value.map((entry) => plain(entry, 'dictionary'));
  return kind === 'dictionary' && value !== null ? (value as { key: string }).key : value;
}

/** A row as the oracle shows it, with what it leads to down to a depth. */
export function expectedRow(world: World, noun: string, row: Row, depth: number): unknown {
  const cells = [...nouns.get(noun).fields.values()].map((field): [string, unknown] => {
    if (field.kind === 'link') {
      const target = depth > 0 ? visibleTarget(world, noun, row, field.name) : null;
      return [field.name, target && expectedRow(world, field.to!, target, depth - 1)];
    }
    if (field.kind === 'many') {
      const children = depth > 0 ? visibleChildren(world, noun, row, field.name) : [];
      return [
        field.name,
        children.map((child) => JSON.stringify(expectedRow(world, field.to!, child, depth - 1))).sort(),
      ];
    }
    if (!isLive(row) && field.derivation?.from === 'children') return [field.name, null];
    return [field.name, shownCell(world, noun, row, field.name).shown];
  });
  return Object.fromEntries(cells);
}

const deletedAt = nouns.field('customer', 'deletedAt');

/** The same of a row that was read. */
export function actualRow(row: GuardedRow, depth: number): unknown {
  const cells = [...nouns.get(row.view.noun).fields.values()].map((field): [string, unknown] => {
    const related = depth > 0 ? row.reached(field.name) : undefined;
    if (field.kind === 'link') return [field.name, related ? actualRow(related as GuardedRow, depth - 1) : null];
    if (field.kind === 'many') {
      const rows = related ? (related as Page).rows : [];
      return [field.name, rows.map((child) => JSON.stringify(actualRow(child, depth - 1))).sort()];
    }
    // What a deleted record's children add up to is nobody's promise.
    if (row.shown(deletedAt) !== null && field.derivation?.from === 'children') return [field.name, null];
    return [field.name, plain(row.shown(field), field.kind)];
  });
  return Object.fromEntries(cells);
}

/** The groups that were read, each as one text, in no order. */
export const actualGroups = (noun: string, { groupBy }: AggregateQuestion, page: AggregatePage): string[] =>
  page.rows
    .map(({ key, values }) =>
      JSON.stringify([groupBy!.map((path) => keyAt(noun, flatCustom(key), path)), flatCustom(values)]),
    )
    .sort();

/** The same of what the oracle says. */
export const expectedGroups = (noun: string, groups: readonly Group[]): string[] =>
  groups.map((group) => JSON.stringify([group.answeredKey, answeredGroup(noun, group)])).sort();

function keyAt(noun: string, key: unknown, path: readonly string[]): unknown {
  const value = path.reduce<unknown>((at, name) => (at as Record<string, unknown> | null)?.[name] ?? null, key);
  const field = path.slice(1).reduce((at, name) => nouns.field(at.to!, name), nouns.field(noun, path[0]!));
  // Which of a group's spellings stands for it is not the semantics' business.
  return field.kind === 'text' && typeof value === 'string' ? fold(value) : plain(value, field.kind);
}

function answeredGroup(noun: string, group: Group): Record<string, unknown> {
  const numbers = (of: Readonly<Record<string, unknown>>): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(of).map(([field, value]) => {
        if (value === null) return [field, null];
        const integer = nouns.field(noun, field).kind === 'integer';
        return [field, integer ? String(value) : formatDecimal(value as number)];
      }),
    );
  const { count, sum, avg, min, max } = group;
  if (Object.keys(sum).length === 0) return { count };
  return { count, sum: numbers(sum), avg: numbers(avg), min: numbers(min), max: numbers(max) };
}

/** Whether a question about fields of which some are told in totals alone is refused, as it was and as it should be. */
export async function totalsRefused(
  noun: string,
  expected: AggregateAnswer,
  ask: (functions: readonly ('sum' | 'avg')[]) => Promise<object>,
): Promise<[was: unknown, should: unknown]> {
  const actual = await ask(['sum', 'avg']);
  return [
    [noun, 'code' in actual && actual.code === 'FORBIDDEN'],
    [noun, 'forbidden' in expected],
  ];
}
