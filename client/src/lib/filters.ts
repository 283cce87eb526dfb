/**
 * The state of a list page, as it stands in the URL, and what it means as a `where` of the API.
 * Everything here is pure, so that a link opened by a colleague gives the same view.
 */

export type FilterKind =
  'text' | 'enum' | 'dictionary' | 'choices' | 'boolean' | 'user' | 'team' | 'number' | 'date' | 'day';

/** How a value is compared. Dates also know `lastDays` and `beforeDays`, which move with the clock. */
export type FilterOperator =
  'in' | 'notIn' | 'contains' | 'startsWith' | 'eq' | 'gte' | 'lte' | 'lastDays' | 'beforeDays' | 'empty' | 'notEmpty';

export interface Filter {
  field: string;
  operator: FilterOperator;
  values: string[];
}

/** A field a list can be filtered by. `path` is where it stands in the `where` input. */
export interface FilterField {
  key: string;
  kind: FilterKind;
  path: string[];
  /** Its name where somebody gave it one; else the page has words for its key. */
  label?: string;
  dictionary?: string;
  options?: readonly string[];
  /** i18n prefix of the options of an enum, e.g. `enum.customerStatus`. */
  optionPrefix?: string;
}

export interface Sort {
  field: string;
  descending: boolean;
}

export interface ListState {
  tab: string;
  filters: Filter[];
  sort: Sort | null;
  search: string;
  columns: string[] | null;
  /** The records of one group that somebody counted: a filter of the API beside the others, as JSON. */
  group: string | null;
}

export const operatorsOf: Record<FilterKind, readonly FilterOperator[]> = {
  text: ['contains', 'startsWith', 'eq', 'empty', 'notEmpty'],
  enum: ['in', 'notIn'],
  dictionary: ['in', 'notIn', 'empty', 'notEmpty'],
  user: ['in', 'notIn', 'empty', 'notEmpty'],
  team: ['in', 'notIn', 'empty', 'notEmpty'],
  number: ['gte', 'lte', 'eq'],
  date: ['lastDays', 'beforeDays', 'gte', 'lte'],
  day: ['gte', 'lte', 'empty', 'notEmpty'],
  boolean: ['eq', 'empty', 'notEmpty'],
  choices: ['in', 'notIn', 'empty', 'notEmpty'],
};

const known = new Set<string>(Object.values(operatorsOf).flat());

/** Operators that need no value. */
export function needsNoValue(operator: FilterOperator): boolean {
  return operator === 'empty' || operator === 'notEmpty';
}

/** True where the filter says something; a half-made one is kept on the page and left out of the query. */
export function isComplete(filter: Filter): boolean {
  return needsNoValue(filter.operator) || filter.values.some((value) => value.trim() !== '');
}

// `.` and `~` part the pieces of a filter, so they are escaped inside a value.
const escape = (text: string): string => encodeURIComponent(text).replace(/[.~]/g, (c) => (c === '.' ? '%2E' : '%7E'));

