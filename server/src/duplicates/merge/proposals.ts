import { actorOf, append } from '../../audit/audit';
import type { SqlRow, SqlRunner } from '../../database/database';
import { badInput } from '../../errors/errors';
import type { Noun } from '../../model/registry';
import type { ReadContext } from '../../query/context';
import { bind, raw, sql } from '../../query/sql';
import { bytesToId, idToBytes } from '../../query/values';
import type { WriteContext } from '../../records/write-context';
import type { MergeRequest } from './merge-request';
import type { MergedRecord } from './plan-merge';

// Raw SQL: proposals are no noun of the model. They name records; who is shown them sees those records.

/** A merge that somebody asked for who does not see all of what it would put together. */
export interface Proposal {
  pk: number;
  id: string;
  at: number;
  byUserPk: number | null;
  /** Public ids in lower case. */
  into: string;
  from: string[];
  choices: { field: string; from: string }[];
}

/** Most proposals of one person that wait; all clients together count as one. A further one takes the place of the oldest. */
const mostWaiting = 50;

const place = (id: string): string => `proposal|${id}`;

/**
 * Has a merge wait for somebody who sees all. Asked for again, it takes the place of what the same person asked of the same
 * records. That depends on nothing but what they asked for: the answer tells nothing.
 */
export async function proposeMerge(
  context: WriteContext,
  tx: SqlRunner,
  noun: Noun,
  { choices }: MergeRequest,
  records: readonly MergedRecord[],
): Promise<void> {
  const id = context.newId();
  const [into, ...from] = records.map((record) => record.id);
  const byUserPk = context.principal.kind === 'user' ? context.principal.pk : null;
  const own = await waitingOf(context, tx, noun, byUserPk);
  const replaced = own.filter((one) => isAbout(one, [into!, ...from]));
  const rest = own.filter((one) => !replaced.includes(one));
  for (const one of [...replaced, ...rest.slice(0, Math.max(0, rest.length - mostWaiting + 1))]) {
    await close(tx, one.pk, context.now);
  }
  await tx.run('INSERT INTO merge_proposals (id, noun, at, by_user_pk, request) VALUES (?, ?, ?, ?, ?)', [
    idToBytes(id),
    noun.name,
    context.now,
    byUserPk,
    context.vault.seal(JSON.stringify({ into, from, choices }), place(id)),
  ]);
  const detail = { proposal: id, from };
  const entry = { actor: actorOf(context.principal), action: 'merge-proposed' as const, noun: noun.name };
  await append(tx, { ...entry, recordId: into!, detail }, context.now);
}

/** Whether a proposal is about these records and no others. */
const isAbout = ({ into, from }: Proposal, ids: readonly string[]): boolean =>
  JSON.stringify([into, ...from].sort()) === JSON.stringify(ids.map((id) => id.toLowerCase()).sort());

const columns = 'pk, id, at, by_user_pk, request';

function read({ vault }: Pick<ReadContext, 'vault'>, [pk, idBytes, at, byUserPk, request]: SqlRow): Proposal {
  const id = bytesToId(idBytes as Uint8Array);
  const asked = JSON.parse(vault.unseal(String(request), place(id))!) as Pick<Proposal, 'into' | 'from' | 'choices'>;
  return { pk: Number(pk), id, at: Number(at), byUserPk: byUserPk === null ? null : Number(byUserPk), ...asked };
}

/** What one person has waiting, oldest first. */
async function waitingOf(
  context: Pick<ReadContext, 'vault'>,
  tx: SqlRunner,
  noun: Noun,
  byUserPk: number | null,
): Promise<Proposal[]> {
  const by = byUserPk === null ? sql`by_user_pk IS NULL` : sql`by_user_pk = ${bind(byUserPk)}`;
  const text = sql`SELECT ${raw(columns)} FROM merge_proposals WHERE noun = ${bind(noun.name)} AND closed_at IS NULL AND ${by} ORDER BY at, pk`;
  return (await tx.rows(text.text, text.params)).map((row) => read(context, row));
}

/** Proposals that wait, oldest first, those after another one. */
export async function openProposals(
  context: Pick<ReadContext, 'vault'>,
  runner: SqlRunner,
  noun: Noun,
  after: Pick<Proposal, 'at' | 'pk'> | null,
  most: number,
): Promise<Proposal[]> {
  const rest = after ? sql`AND (at > ${bind(after.at)} OR (at = ${bind(after.at)} AND pk > ${bind(after.pk)}))` : sql``;
  const text = sql`SELECT ${raw(columns)} FROM merge_proposals WHERE noun = ${bind(noun.name)} AND closed_at IS NULL ${rest} ORDER BY at, pk LIMIT ${raw(String(most))}`;
  return (await runner.rows(text.text, text.params)).map((row) => read(context, row));
}

/**
 * Closes the proposal that a merge follows.
 * @throws KehuError BAD_USER_INPUT where none of that id waits for a merge of these records
 */
export async function followProposal(
  context: WriteContext,
  tx: SqlRunner,
  noun: Noun,
  id: string,
  records: readonly MergedRecord[],
): Promise<void> {
  const proposal = await waiting(context, tx, noun, id);
  const ids = records.map((record) => record.id);
  if (proposal && isAbout(proposal, ids) && (await close(tx, proposal.pk, context.now))) return;
  throw badInput('proposal', 'No such proposal waits for a merge of these records.', '没有等待合并这些记录的该申请。');
}

/** Closes a proposal that is not wanted. Returns whether it was open. */
export async function declineProposal(context: WriteContext, tx: SqlRunner, noun: Noun, id: string): Promise<boolean> {
  const proposal = await waiting(context, tx, noun, id);
  return proposal !== null && close(tx, proposal.pk, context.now);
}

async function waiting(context: WriteContext, tx: SqlRunner, noun: Noun, id: string): Promise<Proposal | null> {
  const bytes = idToBytes(id);
  if (!bytes) return null;
  const text = sql`SELECT ${raw(columns)} FROM merge_proposals WHERE id = ${bind(bytes)} AND noun = ${bind(noun.name)} AND closed_at IS NULL`;
  const [row] = await tx.rows(text.text, text.params);
  return row ? read(context, row) : null;
}

async function close(tx: SqlRunner, pk: number, at: number): Promise<boolean> {
  const { changes } = await tx.run('UPDATE merge_proposals SET closed_at = ? WHERE pk = ? AND closed_at IS NULL', [
    at,
    pk,
  ]);
  return changes > 0;
}
