import fc from 'fast-check';
import type { Company, Row, World } from '../../src/access/oracle/company';
import { holds, scopeNamed } from '../../src/access/oracle/scopes';
import { shownCell } from '../../src/access/oracle/shown';
import { policyOf, rowAllowed, visibleChildren, visibleRows, visibleTarget } from '../../src/access/oracle/view';
import { nouns } from '../../src/access/oracle/testing/test-world';
import { companies, inOrder } from './companies';

/** One change to a company: part of a row replaced by the same part of another company's row, a row added or removed. */
export interface Change {
  noun: string;
  at: number;
  kind: 'cell' | 'row' | 'remove' | 'add';
  field: string;
}

const changeable = (noun: string): string[] =>
  [...nouns.get(noun).fields.values()]
    .filter(({ kind, name }) => !['many', 'derived', 'id'].includes(kind) && name !== 'version')
    .map(({ name }) => name);

/** Customers have the most to hide, so most changes are theirs. */
const changed = [...inOrder, 'customer', 'customer', 'customer', 'customer', 'customer', 'contact', 'contact'];

export const changes: fc.Arbitrary<Change> = fc.constantFrom(...changed).chain((noun) =>
  fc.record({
    noun: fc.constant(noun),
    at: fc.nat({ max: 5 }),
    kind: fc.constantFrom('cell' as const, 'remove' as const, 'add' as const),
    field: fc.constantFrom(...changeable(noun)),
  }),
);

/** A second company to take changed values from, with which the first one shares no more than chance. */
export const donors = companies;

function applied(company: Company, donor: Company, { noun, at, kind, field }: Change): Company {
  const rows = company[noun]!;
  const row = rows[at % rows.length];
  const giver = donor[noun]![at % donor[noun]!.length]!;
  if (!row) return company;
  const replace = (by: readonly Row[]): Company => ({ ...company, [noun]: by });
  const pk = Math.max(...rows.map((each) => each.pk)) + 1;
  switch (kind) {
    case 'cell':
      return replace(
        rows.map((each) => (each === row ? { ...each, [field]: forRow(row.pk, field, giver[field] ?? null) } : each)),
      );
    case 'row':
      return replace(rows.map((each) => (each === row ? anew(giver, row.pk, row.id) : each)));
    case 'remove':
      return isLinked(company, noun, row.pk) ? company : replace(rows.filter((each) => each !== row));
    case 'add':
      return replace([...rows, anew(giver, pk, row.id.replace(/^......../, `ffff${String(pk).padStart(4, '0')}`))]);
  }
}

/** A donor's row under another key; business codes and external ids stay unique. */
const anew = (giver: Row, pk: number, id: string): Row =>
  Object.fromEntries(
    Object.entries({ ...giver, pk, id }).map(([field, value]) => [field, forRow(pk, field, value)]),
  ) as Row;

function forRow(pk: number, field: string, value: unknown): unknown {
  if (['code', 'number', 'email'].includes(field) && typeof value === 'string')
    return value.replace(/\d+$/, String(pk));
  if (field !== 'externalIds') return value;
  return (value as { source: string }[]).map(({ source }) => ({ source, id: `${pk}` }));
}

const isLinked = (company: Company, noun: string, pk: number): boolean =>
  nouns
    .all()
    .some((other) =>
      [...other.fields.values()].some(
        (field) =>
          field.kind === 'link' && field.to === noun && company[other.name]!.some((row) => row[field.name] === pk),
      ),
    );

/** Whether every link of the noun leads to a record, as the database asks. */
const linksHold = (company: Company, noun: string): boolean =>
  [...nouns.get(noun).fields.values()]
    .filter((field) => field.kind === 'link')
    .every((field) =>
      company[noun]!.every(
        (row) =>
          (row[field.name] ?? null) === null || company[field.to!]!.some((target) => target.pk === row[field.name]),
      ),
    );

/**
 * A company that the principal cannot tell from the world's and that shares as little of the hidden part with it as can be:
 * every row outside the view and every unreadable cell is taken from the donor, and the wanted changes are made, each unless
 * it would show.
 */
export function twinOf(world: World, donor: Company, wanted: readonly Change[]): World {
  const view = viewOf(world);
  const unnoticed = (from: World, of: readonly Change[]): World => {
    const company = of.reduce((at, change) => applied(at, donor, change), from.company);
    const next = { ...from, company };
    if (of.every(({ noun }) => linksHold(company, noun)) && viewOf(next) === view) return next;
    if (of.length === 1) return from;
    const half = of.length >> 1;
    return unnoticed(unnoticed(from, of.slice(0, half)), of.slice(half));
  };
  const hidden = hiddenPart(world);
  const replaced = hidden.length > 0 ? unnoticed(world, hidden) : world;
  return wanted.reduce((at, change) => unnoticed(at, [change]), replaced);
}

/** Replacements for all that the principal does not see. */
function hiddenPart(world: World): Change[] {
  return inOrder.flatMap((noun) => {
    const seen = [...visibleRows(world, noun), ...visibleRows(world, noun, true)];
    return world.company[noun]!.flatMap((row, at): Change[] =>
      seen.includes(row)
        ? changeable(noun)
            .filter((field) => !shownCell(world, noun, row, field).readable)
            .map((field) => ({ noun, at, kind: 'cell', field }))
        : [{ noun, at, kind: 'row', field: '' }],
    );
  });
}

/**
 * The principal's view of everything as one text: visible rows, cells as shown, and the truth of the principal's own scopes
 * (exception 5 of the design). What the principal may restore belongs to it together with what comes back with it.
 */
export function viewOf(world: World): string {
  const now = JSON.stringify(
    inOrder.map((noun) => {
      const live = visibleRows(world, noun);
      const deleted = visibleRows(world, noun, true);
      return [live.map((row) => rowView(world, noun, row)), deleted.map((row) => rowView(world, noun, row))];
    }),
  );
  const restored = restoredBy(world);
  return restored === null ? now : `${now}${viewOf(restored)}`;
}

/** The world after the principal has restored all they can; null where there is nothing to restore. */
function restoredBy(world: World): World | null {
  const deleted = inOrder.map((noun) => [noun, visibleRows(world, noun, true)] as const);
  if (deleted.every(([, rows]) => rows.length === 0)) return null;
  const company = Object.fromEntries(
    deleted.map(([noun, rows]) => [
      noun,
      world.company[noun]!.map((row) => (rows.includes(row) ? { ...row, deletedAt: null } : row)),
    ]),
  );
  return { ...world, company };
}

function rowView(world: World, noun: string, row: Row): unknown {
  const cells = [...nouns.get(noun).fields.values()].map((field) => {
    if (field.kind === 'link') return visibleTarget(world, noun, row, field.name)?.pk ?? null;
    if (field.kind === 'many') return visibleChildren(world, noun, row, field.name).map((child) => child.pk);
    return shownCell(world, noun, row, field.name);
  });
  return [row.pk, row.id, rowAllowed(world, noun, row), cells, scopeTruths(world, noun, row)];
}

/** Scopes of every grant and deny of the principal's roles, whatever the action. */
function scopeTruths(world: World, noun: string, row: Row): boolean[] {
  const policy = policyOf(world, noun);
  const rules = world.principal.roles.flatMap((role) => [
    ...(policy.roles[role] ?? []),
    ...(policy.denies?.[role] ?? []),
  ]);
  const names = rules.flatMap((rule) => [rule.scope, ...Object.values('cells' in rule ? (rule.cells ?? {}) : {})]);
  return [...new Set(names)].map((name) => holds(world, noun, row, scopeNamed(policy, String(name))));
}
