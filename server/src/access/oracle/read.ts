import type { Row, World } from './company';
import { deniedInWhere, matches, type OracleWhere } from './filter';
import { deniedInOrder, ordered, type OracleOrder } from './order';
import { holdsNowhere, scopeNamed } from './scopes';
import { matchClass } from './search';
import { usedValue } from './shown';
import { grantsFor, policyOf, visibleRows } from './view';

/** What a list is asked with. */
export interface ListQuestion {
  where?: OracleWhere;
  search?: string;
  orderBy?: readonly OracleOrder[];
  deleted?: boolean;
}

/** The right answer to a list: all its rows in order, or the refusal with the fields to blame. */
export type ListAnswer = { rows: readonly Row[] } | { forbidden: readonly string[] };

/** What the list has to be: rows of the view that pass, in order. Refusals depend on rules alone. */
export function list(world: World, noun: string, question: ListQuestion = {}): ListAnswer {
  if (question.deleted && neverRestores(world, noun)) return { forbidden: ['deleted'] };
  const denied = [
    ...deniedInWhere(world, noun, question.where ?? {}),
    ...deniedInOrder(world, noun, question.orderBy ?? []),
  ];
  if (denied.length > 0) return { forbidden: [...new Set(denied)].sort() };
  const rows = visibleRows(world, noun, question.deleted)
    .filter((row) => matches(world, noun, row, question.where ?? {}))
    .map((row) => ({ row, rank: question.search === undefined ? 0 : matchClass(world, noun, row, question.search) }))
    .filter(({ rank }) => rank !== null);
  if (question.search === undefined || (question.orderBy ?? []).length > 0) {
    return {
      rows: ordered(
        world,
        noun,
        rows.map(({ row }) => row),
        question.orderBy ?? [],
      ),
    };
  }
  const changed = (row: Row): number => Number(usedValue(world, noun, row, 'updatedAt') ?? 0);
  rows.sort((a, b) => a.rank! - b.rank! || changed(b.row) - changed(a.row) || b.row.pk - a.row.pk);
  return { rows: rows.map(({ row }) => row) };
}

/** Whether rules alone keep the principal from restoring anything. */
const neverRestores = (world: World, noun: string): boolean =>
  grantsFor(world, noun, 'restore').every((grant) => holdsNowhere(scopeNamed(policyOf(world, noun), grant.scope)));

/** The record with this public id, null for absent, invisible and deleted alike. */
export const lookUp = (world: World, noun: string, id: string, deleted = false): Row | null =>
  visibleRows(world, noun, deleted).find((row) => row.id === id) ?? null;
