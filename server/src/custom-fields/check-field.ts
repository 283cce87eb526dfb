import { badInput } from '../errors/errors';
import type { CustomKind } from '../model/custom-field';
import type { Noun, NounRegistry } from '../model/registry';
import type { StoredField } from './stored-fields';

/** Most fields of one noun, retired ones too: the engines bound the size of a row. */
export const maxFields = 40;

/** Most of them that have indexes: the engines bound the number of indexes, and each costs at every write. */
export const maxIndexed = 16;

/** Most values of a choice. */
export const maxChoices = 200;

/** Names that mean something else where a field stands in a filter, an order or an input, or that every object has. */
const reserved = new Set([
  ...['and', 'or', 'not', 'is', 'isNull', 'nulls', 'some', 'none', 'every', 'key', 'custom', 'id'],
  ...Object.getOwnPropertyNames(Object.prototype),
]);

/** Whether administrators can add fields to it: records that people write through the API. */
export const takesCustom = (noun: Noun): boolean => noun.features.mutations && noun.features.versioned;

/** What is asked for in a new field. */
export interface NewField {
  type: string;
  key: string;
  kind: CustomKind;
  label: { en: string; zh: string };
  help?: string | null;
  max?: number | null;
  currency?: string | null;
  to?: string | null;
  required?: boolean | null;
  position?: number | null;
  choices?: readonly { key: string; en: string; zh: string }[] | null;
}

export function checkKey(key: string, known: readonly StoredField[]): string {
  if (!/^[a-z][A-Za-z0-9]{0,39}$/.test(key)) {
    throw badInput(
      'key',
      'A key starts with a small letter and has up to 40 letters and digits, such as favouriteColour.',
      '标识须以小写字母开头，由最多 40 个字母或数字组成，例如 favouriteColour。',
    );
  }
  if (reserved.has(key))
    throw badInput('key', `"${key}" means something else. Choose another key.`, `“${key}”是保留字，请换一个标识。`);
  const taken = known.flatMap((field) => [field.key, `${field.key}Id`]);
  if (taken.includes(key) || known.some((field) => field.key === `${key}Id`)) {
    throw badInput(
      'key',
      `Another field, perhaps a retired one, is called "${key}" already.`,
      `标识“${key}”已被其他字段（可能已停用）使用。`,
    );
  }
  return key;
}

export function checkHelp(help: string | null | undefined): string {
  const text = (help ?? '').trim();
  if ([...text].length > 500) throw badInput('help', 'The help has at most 500 characters.', '说明最多 500 个字符。');
  return text;
}

/** Longest text of a field; null for other kinds. */
export function checkMax(kind: CustomKind, max: number | null | undefined): number | null {
  if (kind !== 'text' || max == null) return null;
  if (Number.isInteger(max) && max >= 1 && max <= 200) return max;
  throw badInput('max', 'A text has at most 1 to 200 characters.', '文本长度上限须为 1 至 200。');
}

const currencies = new Set(Intl.supportedValuesOf('currency'));

/** The one currency of a money field; null where each record says its own. */
export function checkCurrency(kind: CustomKind, noun: Noun, currency: string | null | undefined): string | null {
  if (kind !== 'money') return null;
  if (currency == null || currency === '') {
    if (noun.fields.has('currency')) return null;
    throw badInput(
      'currency',
      `A ${noun.label.en.toLowerCase()} has no currency of its own. Say which one the amounts are in.`,
      `${noun.label.zh}没有币种，请指定金额的币种。`,
    );
  }
  const code = currency.trim().toUpperCase();
  if (currencies.has(code)) return code;
  throw badInput(
    'currency',
    'This is not an ISO 4217 code such as CNY, USD or EUR.',
    '不是有效的 ISO 4217 货币代码，例如 CNY、USD、EUR。',
  );
}

/** The noun that a link leads to, by the name of its type. */
export function checkTarget(nouns: NounRegistry, kind: CustomKind, to: string | null | undefined): string | null {
  if (kind !== 'link') return null;
  const target = nouns.all().find(({ typeName, title }) => typeName === to && title !== undefined);
  if (target) return target.name;
  throw badInput('to', 'Say which type of record the field leads to.', '请指定关联的记录类型。');
}

/** A noun by the name of its type. */
export function nounOf(nouns: NounRegistry, type: string): Noun {
  const noun = nouns.all().find(({ typeName }) => typeName === type);
  if (noun && takesCustom(noun)) return noun;
  throw badInput('type', `Fields can't be added to "${type}".`, `无法为“${type}”添加字段。`);
}
