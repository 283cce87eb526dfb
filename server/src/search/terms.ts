import type { Field, Noun } from '../model/registry';
import { piecesOf } from './grams';
import { latinWords } from './near';
import { initialsOf } from './sound';
import { kinds, letterOf, searchedFields, soundedField } from './searched-fields';

/** Characters of initials that are kept together. */
const initialsTogether = 3;

/** Most characters of a text whose pieces are kept; a longer one than any field takes. */
export interface SearchedText {
  field: Field;
  /** Folded. */
  text: string;
  /** As its companion column keeps it; null where the field has none or nothing of it is Chinese. */
  sound: string | null;
}

/** Everything that a record is kept under. */
export function termsOf(texts: readonly SearchedText[]): Set<string> {
  const terms = new Set<string>();
  for (const { field, text, sound } of texts) {
    const letter = letterOf(field);
    for (const piece of piecesOf(text)) terms.add(letter + piece);
    if (field.soundColumn === null) continue;
    for (const word of latinWords(text)) terms.add(kinds.word + word);
    if (sound !== null) addSound(terms, sound);
  }
  return terms;
}

function addSound(terms: Set<string>, sound: string): void {
  const full = sound.slice(0, sound.indexOf(' ='));
  for (const part of full.split(' ')) {
    const run = part.split("'").slice(1);
    run.forEach((syllable, i) => {
      terms.add(kinds.syllable + syllable);
      if (i + 1 < run.length) terms.add(`${kinds.pair}${syllable}'${run[i + 1]!}`);
    });
    const initials = initialsOf(run);
    for (let i = 0; i < initials.length; i++) {
      for (let j = 2; j <= initialsTogether; j++) terms.add(kinds.initials + initials.slice(i, i + j));
    }
  }
}

/** Columns to read a noun's records by for the index, and how a row of them becomes what it is kept under. */
export function indexColumns(noun: Noun): { columns: string[]; textsOf(row: readonly unknown[]): SearchedText[] } {
  const fields = searchedFields(noun);
  const sounded = soundedField(noun);
  const columns = [...fields.map((field) => field.foldColumn!), ...(sounded ? [sounded.soundColumn!] : [])];
  return {
    columns,
    textsOf(row) {
      const texts: SearchedText[] = [];
      fields.forEach((field, i) => {
        const text = textOf(row[i]);
        if (text === null || text === '') return;
        texts.push({ field, text, sound: field === sounded ? textOf(row[fields.length]) : null });
      });
      return texts;
    },
  };
}

/** Text of a column that MySQL hands out as bytes. */
export const textOf = (value: unknown): string | null =>
  value === null || value === undefined ? null : Buffer.isBuffer(value) ? value.toString('utf8') : String(value);
