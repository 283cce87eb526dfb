import type { SavedPartsFragment } from '../generated/graphql';

/** Lists that have a page, by their plural. */
const lists = new Set(['customers', 'opportunities', 'tickets', 'orders', 'products']);

/** Where a saved item is opened: a list on its page, a query where it can be changed, else as it answers. */
export function openPath({ id, kind, noun, definition }: SavedPartsFragment, rights: readonly string[]): string {
  const { params } = definition as { params?: unknown };
  if (kind === 'LIST' && noun && lists.has(noun)) return `/${noun}?${typeof params === 'string' ? params : ''}`;
  if (kind === 'QUERY' && rights.includes('query:adhoc')) return `/query?saved=${id}`;
  return `/dashboard/saved/${id}`;
}
