import { badInput } from '../errors/errors';
import { flatInput } from '../model/flat-custom';
import type { Field, Noun, NounRegistry } from '../model/registry';
import { coerce, isList } from './coerce';
import { perNoun } from './per-noun';
import type { RecordInput } from './write-context';

/** A link in an input, still a public id: the view of the writer says which record it is. */
export interface Reference {
  field: Field;
  path: string;
  id: string;
  /** Where the internal key goes. */
  into: Map<string, unknown>;
}

/** An input read by shape alone: nothing of it has been looked up. */
export interface ParsedInput {
  values: ReadonlyMap<string, unknown>;
  references: readonly Reference[];
  /** Rows of owned relations, by field. */
  owned: ReadonlyMap<string, readonly Map<string, unknown>[]>;
  /** Input names by field name, of those that differ from it. */
  paths: ReadonlyMap<string, string>;
}

/** `upsert`: which it will be shows later, so required fields are asked for by {@link requireFields} then. */
export type InputAction = 'create' | 'update' | 'upsert';

const mostOwnedRows = 1_000;

/** Name of the input that sets this field. */
export const inputName = (field: Field): string => (field.kind === 'link' ? `${field.name}Id` : field.name);

/** Stands for a link that is not resolved yet; equal to no key. */
export const unresolved: unique symbol = Symbol('unresolved');

/** Whether inputs of this action take the field. */
const takes = (field: Field, action: InputAction): boolean => {
  if (field.kind === 'derived' || field.kind === 'externalIds' || field.kind === 'id') return false;
  if (field.kind === 'many' && !field.owned) return false;
  const input = field.input ?? 'both';
  return input === 'both' || (action !== 'update' && input === 'create');
};

interface InputField {
  field: Field;
  name: string;
  isCurrency: boolean;
}

/** What inputs may set, in the order in which it is read. */
const inputFields = perNoun((noun): Readonly<Record<InputAction, readonly InputField[]>> => {
  const all = [...noun.fields.values()];
  const currencies = new Set(all.map(({ currency }) => currency));
  const of = (action: InputAction): InputField[] =>
    all
      .filter((field) => takes(field, action))
      .map((field) => ({ field, name: inputName(field), isCurrency: currencies.has(field.name) }));
  return { create: of('create'), update: of('update'), upsert: of('upsert') };
});

/** What a new record can't be without. */
const requiredFields = perNoun((noun): readonly Field[] =>
  [...noun.fields.values()].filter((field) => field.required && field.default === undefined && takes(field, 'create')),
);

/**
 * Reads an input: which fields it sets to what. Undefined counts as absent.
 * @throws KehuError BAD_USER_INPUT
 */
export function parseInput(
  nouns: NounRegistry,
  noun: Noun,
  given: RecordInput,
  action: InputAction,
  prefix = '',
): ParsedInput {
  const input = flatInput(given);
  const values = new Map<string, unknown>();
  const references: Reference[] = [];
  const owned = new Map<string, Map<string, unknown>[]>();
  const paths = new Map<string, string>();
  const left = new Set(Object.keys(input).filter((name) => input[name] !== undefined));
  const country = countryOf(input);
  for (const { field, name, isCurrency } of inputFields(noun)[action]) {
    if (!left.delete(name)) continue;
    const value = input[name];
    const path = prefix + name;
    if (path !== field.name) paths.set(field.name, path);
    if (field.kind === 'many') {
      const rows = rowsOf(nouns, nouns.get(field.to!), value, path, field);
      owned.set(
        field.name,
        rows.map((row) => {
          references.push(...row.references);
          return row.values as Map<string, unknown>;
        }),
      );
      continue;
    }
    const read =
      field.kind === 'link'
        ? linkOf(field, value, path, values, references)
        : coerce(field, value, path, { isCurrency, country });
    if (read === null && field.required) throw missing(field, path);
    values.set(field.name, read);
  }
  const [unknown] = left;
  if (unknown !== undefined) {
    throw badInput(prefix + unknown, `${noun.label.en} takes no ${unknown}.`, `${noun.label.zh}没有 ${unknown} 字段。`);
  }
  const parsed = { values, references, owned, paths };
  if (action === 'create') requireFields(noun, parsed, prefix);
  return parsed;
}

/** Refuses a new record that lacks a field it can't be without. @throws KehuError BAD_USER_INPUT */
export function requireFields(noun: Noun, parsed: ParsedInput, prefix = ''): void {
  for (const field of requiredFields(noun)) {
    if (!parsed.values.has(field.name)) throw missing(field, prefix + inputName(field));
  }
}

const missing = (field: Field, path: string): Error =>
  badInput(path, `${field.label.en} is needed.`, `${field.label.zh}不能为空。`);

function linkOf(
  field: Field,
  value: unknown,
  path: string,
  into: Map<string, unknown>,
  references: Reference[],
): unknown {
  if (value === null) return null;
  references.push({ field, path, id: String(value), into });
  return unresolved;
}

function rowsOf(nouns: NounRegistry, noun: Noun, value: unknown, path: string, field: Field): ParsedInput[] {
  const list: unknown = value ?? [];
  if (!Array.isArray(list) || list.length > mostOwnedRows) {
    throw badInput(
      path,
      `${field.label.en} must be a list of at most ${mostOwnedRows}.`,
      `${field.label.zh}必须是不超过 ${mostOwnedRows} 项的列表。`,
    );
  }
  return list.map((row, i) => {
    if (typeof row !== 'object' || row === null) {
      throw badInput(
        `${path}.${i}`,
        `${field.label.en} must be a list of objects.`,
        `${field.label.zh}必须是对象列表。`,
      );
    }
    return parseInput(nouns, noun, row as RecordInput, 'create', `${path}.${i}.`);
  });
}

/** Country of the primary, else the first, address of the same input: where its phones are. */
function countryOf(input: RecordInput): string | undefined {
  const addresses = Array.isArray(input.addresses) ? (input.addresses as Record<string, unknown>[]) : [];
  const address = addresses.find((one) => one?.primary === true) ?? addresses[0];
  const country = address?.country;
  return typeof country === 'string' && /^[a-z]{2}$/i.test(country.trim()) ? country.trim().toUpperCase() : undefined;
}

/** Values that a new record has where none is given: lists are empty, the rest as the model says. */
export function defaultOf(field: Field, now: number): unknown {
  if (isList(field)) return [];
  if (field.kind === 'derived')
    return field.derivation?.from === 'children' && field.derivation.aggregate === 'sum' ? 0 : null;
  if (field.default === undefined) return null;
  if (field.default === 'now' && field.kind === 'dateTime') return now;
  return field.kind === 'decimal'
    ? coerce(field, String(field.default), field.name, { isCurrency: false, country: undefined })
    : field.default;
}
