import { badInput } from '../errors/errors';
import type { Noun } from '../model/registry';
import { Draft } from './draft';
import { parseInput } from './input';
import type { WriteContext, Written } from './write-context';
import { writeOne } from './write-one';

/** Which record, in the version the caller saw. */
export interface RecordVersion {
  readonly id: string;
  readonly version: number;
}

/**
 * Deletes one record softly. Records that hang on it stay, out of sight with it, and come back with it.
 * @throws KehuError FORBIDDEN, NOT_FOUND, CONFLICT
 */
export const deleteRecord = (context: WriteContext, noun: Noun, input: RecordVersion): Promise<Written> =>
  writeVersion(context, noun, 'delete', input);

/** A write that has nothing but a record and its version. */
export async function writeVersion(
  context: WriteContext,
  noun: Noun,
  action: 'delete' | 'restore',
  { id, version }: RecordVersion,
): Promise<Written> {
  if (!noun.features.softDelete) throw new Error(`${noun.name} is not deleted softly`);
  if (!Number.isInteger(version)) throw badInput('version', 'The version is needed.', '缺少版本号。');
  return writeOne(context, noun, () => {
    const draft = new Draft(0, noun, action, parseInput(context.nouns, noun, {}, 'update'));
    draft.id = id;
    draft.version = version;
    return draft;
  });
}
