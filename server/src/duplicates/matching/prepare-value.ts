import { fold } from '@kehu/shared';
import { sify } from 'chinese-conv';
import { readingsOf } from '../../search/sound';
import type { ColumnKind } from './column-kinds';

/** One value in the form in which it is compared. */
export interface PreparedValue {
  /** Normalised text; equal texts are the same value. */
  text: string;
  /** The text without blanks. */
  solid: string;
  /** Words; of Chinese, pairs of characters. Empty where words do not matter. */
  tokens: readonly string[];
  /** How Chinese characters are read, without tones; null where there are none. */
  sound: string | null;
  /** Days since 1970 of a date, else NaN. */
  day: number;
}

const chinese = /[\u3400-\u9fff]/;

/** Legal forms say nothing about who a company is. Longest first. */
const chineseForms = /(股份有限公司|有限责任公司|集团有限公司|有限公司|分公司|总公司|公司|集团|个体工商户)$/;
const latinForms = new Set(
  'inc incorporated corp corporation co company ltd limited llc llp plc gmbh ag kg sa sas sarl srl spa bv nv oy ab pty the'.split(
    ' ',
  ),
);

/** Folded, simplified, without accents and punctuation; words with one space between them. */
export function plainText(value: string): string {
  let text = fold(value);
  if (chinese.test(text)) text = fold(sify(text));
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/['’`]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Words of a plain text; runs of Chinese characters become pairs of neighbours. */
export function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  for (const word of text.match(/[\u3400-\u9fff]+|[^\s\u3400-\u9fff]+/g) ?? []) {
    if (!chinese.test(word)) tokens.push(word);
    else if (word.length === 1) tokens.push(word);
    else for (let i = 0; i < word.length - 1; i++) tokens.push(word.slice(i, i + 2));
  }
  return tokens;
}

const withoutForm = (text: string): string => {
  const cut = text.replace(chineseForms, '').replace(chineseForms, '').trim();
  const kept = cut.split(' ').filter((word) => !latinForms.has(word));
  return kept.length > 0 && kept[0] !== '' ? kept.join(' ') : text;
};

const noTokens: readonly string[] = [];

/** Kinds that are compared by their words. */
const byWords: ReadonlySet<ColumnKind> = new Set(['name', 'address', 'text']);

/** A prepared value from its text and sound, which say all of it. */
export function valueOf(kind: ColumnKind, text: string, sound: string | null): PreparedValue {
  return {
    text,
    solid: text.includes(' ') ? text.replaceAll(' ', '') : text,
    tokens: byWords.has(kind) ? tokensOf(text) : noTokens,
    sound,
    day: kind === 'date' ? dayOf(text) : NaN,
  };
}

/** Days since 1970 of a date without punctuation. */
const dayOf = (text: string): number =>
  Math.floor(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(4, 6)) - 1, Number(text.slice(6, 8))) / 86_400_000);

const soundOf = (text: string): string | null => {
  const runs = chinese.test(text) ? readingsOf(text)[0] : undefined;
  return runs ? runs.join('') : null;
};

/** The form in which a value of a column is compared; null where nothing of it can be. */
export function prepareValue(kind: ColumnKind, value: string): PreparedValue | null {
  const text = textOf(kind, value.trim());
  if (text === '') return null;
  return valueOf(kind, text, spoken.has(kind) ? soundOf(text) : null);
}

/** Kinds of which it counts how they sound. */
const spoken: ReadonlySet<ColumnKind> = new Set(['name', 'givenName', 'familyName', 'word']);

/** Normalised text of a value; empty where nothing of it can be compared. */
function textOf(kind: ColumnKind, value: string): string {
  switch (kind) {
    case 'email':
      return fold(value).replace(/\s+/g, '');
    case 'phone': {
      const digits = value.normalize('NFKC').replace(/\D/g, '').replace(/^0+/, '');
      return digits.length < 5 ? '' : digits;
    }
    case 'identifier':
    case 'number':
      return fold(value).replace(/[^\p{L}\p{N}]+/gu, '');
    case 'date': {
      const digits = value.normalize('NFKC').match(/^(\d{4})\D?(\d{1,2})\D?(\d{1,2})(?!\d)/);
      return digits ? `${digits[1]}${digits[2]!.padStart(2, '0')}${digits[3]!.padStart(2, '0')}` : '';
    }
    case 'name':
      return withoutForm(plainText(value));
    default:
      return plainText(value);
  }
}
