import type { Noun } from '../model/registry';
import { Draft } from './draft';
import { parseInput } from './input';
import type { WriteContext, Written } from './write-context';
import { writeOne } from './write-one';

/**
 * Takes a record away for good, of a noun that is not deleted softly, such as a share.
 * @throws KehuError FORBIDDEN, NOT_FOUND
 */
export async function removeRecord(context: WriteContext, noun: Noun, id: string): Promise<Written> {
  if (noun.features.softDelete) throw new Error(`${noun.name} is deleted softly`);
  return writeOne(context, noun, () => {
    const draft = new Draft(0, noun, 'remove', parseInput(context.nouns, noun, {}, 'update'));
    draft.id = id;
    return draft;
  });
}
