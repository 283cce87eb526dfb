import { fold } from '@kehu/shared';
import { foldBytes } from '../database/table';
import { badInput, type KehuError } from '../errors/errors';
import type { Sentence } from '../errors/errors';

/** Which input a value came from, and what people call it. */
export interface Place {
  /** Path of the input, as refusals name it. */
  path: string;
  label: Sentence;
}

// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const lineBreaking = /[\u0000-\u001f\u007f\u2028\u2029]/;
// eslint-disable-next-line no-control-regex -- as above; tabs and line ends belong into longer text
const unprintable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;
const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** What is neither of these: nearly every text, so that it is looked through once. */
const plainLine = /^[\u0020-\u007e\u0080-\u2027\u202a-\ud7ff]*$/;

/** Bytes that one UTF-16 unit folds to at most: U+FDFA becomes 18 characters. */
const mostFoldedBytes = 33;

/** Text of one line without white space around it; null where nothing is left. @throws KehuError BAD_USER_INPUT */
export function lineOf(value: unknown, max: number, place: Place): string | null {
  const text = stringOf(value, place).trim();
  if (text === '') return null;
  if (!plainLine.test(text) && (lineBreaking.test(text) || loneSurrogate.test(text))) {
    throw badInput(
      place.path,
      `${place.label.en} must be one line of plain text.`,
      `${place.label.zh}必须是单行文本。`,
    );
  }
  // The folded form stands in a column of its own; a few signs fold to many letters.
  if (text.length > max && [...text].length > max) throw tooLong(max, place);
  if (text.length * mostFoldedBytes > foldBytes(max) && Buffer.byteLength(fold(text)) > foldBytes(max)) {
    throw tooLong(max, place);
  }
  return text;
}

/** Text of several lines; null where it is blank. Line ends become `\n`. @throws KehuError BAD_USER_INPUT */
export function longTextOf(value: unknown, max: number, place: Place): string | null {
  const text = stringOf(value, place).replace(/\r\n?/g, '\n').trim();
  if (text === '') return null;
  if (unprintable.test(text) || loneSurrogate.test(text)) {
    throw badInput(
      place.path,
      `${place.label.en} holds characters that cannot be shown.`,
      `${place.label.zh}含有无法显示的字符。`,
    );
  }
  if (text.length > max && [...text].length > max) throw tooLong(max, place);
  return text;
}

export function stringOf(value: unknown, { path, label }: Place): string {
  if (typeof value === 'string') return value;
  throw badInput(path, `${label.en} must be text.`, `${label.zh}必须是文本。`);
}

/**
 * A business code or external id that can't be used. The one sentence for a malformed and for a taken one, so that it
 * doesn't tell whether a record out of sight has it.
 */
export const unusableCode = ({ path, label }: Place, max: number): KehuError =>
  badInput(
    path,
    `${label.en} cannot be used. Give one line of at most ${max} characters that no other record has.`,
    `${label.zh}不可用，请填写不超过 ${max} 个字符且未被其他记录使用的单行文本。`,
  );

const tooLong = (max: number, { path, label }: Place): KehuError =>
  badInput(path, `${label.en} is longer than ${max} characters.`, `${label.zh}不能超过 ${max} 个字符。`);
