import { forbidden } from '../errors/errors';
import type { Noun } from '../model/registry';
import type { SearchText } from '../search/search-text';
import { ArgumentShape } from './binding';
import { Compilation, type ReadContext } from './context';
import { unsealCursor, type Place } from './cursor';
import { planOf, Statement } from './plan';
import { predicateSql } from './predicate-sql';
import { amongSql, byKey, newestFirst, SearchSql, searchShape, searchSort, type SearchArguments } from './search';
import { listed, narrowed, openSearch, worthListing, type OpenSearch } from './search-candidates';
import type { PageRequest } from './selection';
import { keysetSql, orderSql } from './sort';
import { allOf, raw, sql } from './sql';
import { rowsSql } from './view-rows';
import { whereSql, type Where } from './where';

/** What a page's search comes to before its statements are compiled. Lists are of internal keys, as JSON. */
export interface SearchedPage {
  text: SearchText | null;
  /** Every match is among these; null where that is not known. */
  among: string | null;
  /** The page and the record behind it are among these; null where that has to be found out. */
  only: string | null;
}

const unsearched: SearchedPage = { text: null, among: null, only: null };

/** Whether the list comes in the order of its matches. */
export const isRanked = (page: PageRequest): boolean => page.search !== null && page.orderBy.length === 0;

/** Asks the search index on behalf of a page. `below` says that records of known parents are read, which are few. */
export async function searchPage(
  context: ReadContext,
  noun: Noun,
  page: PageRequest,
  below: boolean,
): Promise<SearchedPage> {
  const size = (page.last ?? page.first) + 1;
  if (page.search === null) {
    const among = page.where && !below ? await narrowed(context, noun, page.where, size) : null;
    return among === null ? unsearched : { ...unsearched, among };
  }
  const opened = await openSearch(context, noun, page.search, !below);
  const { text, candidates, records } = opened;
  if (!candidates) return { ...unsearched, text };
  const all = candidates.at(-1)!;
  const few = worthListing(records, size);
  const short = listed(all, few);
  if (short !== null) return { text, among: short, only: null };
  const ranked = isRanked(page) && page.wantsRows;
  const among = page.countLimit !== null || !ranked ? listed(all) : null;
  return { text, among, only: ranked ? await bestOf(context, noun, page, opened, few) : null };
}

/** Classes of match that are read together. */
interface Part {
  from: number;
  to: number;
  /** The records to look at; null for all, in the order of their changes. */
  among: string | null;
}

/**
 * The records of a page, class by class: those of the classes that few records can match, then the others, walked from the
 * newest change until the page is full.
 */
async function bestOf(
  context: ReadContext,
  noun: Noun,
  page: PageRequest,
  { text, candidates }: OpenSearch,
  few: number,
): Promise<string> {
  const wanted = (page.last ?? page.first) + 1;
  const backward = page.last !== null;
  const cursor = page.after ?? page.before;
  const place =
    cursor === null
      ? null
      : unsealCursor(context, searchShape(noun, page.search!), cursor, page.after === null ? 'before' : 'after');
  const at = place === null ? null : Number(place.values[0]);
  const pks: number[] = [];
  const parts = partsOf(candidates!, few, new SearchSql(new Compilation(context), noun, raw('t'), text).worst);
  for (const part of backward ? parts.reverse() : parts) {
    if (pks.length >= wanted) break;
    if (at !== null && (backward ? part.from > at : part.to < at)) continue;
    const within = at !== null && part.from <= at && at <= part.to;
    pks.push(...(await readPart(context, noun, page, text, part, within ? place : null)));
  }
  return `[${pks.slice(0, wanted).join(',')}]`;
}

function partsOf(candidates: NonNullable<OpenSearch['candidates']>, few: number, worst: number): Part[] {
  const parts: Part[] = [];
  let next = 0;
  for (let to = worst; to >= 0; to--) {
    const among = listed(candidates[to]!, few);
    if (among === null) continue;
    parts.push({ from: 0, to, among });
    next = to + 1;
    break;
  }
  for (let of = next; of <= worst; of++) parts.push({ from: of, to: of, among: null });
  return parts;
}

async function readPart(
  context: ReadContext,
  noun: Noun,
  page: PageRequest,
  text: SearchText,
  part: Part,
  place: Place | null,
): Promise<number[]> {
  const shape = new ArgumentShape();
  const where = page.where && (shape.of(page.where) as Where);
  const search = shape.of(text) as SearchArguments;
  const among = part.among === null ? null : shape.placeholder(part.among);
  const keys = place && { values: shape.of(place.values) as unknown[], id: shape.placeholder(place.id) };
  shape.literal(
    `${part.from},${part.to},${among === null},${page.deleted},${page.first},${page.last},${place === null}`,
  );
  const statement = planOf(context, noun, shape.key, () => {
    const compilation = new Compilation(context);
    const alias = compilation.alias();
    const sqlOf = new SearchSql(compilation, noun, alias, search);
    const one = part.from === part.to;
    const sort = one ? newestFirst(compilation, noun, alias) : searchSort(compilation, noun, alias, sqlOf);
    const backward = page.last !== null;
    const conditions = [
      rowsSql(compilation, noun, alias, page.deleted),
      predicateSql(compilation, noun, alias, context.ruleSet.view(noun.name).row),
      ...(where ? [whereSql(compilation, noun, alias, where)] : []),
      ...(among === null ? [] : [amongSql(compilation, alias, among)]),
      sqlOf.upTo(part.to),
      ...(one && part.from > 0 ? [sql`${sqlOf.rank} = ${raw(String(part.from))}`] : []),
      ...(keys
        ? [keysetSql(compilation, sort, noun, alias, one ? { ...keys, values: keys.values.slice(1) } : keys, backward)]
        : []),
    ];
    if (compilation.denied.size > 0) throw forbidden([...compilation.denied]);
    const limit = raw(String((page.last ?? page.first) + 1));
    return new Statement(
      sql`SELECT ${alias}.pk FROM ${raw(noun.table)} ${alias}${among === null ? raw('') : byKey(compilation)} WHERE ${allOf(conditions)} ORDER BY ${orderSql(sort, alias, backward)} LIMIT ${limit}`,
    );
  });
  const rows = await statement.run({ context, values: shape.values, pks: [] });
  return rows.map(([pk]) => Number(pk));
}
