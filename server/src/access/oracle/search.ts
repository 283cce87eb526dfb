import { fold } from '@kehu/shared';
import { sify, tify } from 'chinese-conv';
import type { Field } from '../../model/registry';
import { initialsOf, readingsOf } from '../../search/sound';
import type { Row, World } from './company';
import { usedValue } from './shown';

/** Fields that free search looks into, where a noun has them, beside every text that was added. */
const searched = ['name', 'code', 'primaryPhone', 'primaryEmail', 'subject', 'number', 'email'];

/** A field of a row as a search sees it. */
interface Text {
  field: Field;
  value: string;
}

/** How well a row matches, 0 the best; null where it doesn't. Only what is readable on this row counts. */
export function matchClass(world: World, noun: string, row: Row, search: string): number | null {
  const { fields } = world.nouns.get(noun);
  const added = [...fields.values()].filter(({ custom, kind }) => custom && kind === 'text');
  const texts = [...searched, ...added.map(({ name }) => name)].flatMap((name): Text[] => {
    const field = fields.get(name);
    const value = field && usedValue(world, noun, row, name);
    return typeof value === 'string' ? [{ field: field!, value: fold(value) }] : [];
  });
  const words = fold(search)
    .split(/\s+/)
    .filter((word) => word !== '');
  const phrase = words.join(' ');
  const some = (holds: (text: Text) => boolean): boolean => texts.some(holds);
  const every = (holds: (word: string, text: Text) => boolean): boolean =>
    words.every((word) => some((text) => holds(word, text)));
  if (some(({ value }) => value === phrase)) return 0;
  if (some(({ value }) => value.startsWith(phrase))) return 1;
  if (every((word, { value }) => value.startsWith(word) || value.includes(` ${word}`))) return 2;
  if (every(contains)) return 3;
  if (every((word, text) => contains(word, text) || sounds(word, text))) return 4;
  if (every((word, text) => contains(word, text) || sounds(word, text) || isMistyped(word, text))) return 5;
  return null;
}

/** Whether every word stands in some field that is readable on this row, as typed or as it may have been meant. */
export const found = (world: World, noun: string, row: Row, search: string): boolean =>
  matchClass(world, noun, row, search) !== null;

/** Letter by letter, in simplified or traditional characters; phone numbers without what groups their digits. */
function contains(word: string, { field, value }: Text): boolean {
  if (value.includes(word) || value.includes(fold(sify(word))) || value.includes(fold(tify(word)))) return true;
  const digits = word.replace(/[().\-/]/g, '');
  return field.name === 'primaryPhone' && /^\+?\d{3,}$/.test(digits) && value.includes(digits);
}

/** Whole syllables from one on, of which the last may be only begun; or initials. */
function sounds(word: string, { field, value }: Text): boolean {
  const letters = word.replaceAll('ü', 'v');
  if (!field.sound || !/^[a-z]{2,36}$/.test(letters)) return false;
  return readingsOf(value).some((run) => {
    if (/^[a-z]{2,12}$/.test(word) && initialsOf(run).includes(word)) return true;
    return run.some((_, from) => {
      let rest = letters;
      for (const syllable of run.slice(from)) {
        if (syllable.startsWith(rest)) return true;
        if (!rest.startsWith(syllable)) return false;
        rest = rest.slice(syllable.length);
      }
      return false;
    });
  });
}

const plain = /^[a-z]$/;
const latin = /^[a-zà-öø-ÿ]+$/;

/** One letter too many, too few or wrong, or two swapped, in a word of four letters and more. */
function isMistyped(word: string, { field, value }: Text): boolean {
  if (!field.sound || word.length < 4 || word.length > 20 || !latin.test(word)) return false;
  return value.split(' ').some((meant) => latin.test(meant) && isOneAway(word, meant));
}

function isOneAway(typed: string, meant: string): boolean {
  let same = 0;
  while (same < typed.length && typed[same] === meant[same]) same++;
  const [a, b] = [typed.slice(same), meant.slice(same)];
  if (a === b) return true;
  if (meant.length === typed.length) {
    if (a.slice(1) === b.slice(1)) return true;
    return a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2);
  }
  if (meant.length === typed.length - 1) return a.slice(1) === b;
  // A letter left out; which of a run of equal ones makes no difference.
  return meant.length === typed.length + 1 && b.slice(1) === a && plain.test(b[0]!);
}
