import type { Row, World } from './company';
import { deniedInWhere, found, matches, type OracleWhere } from './filter';
import { deniedInOrder, ordered, type OracleOrder } from './order';
import { holdsNowhere, scopeNamed } from './scopes';
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
    .filter((row) => question.search === undefined || found(world, noun, row, question.search));
  return { rows: ordered(world, noun, rows, question.orderBy ?? []) };
}

/** Whether rules alone keep the principal from restoring anything. */
const neverRestores = (world: World, noun: string): boolean =>
  grantsFor(world, noun, 'restore').every((grant) => holdsNowhere(scopeNamed(policyOf(world, noun), grant.scope)));

/** The record with this public id, null for absent, invisible and deleted alike. */
export const lookUp = (world: World, noun: string, id: string, deleted = false): Row | null =>
  visibleRows(world, noun, deleted).find((row) => row.id === id) ?? null;
