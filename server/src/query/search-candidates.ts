import { fold } from '@kehu/shared';
import type { Field, Noun } from '../model/registry';
import { RecordSet } from '../search/bits';
import { knownWords, lookUp } from '../search/index-store';
import { nearWords } from '../search/near';
import { recordsFor, type Need } from '../search/need';
import { isIndexed, soundedField } from '../search/searched-fields';
import { containsNeed, needsOf, searchTextOf, type SearchText } from '../search/search-text';
import { Compilation, type ReadContext } from './context';
import { readableFields, searchWords } from './search';
import type { Where } from './where';

// The index tells which records may match, hidden ones and hidden fields included, and never which ones do: each candidate
// is looked at through the view. So hidden data can change what an answer costs, not the answer.

/** A search with what its words may mean, and, where the index tells, the records to look at for each class of match. */
export interface OpenSearch {
  text: SearchText;
  /** Per class (and better ones) the records that may match, null where that may be all. Null where no index tells. */
  candidates: readonly (RecordSet | null)[] | null;
  /** About as many records as there are. */
  records: number;
}

/** @throws KehuError BAD_USER_INPUT for a text without words, with too many or too long */
export async function openSearch(
  context: ReadContext,
  noun: Noun,
  search: string,
  useIndex = true,
): Promise<OpenSearch> {
  const words = searchWords(search);
  const fields = readableFields(new Compilation(context), noun);
  const title = fields.find((field) => field === soundedField(noun)) ?? null;
  const { runner } = context;
  const mistyped = title ? words.flatMap(nearWords) : [];
  const known = new Set(await knownWords(runner, noun.name, [...new Set(mistyped)]));
  const text = searchTextOf(words, known);
  if (!useIndex || !isIndexed(noun)) return { text, candidates: null, records: 0 };
  const { candidates, records } = await candidatesFor(context, noun, needsOf(text, fields, title));
  return { text, candidates, records };
}

/** The records that may meet each need, with those that the index doesn't know yet. */
async function candidatesFor(
  { runner }: ReadContext,
  noun: Noun,
  needs: readonly Need[],
): Promise<{ candidates: (RecordSet | null)[] | null; records: number }> {
  const { state, found } = await lookUp(runner, noun.name, needs);
  if (!state.built) return { candidates: null, records: 0 };
  const changed = RecordSet.of(state.changed);
  return {
    candidates: needs.map((need) => recordsFor(need, found)?.or(changed) ?? null),
    records: Math.max(state.records, ...state.changed),
  };
}

/** More candidates than this are not handed to the engine one by one where all of them must be looked at anyway. */
const mostCandidates = 50_000;

/** Candidates as the JSON list that {@link amongSql} takes; null where they are too many to be of use. */
export const listed = (set: RecordSet | null, most = mostCandidates): string | null =>
  set !== null && set.size <= most ? `[${set.toArray().join(',')}]` : null;

/** What decides how a search is carried out, never what it answers: tests turn it. */
export const searchPlanning = {
  /** Candidates that are always looked at one by one. */
  fewest: 200,
  /** Cost of a row that is walked past beside that of a candidate. */
  walking: 1,
};

/**
 * How many candidates are cheaper to look at one by one than to walk a list in its order until a page is full: the page is
 * met after as many rows as there are for each match.
 */
export const worthListing = (records: number, page: number): number =>
  Math.max(searchPlanning.fewest, searchPlanning.walking * Math.sqrt(records * page));

/** The records to look at for a filter by `contains` on indexed text; null where there is none or they are too many. */
export async function narrowed(
  context: ReadContext,
  noun: Noun,
  where: Where | null,
  page: number,
): Promise<string | null> {
  const wanted =
    where && isIndexed(noun) ? containsIn(noun, where, readableFields(new Compilation(context), noun)) : [];
  if (wanted.length === 0) return null;
  const { candidates, records } = await candidatesFor(context, noun, wanted);
  const sets = candidates?.filter((set) => set !== null) ?? [];
  if (sets.length === 0) return null;
  return listed(
    sets.reduce((a, b) => a.and(b)),
    worthListing(records, page),
  );
}

/** What every record that passes the filter must be kept under, as far as `contains` on searched fields tells. */
function containsIn(noun: Noun, where: Where, fields: readonly Field[]): Need[] {
  return Object.entries(where).flatMap(([key, value]): Need[] => {
    if (key === 'and' && Array.isArray(value)) return value.flatMap((part) => containsIn(noun, part as Where, fields));
    const field = fields.find(({ name }) => name === key);
    const text = (value as { contains?: unknown } | null)?.contains;
    if (!field || typeof text !== 'string' || text.length > 200) return [];
    const need = containsNeed(field, fold(text));
    return need === null ? [] : [need];
  });
}
