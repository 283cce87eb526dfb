import type { SqlRunner, SqlValue } from '../database/database';
import type { Field, Noun } from '../model/registry';
import { list, raw, sql } from '../query/sql';
import { bytesToId, idToBytes } from '../query/values';
import { breathe } from './breathe';
import type { Draft } from './draft';
import { perNoun } from './per-noun';
import { columnsOf, pushStored, storedFields, toStored } from './stored-form';

/** Most parameters of one statement: below what either engine takes. */
const maxParams = 30_000;

/**
 * Rows of one insert. Few sizes, so that prepared statements are met again: a new one of many rows has thousands of
 * parameters, and the server tells the driver about each of them. Not too many rows, as everybody waits while they are sent.
 */
const rowCounts = [64, 16, 4, 1] as const;

/**
 * The second wall of writes: whatever the compilers decided, a column is saved only where the rules cleared its field for
 * this draft or the server itself keeps it. Anything else is a fault of the program.
 */
export function mustBeCleared(draft: Draft, field: string): void {
  if (draft.clearance.has(field) || draft.isKept(field)) return;
  throw new Error(`${draft.noun.name}.${field} is written without clearance`);
}

/** Inserts new records and gives the drafts their keys. */
export async function insertDrafts(tx: SqlRunner, noun: Noun, drafts: readonly Draft[]): Promise<void> {
  const fields = storedFields(noun);
  const rows = drafts.map((draft) => {
    for (const field of draft.values.keys()) mustBeCleared(draft, field);
    const row: SqlValue[] = [idToBytes(draft.id!)];
    for (const field of fields) {
      pushStored(row, field, isLeftOut(draft, field) ? null : draft.values.get(field.name));
    }
    return row;
  });
  const first = await insertRows(tx, noun.table, insertColumns(noun), rows);
  if (drafts.length === 1) {
    drafts[0]!.pk = first;
    return;
  }
  const byId = new Map(drafts.map((draft) => [draft.id!.toLowerCase(), draft]));
  for (const part of chunks(rows, maxParams)) {
    const text = sql`SELECT pk, id FROM ${raw(noun.table)} WHERE id IN ${list(part.map(([id]) => id!))}`;
    for (const [pk, id] of await tx.rows(text.text, text.params)) {
      byId.get(bytesToId(id as Buffer))!.pk = Number(pk);
    }
  }
}

const isLeftOut = ({ taken }: Draft, { name }: Field): boolean => taken.size > 0 && taken.has(name);

const insertColumns = perNoun((noun): readonly string[] => ['id', ...storedFields(noun).flatMap(columnsOf)]);

// Whole numbers go to MySQL as text: its driver makes a big integer of each, which takes twenty times as long.

/** Inserts rows of a table in statements of many rows. Returns the key of the very first one. */
export async function insertRows(
  tx: SqlRunner,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly SqlValue[])[],
): Promise<number> {
  const asText = tx.dialect === 'mysql';
  const start = `INSERT INTO ${table} (${columns.join(',')}) VALUES `;
  const place = `(${'?,'.repeat(columns.length - 1)}?)`;
  let first = 0;
  for (const [from, to] of parts(rows, columns.length)) {
    if (from > 0) await breathe();
    const params: SqlValue[] = [];
    for (let i = from; i < to; i++) {
      for (const value of rows[i]!) params.push(asText && Number.isInteger(value) ? String(value) : value);
    }
    const { insertId } = await tx.run(start + `${place},`.repeat(to - from - 1) + place, params);
    first ||= insertId;
  }
  return first;
}

/** Most bytes of one statement, well below what servers take as one packet. */
const maxBytes = 4 * 1024 * 1024;

/** Rows for one statement each, from and to: not too many, and not too much. */
function* parts(rows: readonly (readonly SqlValue[])[], width: number): Generator<readonly [number, number]> {
  if (rows.length === 1) return yield [0, 1];
  const sizes = rows.map(bytesOfRow);
  for (let at = 0; at < rows.length;) {
    const fits = (count: number): boolean =>
      count === 1 || (at + count <= rows.length && count * width <= maxParams && bytesIn(sizes, at, count) <= maxBytes);
    const count = rowCounts.find(fits)!;
    yield [at, at + count];
    at += count;
  }
}

function bytesIn(sizes: readonly number[], from: number, count: number): number {
  let sum = 0;
  for (let i = from; i < from + count; i++) sum += sizes[i]!;
  return sum;
}

function bytesOfRow(row: readonly SqlValue[]): number {
  let sum = 0;
  for (const value of row) {
    sum += typeof value === 'string' ? 4 * value.length : Buffer.isBuffer(value) ? value.length : 8;
  }
  return sum;
}

/** Writes what changes of one record that is there already, as its next version. */
export async function updateDraft(tx: SqlRunner, noun: Noun, draft: Draft, now: number): Promise<void> {
  for (const field of draft.changed) mustBeCleared(draft, field);
  const columns: string[] = [];
  const values: SqlValue[] = [];
  for (const name of draft.changed) {
    const field = noun.fields.get(name)!;
    const stored = toStored(field, draft.taken.has(name) ? null : draft.values.get(name));
    for (const [i, column] of columnsOf(field).entries()) {
      columns.push(column);
      values.push(stored[i] ?? null);
    }
  }
  await step(tx, noun, draft.pk!, columns, values, now);
}

/** Marks a record as deleted (`at`) or as live again (null), as its next version. */
export async function markDeleted(
  tx: SqlRunner,
  noun: Noun,
  draft: Draft,
  at: number | null,
  now: number,
): Promise<void> {
  await step(tx, noun, draft.pk!, ['deleted_at'], [at], now);
}

/** `columns` are names of the noun registry. */
async function step(
  tx: SqlRunner,
  noun: Noun,
  pk: number,
  columns: readonly string[],
  values: readonly SqlValue[],
  now: number,
): Promise<void> {
  let sets = '';
  for (const column of columns) sets += `${column} = ?, `;
  if (noun.features.versioned) sets += 'version = version + 1, ';
  const numbers = tx.dialect === 'mysql' ? [String(now), String(pk)] : [now, pk];
  await tx.run(`UPDATE ${noun.table} SET ${sets}updated_at = ? WHERE pk = ?`, [...values, ...numbers]);
}

export function* chunks<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let i = 0; i < items.length; i += size) yield items.slice(i, i + size);
}
