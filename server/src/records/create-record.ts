import type { Noun } from '../model/registry';
import { Draft } from './draft';
import { parseInput } from './input';
import type { RecordInput, WriteContext, Written } from './write-context';
import { writeOne } from './write-one';

/**
 * Creates one record.
 * @throws KehuError BAD_USER_INPUT, FORBIDDEN, NOT_FOUND naming the input fields at fault
 */
export const createRecord = (context: WriteContext, noun: Noun, input: RecordInput): Promise<Written> =>
  writeOne(context, noun, () => new Draft(0, noun, 'create', parseInput(context.nouns, noun, input, 'create')));
