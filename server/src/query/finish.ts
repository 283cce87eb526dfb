import type { GuardedRow } from '../access/guard';
import type { Field, Noun } from '../model/registry';
import type { SqlRow, SqlValue } from '../database/database';
import { selectColumns } from './columns';
import { Compilation, type ReadContext } from './context';
import { readHistory } from './history';
import { readPages } from './page';
import { liveSql, predicateSql } from './predicate-sql';
import type { LinkSelection, ManySelection, Selection } from './selection';
import { allOf, join, list, raw, sql } from './sql';

/** Most values of one IN list; larger levels are read in several statements. */
const chunkSize = 5_000;

/**
 * Completes loaded rows: what lies in other tables is read once per level, never once per row. Reads of logged fields are
 * recorded before anything is answered.
 */
export async function finishRows(
  context: ReadContext,
  noun: Noun,
  rows: readonly GuardedRow[],
  selection: Selection,
  logged: readonly string[],
  deleted = false,
): Promise<void> {
  if (rows.length === 0) return;
  for (const field of selection.fields) {
    if (field.kind === 'secret') await openSecrets(context, noun, rows, field);
    if (field.kind === 'externalIds') await loadExternalIds(context, noun, rows, field);
  }
  const readers = logged.filter((field) => rows.some((row) => row.readable(field)));
  if (readers.length > 0) {
    const ids = rows
      .filter((row) => readers.some((field) => row.readable(field)))
      .map((row) => String(row.loaded('id')));
    await context.onSensitiveRead(context.runner, { noun: noun.name, fields: readers, ids });
  }
  for (const link of selection.links) await loadLink(context, rows, link);
  for (const many of selection.manys) await loadMany(context, rows, many, deleted);
  for (const history of selection.history) await readHistory(context, noun, rows, history);
}

/** Decrypts the values that may be shown, each under its record's own key. */
async function openSecrets(context: ReadContext, noun: Noun, rows: readonly GuardedRow[], field: Field): Promise<void> {
  const sealed = rows.filter((row) => row.loaded(field.name) != null && row.readable(field.name));
  for (const row of rows) if (!sealed.includes(row)) row.settle(field.name, null);
  if (sealed.length === 0) return;
  const keys = await rowsIn(
    context,
    sealed.map((row) => row.pk),
    (pks) => {
      return sql`SELECT record_pk, wrapped_key FROM subject_keys WHERE noun = ${raw(`'${noun.name}'`)} AND record_pk IN ${list(pks)}`;
    },
  );
  const byPk = new Map(keys.map((row) => [Number(row[0]), row[1] as Buffer]));
  for (const row of sealed) {
    const key = byPk.get(row.pk);
    const ciphertext = row.loaded(field.name) as Buffer;
    row.settle(
      field.name,
      key ? context.vault.decrypt({ noun: noun.name, pk: row.pk }, field.name, key, ciphertext) : null,
    );
  }
}

async function loadExternalIds(
  context: ReadContext,
  noun: Noun,
  rows: readonly GuardedRow[],
  field: Field,
): Promise<void> {
  const shown = rows.filter((row) => row.readable(field.name));
  const found = await rowsIn(
    context,
    shown.map((row) => row.pk),
    (pks) => {
      return sql`SELECT record_pk, source, external_id FROM external_ids WHERE noun = ${raw(`'${noun.name}'`)} AND record_pk IN ${list(pks)} ORDER BY record_pk, source, external_id`;
    },
  );
  const byPk = new Map<number, { source: string; id: string }[]>(shown.map((row) => [row.pk, []]));
  for (const [pk, source, id] of found) byPk.get(Number(pk))!.push({ source: String(source), id: String(id) });
  for (const row of shown) row.settle(field.name, byPk.get(row.pk));
}

/** Reads the visible targets of a to-one relation in one statement; an invisible one is null. */
async function loadLink(context: ReadContext, rows: readonly GuardedRow[], link: LinkSelection): Promise<void> {
  const target = context.nouns.get(link.field.to!);
  const wanted = new Set<number>();
  for (const row of rows) {
    const pk = row.readable(link.field.name) ? row.loaded(link.field.name) : null;
    if (typeof pk === 'number') wanted.add(pk);
  }
  const found = await readByPks(context, target, [...wanted], link.selection);
  const byPk = new Map(found.map((row) => [row.pk, row]));
  for (const row of rows) {
    const pk = row.readable(link.field.name) ? row.loaded(link.field.name) : null;
    row.related.set(link.key, typeof pk === 'number' ? (byPk.get(pk) ?? null) : null);
  }
}

/** Visible rows with these internal keys, in no order. */
export async function readByPks(
  context: ReadContext,
  noun: Noun,
  pks: readonly number[],
  selection: Selection,
): Promise<GuardedRow[]> {
  if (pks.length === 0) return [];
  const found: GuardedRow[] = [];
  let logged: readonly string[] = [];
  for (const part of chunks(pks)) {
    const compilation = new Compilation(context);
    const alias = compilation.alias();
    const columns = selectColumns(compilation, noun, alias, selection);
    const where = allOf([
      sql`${alias}.pk IN ${list(part)}`,
      liveSql(noun, alias),
      predicateSql(compilation, noun, alias, context.ruleSet.view(noun.name).row),
    ]);
    const text = sql`SELECT ${join(columns.expressions, ', ')} FROM ${raw(noun.table)} ${alias} WHERE ${where}`;
    const rows = await context.runner.rows(text.text, text.params);
    found.push(...rows.map((row) => columns.decode(row)));
    logged = columns.logged;
  }
  await finishRows(context, noun, found, selection, logged);
  return found;
}

/** Reads a page of children for every row in one statement. */
async function loadMany(
  context: ReadContext,
  rows: readonly GuardedRow[],
  many: ManySelection,
  deleted: boolean,
): Promise<void> {
  const target = context.nouns.get(many.field.to!);
  const back = context.nouns.field(target.name, many.field.via!);
  const parents = rows.filter((row) => row.readable(many.field.name)).map((row) => row.pk);
  // Below a deleted record nothing is in the view, though the record itself was asked for.
  const viaParent = target.parent === back.name && !deleted;
  for (const part of chunks([...new Set(parents)])) {
    const pages = await readPages(context, target, many.page, {
      column: back.column,
      link: back.name,
      pks: part,
      viaParent,
    });
    for (const row of rows) {
      const page = pages.get(row.pk);
      if (page) row.related.set(many.key, page);
    }
  }
}

function* chunks(pks: readonly number[]): Generator<readonly number[]> {
  for (let i = 0; i < pks.length; i += chunkSize) yield pks.slice(i, i + chunkSize);
}

async function rowsIn(
  context: ReadContext,
  pks: readonly number[],
  statement: (pks: readonly number[]) => { text: string; params: readonly SqlValue[] },
): Promise<SqlRow[]> {
  const found: SqlRow[] = [];
  for (const part of chunks(pks)) {
    const text = statement(part);
    found.push(...(await context.runner.rows(text.text, text.params)));
  }
  return found;
}
