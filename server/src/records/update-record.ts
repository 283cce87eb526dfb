import type { Noun } from '../model/registry';
import type { RecordInput, WriteContext, Written } from './write-context';

/** What an update takes: which record in which version, and the fields to change. */
export type UpdateInput = RecordInput & { readonly id: string; readonly version: number };

/**
 * Changes one record: an absent field stays, null clears it.
 * @throws KehuError BAD_USER_INPUT, FORBIDDEN, NOT_FOUND, CONFLICT in that order of precedence
 */
export async function updateRecord(context: WriteContext, noun: Noun, input: UpdateInput): Promise<Written> {
  throw new Error(`not yet: ${context.now} ${noun.name} ${input.id}`);
}
