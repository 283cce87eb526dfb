/** What a query answered, as tables: lists of rows, nested values under dotted names. */

/** A list that an answer holds. */
export interface AnswerList {
  /** Where its rows stand in the answer: response keys from the top. */
  path: readonly string[];
  items: readonly unknown[];
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** The first list under each of the answer's own keys: rows of connections, or objects of a plain list. */
export function listsOf(data: unknown): AnswerList[] {
  if (!isObject(data) || Array.isArray(data)) return [];
  return Object.entries(data).flatMap(([key, value]) => listIn(value, [key]) ?? []);
}

function listIn(value: unknown, path: readonly string[]): AnswerList | null {
  if (!isObject(value)) return null;
  if (Array.isArray(value)) return value.some(isObject) ? { items: value, path } : null;
  if (Array.isArray(value.nodes)) return { items: value.nodes, path: [...path, 'nodes'] };
  if (Array.isArray(value.edges)) {
    const items = value.edges.map((edge: unknown) => (isObject(edge) ? (edge.node ?? edge) : null));
    return { items, path: [...path, 'edges', 'node'] };
  }
  for (const [key, inner] of Object.entries(value)) {
    const found = listIn(inner, [...path, key]);
    if (found) return found;
  }
  return null;
}

/** A nested row as a flat one: `{ key: { owner: { name } } }` becomes `{ 'key.owner.name': ... }`. Plain lists are one text. */
export function flatten(value: unknown, prefix = '', into: Record<string, unknown> = {}): Record<string, unknown> {
  if (Array.isArray(value)) {
    if (value.some(isObject)) {
      value.forEach((item, i) => flatten(item, prefix ? `${prefix}.${i + 1}` : String(i + 1), into));
    } else into[prefix] = value.join('; ');
  } else if (isObject(value)) {
    for (const [key, inner] of Object.entries(value)) {
      if (key !== '__typename') flatten(inner, prefix ? `${prefix}.${key}` : key, into);
    }
  } else into[prefix || 'value'] = value;
  return into;
}

/**
 * The columns of flat rows, in the order they first appear. A record that a row has none of is no column of its own beside
 * what others have of it.
 */
export function columnsOf(rows: readonly Readonly<Record<string, unknown>>[]): string[] {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const above = new Set(names.flatMap((name) => parentsOf(name)));
  return names.filter((name) => !above.has(name) || rows.some((row) => row[name] !== null && row[name] !== undefined));
}

const parentsOf = (name: string): string[] => {
  const parts = name.split('.');
  return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join('.'));
};

/** The totals that an answer tells: those of several aggregates each under its name. */
export function totalsOf(data: unknown): Record<string, unknown> {
  if (!isObject(data) || Array.isArray(data)) return {};
  const told = Object.entries(data).filter(([, value]) => isObject(value) && isObject(value.totals));
  const single = told.length === 1;
  return Object.assign(
    {},
    ...told.map(([key, value]) => flatten((value as { totals: unknown }).totals, single ? '' : key)),
  ) as Record<string, unknown>;
}
