import { badInput } from '../errors/errors';
import type { Field } from '../model/registry';
import { dateTimeToColumn, dateToColumn, decimalToColumn } from '../query/values';
import { addressesOf, choicesOf, emailsOf, phonesOf, tagsOf } from './coerce-lists';
import { lineOf, longTextOf, stringOf, unusableCode, type Place } from './coerce-text';
import { isNestedTooDeep, mostJsonLevels } from './json-levels';

/** What else a value is read by. */
export interface CoerceOptions {
  /** The field is the currency of money on its record. */
  isCurrency: boolean;
  /** Country of phone numbers without a country code. */
  country: string | undefined;
}

const maxJson = 20_000;
const maxInteger = 2_147_483_647;
const currencies = new Set(Intl.supportedValuesOf('currency'));

/**
 * An input value in the form Kehu works with: trimmed text, decimals scaled by 10^4, moments in epoch milliseconds, lists
 * as canonical objects. Null clears; blank text is null. Links and owned rows are read by their callers.
 * @throws KehuError BAD_USER_INPUT naming the path at fault
 */
export function coerce(field: Field, value: unknown, path: string, options: CoerceOptions): unknown {
  const place: Place = { path, label: field.label };
  if (value === null) return isList(field) ? [] : null;
  switch (field.kind) {
    case 'text':
      return options.isCurrency ? currencyOf(value, place) : textOf(field, value, place);
    case 'secret':
      return lineOf(value, field.max!, place);
    case 'longText':
      return longTextOf(value, field.max!, place);
    case 'choice':
      return choiceOf(field, value, place);
    case 'dictionary':
      return lineOf(value, 64, place);
    case 'decimal':
      return decimalToColumn(typeof value === 'string' ? value.trim() : String(value), path);
    case 'integer':
      return integerOf(value, place);
    case 'boolean':
      if (typeof value === 'boolean') return value;
      throw badInput(path, `${field.label.en} must be yes or no.`, `${field.label.zh}只能为是或否。`);
    case 'date':
      return dateToColumn(value, path);
    case 'dateTime':
      return dateTimeToColumn(value, path);
    case 'json':
      return jsonOf(value, place);
    case 'phones':
      return phonesOf(value, place, options.country);
    case 'emails':
      return emailsOf(value, place);
    case 'addresses':
      return addressesOf(value, place);
    case 'tags':
      return tagsOf(value, field.max!, place);
    case 'choices':
      return choicesOf(value, place);
    default:
      throw new Error(`${field.noun}.${field.name}: ${field.kind} is no input`);
  }
}

/** Fields whose empty value is the empty list. */
export const isList = (field: Field): boolean => ['phones', 'emails', 'addresses', 'tags'].includes(field.kind);

function textOf(field: Field, value: unknown, place: Place): string | null {
  if (!field.unique) return lineOf(value, field.max!, place);
  try {
    return lineOf(value, field.max!, place);
  } catch {
    throw unusableCode(place, field.max!);
  }
}

function currencyOf(value: unknown, place: Place): string | null {
  const code = stringOf(value, place).trim().toUpperCase();
  if (code === '') return null;
  if (currencies.has(code)) return code;
  throw badInput(
    place.path,
    `${place.label.en} is not an ISO 4217 code such as CNY, USD or EUR.`,
    `${place.label.zh}不是有效的 ISO 4217 货币代码，例如 CNY、USD、EUR。`,
  );
}

function choiceOf(field: Field, value: unknown, { path, label }: Place): string {
  if (typeof value === 'string' && field.values!.includes(value)) return value;
  const known = field.values!.join(', ');
  throw badInput(path, `${label.en} must be one of ${known}.`, `${label.zh}只能是以下值之一：${known}。`);
}

function integerOf(value: unknown, { path, label }: Place): number {
  if (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= maxInteger) return value;
  throw badInput(path, `${label.en} must be a whole number.`, `${label.zh}必须是整数。`);
}

function jsonOf(value: unknown, { path, label }: Place): unknown {
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw badInput(path, `${label.en} must be an object of names and values.`, `${label.zh}必须是键值对象。`);
  }
  if (isNestedTooDeep(value)) {
    throw badInput(
      path,
      `${label.en} is nested more than ${mostJsonLevels} levels deep.`,
      `${label.zh}的嵌套不能超过 ${mostJsonLevels} 层。`,
    );
  }
  const text = JSON.stringify(value);
  if (text.length > maxJson) {
    throw badInput(
      path,
      `${label.en} is longer than ${maxJson} characters.`,
      `${label.zh}不能超过 ${maxJson} 个字符。`,
    );
  }
  return JSON.parse(text) as unknown;
}
