import type { SqlRunner } from '../database/database';
import type { KehuError } from '../errors/errors';
import type { Field, Noun } from '../model/registry';
import { Compilation } from '../query/context';
import { liveSql, predicateSql } from '../query/predicate-sql';
import { allOf, bind, list, raw, sql } from '../query/sql';
import { bytesToId } from '../query/values';
import { dropChoices } from './choices';
import { keepDerived } from './derived';
import { Draft, type OwnedRow } from './draft';
import { noteWrite } from './history';
import { inputName, type ParsedInput } from './input';
import { columnsOf, fromStored, storedFields } from './stored-form';
import type { ValuesBefore } from './write-batch';
import { readingIn, type WriteContext } from './write-context';
import { writeRounds } from './write-rounds';

/** A record as a write left it. */
export interface LeftRecord {
  pk: number;
  version: number;
}

/** Why a record stays as it is. */
export type KeptReason =
  | 'edited' // somebody changed it since
  | 'inUse' // something in the view of who undoes hangs on it
  | 'denied'; // it, or what hangs on it, is not in the view of who undoes, or the rules don't allow it

/**
 * Takes records away that a write created, as if they had never been: the only purge there is beside that of someone who
 * sees all. A record stays that isn't in the view of who undoes, that its rules let it neither create nor delete, that was
 * changed since, or that something hangs on. Nothing else is told of a record that is out of sight, not even that it is gone.
 * @returns reasons by internal key; the others are gone
 */
export async function purgeCreated(
  context: WriteContext,
  tx: SqlRunner,
  noun: Noun,
  records: readonly LeftRecord[],
): Promise<Map<number, KeptReason>> {
  const kept = new Map<number, KeptReason>();
  const fields = storedFields(noun);
  const version = fields.findIndex(({ name }) => name === 'version');
  const columns = ['pk', 'id', ...fields.flatMap((field) => columnsOf(field)[0]!)];
  const pks = records.map(({ pk }) => pk);
  const lock = tx.dialect === 'mysql' ? ' FOR UPDATE' : ''; // SQLite has one writer
  const select = sql`SELECT ${raw(columns.join(', '))} FROM ${raw(noun.table)} WHERE pk IN ${list(pks)} ORDER BY pk${raw(lock)}`;
  const left = new Map(records.map((record) => [record.pk, record.version]));
  const rows = await tx.rows(select.text, select.params);
  const may = await takeable(context, tx, noun, pks);
  for (const pk of pks) if (!may.has(pk)) kept.set(pk, 'denied');
  const drafts: Draft[] = [];
  for (const row of rows) {
    const pk = Number(row[0]);
    if (!may.has(pk)) continue;
    if (version !== -1 && Number(row[2 + version]) !== left.get(pk)) {
      kept.set(pk, 'edited');
      continue;
    }
    const draft = new Draft(0, noun, 'delete', nothing);
    draft.pk = pk;
    draft.id = bytesToId(row[1] as Uint8Array);
    draft.stored = new Map(fields.map((field, i) => [field.name, fromStored(field, row[2 + i])]));
    drafts.push(draft);
  }
  for (const [pk, reason] of await inUse(context, tx, noun, drafts)) kept.set(pk, reason);
  const going = drafts.filter(({ pk }) => !kept.has(pk!));
  if (going.length > 0) await purge(context, tx, noun, going);
  return kept;
}

const nothing: ParsedInput = { values: new Map(), references: [], owned: new Map(), paths: new Map() };

/** Records in the view of who undoes that its rules would let it create, or delete. */
async function takeable(
  context: WriteContext,
  tx: SqlRunner,
  noun: Noun,
  pks: readonly number[],
): Promise<ReadonlySet<number>> {
  const compilation = new Compilation(readingIn(context, tx));
  const alias = compilation.alias();
  const { create, delete: remove } = context.ruleSet.write(noun.name);
  const where = allOf([
    sql`${alias}.pk IN ${list(pks)}`,
    liveSql(noun, alias),
    predicateSql(compilation, noun, alias, context.ruleSet.view(noun.name).row),
    sql`(${predicateSql(compilation, noun, alias, create)} OR ${predicateSql(compilation, noun, alias, remove)})`,
  ]);
  const text = sql`SELECT ${alias}.pk FROM ${raw(noun.table)} ${alias} WHERE ${where}`;
  return new Set((await tx.rows(text.text, text.params)).map(([pk]) => Number(pk)));
}

