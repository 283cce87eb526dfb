import { fold } from '@kehu/shared';
import { sify, tify } from 'chinese-conv';
import { allOf, anyOf, type Need } from './need';
import { pieceAtEnd, pieceAtStart, pieceAtWord, piecesInside, type Wanted } from './grams';
import { nearWords } from './near';
import { holdsPhones, kinds, letterOf } from './searched-fields';
import { asInitials, syllablesOf } from './sound';
import type { Field } from '../model/registry';

/** One word of a search with everything else that it may mean. All folded. */
export interface SearchWord {
  text: string;
  /** The same in simplified and traditional characters, where that differs. */
  alike: readonly string[];
  /** The digits of a phone number that was typed in groups. */
  digits: string | null;
  /** LIKE patterns over the sound of a text. */
  sounds: readonly string[];
  /** Words that records have of which this may be a mistyped one. */
  near: readonly string[];
}

/** A text to look for. */
export interface SearchText {
  /** The words, one space between them. */
  phrase: string;
  words: readonly SearchWord[];
}

/** How well a record matches, best first. Each includes the ones before it. */
export const matchClasses = ['exact', 'prefix', 'wordStart', 'substring', 'sound', 'typo'] as const;

export const searchTextOf = (words: readonly string[], known: ReadonlySet<string>): SearchText => ({
  phrase: words.join(' '),
  words: words.map((text) => ({
    text,
    alike: alikeOf(text),
    digits: digitsOf(text),
    sounds: [
      ...syllablesOf(text).map((way) => `%${way.map((of) => `'${of}`).join('')}%`),
      ...(asInitials(text) === null ? [] : [`%=%${text}%`]),
    ],
    near: nearWords(text).filter((word) => known.has(word)),
  })),
});

/** The words of a text, folded. */
export const wordsOf = (text: string): string[] => fold(text).split(/\s+/).filter(Boolean);

const chinese = /[\u3400-\u9fff]/;

const alikeOf = (word: string): string[] =>
  chinese.test(word) ? [...new Set([fold(sify(word)), fold(tify(word))])].filter((other) => other !== word) : [];

function digitsOf(word: string): string | null {
  if (!/^\+?[\d().\-/]{3,}$/.test(word)) return null;
  const digits = word.replace(/[^\d+]/g, '');
  return digits.length >= 3 && digits !== word ? digits : null;
}

/** What records must be kept under to match as well as each class, through these fields alone. */
export function needsOf({ phrase, words }: SearchText, fields: readonly Field[], title: Field | null): Need[] {
  const inside = (field: Field, text: string): Need => allOf(piecesInside(text).map((piece) => under(field, piece)));
  const contains = (field: Field, word: SearchWord): Need =>
    anyOf(
      [word.text, ...word.alike, ...(holdsPhones(field) && word.digits ? [word.digits] : [])].map((text) =>
        inside(field, text),
      ),
    );
  const someField = (need: (field: Field) => Need): Need => anyOf(fields.map(need));
  const starting = (field: Field): Need =>
    allOf([under(field, pieceAtStart(phrase)), ...words.map(({ text }) => inside(field, text))]);
  const exact = someField((field) => allOf([starting(field), under(field, pieceAtEnd(phrase))]));
  const wordStart = words.map(({ text }) =>
    someField((field) =>
      allOf([inside(field, text), anyOf([under(field, pieceAtStart(text)), under(field, pieceAtWord(text))])]),
    ),
  );
  const substring = words.map((word) => someField((field) => contains(field, word)));
  const sound = words.map((word, i) => (title ? anyOf([substring[i]!, ...soundNeeds(word.text)]) : substring[i]!));
  const typo = words.map((word, i) => (title ? anyOf([sound[i]!, ...word.near.map(wordNeed)]) : sound[i]!));
  return [exact, someField(starting), allOf(wordStart), allOf(substring), allOf(sound), allOf(typo)];
}

const under = (field: Field, { piece, open }: Wanted): Need => ({ term: letterOf(field) + piece, open });

const wordNeed = (word: string): Need => ({ term: kinds.word + word, open: false });

function soundNeeds(word: string): Need[] {
  const initials = asInitials(word);
  return [...syllablesOf(word).map(syllablesNeed), ...(initials === null ? [] : [initialsNeed(initials)])];
}

/** Of the syllables the last may be only begun. */
function syllablesNeed(way: readonly string[]): Need {
  if (way.length === 1) return { term: kinds.syllable + way[0]!, open: true };
  return allOf(
    way.slice(1).map((syllable, i): Need => ({
      term: `${kinds.pair}${way[i]!}'${syllable}`,
      open: i === way.length - 2,
    })),
  );
}

function initialsNeed(initials: string): Need {
  const parts = Array.from({ length: Math.max(1, initials.length - 2) }, (_, i) => initials.slice(i, i + 3));
  return allOf(parts.map((part): Need => ({ term: kinds.initials + part, open: false })));
}

/** What records must be kept under whose field contains this text, spaces and all. */
export const containsNeed = (field: Field, folded: string): Need =>
  allOf(wordsOf(folded).flatMap((word) => piecesInside(word).map((piece) => under(field, piece))));
