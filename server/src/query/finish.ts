import { GuardedRow } from '../access/guard';
import type { RuleSet } from '../access/rule-set';
import type { Field, Noun } from '../model/registry';
import type { SqlRow, SqlValue } from '../database/database';
import { leftOver, fromSql, selectColumns, type Columns } from './columns';
import { Compilation, type ReadContext } from './context';
import { readHistory } from './history';
import { readPages } from './page';
import { padded, planOf, Statement } from './plan';
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
  const branches = [
    ...selection.links.map((link) => () => loadLink(context, rows, link)),
    ...selection.manys.map((many) => () => loadMany(context, rows, many, deleted)),
    ...selection.history.map((history) => () => readHistory(context, noun, rows, history)),
  ];
  await (logsReads(context) ? inTurn(branches) : together(branches));
}

const logging = new WeakMap<RuleSet, boolean>();

/** Whether these rules let any logged field be read. Then reads follow one another, so that the trail has one order. */
function logsReads({ ruleSet, nouns }: ReadContext): boolean {
  let logs = logging.get(ruleSet);
  if (logs === undefined) {
    logs = nouns
      .all()
      .some(({ name }) =>
        [...ruleSet.view(name).cells.values()].some(({ sensitive, read }) => sensitive && read.kind !== 'none'),
      );
    logging.set(ruleSet, logs);
  }
  return logs;
}

async function inTurn(works: readonly (() => Promise<void>)[]): Promise<void> {
  for (const work of works) await work();
}

/** Waits for all, then refuses with what the first in order was refused with, whichever came to it first. */
async function together(works: readonly (() => Promise<void>)[]): Promise<void> {
  if (works.length === 1) return works[0]!();
  const outcomes = await Promise.allSettled(works.map((work) => work()));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
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
    row.relate(link.key, typeof pk === 'number' ? (byPk.get(pk) ?? null) : null);
  }
}

/** Key that no record has. */
const nobody = 0;

/** Visible rows with these internal keys, in no order. */
export async function readByPks(
  context: ReadContext,
  noun: Noun,
  pks: readonly number[],
  selection: Selection,
): Promise<GuardedRow[]> {
  // A refusal of what rules hide comes whether or not a link leads anywhere: it would tell one to a hidden record from none.
  if (pks.length === 0 && !context.strict) return [];
  const found: GuardedRow[] = [];
  let columns: Pick<Columns, 'logged' | 'apart'> = { logged: [], apart: new Set() };
  for (const part of chunks(pks.length > 0 ? pks : [nobody])) {
    const keys = padded(part);
    const plan = planOf(context, selection.shape ?? null, `many ${keys.length}`, () =>
      compileByPks(context, noun, keys.length, selection),
    );
    const rows = await plan.statement.run({ context, values: [], pks: keys });
    context.onRows?.(rows.length);
    for (const row of rows) found.push(new GuardedRow(plan.columns.layout, row, context));
    columns = plan.columns;
  }
  await finishRows(context, noun, found, leftOver(selection, columns), columns.logged);
  return found;
}

function compileByPks(
  context: ReadContext,
  noun: Noun,
  count: number,
  selection: Selection,
): { columns: Columns; statement: Statement } {
  const compilation = new Compilation(context);
  const alias = compilation.alias();
  const { row } = context.ruleSet.view(noun.name);
  compilation.know(alias, [row]);
  const columns = selectColumns(compilation, noun, alias, selection);
  const where = allOf([
    sql`${alias}.pk IN (${compilation.parents(count)})`,
    liveSql(noun, alias),
    predicateSql(compilation, noun, alias, row),
  ]);
  const from = fromSql(noun, alias, columns.joins);
  const text = sql`SELECT ${join(columns.expressions, ', ')} FROM ${from} WHERE ${where}`;
  return { columns, statement: new Statement(text) };
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
  const readable = rows.filter((row) => row.readable(many.field.name));
  const parents = readable.map((row) => row.pk);
  const asked = deleted ? [] : (rows[0]!.layout.asked?.get(many.key) ?? []);
  const holding = new Map(
    asked.map((bit) => [bit, new Set(readable.filter((row) => row.holds(bit)).map((row) => row.pk))]),
  );
  for (const part of chunks([...new Set(parents)])) {
    const pages = await readPages(context, target, many.page, {
      column: back.column,
      link: back.name,
      pks: part,
      // Below a deleted record nothing is in the view, though the record itself was asked for.
      isVisible: !deleted,
      holding: new Map([...holding].map(([bit, pks]) => [bit, part.filter((pk) => pks.has(pk))])),
    });
    for (const row of rows) {
      const page = pages.get(row.pk);
      if (page) row.relate(many.key, page);
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
