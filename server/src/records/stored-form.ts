import { fold } from '@kehu/shared';
import type { SqlValue } from '../database/database';
import type { Field, Noun } from '../model/registry';
import { fromColumn, textOf } from '../query/values';
import { soundOf } from '../search/sound';

const jsonKinds = new Set(['json', 'phones', 'emails', 'addresses', 'tags', 'choices']);

/** Columns that hold a field, in the order of {@link toStored}. Secrets are stored by the secrets module. */
export function columnsOf(field: Field): string[] {
  if (field.column === '' || field.kind === 'secret') return [];
  return [field.column, field.foldColumn, field.soundColumn].filter((column) => column !== null);
}

/** A value as its columns hold it. */
export function toStored(field: Field, value: unknown): SqlValue[] {
  const columns: SqlValue[] = [];
  pushStored(columns, field, value);
  return columns;
}

/** {@link toStored} behind what stands in `row` already. */
export function pushStored(row: SqlValue[], field: Field, value: unknown): void {
  row.push(firstColumn(field, value));
  if (!field.foldColumn) return;
  const folded = value === null || value === undefined ? null : fold(String(value));
  row.push(folded);
  if (field.soundColumn) row.push(folded === null ? null : soundOf(folded));
}

/** A value as the first of its columns holds it; the opposite of {@link fromStored}. */
export function firstColumn(field: Field, value: unknown): SqlValue {
  if (value === null || value === undefined) return null;
  if (field.foldColumn) return String(value);
  if (jsonKinds.has(field.kind)) return JSON.stringify(value);
  return field.kind === 'boolean' ? (value ? 1 : 0) : (value as SqlValue);
}

/** What a field's first column holds as a value; the opposite of {@link firstColumn}. */
export function fromStored(field: Field, column: unknown): unknown {
  if (column === null || column === undefined) return null;
  if (jsonKinds.has(field.kind)) return parsed(String(column));
  switch (field.kind) {
    case 'decimal':
    case 'integer':
    case 'dateTime':
    case 'link':
    case 'derived':
      return Number(column);
    case 'boolean':
      return Number(column) === 1;
    default:
      return textOf(column);
  }
}

/**
 * A row is read whole before it is written, the cells its writer may not see too: what does not parse in one of those must
 * not tell itself by an error, so it counts as nothing.
 */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** A value as the API answers it; links are the caller's, whose public ids stand in other tables. */
export const toAnswer = (field: Field, value: unknown): unknown =>
  jsonKinds.has(field.kind) ? (value ?? null) : fromColumn(field.kind, toStored(field, value)[0]);

/** Whether two values of a field are the same. */
export const sameValue = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

const stored = new WeakMap<Noun, readonly Field[]>();

/** Fields with a plain column of their own, secrets left out: what a stored row is read by. */
export function storedFields(noun: Noun): readonly Field[] {
  let fields = stored.get(noun);
  if (!fields) {
    fields = [...noun.fields.values()].filter((field) => field.name !== 'id' && columnsOf(field).length > 0);
    stored.set(noun, fields);
  }
  return fields;
}
