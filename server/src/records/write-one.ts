import type { Noun } from '../model/registry';
import { RowNotWhole, type Draft } from './draft';
import {
  applyDrafts,
  inTransaction,
  isChange,
  prepareDrafts,
  recordDrafts,
  refuseTaken,
  reportTaken,
} from './write-drafts';
import { rowAsWritten } from './row-as-written';
import type { WriteContext, Written } from './write-context';

/**
 * Writes one record in a transaction of its own: it happens whole or not at all.
 * @throws KehuError the first refusal
 */
export async function writeOne(context: WriteContext, noun: Noun, makeDraft: () => Draft): Promise<Written> {
  try {
    return await writeDraft(context, noun, makeDraft);
  } catch (error) {
    if (!(error instanceof RowNotWhole)) throw error;
    return writeDraft(context, noun, () => Object.assign(makeDraft(), { shown: null }));
  }
}

async function writeDraft(context: WriteContext, noun: Noun, makeDraft: () => Draft): Promise<Written> {
  let draft = makeDraft();
  let used = false;
  try {
    return await inTransaction(context, async (tx) => {
      if (used) draft = makeDraft(); // started again: nothing of the first try may be left
      used = true;
      const one = [draft];
      const orRefuse = (): void => {
        if (draft.refusal) throw draft.refusal;
      };
      await prepareDrafts(context, tx, noun, one);
      orRefuse();
      const changed = isChange(draft);
      if (changed) {
        await applyDrafts(context, tx, noun, one).catch((error: unknown) => refuseTaken(draft, error));
        orRefuse();
        await recordDrafts(context, tx, noun, one);
      }
      return { pk: draft.pk!, id: draft.id!, changed, row: rowAsWritten(context, noun, draft) };
    });
  } catch (error) {
    if (error === draft.refusal) await reportTaken(context, noun, [draft]);
    throw error;
  }
}
