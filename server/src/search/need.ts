import { RecordSet } from './bits';

/** What a record must be kept under to be found: a term, or every term that one starts; `null` where nothing tells. */
export type Need = { term: string; open: boolean } | { all: readonly Need[] } | { any: readonly Need[] } | null;

export const allOf = (needs: readonly Need[]): Need => {
  const telling = needs.filter((need) => need !== null);
  return telling.length === 0 ? null : telling.length === 1 ? telling[0]! : { all: telling };
};

export const anyOf = (needs: readonly Need[]): Need => (needs.includes(null) ? null : { any: needs });

/** The terms of a need, by what is looked up for them. */
export function termsIn(need: Need, into: { exact: Set<string>; open: Set<string> }): void {
  if (need === null) return;
  if ('term' in need) (need.open ? into.open : into.exact).add(need.term);
  else for (const part of 'all' in need ? need.all : need.any) termsIn(part, into);
}

/** What is known of the records under each term; a term that is missing tells nothing. */
export interface Found {
  exact: ReadonlyMap<string, RecordSet>;
  open: ReadonlyMap<string, RecordSet>;
}

/** The records that may meet a need; null where that may be all of them. */
export function recordsFor(need: Need, found: Found): RecordSet | null {
  if (need === null) return null;
  if ('term' in need) return (need.open ? found.open : found.exact).get(need.term) ?? null;
  const sets = ('all' in need ? need.all : need.any).map((part) => recordsFor(part, found));
  if ('all' in need) {
    const known = sets.filter((set) => set !== null);
    return known.length === 0 ? null : known.reduce((a, b) => a.and(b));
  }
  if (sets.includes(null)) return null;
  return sets.reduce((a, b) => a!.or(b!), new RecordSet());
}
