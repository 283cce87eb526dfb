import type { World } from '../../src/access/oracle/company';
import { visibleRows } from '../../src/access/oracle/view';
import { noon } from '../../src/access/oracle/testing/test-world';
import type { Database } from '../../src/database/database';
import { seesAll } from '../../src/duplicates/merge/sees-all';
import { idToBytes } from '../../src/query/values';
import { vault } from './load-company';
import { underEachPurpose } from './purposes';
import { sharedRuleSet } from './rule-sets';

/** A merge that somebody proposed before the pair began. */
export interface WaitingMerge {
  id: string;
  into: string;
  from: string;
}

/** The proposal that waits. */
export const waitingId = '00000006-0000-4000-8000-0000000000ff';

/** Whether what the principal merges is merged, and does not wait for somebody who sees all. */
export const mergesAtOnce = ({ book, principal, nouns }: World): boolean => {
  const rules = sharedRuleSet(book, principal);
  return rules.write('customer').merge.kind !== 'none' && seesAll(rules, nouns, nouns.get('customer'));
};

/** The merge that waits for the principal, where they are shown such. */
export function waitingMerge(world: World): WaitingMerge | null {
  if (!underEachPurpose(world).some(mergesAtOnce)) return null;
  const [into, from] = visibleRows(world, 'customer');
  return into && from ? { id: waitingId, into: into.id, from: from.id } : null;
}

/**
 * Makes a proposal wait. Who is shown none has one in some companies and none in others, by `number`: nothing may tell which.
 */
export async function loadWaitingMerge(database: Database, world: World, number: number): Promise<void> {
  const own = waitingMerge(world);
  if (own === null && number % 2 === 0) return;
  const [into, from] = world.company.customer!;
  const request = { into: own?.into ?? into!.id, from: [own?.from ?? from!.id], choices: [] };
  await database.run('INSERT INTO merge_proposals (id, noun, at, by_user_pk, request) VALUES (?, ?, ?, NULL, ?)', [
    idToBytes(waitingId),
    'customer',
    noon - 1,
    vault.seal(JSON.stringify(request), `proposal|${waitingId}`),
  ]);
}
