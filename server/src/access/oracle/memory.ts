import type { Row, World } from './company';

/** What was worked out about one row of a world. */
export interface RowMemory {
  /** Whether the row rules allow it. */
  allowed?: boolean;
  /** The truth of scopes by name; of those that ask the giver of a share, with what they were asked for. */
  readonly scopes: Map<string, boolean>;
  /** Whether a field is readable. */
  readonly readable: Map<string, boolean>;
}

type Remembered = Map<string, Map<Row, RowMemory>>;

const memory = new WeakMap<World, Remembered>();

/** The world asked about last, since nearly every question is about the same. */
let recent: { world: World; known: Remembered } | null = null;

function knownOf(world: World): Remembered {
  if (recent !== null && recent.world === world) return recent.known;
  let known = memory.get(world);
  if (known === undefined) memory.set(world, (known = new Map<string, Map<Row, RowMemory>>()));
  recent = { world, known };
  return known;
}

/** What is known of the row by now. Worlds are never changed, so whatever was true of one stays true. */
export function memoryOf(world: World, noun: string, row: Row): RowMemory {
  const known = knownOf(world);
  let rows = known.get(noun);
  if (rows === undefined) known.set(noun, (rows = new Map<Row, RowMemory>()));
  let of = rows.get(row);
  if (of === undefined) rows.set(row, (of = { scopes: new Map(), readable: new Map() }));
  return of;
}
