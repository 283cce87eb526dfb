import { actorOf, append } from '../../audit/audit';
import type { SqlRunner } from '../../database/database';
import { forbidden, KehuError, notFound } from '../../errors/errors';
import type { Noun } from '../../model/registry';
import { bind, list, raw, sql } from '../../query/sql';
import { bytesToId } from '../../query/values';
import { loadStored } from '../../records/load-stored';
import { hangingRows, repointRows } from '../../records/repoint';
import { rowTruth } from '../../records/row-conditions';
import { lifeDraft, valueDraft } from '../../records/value-draft';
import type { Draft, StoredValues } from '../../records/draft';
import { inTransaction, reportTaken } from '../../records/write-drafts';
import { writeInside } from '../../records/write-inside';
import type { WriteContext } from '../../records/write-context';
import { readsAlways } from '../../access/always';
import { dependenciesOfAnybody } from './anybodys-rules';
import { returnExternalIds } from './merge-external-ids';
import { rewriteHiddenSecrets, untouchedSecrets } from './merge-secrets';
import { externalIdMoves, markUndone, mergeOfId, mergesInto, movesOf, type StoredMerge } from './merge-store';
import { linksTo, seesAll } from './sees-all';
import { keepStricter, returnConsents, withdrawnSince } from './split-consents';

/** What a split left as it was changed since the merge. */
export interface UnmergeOutcome {
  /** Key of the record that stayed. */
  pk: number;
  /** Keys of the records that came back. */
  backPks: number[];
  /** Fields that keep the value they have: changed after the merge, or deciding who sees what was. Those the caller may read. */
  keptFields: string[];
  /** How many rows that had moved hang elsewhere by now, or are gone, and stay so. */
  keptRows: number;
}

/**
 * Splits what was merged: every record and everything that hung on it is as it was, but for what was changed since, which is
 * kept and reported.
 * @throws KehuError NOT_FOUND, FORBIDDEN, CONFLICT where later merges have to be taken back first, BAD_USER_INPUT where a code
 * has been given to another record
 */
export async function unmergeRecords(context: WriteContext, noun: Noun, id: string): Promise<UnmergeOutcome> {
  if (context.ruleSet.write(noun.name).merge.kind === 'none') throw forbidden([]);
  const codes: Draft[] = [];
  const work = async (tx: SqlRunner): Promise<UnmergeOutcome> => {
    codes.length = 0;
    const merge = await mergeOfId(context, tx, id);
    if (!merge || merge.noun !== noun.name) throw notFound();
    const survivor = await ownRecord(context, tx, noun, merge.survivorPk);
    if (!seesAll(context.ruleSet, context.nouns, noun)) {
      throw forbidden([], 'Only who sees every record may split this one.', '仅可查看全部记录的人可以拆分。');
    }
    await mustBeLast(context, tx, merge);
    await markUndone(tx, merge.pk, context.now);
    const consent = context.nouns.has('consent') ? context.nouns.get('consent') : null;
    const withdrawn = consent && (await withdrawnSince(tx, consent, merge));
    const members = await idsOf(tx, noun, merge.memberPks);
    await writeInside(
      context,
      tx,
      noun,
      members.map((member, i) => lifeDraft(noun, member.id, 'restore', i)),
    );
    const moves = await movesOf(tx, merge.pk);
    let keptRows = 0;
    for (const { noun: child, link } of linksTo(context.nouns, noun)) {
      const home = new Map(
        moves.filter((move) => move.noun === child.name && move.link === link.name).map((m) => [m.rowPk, m.fromPk]),
      );
      if (home.size === 0) continue;
      const here = (await hangingRows(tx, child, link, [merge.survivorPk])).filter(({ pk }) => home.has(pk));
      keptRows += home.size - here.length;
      await repointRows(
        context,
        tx,
        child,
        link,
        here.map(({ pk, on }) => ({ pk, from: on, to: home.get(pk)! })),
      );
    }
    await returnExternalIds(
      tx,
      moves.filter((move) => move.noun === externalIdMoves),
      merge.survivorPk,
    );
    const kept = await returnFields(context, tx, noun, survivor, merge, codes, keptRows > 0);
    if (consent) {
      const holds = keptRows > 0 || kept.some((field) => noun.fields.get(field)?.kind !== 'secret');
      if ((await returnConsents(context, tx, consent, merge.state.consents, holds)) > 0) kept.push('consents');
      await keepStricter(context, tx, consent, merge, withdrawn!);
    }
    const keptFields = kept.filter((field) => readsAlways(context.ruleSet, noun.name, field));
    await append(
      tx,
      {
        actor: actorOf(context.principal),
        action: 'unmerge',
        noun: noun.name,
        recordId: survivor.id,
        detail: { merge: merge.id, back: members.map((member) => member.id), keptFields: kept, keptRows },
      },
      context.now,
    );
    return { pk: survivor.pk, backPks: merge.memberPks, keptFields, keptRows };
  };
  try {
    return await inTransaction(context, work);
  } catch (error) {
    if (codes.some(({ refusal }) => refusal === error)) await reportTaken(context, noun, codes);
    throw error;
  }
}

