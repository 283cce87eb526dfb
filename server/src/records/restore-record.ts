import type { Noun } from '../model/registry';
import { writeVersion, type RecordVersion } from './delete-record';
import type { WriteContext, Written } from './write-context';

/** Brings a softly deleted record back. @throws KehuError FORBIDDEN, NOT_FOUND, CONFLICT */
export const restoreRecord = (context: WriteContext, noun: Noun, input: RecordVersion): Promise<Written> =>
  writeVersion(context, noun, 'restore', input);
