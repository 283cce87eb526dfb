import { actorOf, append } from '../../audit/audit';
import type { SqlRunner } from '../../database/database';
import { forbidden, notFound, staleVersion } from '../../errors/errors';
import type { Noun } from '../../model/registry';
import { Draft } from '../../records/draft';
import { loadStored } from '../../records/load-stored';
import { hangingRows, repointRows, type Move } from '../../records/repoint';
import { rowTruth } from '../../records/row-conditions';
import { lifeDraft, valueDraft } from '../../records/value-draft';
import { inTransaction } from '../../records/write-drafts';
import { writeInside } from '../../records/write-inside';
import type { WriteContext } from '../../records/write-context';
import { gainsOf, type Gain } from './gains';
import { decidedNow, mergeConsents } from './merge-consents';
import { moveExternalIds } from './merge-external-ids';
import { mergeSecrets } from './merge-secrets';
import { checkRequest, choosable, type MergeRequest } from './merge-request';
import { insertMerge, type MergeState, type StoredMove } from './merge-store';
import { planMerge, type MergedRecord, type MergePlan } from './plan-merge';
import { followProposal, proposeMerge } from './proposals';
import { linksTo, seesAll } from './sees-all';

export interface MergeOutcome {
  /** Null where the merge waits for somebody who sees all. */
  pk: number | null;
  mergeId: string | null;
  waiting: boolean;
  gains: Gain[];
  /** Purposes on whose consent the records disagreed. */
  consentConflicts: string[];
}

/**
 * Makes records one: field by field, everything that hangs on them, in one transaction. Whoever does not see all by rules
 * alone can only propose it, whatever the records hold, so that nothing is told by the answer. Where anybody could see more by
 * it, it is refused unless the caller says to know.
 * @throws KehuError BAD_USER_INPUT, FORBIDDEN, NOT_FOUND, CONFLICT
 */
export async function mergeRecords(context: WriteContext, noun: Noun, request: MergeRequest): Promise<MergeOutcome> {
  checkRequest(context, noun, request);
  return inTransaction(context, async (tx) => {
    const prepared = await prepareMerge(context, tx, noun, request);
    if (!seesAll(context.ruleSet, context.nouns, noun)) {
      await proposeMerge(context, tx, noun, request, prepared.records);
      return { pk: null, mergeId: null, waiting: true, gains: [], consentConflicts: [] };
    }
    const { gains } = prepared;
    if (gains.length > 0) mustBeGrantable(context, noun, gains, request.acceptGains);
    if (request.proposal !== null) await followProposal(context, tx, noun, request.proposal, prepared.records);
    return applyMerge(context, tx, noun, prepared);
  });
}

export interface PreparedMerge {
  records: MergedRecord[];
  plan: MergePlan;
  gains: Gain[];
}

/**
 * Reads the records through the caller's view, decides what the one that stays will hold and who could gain by it.
 * @throws KehuError BAD_USER_INPUT, FORBIDDEN, NOT_FOUND, CONFLICT
 */
export async function prepareMerge(
  context: WriteContext,
  tx: SqlRunner,
  noun: Noun,
  request: MergeRequest,
): Promise<PreparedMerge> {
  checkRequest(context, noun, request);
  const fields = choosable(context, noun);
  const records = await readRecords(context, tx, noun, request, fields);
  const numbers = new Map(records.map(({ id }, i) => [id.toLowerCase(), i]));
  const choices = new Map<string, number>();
  request.choices.forEach(({ field, from }, i) => {
    const number = numbers.get(from.toLowerCase());
    if (number === undefined) throw notFound(`choices.${i}.from`);
    if (!records[number]!.readable(field)) throw forbidden([`choices.${i}.field`]);
    choices.set(field, number);
  });
  const plan = planMerge(noun, records, fields, choices);
  const own = records[0]!;
  const after = (field: string): unknown =>
    plan.values.has(field) ? plan.values.get(field) : (own.values.get(field) ?? null);
  const stored = new Map(records.map(({ pk, values }) => [pk, values]));
  const gains = seesAll(context.ruleSet, context.nouns, noun) ? await gainsOf(context, tx, noun, stored, after) : [];
  return { records, plan, gains };
}

async function readRecords(
  context: WriteContext,
  tx: SqlRunner,
  noun: Noun,
  { into, from }: MergeRequest,
  fields: readonly string[],
): Promise<MergedRecord[]> {
  const given = new Map<string, unknown>(fields.map((field) => [field, null]));
  const drafts = [into, ...from].map(({ id, version }, i) => {
    const draft = new Draft(i, noun, 'update', {
      values: given,
      references: [],
      owned: new Map(),
      paths: new Map(),
    });
    draft.id = id;
    draft.version = version;
    return draft;
  });
  await loadStored(context, tx, noun, drafts);
  const refused = drafts.find(({ refusal }) => refusal);
  if (refused) throw refused.refusal!;
  const rule = context.ruleSet.write(noun.name).merge;
  for (const { pk } of drafts) {
    if (!(await rowTruth(context, tx, noun, pk!, [rule]))(rule)) {
      throw forbidden([], 'You may not merge this record.', '您无权合并该记录。');
    }
  }
  if (drafts.some(({ later }) => later)) throw staleVersion();
  return drafts.map((draft) => ({
    pk: draft.pk!,
    id: draft.id!.toLowerCase(),
    values: draft.stored!,
    readable: (field) => draft.readable.has(field),
  }));
}

