import type { Row, World } from './company';
import { comparable } from './filter';
import { isNothing } from './scopes';
import { usedValue } from './shown';
import { neverReadable, visibleTarget } from './view';

/** One `orderBy` object as GraphQL takes it: one field or to-one hop, perhaps `nulls`. */
export type OracleOrder = Readonly<Record<string, unknown>>;

interface Step {
  path: readonly string[];
  descending: boolean;
  nullsFirst: boolean;
}

/** Sorts rows of the view by what the principal is shown of them; nulls last unless asked, then by internal key. */
export function ordered(world: World, noun: string, rows: readonly Row[], orderBy: readonly OracleOrder[]): Row[] {
  const steps = effectiveOrder(world, noun, orderBy).map((order) => stepOf(order));
  const keyed = rows.map((row) => ({ row, keys: steps.map((step) => keyOf(world, noun, row, step.path)) }));
  keyed.sort((a, b) => {
    for (const [i, step] of steps.entries()) {
      const difference = compareKeys(a.keys[i]!, b.keys[i]!, step);
      if (difference !== 0) return difference;
    }
    const tie = a.row.pk - b.row.pk;
    return steps.at(-1)!.descending ? -tie : tie;
  });
  return keyed.map(({ row }) => row);
}

/** Without an order: the noun's own, else newest change first. */
function effectiveOrder(world: World, noun: string, orderBy: readonly OracleOrder[]): readonly OracleOrder[] {
  if (orderBy.length > 0) return orderBy;
  const { defaultSort } = world.nouns.get(noun);
  return [defaultSort ? { [defaultSort.field]: defaultSort.direction } : { updatedAt: 'DESC' }];
}

function stepOf(order: OracleOrder, path: readonly string[] = [], nulls?: unknown): Step {
  const first = nulls ?? order.nulls;
  const [name, value] = Object.entries(order).find(([key]) => key !== 'nulls')!;
  if (typeof value === 'object') return stepOf(value as OracleOrder, [...path, name], first);
  return { path: [...path, name], descending: value === 'DESC', nullsFirst: first === 'FIRST' };
}

/** The comparable value at the end of the path, null wherever the view ends. */
function keyOf(world: World, noun: string, row: Row | null, path: readonly string[]): string | number | null {
  const [name, ...rest] = path as [string, ...string[]];
  const field = world.nouns.field(noun, name);
  if (rest.length > 0) return keyOf(world, field.to!, row && visibleTarget(world, noun, row, name), rest);
  const value = usedValue(world, noun, row, name);
  return isNothing(value) ? null : comparable(field, value);
}

function compareKeys(a: string | number | null, b: string | number | null, step: Step): number {
  if (a === null || b === null) {
    if (a === b) return 0;
    return (a === null) === step.nullsFirst ? -1 : 1;
  }
  const difference = typeof a === 'string' ? Buffer.compare(Buffer.from(a), Buffer.from(String(b))) : a - (b as number);
  return step.descending ? -difference : difference;
}

/** Fields of the order, hops included, that rules alone keep from the principal. */
export function deniedInOrder(world: World, noun: string, orderBy: readonly OracleOrder[]): string[] {
  return orderBy.flatMap((order) => deniedOnPath(world, noun, stepOf(order).path, ''));
}

/** Fields on a path of to-one hops that rules alone keep from the principal. */
export function deniedOnPath(world: World, noun: string, path: readonly string[], prefix: string): string[] {
  const [name, ...rest] = path as [string, ...string[]];
  const own = neverReadable(world, noun, name) ? [prefix + name] : [];
  if (rest.length === 0) return own;
  return [...own, ...deniedOnPath(world, world.nouns.field(noun, name).to!, rest, `${prefix}${name}.`)];
}
