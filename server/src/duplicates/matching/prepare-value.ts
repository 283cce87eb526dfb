import { fold } from '@kehu/shared';
import { sify } from 'chinese-conv';
import { readingsOf } from '../../search/sound';
import type { ColumnKind } from './column-kinds';

/** One value in the form in which it is compared. */
export interface PreparedValue {
  /** Normalised text; equal texts are the same value. */
  text: string;
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

const simple = (text: string): PreparedValue => ({ text, tokens: [], sound: null, day: NaN });

/** The form in which a value of a column is compared; null where nothing of it can be. */
export function prepareValue(kind: ColumnKind, value: string): PreparedValue | null {
  const prepared = prepare(kind, value.trim());
  return prepared === null || prepared.text === '' ? null : prepared;
}

function prepare(kind: ColumnKind, value: string): PreparedValue | null {
  switch (kind) {
    case 'email':
      return simple(fold(value).replace(/\s+/g, ''));
    case 'phone': {
      const digits = value.normalize('NFKC').replace(/\D/g, '').replace(/^0+/, '');
      return digits.length < 5 ? null : simple(digits);
    }
    case 'identifier':
    case 'number':
      return simple(fold(value).replace(/[^\p{L}\p{N}]+/gu, ''));
    case 'date':
      return prepareDate(value);
    case 'name': {
      const text = withoutForm(plainText(value));
      const runs = chinese.test(text) ? readingsOf(text)[0] : undefined;
      return { text, tokens: tokensOf(text), sound: runs ? runs.join('') : null, day: NaN };
    }
    case 'address':
    case 'text': {
      const text = plainText(value);
      return { text, tokens: tokensOf(text), sound: null, day: NaN };
    }
    case 'givenName':
    case 'familyName':
    case 'word': {
      const text = plainText(value);
      const runs = chinese.test(text) ? readingsOf(text)[0] : undefined;
      return { text, tokens: [], sound: runs ? runs.join('') : null, day: NaN };
    }
  }
}

function prepareDate(value: string): PreparedValue | null {
  const digits = value.normalize('NFKC').match(/^(\d{4})\D?(\d{1,2})\D?(\d{1,2})(?!\d)/);
  if (!digits) return null;
  const [, year, month, date] = digits;
  const text = `${year}${month!.padStart(2, '0')}${date!.padStart(2, '0')}`;
  return { ...simple(text), day: Math.floor(Date.UTC(Number(year), Number(month) - 1, Number(date)) / 86_400_000) };
}