/** A merge by which somebody could see more is a grant: whoever makes it needs the right and has to say so. */
function mustBeGrantable(context: WriteContext, noun: Noun, gains: readonly Gain[], accepted: boolean): void {
  const rules = context.ruleSet.write(noun.name).fields;
  const missing = gains.filter(({ field }) => (rules.get(field)?.grant.kind ?? 'none') === 'none');
  if (accepted && missing.length === 0) return;
  const names = (missing.length > 0 ? missing : gains).map(({ field }) => field);
  throw forbidden(
    names,
    `By this merge somebody could see more than before, because of ${names.join(', ')}. It is done only by who may grant that and says so.`,
    `由于 ${names.join('、')}，合并后有人可能看到更多内容。须由有此授权的人确认后执行。`,
  );
}

async function applyMerge(
  context: WriteContext,
  tx: SqlRunner,
  noun: Noun,
  { records, plan, gains }: PreparedMerge,
): Promise<MergeOutcome> {
  // Drawn before anything moves, so that it does not depend on how much does.
  const mergeId = context.newId();
  const [own, ...others] = records as [MergedRecord, ...MergedRecord[]];
  const memberPks = others.map(({ pk }) => pk);
  const state: MergeState = { fields: {}, secrets: {}, consents: [], codes: [] };
  const changed = [...plan.values].filter(([field, value]) => !same(value, own.values.get(field) ?? null));
  for (const [field, after] of changed) {
    state.fields[field] = { before: own.values.get(field) ?? null, after, from: plan.sources.get(field)! };
  }
  const consent = context.nouns.has('consent') ? context.nouns.get('consent') : null;
  const consents = consent && (await mergeConsents(context, tx, consent, own.pk, memberPks));
  if (consents) {
    state.consents = consents.changed;
    state.decided = await decidedNow(tx, consent, [own.pk, ...memberPks]);
  }
  // A code names one record at a time: who loses it loses it first.
  for (const [field, value] of changed.filter(([field]) => noun.fields.get(field)!.unique)) {
    const holder = others.find(({ values }) => same(values.get(field) ?? null, value));
    if (!holder || value === null) continue;
    state.codes.push({ pk: holder.pk, field, value });
    await writeInside(context, tx, noun, [valueDraft(noun, holder.id, new Map([[field, null]]))]);
  }
  const values = new Map(changed);
  state.secrets = await mergeSecrets(context, tx, noun, own, others, values);
  if (values.size > 0) await writeInside(context, tx, noun, [valueDraft(noun, own.id, values)]);
  const moves = await moveEverything(context, tx, noun, own.pk, memberPks, consents?.staying ?? new Set());
  await writeInside(
    context,
    tx,
    noun,
    others.map(({ id }, i) => lifeDraft(noun, id, 'delete', i)),
  );
  await insertMerge(context, tx, { id: mergeId, noun: noun.name, survivorPk: own.pk, state, memberPks }, moves);
  await append(
    tx,
    {
      actor: actorOf(context.principal),
      action: 'merge',
      noun: noun.name,
      recordId: own.id,
      fields: changed.map(([field]) => field),
      detail: {
        merge: mergeId,
        from: others.map(({ id }) => id),
        moved: moves.length,
        gains: gains.map((g) => g.field),
      },
    },
    context.now,
  );
  return { pk: own.pk, mergeId, waiting: false, gains, consentConflicts: consents?.conflicts ?? [] };
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

async function moveEverything(
  context: WriteContext,
  tx: SqlRunner,
  noun: Noun,
  to: number,
  from: readonly number[],
  staying: ReadonlySet<number>,
): Promise<StoredMove[]> {
  const moves: StoredMove[] = [];
  for (const { noun: child, link } of linksTo(context.nouns, noun)) {
    const rows = (await hangingRows(tx, child, link, from)).filter(
      ({ pk }) => !(child.name === 'consent' && staying.has(pk)) && !(child === noun && pk === to),
    );
    await repointRows(
      context,
      tx,
      child,
      link,
      rows.map(({ pk, on }): Move => ({ pk, from: on, to })),
    );
    for (const { pk, on } of rows) moves.push({ noun: child.name, link: link.name, rowPk: pk, fromPk: on });
  }
  if (noun.features.externalIds) moves.push(...(await moveExternalIds(tx, noun.name, from, to)));
  return moves;
}
