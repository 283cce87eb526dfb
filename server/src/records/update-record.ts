import { badInput } from '../errors/errors';
import type { Noun } from '../model/registry';
import { Draft } from './draft';
import { parseInput } from './input';
import type { RecordInput, WriteContext, Written } from './write-context';
import { writeOne } from './write-one';

/** What an update takes: which record in which version, and the fields to change. */
export type UpdateInput = RecordInput & { readonly id: string; readonly version: number };

/**
 * Changes one record: an absent field stays, null clears it. `shown` names the fields that the answer shows, where that is
 * known: no more of the row is read than they need.
 * @throws KehuError BAD_USER_INPUT, FORBIDDEN, NOT_FOUND, CONFLICT in that order of precedence
 */
export const updateRecord = async (
  context: WriteContext,
  noun: Noun,
  input: UpdateInput,
  shown: readonly string[] | null = null,
): Promise<Written> => {
  const { id, version, ...fields } = input;
  if (!Number.isInteger(version)) throw badInput('version', 'The version is needed.', '缺少版本号。');
  return writeOne(context, noun, () => {
    const draft = new Draft(0, noun, 'update', parseInput(context.nouns, noun, fields, 'update'));
    draft.id = id;
    draft.version = version;
    draft.shown = shown;
    return draft;
  });
};
