import type { Noun } from '../model/registry';
import type { RecordInput, WriteContext, Written } from './write-context';

/**
 * Creates one record.
 * @throws KehuError BAD_USER_INPUT, FORBIDDEN, NOT_FOUND naming the input fields at fault
 */
export async function createRecord(context: WriteContext, noun: Noun, input: RecordInput): Promise<Written> {
  throw new Error(`not yet: ${context.now} ${noun.name} ${Object.keys(input).length}`);
}
