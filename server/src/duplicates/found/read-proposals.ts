import type { GuardedRow } from '../../access/guard';
import type { Noun } from '../../model/registry';
import type { ReadContext } from '../../query/context';
import { readByPks } from '../../query/finish';
import type { Selection } from '../../query/selection';
import { visibleKeys } from '../../records/references';
import type { WriteContext } from '../../records/write-context';
import { openProposals, type Proposal } from '../merge/proposals';
import { seesAll } from '../merge/sees-all';

/** A merge that waits for somebody who sees all. */
export interface ShownProposal {
  id: string;
  at: string;
  /** Who asked for it, where it was a person in the view. */
  by: GuardedRow | null;
  into: string;
  records: GuardedRow[];
  choices: { field: string; from: string }[];
}

const most = { shown: 50, looked: 1_000, batch: 100 } as const;

/**
 * Proposals whose records are all in the view, oldest first; for who sees all and may merge. Those with a record that has gone
 * meanwhile are passed over, a thousand at most.
 */
export async function readProposals(
  context: ReadContext,
  writing: WriteContext,
  noun: Noun,
  selections: { by: Selection; records: Selection },
): Promise<ShownProposal[]> {
  if (context.ruleSet.write(noun.name).merge.kind === 'none') return [];
  if (!seesAll(context.ruleSet, context.nouns, noun)) return [];
  const found: { proposal: Proposal; pks: number[] }[] = [];
  let after: Pick<Proposal, 'at' | 'pk'> | null = null;
  for (let looked = 0; looked < most.looked && found.length < most.shown; looked += most.batch) {
    const batch: Proposal[] = await openProposals(context, context.runner, noun, after, most.batch);
    const keys = await visibleKeys(
      writing,
      context.runner,
      noun,
      batch.flatMap(({ into, from }) => [into, ...from]),
    );
    for (const proposal of batch) {
      const pks = [proposal.into, ...proposal.from].flatMap((id) => keys.get(id.toLowerCase()) ?? []);
      if (pks.length === proposal.from.length + 1) found.push({ proposal, pks });
    }
    if (batch.length < most.batch) break;
    after = batch.at(-1)!;
  }
  found.splice(most.shown);
  const records = await rowsOf(
    context,
    noun,
    found.flatMap(({ pks }) => pks),
    selections.records,
  );
  const people = await rowsOf(
    context,
    context.nouns.get('user'),
    found.flatMap(({ proposal }) => proposal.byUserPk ?? []),
    selections.by,
  );
  const { cells } = context.ruleSet.view(noun.name);
  return found.map(({ proposal: { id, at, byUserPk, into, choices }, pks }) => ({
    id,
    at: new Date(at).toISOString(),
    by: (byUserPk === null ? null : people.get(byUserPk)) ?? null,
    into,
    records: pks.flatMap((pk) => records.get(pk) ?? []),
    // Names that administrators gave are data: the proposer may know one that the reader does not.
    choices: choices.filter(({ field }) => (cells.get(field)?.read.kind ?? 'none') !== 'none'),
  }));
}

async function rowsOf(
  context: ReadContext,
  noun: Noun,
  pks: readonly number[],
  selection: Selection,
): Promise<Map<number, GuardedRow>> {
  const rows = await readByPks(context, noun, [...new Set(pks)], selection);
  return new Map(rows.map((row) => [row.pk, row]));
}
