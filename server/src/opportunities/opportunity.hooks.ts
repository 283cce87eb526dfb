import type { SqlRunner } from '../database/database';
import { badInput } from '../errors/errors';
import { list, sql } from '../query/sql';
import type { Draft } from '../records/draft';
import type { RecordHooks } from '../records/hooks';
import type { WriteContext } from '../records/write-context';

const closedStages = new Set(['won', 'lost']);

/** An opportunity goes where its owner is, and closes with its stage. */
export const opportunityHooks: RecordHooks = {
  noun: 'opportunity',
  async complete(context, tx, drafts) {
    const teams = await teamsOfOwners(context, tx, drafts);
    for (const draft of drafts) {
      checkProbability(draft);
      if (draft.values.has('owner')) draft.keep('team', teams.get(draft.after('owner') as number) ?? null);
      keepClosed(draft, context.now);
    }
  },
};

function checkProbability(draft: Draft): void {
  const probability = draft.values.get('probability');
  if (typeof probability !== 'number' || (probability >= 0 && probability <= 100)) return;
  draft.refuseLater(
    badInput(
      'probability',
      'Probability is a number of percent from 0 to 100.',
      '成功率必须是 0 到 100 之间的百分数。',
    ),
  );
}

/** The moment of winning or losing is now, unless stated; an opportunity that goes on has none. */
function keepClosed(draft: Draft, now: number): void {
  if (!draft.values.has('stage') || draft.given.has('closedAt')) return;
  const closed = closedStages.has(String(draft.after('stage')));
  if (closed && draft.after('closedAt') === null) draft.keep('closedAt', now);
  if (!closed && draft.after('closedAt') !== null) draft.keep('closedAt', null);
}

// Raw SQL: the home team of an owner whom the writer has named is kept on the record, not shown.
async function teamsOfOwners(
  { principal }: WriteContext,
  tx: SqlRunner,
  drafts: readonly Draft[],
): Promise<ReadonlyMap<number, number>> {
  const teams = new Map<number, number>();
  if (principal.kind === 'user' && principal.homeTeamPk !== null) teams.set(principal.pk, principal.homeTeamPk);
  const owners = drafts.flatMap((draft) => (draft.values.has('owner') ? [draft.after('owner')] : []));
  const unknown = new Set(owners.filter((pk): pk is number => typeof pk === 'number' && !teams.has(pk)));
  if (unknown.size === 0) return teams;
  const text = sql`SELECT pk, team_pk FROM users WHERE team_pk IS NOT NULL AND pk IN ${list([...unknown])}`;
  for (const [pk, team] of await tx.rows(text.text, text.params)) teams.set(Number(pk), Number(team));
  return teams;
}
