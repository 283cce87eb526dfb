import type { SqlRunner } from '../database/database';
import type { NounRegistry } from '../model/registry';
import { fieldsIn, storedFields, type StoredField } from './stored-fields';

/**
 * Answers, whenever it is called, the nouns with every added field that has columns at that moment. Retired ones are among
 * them: what is kept of their values comes back with them.
 */
export const storedNouns = (runner: SqlRunner, nouns: NounRegistry) => async (): Promise<NounRegistry> => {
  const stored = (await storedFields(runner)).filter(hasColumns);
  return nouns.with([...fieldsIn(stored, 'use'), ...fieldsIn(stored, 'retirement')]);
};

/** A field that is being made, or was not made to the end, is retired and has never changed. */
const hasColumns = ({ retiredAt, version }: StoredField): boolean => retiredAt === null || version > 1;
