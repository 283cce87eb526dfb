import type { Field, Noun, NounRegistry } from '../model/registry';

/** Fields people look records up by, where a noun has them, and the letter that their pieces are kept under. */
const letters: Readonly<Record<string, string>> = {
  name: 'N',
  code: 'C',
  primaryPhone: 'P',
  primaryEmail: 'E',
  subject: 'S',
  number: 'U',
  email: 'M',
};

/** Letters of what is not a piece of one field: syllables, pairs of them, initials, whole words; all of the named field. */
export const kinds = { syllable: 'Z', pair: 'Y', initials: 'I', word: 'W' } as const;

/** What the pieces of a field start with; of an added field its number, which is never given to another. */
export const letterOf = (field: Field): string =>
  field.custom ? `${addedLetter}${field.custom.pk}:` : letters[field.name]!;

const addedLetter = 'X';

/** The fields of a noun that `search` looks into, texts that administrators added among them. Secrets are never among them. */
export const searchedFields = (noun: Noun): Field[] => {
  const builtIn = Object.keys(letters).map((name) => noun.fields.get(name));
  const added = [...noun.fields.values()].filter((field) => field.custom);
  return [...builtIn, ...added].filter((field): field is Field => field?.kind === 'text' && field.foldColumn !== null);
};

/** Every noun with all fields that the index keeps, as they are at this moment. */
export type IndexedNouns = () => Promise<NounRegistry>;

/** The field of a noun whose sound is kept; typing errors are looked for in it too. Null where it has none. */
export const soundedField = (noun: Noun): Field | null =>
  [...noun.fields.values()].find((field) => field.soundColumn !== null) ?? null;

/** Whether phone numbers stand in it, of which people type the digits in groups. */
export const holdsPhones = (field: Field): boolean => field.name === 'primaryPhone';

/** Nouns whose records are in the index; those of others are few and are looked through. */
export const isIndexed = (noun: Noun): boolean => soundedField(noun) !== null || noun.searchIndex === true;
