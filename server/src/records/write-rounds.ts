import { ConstraintError, type SqlRunner } from '../database/database';
import type { Noun } from '../model/registry';
import { breathe } from './breathe';
import type { Draft } from './draft';
import { applyDrafts, isChange, prepareDrafts, recordDrafts, refuseTaken } from './write-drafts';
import type { WriteContext } from './write-context';

/**
 * Writes drafts of one noun together in a running transaction, each whole or not at all: those that are refused carry their
 * refusal, the others are written. `prepared` is told of each round once it is known what it will change.
 */
export async function writeRounds(
  context: WriteContext,
  tx: SqlRunner,
  noun: Noun,
  drafts: readonly Draft[],
  prepared?: (drafts: readonly Draft[]) => Promise<void>,
): Promise<void> {
  for (const round of rounds(drafts)) {
    await prepareDrafts(context, tx, noun, round);
    if (round.length > 1) await breathe();
    const open = round.filter((draft) => draft.refusal === null && isChange(draft));
    await prepared?.(open);
    await writeAll(context, tx, noun, open);
  }
}

/** A record that several of the ids lead to is written once a round: each must see what the one before it wrote. */
function rounds(drafts: readonly Draft[]): Draft[][] {
  const found: Draft[][] = [];
  const times = new Map<string, number>();
  for (const draft of drafts) {
    const round = draft.id === null ? 0 : (times.get(draft.id) ?? 0);
    if (draft.id !== null) times.set(draft.id, round + 1);
    (found[round] ??= []).push(draft);
  }
  return found;
}

/** Says that a trial is to be rolled back, its refusals standing in the drafts. */
const rolledBack = new Error('rolled back');

/**
 * Writes the drafts together, leaving out those that the rules refuse once they are written, until the rest passes. Where
 * a unique key refuses, every draft is written on its own, to find out whose.
 */
async function writeAll(context: WriteContext, tx: SqlRunner, noun: Noun, drafts: Draft[]): Promise<void> {
  let open = drafts;
  while (open.length > 0) {
    const trial = open;
    try {
      await context.database.savepoint(tx, async () => {
        await applyDrafts(context, tx, noun, trial);
        if (trial.some((draft) => draft.refusal)) throw rolledBack;
        await recordDrafts(context, tx, noun, trial);
      });
      return;
    } catch (error) {
      if (error instanceof ConstraintError && trial.length === 1) refuseTaken(trial[0]!, error);
      else if (error instanceof ConstraintError) {
        for (const draft of trial) await writeAll(context, tx, noun, [draft]);
        return;
      } else if (error !== rolledBack) throw error;
    }
    open = trial.filter((draft) => draft.refusal === null);
  }
}
