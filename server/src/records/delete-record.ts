import type { Noun } from '../model/registry';
import type { WriteContext, Written } from './write-context';

/** Which record, in the version the caller saw. */
export interface RecordVersion {
  readonly id: string;
  readonly version: number;
}

/** Deletes one record softly. @throws KehuError FORBIDDEN, NOT_FOUND, CONFLICT */
export async function deleteRecord(context: WriteContext, noun: Noun, input: RecordVersion): Promise<Written> {
  throw new Error(`not yet: ${context.now} ${noun.name} ${input.id}`);
}