interface Stored {
  pk: number;
  id: string;
  values: StoredValues;
}

/** The record that stayed, where it is in the view and may be merged; else the merge is as none. */
async function ownRecord(context: WriteContext, tx: SqlRunner, noun: Noun, pk: number): Promise<Stored> {
  const [known] = await idsOf(tx, noun, [pk]);
  const draft = valueDraft(noun, known!.id, new Map());
  await loadStored(context, tx, noun, [draft]);
  if (draft.refusal) throw draft.refusal;
  const rule = context.ruleSet.write(noun.name).merge;
  if (!(await rowTruth(context, tx, noun, pk, [rule]))(rule)) throw forbidden([]);
  return { pk, id: known!.id, values: draft.stored! };
}

/** Merges are taken back in the order in which they can be: a record that was merged on comes back first. */
async function mustBeLast(context: WriteContext, tx: SqlRunner, merge: StoredMerge): Promise<void> {
  const done = await mergesInto(context, tx, merge.noun, [merge.survivorPk]);
  const last = done.find(({ undoneAt }) => undoneAt === null);
  if (merge.undoneAt === null && last?.pk === merge.pk) return;
  throw new KehuError(
    'CONFLICT',
    merge.undoneAt === null
      ? { en: 'Split what was merged into this record later first.', zh: '请先拆分之后合并到该记录的内容。' }
      : { en: 'This merge has been taken back already.', zh: '该合并已被撤销。' },
    ['id'],
  );
}

async function idsOf(tx: SqlRunner, noun: Noun, pks: readonly number[]): Promise<{ pk: number; id: string }[]> {
  // Raw SQL: deleted records are in no view; who may bring them back is asked of them by their rules.
  const text = sql`SELECT pk, id FROM ${raw(noun.table)} WHERE pk IN ${list(pks)} ORDER BY pk`;
  const rows = await tx.rows(text.text, text.params);
  return rows.map(([pk, id]) => ({ pk: Number(pk), id: bytesToId(id as Uint8Array) }));
}

/**
 * Gives fields their values back that are what the merge made of them. Returns the others. Where anything that came with the
 * merge stays, so does what decides who sees it: whom the record is shown by its old owner or team never saw that.
 */
async function returnFields(
  context: WriteContext,
  tx: SqlRunner,
  noun: Noun,
  survivor: Stored,
  { state }: StoredMerge,
  codes: Draft[],
  holdsRows: boolean,
): Promise<string[]> {
  const kept: string[] = [];
  const values = new Map<string, unknown>();
  for (const [field, { before, after }] of Object.entries(state.fields)) {
    if (JSON.stringify(survivor.values.get(field) ?? null) === JSON.stringify(after ?? null)) values.set(field, before);
    else kept.push(field);
  }
  const untouched = await untouchedSecrets(tx, noun, survivor.pk, state.secrets);
  // A secret that was changed since did not come with the merge, and nothing may follow from one that nobody here is shown.
  const holds = kept.length > 0 || holdsRows;
  for (const field of Object.keys(state.secrets)) {
    if (untouched.has(field)) values.set(field, null);
    else kept.push(field);
  }
  await rewriteHiddenSecrets(context, tx, noun, survivor.pk, values);
  if (holds) {
    for (const { field } of dependenciesOfAnybody(context.ruleSet.book, noun.name)) {
      if (values.delete(field)) kept.push(field);
    }
  }
  if (values.size > 0) await writeInside(context, tx, noun, [valueDraft(noun, survivor.id, values)]);
  for (const { pk, field, value } of state.codes) {
    const [holder] = await idsOf(tx, noun, [pk]);
    const text = sql`SELECT 1 FROM ${raw(noun.table)} WHERE pk = ${bind(pk)} AND ${raw(noun.fields.get(field)!.column)} IS NULL`;
    if ((await tx.rows(text.text, text.params)).length === 0) continue;
    // Somebody may have given it to another record since: then it is refused as any taken one.
    const draft = valueDraft(noun, holder!.id, new Map([[field, value]]));
    codes.push(draft);
    await writeInside(context, tx, noun, [draft]);
  }
  return kept;
}
