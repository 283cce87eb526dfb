import fc from 'fast-check';
import type { Company, Row, World } from '../../src/access/oracle/company';
import type { Action } from '../../src/access/policy';
import { grantsFor, readable, visibleRows } from '../../src/access/oracle/view';
import { nouns } from '../../src/access/oracle/testing/test-world';
import { companies, inOrder, publicId } from './companies';
import { seededDice, type Dice } from './dice';
import { inCompany } from './givers';
import { nasty } from './nasty';
import { underEachPurpose } from './purposes';
import { fieldsOfScopes } from './scope-fields';
import { restoredBy, rowText, viewParts } from './view-text';

/** One change to a company: part of a row replaced by the same part of another company's row, a row added or removed. */
export interface Change {
  noun: string;
  at: number;
  kind: 'cell' | 'remove' | 'add';
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

/** Business codes and external ids stay unique, and keep to their row: who has which is exception 1 of the design. */
function forRow(pk: number, field: string, value: unknown): unknown {
  if (['code', 'number', 'email'].includes(field) && typeof value === 'string')
    return value.replace(/\d+$/, String(pk));
  if (field !== 'externalIds') return value;
  return (value as { source: string }[]).map(({ source }) => ({ source, id: `${pk}` }));
}

const anew = (giver: Row, pk: number, id: string): Row =>
  Object.fromEntries(
    Object.entries({ ...giver, pk, id }).map(([field, value]) => [field, forRow(pk, field, value)]),
  ) as Row;

function applied(company: Company, donor: Company, { noun, at, kind, field }: Change): Company {
  const rows = company[noun]!;
  const row = rows[at % Math.max(1, rows.length)];
  const giver = donor[noun]![at % donor[noun]!.length]!;
  if (!row) return company;
  const replace = (by: readonly Row[]): Company => ({ ...company, [noun]: by });
  switch (kind) {
    case 'cell': {
      const value = forRow(row.pk, field, giver[field] ?? null);
      return replace(rows.map((each) => (each === row ? { ...each, [field]: value } : each)));
    }
    case 'remove':
      return isLinked(company, noun, row.pk) ? company : replace(rows.filter((each) => each !== row));
    case 'add': {
      const pk = Math.max(...rows.map((each) => each.pk)) + 1;
      return replace([...rows, anew(giver, pk, publicId(noun, pk))]);
    }
  }
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

/** A cell out of sight that gets another value. */
interface HiddenCell {
  noun: string;
  pk: number;
  field: string;
  value: unknown;
}

const withCells = (company: Company, cells: readonly HiddenCell[]): Company => {
  const byNoun = new Map<string, Map<number, Record<string, unknown>>>();
  for (const { noun, pk, field, value } of cells) {
    const rows = byNoun.get(noun) ?? new Map<number, Record<string, unknown>>();
    byNoun.set(noun, rows.set(pk, { ...rows.get(pk), [field]: value }));
  }
  const changed = [...byNoun].map(([noun, others]): [string, Row[]] => [
    noun,
    company[noun]!.map((row) => (others.has(row.pk) ? { ...row, ...others.get(row.pk) } : row)),
  ]);
  return { ...company, ...Object.fromEntries(changed) };
};

/** Every world whose view has to stay: under each purpose, now and after all that can be restored has been. */
export const worldsSeen = (world: World): World[] =>
  underEachPurpose(world).flatMap((each) => {
    const restored = restoredBy(each);
    return restored === null ? [each] : [each, restored];
  });

/**
 * A company that the principal cannot tell from the world's and that shares as little of the hidden part with it as can be:
 * every row outside the view and every unreadable cell gets a donor's or a nasty value, and the wanted changes are made,
 * each unless it would show.
 */
export function twinOf(world: World, donor: Company, wanted: readonly Change[], twist = 1): World {
  const purposes = underEachPurpose(world);
  const wish = purposes.map((of) => new Map(viewParts(of, inOrder)));
  const accepted = (company: Company, changed: readonly string[]): boolean => {
    const order = [...new Set([...changed, ...inOrder])];
    return (
      changed.every((noun) => linksHold(company, noun)) &&
      hasPrincipal(world, company) &&
      purposes.every((of, i) => sameView(inCompany(of, company), wish[i]!, order))
    );
  };
  const unnoticed = (from: Company, cells: readonly HiddenCell[]): Company => {
    if (cells.length === 0) return from;
    const next = withCells(from, cells);
    if (accepted(next, [...new Set(cells.map(({ noun }) => noun))])) return next;
    if (cells.length === 1) return from;
    const half = cells.length >> 1;
    return unnoticed(unnoticed(from, cells.slice(0, half)), cells.slice(half));
  };
  const dice = seededDice(twist);
  const [plain, telling] = hiddenCells(world, donor, dice);
  // Cells that no rule looks at can't show, so they go as they are; the others are halved until what shows is found.
  const unseen = unseenByRow(world, telling);
  const together = withCells(world.company, [...plain, ...unseen]);
  let company = together;
  if (!accepted(together, inOrder)) {
    const allPlain = withCells(world.company, plain);
    const withPlain = accepted(allPlain, inOrder) ? allPlain : unnoticed(world.company, unseenByRow(world, plain));
    company = unnoticed(withPlain, unseen);
  }
  const tried = wanted.filter(({ noun, kind, field }) => kind !== 'cell' || !isKept(world, noun, field));
  const changed = tried.reduce((from, change) => {
    const next = applied(from, donor, change);
    return next === from || showsInRow(purposes, from, next, change.noun) ? from : next;
  }, company);
  // Rarely does one of them show elsewhere; then they are made one by one.
  if (changed !== company && accepted(changed, inOrder)) return inCompany(world, changed);
  for (const change of tried) {
    const next = applied(company, donor, change);
    if (next !== company && accepted(next, [change.noun, ...inOrder])) company = next;
  }
  return inCompany(world, company);
}

/** Whether there is whoever asks, with their teams: what they keep hangs on that. */
const hasPrincipal = ({ principal, company: { user, team } }: World, company: Company): boolean => {
  const kept = (were: readonly Row[], are: readonly Row[], pks: readonly number[]): boolean =>
    pks.every((pk) => !were.some((row) => row.pk === pk) || are.some((row) => row.pk === pk));
  return kept(user!, company.user!, [principal.pk]) && kept(team!, company.team!, principal.teamPks);
};

/** Whether every part of the view is as wished, beginning with those most likely to differ. */
function sameView(world: World, wish: ReadonlyMap<string, string>, order: readonly string[]): boolean {
  let parts = 0;
  for (const [part, text] of viewParts(world, order)) {
    if (wish.get(part) !== text) return false;
    parts += 1;
  }
  return parts === wish.size;
}

/**
 * Those of the cells that do not show in their very row, whatever they do to others: what would be found out by comparing
 * whole views, for less. All cells of a row are tried together first, as one may undo what another does.
 */
function unseenByRow(world: World, cells: readonly HiddenCell[]): HiddenCell[] {
  const worlds = worldsSeen(world);
  const byRow = new Map<string, HiddenCell[]>();
  for (const cell of cells) {
    const key = `${cell.noun} ${cell.pk}`;
    byRow.set(key, [...(byRow.get(key) ?? []), cell]);
  }
  return [...byRow.values()].flatMap((ofRow) => {
    const { noun, pk } = ofRow[0]!;
    const texts = (tried: readonly HiddenCell[]): string =>
      worlds
        .map((of) => {
          const next = tried.length === 0 ? of : inCompany(of, withCells(of.company, tried));
          return rowText(next, noun, rowOf(next, noun, pk));
        })
        .join('\n');
    const wish = texts([]);
    const unseen = (tried: readonly HiddenCell[]): readonly HiddenCell[] => {
      if (texts(tried) === wish) return tried;
      const half = tried.length >> 1;
      return half === 0 ? [] : [...unseen(tried.slice(0, half)), ...unseen(tried.slice(half))];
    };
    return unseen(ofRow);
  });
}

/** Whether rows of the noun that are not the same in both companies show, as they were or as they are. */
function showsInRow(worlds: readonly World[], from: Company, to: Company, noun: string): boolean {
  const before = from[noun]!.filter((row) => !to[noun]!.includes(row));
  const after = to[noun]!.filter((row) => !from[noun]!.includes(row));
  return worlds.some((world) => {
    const [was, is] = [inCompany(world, from), inCompany(world, to)];
    const text = (of: World, row: Row | undefined): string | null => (row ? rowText(of, noun, row) : null);
    return [...before, ...after].some(
      ({ pk }) =>
        text(
          was,
          from[noun]!.find((row) => row.pk === pk),
        ) !==
        text(
          is,
          to[noun]!.find((row) => row.pk === pk),
        ),
    );
  });
}

/**
 * What both companies have alike though nobody sees it, links above all: who deletes a record notices what hung on it, which is the
 * truth of a scope of theirs (exception 5); so does who writes the lines of an order anew. Who merges records moves what hung on them.
 */
function isKept(world: World, noun: string, field: string): boolean {
  const { kind, to } = nouns.field(noun, field);
  if (kind !== 'link') return false;
  // Who merges records turns what leads to them, and versions of records move with it (exception 3).
  if (underEachPurpose(world).some((of) => grantsFor(of, to!, 'merge').length > 0)) return true;
  const may = (each: string, action: Action): boolean =>
    underEachPurpose(world).some((of) => grantsFor(of, each, action).length > 0);
  const removes = withThoseAbove(to!).some((each) => may(each, 'delete') || may(each, 'restore'));
  // Lines written anew take the place of those that were there, which are gone then as if their order was.
  const owned = [...nouns.get(to!).fields.values()].some(
    (many) => many.owned && many.to === noun && many.via === field,
  );
  return (
    (owned && may(to!, 'update')) ||
    (removes && (field === nouns.get(noun).parent || fieldsOfScopes(world).has(`${noun}.${field}`)))
  );
}

/** The noun, and those whose records take records of it with them. */
function withThoseAbove(noun: string): string[] {
  const { parent } = nouns.get(noun);
  return parent ? [noun, ...withThoseAbove(nouns.field(noun, parent).to!)] : [noun];
}

/** Other values for all that the principal does not see: first those no rule looks at, then those one does. */
function hiddenCells(world: World, donor: Company, dice: Dice): [HiddenCell[], HiddenCell[]] {
  const worlds = worldsSeen(world);
  const looked = fieldsOfScopes(world);
  const plain: HiddenCell[] = [];
  const telling: HiddenCell[] = [];
  for (const noun of inOrder) {
    const seen = worlds.map(
      (of) => new Set([...visibleRows(of, noun), ...visibleRows(of, noun, true)].map(({ pk }) => pk)),
    );
    const { parent } = nouns.get(noun);
    world.company[noun]!.forEach((row, at) => {
      const giver = donor[noun]![at % donor[noun]!.length]!;
      for (const field of changeable(noun)) {
        // Everybody knows the address they sign in with.
        if (noun === 'user' && field === 'email' && row.pk === world.principal.pk) continue;
        if (worlds.some((of, i) => seen[i]!.has(row.pk) && readable(of, noun, rowOf(of, noun, row.pk), field)))
          continue;
        if (isKept(world, noun, field)) continue;
        const matters = looked.has(`${noun}.${field}`) || field === 'deletedAt' || field === parent;
        const given = forRow(row.pk, field, giver[field] ?? null);
        const value = matters ? given : nasty(nouns.field(noun, field), row[field] ?? null, given, dice);
        (matters ? telling : plain).push({ noun, pk: row.pk, field, value });
      }
    });
  }
  return [plain, telling];
}

const rowOf = (world: World, noun: string, pk: number): Row => world.company[noun]!.find((row) => row.pk === pk)!;