/** Links of other nouns to this one, rows that live and die with it apart. */
function linksTo(context: WriteContext, noun: Noun): { child: Noun; field: Field }[] {
  const owned = new Set(
    [...noun.fields.values()].flatMap((field) => (field.owned ? [`${field.to}.${field.via}`] : [])),
  );
  return context.nouns
    .all()
    .flatMap((child) =>
      [...child.fields.values()].flatMap((field) =>
        field.kind === 'link' && field.to === noun.name && !owned.has(`${child.name}.${field.name}`)
          ? [{ child, field }]
          : [],
      ),
    );
}

/** Records that others hang on, and what may be told of it: that there are any only where one is in the view. */
async function inUse(
  context: WriteContext,
  tx: SqlRunner,
  noun: Noun,
  drafts: readonly Draft[],
): Promise<Map<number, KeptReason>> {
  const used = new Map<number, KeptReason>();
  if (drafts.length === 0) return used;
  const pks = drafts.map(({ pk }) => pk!);
  for (const { child, field } of linksTo(context, noun)) {
    const column = raw(field.column);
    const text = sql`SELECT DISTINCT ${column} FROM ${raw(child.table)} WHERE ${column} IN ${list(pks)}`;
    const found = (await tx.rows(text.text, text.params)).map(([pk]) => Number(pk));
    if (found.length === 0) continue;
    const told = await seenThrough(context, tx, child, field, found);
    for (const pk of found) if (told.has(pk) || !used.has(pk)) used.set(pk, told.has(pk) ? 'inUse' : 'denied');
  }
  return used;
}

/** Which of these records have a child in the view, with its link to them. */
async function seenThrough(
  context: WriteContext,
  tx: SqlRunner,
  child: Noun,
  field: Field,
  pks: readonly number[],
): Promise<ReadonlySet<number>> {
  const { row, cells } = context.ruleSet.view(child.name);
  const compilation = new Compilation(readingIn(context, tx));
  const alias = compilation.alias();
  const where = allOf([
    sql`${alias}.${raw(field.column)} IN ${list(pks)}`,
    liveSql(child, alias),
    predicateSql(compilation, child, alias, row),
    predicateSql(compilation, child, alias, cells.get(field.name)?.read ?? { kind: 'none' }),
  ]);
  const text = sql`SELECT DISTINCT ${alias}.${raw(field.column)} FROM ${raw(child.table)} ${alias} WHERE ${where}`;
  return new Set((await tx.rows(text.text, text.params)).map(([pk]) => Number(pk)));
}

async function purge(context: WriteContext, tx: SqlRunner, noun: Noun, drafts: readonly Draft[]): Promise<void> {
  const pks = drafts.map(({ pk }) => pk!);
  const remove = async (table: string, column: string, ofNoun: boolean): Promise<void> => {
    const which = ofNoun ? sql` AND noun = ${bind(noun.name)}` : raw('');
    const text = sql`DELETE FROM ${raw(table)} WHERE ${raw(column)} IN ${list(pks)}${which}`;
    await tx.run(text.text, text.params);
  };
  // Gone first for the sums that count it, then for good.
  const deleted = sql`UPDATE ${raw(noun.table)} SET deleted_at = ${bind(context.now)} WHERE pk IN ${list(pks)}`;
  await tx.run(deleted.text, deleted.params);
  await keepDerived(tx, context.nouns, noun, drafts);
  for (const field of noun.fields.values()) {
    if (field.kind === 'tags') await remove(`${noun.name}_tags`, `${noun.name}_pk`, false);
    if (field.owned) {
      const child = context.nouns.get(field.to!);
      await remove(child.table, child.fields.get(field.via!)!.column, false);
    }
  }
  for (const table of ['external_ids', 'subject_keys', 'history', 'search_changed'])
    await remove(table, 'record_pk', true);
  await dropChoices(tx, noun, pks);
  await remove(noun.table, 'pk', false);
  // Whoever follows what is written hears of it.
  for (const pk of pks) await noteWrite(context, tx, noun, pk, 'delete');
}

