import type { SqlRunner } from '../database/database';
import type { Noun } from '../model/registry';
import type { Draft } from './draft';
import { applyDrafts, isChange, prepareDrafts, recordDrafts, refuseTaken } from './write-drafts';
import type { WriteContext } from './write-context';

/**
 * Writes records of one noun inside a transaction of the caller's: what refuses one refuses them all, as the transaction is
 * rolled back. The whole road: rules before and after, grants, versions, history.
 * @returns the drafts that changed something
 * @throws KehuError the first refusal
 */
export async function writeInside(
  context: WriteContext,
  tx: SqlRunner,
  noun: Noun,
  drafts: readonly Draft[],
): Promise<readonly Draft[]> {
  const orRefuse = (): void => {
    const refused = drafts.find((draft) => draft.refusal);
    if (refused) throw refused.refusal!;
  };
  await prepareDrafts(context, tx, noun, drafts);
  orRefuse();
  const changing = drafts.filter(isChange);
  if (changing.length > 0) {
    await applyDrafts(context, tx, noun, changing).catch((error: unknown) => {
      if (changing.length > 1) throw error;
      refuseTaken(changing[0]!, error);
    });
    orRefuse();
    await recordDrafts(context, tx, noun, changing);
  }
  return changing;
}