function unescape(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/** One filter as the text that stands in the URL: `tier.in.gold~platinum`. */
export function encodeFilter(filter: Filter): string {
  return [filter.field, filter.operator, filter.values.map(escape).join('~')].join('.');
}

/** The filter a text of the URL stands for, or null where it names no field or operator of this list. */
export function decodeFilter(text: string, fields: readonly FilterField[]): Filter | null {
  const [key = '', operator = '', values = ''] = text.split('.');
  const field = fields.find((one) => one.key === key);
  if (!field || !known.has(operator)) return null;
  const asked = operator as FilterOperator;
  if (!operatorsOf[field.kind].includes(asked)) return null;
  return { field: key, operator: asked, values: values === '' ? [] : values.split('~').map(unescape) };
}

/** Reads the whole state of a list from the query part of the URL; what it does not know it leaves out. */
export function readListState(params: URLSearchParams, fields: readonly FilterField[]): ListState {
  const sort = params.get('sort');
  const columns = params.get('cols');
  return {
    tab: params.get('tab') ?? 'all',
    filters: params.getAll('f').flatMap((text) => decodeFilter(text, fields) ?? []),
    sort: sort ? { field: sort.replace(/^-/, ''), descending: sort.startsWith('-') } : null,
    search: params.get('q') ?? '',
    columns: columns ? columns.split(',').filter(Boolean) : null,
    group: params.get('group'),
  };
}

/** Writes the state back; defaults are left out, so that a plain list has a plain address. */
export function writeListState(state: ListState): URLSearchParams {
  const params = new URLSearchParams();
  if (state.tab !== 'all') params.set('tab', state.tab);
  for (const filter of state.filters) params.append('f', encodeFilter(filter));
  if (state.sort) params.set('sort', `${state.sort.descending ? '-' : ''}${state.sort.field}`);
  if (state.search) params.set('q', state.search);
  if (state.columns) params.set('cols', state.columns.join(','));
  if (state.group) params.set('group', state.group);
  return params;
}

/** The address part of a list of one group's records. */
export const writeGroupState = (where: object | null, search: string | null): URLSearchParams =>
  writeListState({
    tab: 'all',
    filters: [],
    sort: null,
    search: search ?? '',
    columns: null,
    group: where && JSON.stringify(where),
  });

/** The group's filter as a condition of the API; none where it is no filter at all. */
export function groupCondition(group: string | null): object[] {
  if (group === null) return [];
  try {
    const where: unknown = JSON.parse(group);
    return where !== null && typeof where === 'object' && !Array.isArray(where) ? [where] : [];
  } catch {
    return [];
  }
}

const DAY = 86_400_000;

function nest(path: readonly string[], condition: object): Record<string, unknown> {
  return path.reduceRight<object>((inner, key) => ({ [key]: inner }), condition) as Record<string, unknown>;
}

function daysAgo(days: string | undefined, now: number): string {
  const count = Number.parseInt(days ?? '0', 10) || 0;
  // Cut to the day, so that the same list asked twice is the same query.
  return new Date(Math.floor(now / DAY) * DAY - count * DAY).toISOString();
}

/** One filter as a condition of the API, or null where it is not complete. `now` is epoch milliseconds. */
export function toCondition(filter: Filter, field: FilterField, now: number): Record<string, unknown> | null {
  if (!isComplete(filter)) return null;
  const { operator } = filter;
  const values = filter.values.filter((value) => value.trim() !== '');
  if (operator === 'empty' || operator === 'notEmpty') {
    return nest(field.path, { [field.kind === 'choices' ? 'isEmpty' : 'isNull']: operator === 'empty' });
  }
  if (field.kind === 'choices') {
    const found = nest(field.path, { hasAny: values });
    return operator === 'in' ? found : { not: found };
  }
  if (field.kind === 'boolean') return nest(field.path, { eq: values[0] === 'true' });
  const path = field.kind === 'dictionary' ? [...field.path, 'key'] : field.path;
  const leaf = field.kind === 'user' || field.kind === 'team' ? [...path, 'id'] : path;
  if (operator === 'lastDays') return nest(leaf, { gte: daysAgo(values[0], now) });
  if (operator === 'beforeDays') return nest(leaf, { lt: daysAgo(values[0], now) });
  if (operator === 'in' || operator === 'notIn') return nest(leaf, { [operator]: values });
  const value = values[0] ?? '';
  if (field.kind === 'date') {
    const start = Date.parse(`${value}T00:00:00`);
    if (Number.isNaN(start)) return null;
    return nest(
      leaf,
      operator === 'gte' ? { gte: new Date(start).toISOString() } : { lt: new Date(start + DAY).toISOString() },
    );
  }
  if (field.kind === 'number' && !/^-?\d+(\.\d{1,4})?$/.test(value)) return null;
  return nest(leaf, { [operator]: value });
}

/** All filters of a list as one `where`, together with what its tab adds; undefined where there are none. */
export function toWhere<Where>(
  filters: readonly Filter[],
  fields: readonly FilterField[],
  now: number,
  extra: readonly object[] = [],
): Where | undefined {
  const conditions = filters.flatMap((filter) => {
    const field = fields.find((one) => one.key === filter.field);
    return (field && toCondition(filter, field, now)) ?? [];
  });
  const all = [...extra, ...conditions];
  if (all.length === 0) return undefined;
  return (all.length === 1 ? all[0] : { and: all }) as Where;
}
