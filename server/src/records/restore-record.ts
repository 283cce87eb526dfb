import type { Noun } from '../model/registry';
import type { RecordVersion } from './delete-record';
import type { WriteContext, Written } from './write-context';

/** Brings a softly deleted record back. @throws KehuError FORBIDDEN, NOT_FOUND, CONFLICT */
export async function restoreRecord(context: WriteContext, noun: Noun, input: RecordVersion): Promise<Written> {
  throw new Error(`not yet: ${context.now} ${noun.name} ${input.id}`);
}
