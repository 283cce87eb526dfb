import { customGroup, customKey, isCustomName } from '../../src/model/custom-field';

/** A field by its name in an input: added fields stand in a group. */
export const nested = (name: string, value: unknown): Record<string, unknown> =>
  isCustomName(name) ? { [customGroup]: { [customKey(name)]: value } } : { [name]: value };

/** The same in a selection; `text` is the field's name with what is asked of it. */
export const selected = (name: string, text = ''): string =>
  isCustomName(name) ? `${customGroup} { ${customKey(name)}${text} }` : `${name}${text}`;

/** A response key made of words and a field. */
export const aliasOf = (word: string, name: string): string => `${word}_${name.replace('.', '_')}`;
