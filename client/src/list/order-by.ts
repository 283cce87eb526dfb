import type { Sort } from '../lib/filters';

/** Sort of the page as `orderBy` of the API: `owner.name` becomes `{ owner: { name: ASC } }`. Undefined: the API's order. */
export function toOrderBy<OrderBy>(sort: Sort | null): OrderBy[] | undefined {
  if (!sort) return undefined;
  const direction = sort.descending ? 'DESC' : 'ASC';
  return [sort.field.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), direction) as OrderBy];
}
