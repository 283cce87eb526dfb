import type { SqlRunner } from '../database/database';
import type { Draft } from './draft';
import type { WriteContext } from './write-context';

/** What a slice adds to the writing of its noun. Hooks complete and check; they never decide about access. */
export interface RecordHooks {
  noun: string;
  /**
   * Completes and checks the drafts of one batch of creates and updates, after their references are resolved and the stored
   * rows read. Values of the server's own go in by `draft.keep`, business rules refuse by `draft.refuseLater`.
   */
  complete(context: WriteContext, tx: SqlRunner, drafts: readonly Draft[]): void | Promise<void>;
}
