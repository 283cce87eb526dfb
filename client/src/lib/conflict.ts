/** Two people edited one record: what each changed, and what is sent after one has chosen. Pure. */

export type Values = Record<string, unknown>;

export interface FieldConflict {
  field: string;
  base: unknown;
  mine: unknown;
  theirs: unknown;
}

export interface Comparison {
  /** Fields both changed, to different values: somebody has to choose. */
  conflicts: FieldConflict[];
  /** Fields only I changed: sent again as they are. */
  mineOnly: Values;
  /** Fields only they changed: kept as theirs, shown so that nobody is surprised. */
  theirsOnly: string[];
}

/** Equal as form values: key order does not matter, null, undefined and empty are the same nothing. */
export function sameValue(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

function canonical(value: unknown): string {
  if (value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0))
    return 'null';
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'object') {
    const entries = Object.entries(value as Values)
      .map(([key, inner]): [string, string] => [key, canonical(inner)])
      .filter(([, inner]) => inner !== 'null')
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, inner]) => `${key}:${inner}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

/** The fields of `next` that differ from `base`. */
export function changedFields(base: Values, next: Values): Values {
  return Object.fromEntries(Object.entries(next).filter(([key, value]) => !sameValue(base[key], value)));
}

/** Compares the record I started from, what I want to send, and the record as it is now. */
export function compareEdits(base: Values, mine: Values, theirs: Values): Comparison {
  const conflicts: FieldConflict[] = [];
  const mineOnly: Values = {};
  for (const [field, value] of Object.entries(mine)) {
    if (sameValue(value, theirs[field])) continue;
    if (sameValue(base[field], theirs[field])) mineOnly[field] = value;
    else conflicts.push({ field, base: base[field], mine: value, theirs: theirs[field] });
  }
  const theirsOnly = Object.keys(theirs).filter((field) => !(field in mine) && !sameValue(base[field], theirs[field]));
  return { conflicts, mineOnly, theirsOnly };
}

export type Choice = 'mine' | 'theirs';

/** What is sent with the new version: my own changes plus every conflict decided for mine. */
export function resolve(comparison: Comparison, choices: Readonly<Record<string, Choice>>): Values {
  const chosen = comparison.conflicts.filter(({ field }) => choices[field] === 'mine');
  return { ...comparison.mineOnly, ...Object.fromEntries(chosen.map(({ field, mine }) => [field, mine])) };
}
