/** What a query answered, as a table. */

/** Nested answer rows as flat ones: `{ key: { owner: { name } } }` becomes `{ 'key.owner.name': ... }`. */
export function flatten(value: unknown, prefix = '', into: Record<string, unknown> = {}): Record<string, unknown> {
  if (Array.isArray(value)) {
    if (value.every((item) => item === null || typeof item !== 'object')) into[prefix] = value.join('; ');
    else value.forEach((item, index) => flatten(item, prefix ? `${prefix}.${index + 1}` : String(index + 1), into));
  } else if (value !== null && typeof value === 'object') {
    for (const [key, inner] of Object.entries(value)) {
      if (key !== '__typename') flatten(inner, prefix ? `${prefix}.${key}` : key, into);
    }
  } else {
    into[prefix || 'value'] = value;
  }
  return into;
}

/** The columns of flat rows, in the order they first appear. */
export function columnsOf(rows: readonly Record<string, unknown>[]): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}

interface Connection {
  nodes?: unknown;
  edges?: unknown;
}

/** The rows an answer is about: the first connection's nodes (depth first), else its first list of objects, else itself. */
export function rowsOf(data: unknown): Record<string, unknown>[] {
  const list = findList(data);
  if (list) return list.map((item) => flatten(item));
  return data && typeof data === 'object' ? [flatten(data)] : [];
}

function findList(value: unknown): unknown[] | null {
  if (value === null || typeof value !== 'object') return null;
  if (Array.isArray(value)) return value.some((item) => item !== null && typeof item === 'object') ? value : null;
  const { nodes, edges } = value as Connection;
  if (Array.isArray(nodes)) return nodes;
  if (Array.isArray(edges)) return edges.map((edge: { node?: unknown } | null) => edge?.node ?? edge);
  for (const inner of Object.values(value)) {
    const found = findList(inner);
    if (found) return found;
  }
  return null;
}
