import type { SqlRow, SqlRunner } from '../database/database';
import { notFound, staleVersion } from '../errors/errors';
import type { Field, Noun } from '../model/registry';
import { Compilation } from '../query/context';
import { rowsSql } from '../query/page';
import { columnSql, predicateSql } from '../query/predicate-sql';
import { allOf, join, list, raw, sql, type Sql } from '../query/sql';
import { idToBytes } from '../query/values';
import { dropUnchanged } from './changes';
import type { Draft } from './draft';
import { grantQuestions } from './grants';
import { RowQuestions } from './row-truth';
import { checkBefore, ruleQuestions } from './rules';
import { fromStored, storedFields } from './stored-form';
import { readingIn, type WriteContext } from './write-context';

/**
 * Locks and reads the rows that updates, deletions and restorations are about, and asks the rules about them as they are.
 * A row out of the view is NOT_FOUND, whatever the reason.
 */
export async function loadStored(
  context: WriteContext,
  tx: SqlRunner,
  noun: Noun,
  drafts: readonly Draft[],
): Promise<void> {
  const byId = new Map<string, Draft>();
  for (const draft of drafts) {
    const bytes = draft.id === null ? null : idToBytes(draft.id);
    if (bytes) byId.set(bytes.toString('hex'), draft);
    else draft.refuse(notFound());
  }
  if (byId.size === 0) return;
  const ids = [...byId.keys()].map((hex) => Buffer.from(hex, 'hex'));
  const compilation = new Compilation(readingIn(context, tx));
  const alias = compilation.alias();
  if (tx.dialect === 'mysql') {
    const lock = sql`SELECT ${alias}.pk FROM ${raw(noun.table)} ${alias} WHERE ${alias}.id IN ${list(ids)} ORDER BY ${alias}.pk FOR UPDATE`;
    await tx.rows(lock.text, lock.params);
  }
  const view = context.ruleSet.view(noun.name);
  const questions = new RowQuestions(compilation, noun, alias);
  for (const draft of byId.values()) for (const predicate of ruleQuestions(context, draft)) questions.ask(predicate);
  for (const predicate of grantQuestions(context, noun.name)) questions.ask(predicate);
  const given = new Set([...byId.values()].flatMap((draft) => [...draft.given]));
  for (const field of given) questions.ask(view.cells.get(field)?.read ?? { kind: 'none' });
  const fields = storedFields(noun);
  const secrets = [...noun.fields.values()].filter((field) => field.kind === 'secret' && given.has(field.name));
  const columns: Sql[] = [
    sql`${alias}.pk`,
    sql`${alias}.id`,
    ...fields.map((field) => columnSql(alias, field.column)),
    ...secrets.map((field) => columnSql(alias, `${field.column}_index`)),
  ];
  const restoring = [...byId.values()].some((draft) => draft.action === 'restore');
  const where = allOf([
    sql`${alias}.id IN ${list(ids)}`,
    rowsSql(compilation, noun, alias, restoring),
    predicateSql(compilation, noun, alias, view.row),
  ]);
  const text = sql`SELECT ${join([...columns, ...questions.expressions], ', ')} FROM ${raw(noun.table)} ${alias} WHERE ${where}`;
  for (const row of await tx.rows(text.text, text.params)) {
    const draft = byId.get((row[1] as Buffer).toString('hex'))!;
    draft.pk = Number(row[0]);
    draft.stored = storedValues(row, fields, secrets);
    draft.truth = questions.answers(row, columns.length);
    for (const field of draft.given) {
      if (draft.truth(view.cells.get(field)?.read ?? { kind: 'none' })) draft.readable.add(field);
    }
    if (draft.lenient) dropUnchanged(context, draft);
    checkBefore(context, draft, draft.truth);
    if (draft.version !== null && draft.version !== draft.stored.get('version')) draft.refuseLater(staleVersion());
  }
  for (const draft of byId.values()) if (draft.pk === null) draft.refuse(notFound());
}

function storedValues(row: SqlRow, fields: readonly Field[], secrets: readonly Field[]): Map<string, unknown> {
  const values = new Map<string, unknown>();
  fields.forEach((field, i) => values.set(field.name, fromStored(field, row[2 + i])));
  secrets.forEach((field, i) => values.set(field.name, row[2 + fields.length + i] ?? null));
  return values;
}
