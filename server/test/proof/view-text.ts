import { isLive, type Row, type World } from '../../src/access/oracle/company';
import { smallestGroup } from '../../src/access/oracle/aggregate';
import { holds, inScope } from '../../src/access/oracle/scopes';
import { shownCell } from '../../src/access/oracle/shown';
import {
  grantsFor,
  inDeletedView,
  inView,
  rowAllowed,
  visibleChildren,
  visibleRows,
  visibleTarget,
} from '../../src/access/oracle/view';
import { nouns } from '../../src/access/oracle/testing/test-world';
import { inOrder } from './companies';
import { inCompany } from './givers';
import { underEachPurpose } from './purposes';
import { partsOf, scopesOf } from './scope-fields';

/**
 * The principal's view of everything as one text: visible rows, cells as shown, and the truth of the principal's own scopes
 * (exception 5 of the design). What the principal may restore belongs to it together with what comes back with it.
 */
export const viewOf = (world: World): string =>
  [...viewParts(world, inOrder)].map(([part, text]) => `${part}${text}`).join('');

/** {@link viewOf} noun by noun, these first, each under a name: for who stops at the first part that differs. */
export function* viewParts(world: World, order: readonly string[]): Generator<[part: string, text: string]> {
  let depth = 0;
  for (let now: World | null = world; now !== null; now = restoredBy(now)) {
    for (const noun of order) {
      const rows = [visibleRows(now, noun), visibleRows(now, noun, true)];
      yield [`${depth} ${noun}`, JSON.stringify(rows.map((of) => of.map((row) => rowView(now!, noun, row))))];
    }
    depth += 1;
  }
}

/** What {@link viewOf} says of one record; null where it is in none of the lists. */
export function rowText(world: World, noun: string, row: Row): string | null {
  const seen = isLive(row) ? inView(world, noun, row) : inDeletedView(world, noun, row);
  return seen ? JSON.stringify(rowView(world, noun, row)) : null;
}

/** The world after the principal has restored all they can; null where there is nothing to restore. */
export function restoredBy(world: World): World | null {
  const deleted = inOrder.map((noun) => [noun, visibleRows(world, noun, true)] as const);
  if (deleted.every(([, rows]) => rows.length === 0)) return null;
  const company = Object.fromEntries(
    deleted.map(([noun, rows]) => [
      noun,
      world.company[noun]!.map((row) => (rows.includes(row) ? { ...row, deletedAt: null } : row)),
    ]),
  );
  return inCompany(world, company);
}

function rowView(world: World, noun: string, row: Row): unknown {
  const cells = [...nouns.get(noun).fields.values()].map((field) => {
    if (field.kind === 'link') return visibleTarget(world, noun, row, field.name)?.id ?? null;
    if (field.kind === 'many') return visibleChildren(world, noun, row, field.name).map((child) => child.id);
    const { readable, masked, shown } = shownCell(world, noun, row, field.name);
    if (readable) return [shown];
    return told(world, noun, row, field.name) ?? (masked ? 1 : 0);
  });
  const truths = scopesOf(world, noun).map(({ scope, action, field }) =>
    inScope(world, noun, row, scope, action, field) ? 1 : 0,
  );
  const parts = partsOf(world, noun).map((part) => (holds(world, noun, row, part) ? 1 : 0));
  return [row.id, rowAllowed(world, noun, row), cells, truths, parts];
}

/**
 * What sums over enough customers tell of a field that shows in no row (exception 6): all of it, so that a proof never calls
 * that a leak. Where the principal sees fewer customers than make a group and can bring in no more, every group is too small,
 * and nothing is told.
 */
function told(world: World, noun: string, row: Row, field: string): unknown {
  const k = smallestGroup(world, noun, field);
  if (k === null) return null;
  return visibleRows(world, 'customer').length >= k || mayBringCustomers(world) ? [row[field]] : null;
}

/** Whether the principal may come to see more customers by writes of its own, for whatever purpose. */
const mayBringCustomers = (world: World): boolean =>
  underEachPurpose(world).some((of) =>
    (['create', 'restore'] as const).some((action) => grantsFor(of, 'customer', action).length > 0),
  );
