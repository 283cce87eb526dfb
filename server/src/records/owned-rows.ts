import type { SqlRunner } from '../database/database';
import type { Field, Noun } from '../model/registry';
import { bind, join, list, raw, sql } from '../query/sql';
import { idToBytes } from '../query/values';
import { rowDiffers, seesCells, seesEveryRow } from './changes';
import type { Draft, OwnedRow } from './draft';
import { defaultOf } from './input';
import { perNoun } from './per-noun';
import { insertRows, mustBeCleared } from './save';
import { columnsOf, fromStored, storedFields, toStored } from './stored-form';
import type { WriteContext } from './write-context';

const ownedFields = perNoun((noun): readonly Field[] => [...noun.fields.values()].filter((field) => field.owned));

/** Reads the rows that updates are about to replace, in their order. */
export async function loadOwnedRows(
  context: WriteContext,
  tx: SqlRunner,
  noun: Noun,
  drafts: readonly Draft[],
): Promise<void> {
  for (const field of ownedFields(noun)) {
    const child = context.nouns.get(field.to!);
    const byPk = new Map(
      drafts.flatMap((draft) => (draft.pk !== null && concerns(draft, field, child) ? [[draft.pk, draft]] : [])),
    );
    if (byPk.size === 0) continue;
    const fields = storedFields(child);
    const back = child.fields.get(field.via!)!.column;
    const columns = fields.map((one) => raw(one.column));
    const text = sql`SELECT pk, ${raw(back)}, ${join(columns, ', ')} FROM ${raw(child.table)} WHERE ${raw(back)} IN ${list([...byPk.keys()])} ORDER BY pk`;
    for (const row of await tx.rows(text.text, text.params)) {
      const draft = byPk.get(Number(row[1]))!;
      const values = new Map(fields.map((one, i) => [one.name, fromStored(one, row[2 + i])]));
      const known = draft.ownedBefore.get(field.name) ?? [];
      draft.ownedBefore.set(field.name, [...known, { pk: Number(row[0]), values }]);
    }
  }
}

/** Whether the draft writes the rows, or something that they repeat, such as the currency. */
const concerns = (draft: Draft, field: Field, child: Noun): boolean =>
  draft.owned.has(field.name) || [...draft.given].some((name) => child.fields.has(name));

/** Gives new rows of owned relations their defaults. */
export function completeOwnedRows(context: WriteContext, draft: Draft): void {
  for (const [name, rows] of draft.owned) {
    const child = context.nouns.get(draft.noun.fields.get(name)!.to!);
    for (const field of child.fields.values()) {
      if (field.default === undefined || field.column === '') continue;
      for (const row of rows)
        if (!row.values.has(field.name)) row.values.set(field.name, defaultOf(field, context.now));
    }
  }
}

/**
 * Saves changed lists: the first row given becomes the first row stored, and so on; what is left over goes. Where rows may be out
 * of the writer's sight, given ones take nobody's place, whose id would tell of them; and what may be out of sight in a row counts
 * as changed, as that of a record does.
 */
export async function saveOwnedRows(
  context: WriteContext,
  tx: SqlRunner,
  noun: Noun,
  drafts: readonly Draft[],
): Promise<void> {
  for (const field of ownedFields(noun)) {
    const child = context.nouns.get(field.to!);
    const inserts: { draft: Draft; row: OwnedRow }[] = [];
    const surplus: number[] = [];
    for (const draft of drafts) {
      if (!draft.changed.has(field.name) || !draft.owned.has(field.name)) continue;
      mustBeCleared(draft, field.name);
      const rows = draft.owned.get(field.name)!;
      const stored = draft.ownedBefore.get(field.name) ?? [];
      const taken = seesEveryRow(context, child.name) || rows.every(({ pk }) => pk !== null) ? stored : [];
      for (const [i, row] of rows.entries()) {
        const before = taken[i];
        if (!before) inserts.push({ draft, row });
        else if (!seesCells(context, child.name, row) || rowDiffers(row, before)) {
          await updateRow(context, tx, child, before.pk!, row);
        }
      }
      const kept = new Set(taken.slice(0, rows.length));
      surplus.push(...stored.filter((row) => !kept.has(row)).map((row) => row.pk!));
    }
    if (surplus.length > 0) {
      const text = sql`DELETE FROM ${raw(child.table)} WHERE pk IN ${list(surplus)}`;
      await tx.run(text.text, text.params);
    }
    if (inserts.length > 0) await insertChildren(context, tx, child, field.via!, inserts);
  }
}

async function insertChildren(
  context: WriteContext,
  tx: SqlRunner,
  child: Noun,
  via: string,
  inserts: readonly { draft: Draft; row: OwnedRow }[],
): Promise<void> {
  const fields = storedFields(child);
  const rows = inserts.map(({ draft, row }) => {
    const values = new Map<string, unknown>([
      ...row.values,
      [via, draft.pk],
      ['createdAt', context.now],
      ['updatedAt', context.now],
    ]);
    return [idToBytes(context.newId()), ...fields.flatMap((field) => toStored(field, values.get(field.name)))];
  });
  await insertRows(tx, child.table, ['id', ...fields.flatMap(columnsOf)], rows);
}

async function updateRow(context: WriteContext, tx: SqlRunner, child: Noun, pk: number, row: OwnedRow): Promise<void> {
  const sets = [...row.values].flatMap(([name, value]) => {
    const field = child.fields.get(name)!;
    const stored = toStored(field, value);
    return columnsOf(field).map((column, i) => sql`${raw(column)} = ${bind(stored[i]!)}`);
  });
  const text = sql`UPDATE ${raw(child.table)} SET ${join([...sets, sql`updated_at = ${bind(context.now)}`], ', ')} WHERE pk = ${bind(pk)}`;
  await tx.run(text.text, text.params);
}
