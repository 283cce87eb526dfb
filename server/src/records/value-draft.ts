import type { Noun } from '../model/registry';
import { Draft } from './draft';

/**
 * A draft of an update that gives values in value form, as they are stored, instead of reading an input: the same rules are
 * asked of it. Names of fields stand for the names of inputs.
 */
export function valueDraft(noun: Noun, id: string, values: ReadonlyMap<string, unknown>, index = 0): Draft {
  const draft = new Draft(index, noun, 'update', { values, references: [], owned: new Map(), paths: new Map() });
  draft.id = id;
  return draft;
}

/** A draft that deletes or restores a record, whatever its version. */
export function lifeDraft(noun: Noun, id: string, action: 'delete' | 'restore', index = 0): Draft {
  const draft = new Draft(index, noun, action, {
    values: new Map(),
    references: [],
    owned: new Map(),
    paths: new Map(),
  });
  draft.id = id;
  return draft;
}