export interface RestoredRecord extends LeftRecord {
  before: ValuesBefore;
}

/**
 * Puts back what stood in records before a write changed them, as an update by who undoes: rules, history and search as in
 * any other. A record that was changed since stays.
 * @returns reasons by internal key; the others hold what they held
 */
export async function restoreValues(
  context: WriteContext,
  tx: SqlRunner,
  noun: Noun,
  records: readonly RestoredRecord[],
): Promise<Map<number, KeptReason>> {
  const kept = new Map<number, KeptReason>();
  const pks = records.map(({ pk }) => pk);
  const text = sql`SELECT t.pk, t.id, k.wrapped_key FROM ${raw(noun.table)} t LEFT JOIN subject_keys k ON k.noun = ${bind(noun.name)} AND k.record_pk = t.pk WHERE t.pk IN ${list(pks)}`;
  const rows = await tx.rows(text.text, text.params);
  const known = new Map(
    rows.map(([pk, id, key]) => [Number(pk), { id: bytesToId(id as Uint8Array), key: key as Buffer }]),
  );
  const drafts: Draft[] = [];
  for (const { pk, version, before } of records) {
    const record = known.get(pk);
    if (!record) {
      kept.set(pk, 'denied');
      continue;
    }
    drafts.push(draftBefore(context, noun, pk, record, version, before));
  }
  const byDraft = new Map(drafts.map((draft, i) => [draft, records.filter(({ pk }) => known.has(pk))[i]!.pk]));
  await writeRounds(context, tx, noun, drafts);
  for (const draft of drafts) if (draft.refusal) kept.set(byDraft.get(draft)!, reasonOf(draft.refusal));
  return kept;
}

const reasonOf = ({ code }: KehuError): KeptReason => (code === 'CONFLICT' ? 'edited' : 'denied');

function draftBefore(
  context: WriteContext,
  noun: Noun,
  pk: number,
  { id, key }: { id: string; key: Buffer | null },
  version: number,
  before: ValuesBefore,
): Draft {
  const values = new Map<string, unknown>();
  const kept = new Map<string, unknown>();
  for (const [name, value] of Object.entries(before.values)) {
    const field = noun.fields.get(name);
    if (!field) continue;
    if (field.kind === 'secret')
      values.set(name, value === null || !key ? null : opened(context, noun, pk, name, key, value));
    else if (field.input === 'system' || field.kind === 'derived') kept.set(name, value);
    else values.set(name, value);
  }
  const owned = new Map(
    Object.entries(before.owned).map(([name, rows]) => [name, rows.map((row) => ownValues(noun, name, row))]),
  );
  const paths = new Map([...values.keys(), ...owned.keys()].map((name) => [name, inputName(noun.fields.get(name)!)]));
  const draft = new Draft(0, noun, 'update', { values, references: [], owned, paths });
  draft.id = id;
  draft.version = version;
  for (const [name, value] of kept) draft.keep(name, value);
  return draft;
}

const opened = (context: WriteContext, noun: Noun, pk: number, field: string, key: Buffer, value: unknown): string =>
  context.vault.decrypt({ noun: noun.name, pk }, field, key, Buffer.from(String(value), 'base64'));

/** What a person gives of an owned row: the rest is kept by the server. */
function ownValues(noun: Noun, name: string, row: Record<string, unknown>): OwnedRow['values'] {
  const field = noun.fields.get(name)!;
  const skipped = new Set(['createdAt', 'updatedAt', field.via]);
  return new Map(Object.entries(row).filter(([key]) => !skipped.has(key)));
}
