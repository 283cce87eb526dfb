import { createHash } from 'node:crypto';
import { GuardedRow } from '../access/guard';
import type { RuleSet } from '../access/rule-set';
import { accessOf } from '../graphql/access-of';
import type { Page } from '../query/page';
import type { Selection } from '../query/selection';

/**
 * Digest of everything the selection shows of a row: two digests are equal exactly where a subscriber is shown the same.
 * Cursors are left out: they are sealed anew each time and say nothing.
 */
export const renderingOf = (row: GuardedRow, selection: Selection, ruleSet: RuleSet): string =>
  createHash('sha256')
    .update(JSON.stringify(shape(row, selection, ruleSet), plain))
    .digest('base64');

function shape(row: GuardedRow, selection: Selection, ruleSet: RuleSet): unknown[] {
  return [
    row.pk,
    ...selection.fields.map((field) => row.shown(field) ?? null),
    ...selection.links.map(({ key, field, selection: inner }) => {
      const target = row.readable(field.name) ? row.reached(key) : null;
      return target instanceof GuardedRow ? shape(target, inner, ruleSet) : null;
    }),
    ...selection.manys.map(({ key, field, page: { selection: inner } }) => {
      const page = row.readable(field.name) ? (row.reached(key) as Page | null | undefined) : undefined;
      if (!page) return null;
      const { rows, hasNextPage, hasPreviousPage, total } = page;
      return [rows.map((one) => shape(one, inner, ruleSet)), hasNextPage, hasPreviousPage, total];
    }),
    selection.access ? accessOf(row, ruleSet) : null,
  ];
}

const plain = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? `${value}n` : value);
