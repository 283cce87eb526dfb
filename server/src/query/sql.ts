import type { SqlValue } from '../database/database';
import type { Binding } from './binding';

/**
 * Reads a parameter from one request. Statements are compiled once for a shape of request and run for many, so whatever
 * differs between requests of one shape is read when the statement runs.
 */
export type ParamReader = (binding: Binding) => SqlValue;

/**
 * A piece of SQL with its parameters. Text is built from registry names and constants only; values are always bound. A
 * parameter is a value, or a reader of one where the piece belongs to a plan.
 */
export class Sql {
  constructor(
    readonly text: string,
    readonly params: readonly SqlValue[],
    /** Per parameter: how a plan reads it, null for a constant of the rules. Null where all are constants. */
    readonly readers: readonly (ParamReader | null)[] | null = null,
  ) {}
}

/** Names from the noun registry and constants of the compiler. Never given anything a client sent. */
export const raw = (text: string): Sql => new Sql(text, []);

export const bind = (value: SqlValue): Sql => new Sql('?', [value]);

/** Only Sql can be interpolated: a string in a template does not compile. */
export function sql(strings: TemplateStringsArray, ...parts: readonly Sql[]): Sql {
  let text = strings[0]!;
  const params: SqlValue[] = [];
  for (let i = 0; i < parts.length; i++) {
    text += parts[i]!.text + strings[i + 1]!;
    for (const param of parts[i]!.params) params.push(param);
  }
  return new Sql(text, params, readersOf(parts));
}

export function join(parts: readonly Sql[], separator: string): Sql {
  return new Sql(
    parts.map((part) => part.text).join(separator),
    parts.flatMap((part) => part.params),
    readersOf(parts),
  );
}

function readersOf(parts: readonly Sql[]): (ParamReader | null)[] | null {
  if (parts.every((part) => part.readers === null)) return null;
  return parts.flatMap((part) => part.readers ?? part.params.map(() => null));
}

/** `(?, ?, …)`; an empty list selects nothing on either engine. */
export const list = (values: readonly SqlValue[]): Sql =>
  values.length === 0 ? raw('(NULL)') : new Sql(`(${values.map(() => '?').join(',')})`, values);

export const yes = raw('1=1');
export const no = raw('1=0');

export const allOf = (parts: readonly Sql[]): Sql => {
  const kept = parts.filter((part) => part !== yes);
  if (kept.includes(no)) return no;
  if (kept.length === 0) return yes;
  return kept.length === 1 ? kept[0]! : sql`(${join(kept, ' AND ')})`;
};

export const anyOf = (parts: readonly Sql[]): Sql => {
  const kept = parts.filter((part) => part !== no);
  if (kept.includes(yes)) return yes;
  if (kept.length === 0) return no;
  return kept.length === 1 ? kept[0]! : sql`(${join(kept, ' OR ')})`;
};

/** Two-valued negation: what is unknown counts as false before it is negated. */
export const negate = (part: Sql): Sql => (part === yes ? no : part === no ? yes : sql`NOT COALESCE(${part}, 0)`);
