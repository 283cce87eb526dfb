import type { Noun } from '../model/registry';
import type { RecordInput, UpsertOutcome, WriteContext } from './write-context';

/** One record by the id another system knows it by. */
export interface UpsertItem {
  externalId: string;
  /** As for create. On a record that is there already, absent fields stay. */
  values: RecordInput;
}

export interface UpsertOptions {
  /** Source of the external ids for a person's import; API clients write under their credential's own. */
  source?: string;
}

/**
 * Creates or updates records by external id, each item whole or not at all.
 * @throws KehuError where the call as a whole is refused (no source); refused items carry their own error
 */
export async function upsertRecords(
  context: WriteContext,
  noun: Noun,
  items: readonly UpsertItem[],
  options: UpsertOptions = {},
): Promise<UpsertOutcome[]> {
  throw new Error(`not yet: ${context.now} ${noun.name} ${items.length} ${options.source}`);
}
