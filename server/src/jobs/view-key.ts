import { createHash } from 'node:crypto';
import type { Principal } from '../access/principal';
import type { RuleSet } from '../access/rule-set';
import type { SqlRunner } from '../database/database';

/**
 * Stands for the view of a principal: its rules, the values they are asked with, and what is shared with it. What was made
 * in one view is given to nobody who has another, so stored results carry it.
 */
export async function viewKey(runner: SqlRunner, principal: Principal, ruleSet: RuleSet, now: number): Promise<Buffer> {
  const hash = createHash('sha256').update(ruleSet.key);
  for (let one: Principal | undefined = principal; one; one = one.within?.principal) {
    const { kind, pk, purpose, roles, teamPks, subtreeTeamPks, homeTeamPk, source } = one;
    const values = [kind, pk, purpose, roles, teamPks, subtreeTeamPks, homeTeamPk, source];
    hash.update(JSON.stringify([...values, await sharesFor(runner, one, now)]));
  }
  return hash.digest();
}

// Raw SQL: which shares there are for a principal is part of what its rules are asked with.

/** What changes when a share comes, goes, changes or runs out. */
async function sharesFor(runner: SqlRunner, { kind, pk, teamPks }: Principal, now: number): Promise<unknown> {
  if (kind !== 'user') return null;
  const teams = teamPks.length > 0 ? ` OR with_team_pk IN (${teamPks.map(() => '?').join(', ')})` : '';
  const [row] = await runner.rows(
    `SELECT COUNT(*), MAX(pk), MAX(updated_at), CAST(SUM(pk) AS CHAR) FROM shares
     WHERE (with_user_pk = ?${teams}) AND (until_at IS NULL OR until_at > ?)`,
    [pk, ...teamPks, now],
  );
  return row!.map(String);
}
