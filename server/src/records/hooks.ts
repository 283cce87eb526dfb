import type { SqlRunner } from '../database/database';
import type { Draft } from './draft';
import type { WriteContext } from './write-context';

/** What a slice adds to the writing of its noun. Hooks complete and check; they never decide about access. */
export interface RecordHooks {
  noun: string;
  /**
   * Completes and checks the drafts of one batch of creates and updates, after their references are resolved and the
   * stored rows loaded. Refuses one by `draft.refuseLater` with a business rule.
   */
  complete?(context: WriteContext, tx: SqlRunner, drafts: readonly Draft[]): Promise<void>;
  /** Keeps what hangs on the records (owned rows) once they are saved and have a `pk`. */
  saved?(context: WriteContext, tx: SqlRunner, drafts: readonly Draft[]): Promise<void>;
}
