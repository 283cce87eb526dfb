import { actorOf, append } from '../../audit/audit';
import type { SqlRunner } from '../../database/database';
import type { Noun } from '../../model/registry';
import type { ReadContext } from '../../query/context';
import { bytesToId, idToBytes } from '../../query/values';
import type { WriteContext } from '../../records/write-context';
import type { MergeRequest } from './merge-records';
import type { MergedRecord } from './plan-merge';

// Raw SQL: proposals are no noun of the model. They name records; who is shown them sees those records.

/** A merge that somebody asked for who does not see all of what it would put together. */
export interface Proposal {
  id: string;
  at: number;
  byUserPk: number | null;
  into: string;
  from: string[];
  choices: { field: string; from: string }[];
}

const place = (id: string): string => `proposal|${id}`;

/** Has a merge wait for somebody who sees all. */
export async function proposeMerge(
  context: WriteContext,
  tx: SqlRunner,
  noun: Noun,
  { choices }: MergeRequest,
  records: readonly MergedRecord[],
): Promise<void> {
  const id = context.newId();
  const [into, ...from] = records.map((record) => record.id);
  await tx.run('INSERT INTO merge_proposals (id, noun, at, by_user_pk, request) VALUES (?, ?, ?, ?, ?)', [
    idToBytes(id),
    noun.name,
    context.now,
    context.principal.kind === 'user' ? context.principal.pk : null,
    context.vault.seal(JSON.stringify({ into, from, choices }), place(id)),
  ]);
  const detail = { proposal: id, from };
  const entry = { actor: actorOf(context.principal), action: 'merge-proposed' as const, noun: noun.name };
  await append(tx, { ...entry, recordId: into!, detail }, context.now);
}

/** Proposals that wait, oldest first. */
export async function openProposals(
  { vault }: Pick<ReadContext, 'vault'>,
  runner: SqlRunner,
  noun: Noun,
  most: number,
): Promise<Proposal[]> {
  const rows = await runner.rows(
    'SELECT id, at, by_user_pk, request FROM merge_proposals WHERE noun = ? AND closed_at IS NULL ORDER BY at, pk LIMIT ?',
    [noun.name, most],
  );
  return rows.map(([idBytes, at, byUserPk, request]) => {
    const id = bytesToId(idBytes as Uint8Array);
    const asked = JSON.parse(vault.unseal(String(request), place(id))!) as Pick<Proposal, 'into' | 'from' | 'choices'>;
    return { id, at: Number(at), byUserPk: byUserPk === null ? null : Number(byUserPk), ...asked };
  });
}

/** Closes a proposal: it was followed, or is not wanted. Returns whether it was open. */
export async function closeProposal(tx: SqlRunner, noun: Noun, id: string, at: number): Promise<boolean> {
  const bytes = idToBytes(id);
  if (!bytes) return false;
  const { changes } = await tx.run(
    'UPDATE merge_proposals SET closed_at = ? WHERE id = ? AND noun = ? AND closed_at IS NULL',
    [at, bytes, noun.name],
  );
  return changes > 0;
}
