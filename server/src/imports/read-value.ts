import { DecimalError, defaultPhoneCountry, fold, formatDecimal, parseDecimal, parsePhone } from '@kehu/shared';
import { isNestedTooDeep, mostJsonLevels } from '../records/json-levels';
import { CellError } from './cell-error';
import { countryCode } from './countries';
import { readDate, readDateTime } from './read-date';
import type { ColumnType, ImportColumn } from './import-column';
import { maxCellCharacters } from './formats/source';
import { headerKey } from './header-key';
import { kindInFront } from './kind-in-front';
import { entriesOf, textsOf } from './list-entries';

export interface DictionaryEntry {
  key: string;
  en: string;
  zh: string;
}

export interface ReadContext {
  /** Entries by name of the dictionary, of those the importer may know. */
  dictionaries: ReadonlyMap<string, readonly DictionaryEntry[]>;
  /** Which of day and month comes first in 03/04/2025; such dates are refused where it isn't said. */
  dateOrder?: 'dmy' | 'mdy';
  /** Country of phone numbers without a country code, where the row has none; China where not said. */
  country?: string;
  /** What becomes of a cell that no entry of its code table fits: the row is refused (where not said), or the cell left out. */
  unknownEntries?: 'refuse' | 'skip';
  /** Names in capitals or small letters alone are written as names are. */
  tidyNames?: boolean;
}

/** The value of a cell that isn't empty. */
export type CellValue = string | number | boolean | string[];

const nameFields = new Set(['fullName', 'firstName', 'lastName', 'companyName', 'address.city']);

/** `ANNA  O'NEIL` and `anna o'neil` as `Anna O'Neil`; mixed case and other scripts stay. */
export const tidyName = (text: string): string =>
  text === text.toUpperCase() || text === text.toLowerCase()
    ? text
        .toLowerCase()
        .replace(/(^|[\s\-'’.&/(])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase())
    : text;

const short = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

/**
 * Most characters of a cell by the type of its column: what is longer is refused before anything looks through it. Texts may be
 * as long as a cell of a spreadsheet; notes and JSON as long as any cell.
 */
const mostCharacters: Readonly<Record<ColumnType, number>> = {
  text: 32_767,
  longText: maxCellCharacters,
  json: maxCellCharacters,
  phone: 32_767,
  link: 32_767,
  email: 32_767,
  tags: 32_767,
  ids: 32_767,
  choices: 32_767,
  dictionary: 1_000,
  choice: 1_000,
  decimal: 200,
  share: 200,
  percent: 200,
  date: 200,
  dateTime: 200,
  boolean: 200,
  notBoolean: 200,
  currency: 200,
  country: 200,
};

/** Entries of a list longer than this are neither phone numbers nor addresses. */
const mostOfEntry = 300;

/**
 * Reads a cell as what its column means. Phones are read later, with the row's country at hand; links stay text.
 * @returns undefined for a cell that is to be left out
 * @throws CellError
 */
export function readValue(column: ImportColumn, cell: string, context: ReadContext): CellValue | undefined {
  const text = cell.trim();
  const most = mostCharacters[column.type];
  if (text.length > most) {
    throw new CellError(
      `The cell holds ${text.length} characters; ${most} is the most it can.`,
      `单元格有 ${text.length} 个字符，最多 ${most} 个。`,
    );
  }
  switch (column.type) {
    case 'text': {
      if (!/[\r\n]/.test(text)) return tidied(column, text, context);
      const parts = text.split(/[\r\n]/).map((part) => part.trim());
      const line = parts.filter((part) => part !== '').join(column.field === 'address.line' ? ', ' : ' ');
      return tidied(column, line, context);
    }
    case 'longText':
    case 'phone':
    case 'link':
      return text;
    case 'decimal':
      return readDecimal(text);
    case 'share':
      return /[%％]$/.test(text) ? formatDecimal(percentAsShare(text)) : readDecimal(text);
    case 'percent':
      return readPercent(text);
    case 'date':
      return readDate(text, context.dateOrder);
    case 'dateTime':
      return readDateTime(text, context.dateOrder);
    case 'boolean':
      return readBoolean(text);
    case 'notBoolean':
      return !readBoolean(text);
    case 'choice':
      return readChoice(column, text);
    case 'dictionary':
      return readDictionary(column, text, context);
    case 'currency':
      return readCurrency(text);
    case 'country':
      return readCountry(text);
    case 'tags':
      return textsOf(text) ?? separated(text);
    case 'ids':
      return text;
    case 'choices':
      return (textsOf(text) ?? separated(text)).flatMap((part) => readDictionary(column, part, context) ?? []);
    case 'email':
      return readEmails(text);
    case 'json':
      return readJson(text, column.list === true);
  }
}

const tidied = ({ field }: ImportColumn, line: string, { tidyNames }: ReadContext): string =>
  tidyNames && nameFields.has(field) ? tidyName(line.replace(/\s+/g, ' ')) : line;

/** Several values of one cell: `a; b`, `a、b`, `a ::: b`. */
export const separated = (text: string): string[] =>
  text
    .split(/:::|[;；、|,，\n]/)
    .map((part) => part.trim().replace(/^\*\s*/, ''))
    .filter((part) => part !== '');

const currencySigns = /^(?:[¥$€£]|RMB|CNY|USD|EUR|GBP|US\$)|(?:元|[¥$€£]|RMB|CNY|USD|EUR|GBP)$/gi;

/**
 * Amounts as people and programs write them: `1,234.50`, `1 234,50`, `￥1234`, `(12.00)`.
 * @returns exact decimal text
 */
function readDecimal(cell: string): string {
  let text = cell
    .normalize('NFKC')
    .replace(/\u2212/g, '-')
    .trim();
  const negative = /^\((.*)\)$/.exec(text);
  if (negative) text = `-${negative[1]}`;
  text = text
    .replace(currencySigns, '')
    .replace(/^-\s*[¥$€£]\s*/, '-')
    .replace(/[\s'’]/g, '');
  // The last separator is the decimal one; a comma alone is, unless groups of three follow.
  if (/^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(text)) text = text.replace(/,/g, '');
  else if (/^[+-]?\d{1,3}(\.\d{3})+,\d+$/.test(text)) text = text.replace(/\./g, '').replace(',', '.');
  else if (/^[+-]?\d+,\d+$/.test(text)) text = text.replace(',', '.');
  try {
    return formatDecimal(parseDecimal(text));
  } catch (error) {
    if (!(error instanceof DecimalError)) throw error;
    if (error.fault === 'precision')
      throw new CellError(`"${short(cell)}" has more than 4 decimals.`, `“${short(cell)}”的小数超过 4 位。`);
    if (error.fault === 'overflow') throw new CellError(`"${short(cell)}" is too large.`, `“${short(cell)}”超出范围。`);
    throw new CellError(`"${short(cell)}" is not a number.`, `“${short(cell)}”不是数字。`);
  }
}

/** Scaled share of a percentage: `12.5%` is 1250. */
function percentAsShare(text: string): number {
  const percent = parseDecimal(readDecimal(text.slice(0, -1)));
  if (percent % 100 !== 0) throw new CellError(`"${text}" has more than 2 decimals.`, `“${text}”的小数超过 2 位。`);
  return percent / 100;
}

function readPercent(text: string): number {
  const digits = text.normalize('NFKC').replace(/%$/, '').trim();
  const number = Number(digits);
  if (digits !== '' && Number.isInteger(number) && number >= 0 && number <= 100) return number;
  throw new CellError(
    `"${short(text)}" is not a whole percentage from 0 to 100.`,
    `“${short(text)}”不是 0 到 100 的整数百分比。`,
  );
}

const yes = new Set(['true', 'yes', 'y', 't', '1', 'x', '是', '√', '启用']);
const no = new Set(['false', 'no', 'n', 'f', '0', '否', '×', '停用']);

function readBoolean(text: string): boolean {
  const key = fold(text);
  if (yes.has(key)) return true;
  if (no.has(key)) return false;
  throw new CellError(`"${short(text)}" is neither yes nor no.`, `“${short(text)}”不是“是”或“否”。`);
}

/** What spellings stand for, by column or list of entries; built at the first use. */
const spellings = new WeakMap<object, Map<string, string>>();

function spellingsOf(
  owner: object,
  pairs: () => Iterable<readonly [spelling: string, value: string]>,
): Map<string, string> {
  let known = spellings.get(owner);
  if (!known) {
    known = new Map();
    for (const [spelling, value] of pairs()) if (!known.has(headerKey(spelling))) known.set(headerKey(spelling), value);
    spellings.set(owner, known);
  }
  return known;
}

const keySets = new WeakMap<object, Set<string>>();

function keysOf(entries: readonly DictionaryEntry[]): Set<string> {
  let keys = keySets.get(entries);
  if (!keys) keySets.set(entries, (keys = new Set(entries.map(({ key }) => key))));
  return keys;
}

/** A value of an open choice as a cell that is read as it again, though others spell a choice so. */
export const openChoiceCell = (column: ImportColumn, value: string): string =>
  !value.startsWith('"') && readChoice(column, value) === value ? value : JSON.stringify(value);

function readChoice(column: ImportColumn, text: string): string {
  if (column.open) {
    const said = saidExactly(text);
    if (said !== null) return said;
  }
  const choices = Object.entries(column.choices ?? {});
  const known = spellingsOf(column, () =>
    choices.flatMap(([value, others]) => [value, ...others].map((spelling) => [spelling, value] as const)),
  );
  const value = known.get(text) ?? known.get(headerKey(text));
  if (value !== undefined) return value;
  if (column.open) return text;
  const values = Object.keys(column.choices ?? {}).join(', ');
  throw new CellError(`"${short(text)}" is none of ${values}.`, `“${short(text)}”不在可选值 ${values} 中。`);
}

/** The text of a cell that quotes it. */
function saidExactly(text: string): string | null {
  if (!/^".*"$/s.test(text)) return null;
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}

function readDictionary(column: ImportColumn, text: string, context: ReadContext): string | undefined {
  const entries = context.dictionaries.get(column.dictionary!);
  if (!entries) return text; // a table out of the importer's sight: who writes the record refuses the field
  const known = spellingsOf(entries, () =>
    entries.flatMap(({ key, en, zh }) => [key, en, zh].map((name) => [name, key] as const)),
  );
  // A key as it is written means its entry, whatever others are called.
  const found = keysOf(entries).has(text) ? text : known.get(headerKey(text));
  if (found !== undefined) return found;
  if (context.unknownEntries === 'skip') return undefined;
  const key = headerKey(text);
  const close = entries.find((item) => [item.key, item.en, item.zh].some((name) => nearly(headerKey(name), key)));
  throw new CellError(
    `There is no ${column.field} "${short(text)}"${close ? `; did you mean ${close.key}?` : '.'}`,
    `${column.field} 中没有“${short(text)}”${close ? `，是否为 ${close.zh}？` : '。'}`,
  );
}

/** Whether one letter is missing, added or different. */
function nearly(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1 || Math.min(a.length, b.length) < 3) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  return Math.max(a.length, b.length) - start - end <= 1;
}

const currencyNames: Record<string, string> = {
  '¥': 'CNY',
  rmb: 'CNY',
  人民币: 'CNY',
  元: 'CNY',
  $: 'USD',
  us$: 'USD',
  美元: 'USD',
  '€': 'EUR',
  欧元: 'EUR',
  '£': 'GBP',
};

function readCurrency(text: string): string {
  const code = currencyNames[fold(text)] ?? text.toUpperCase();
  if (/^[A-Z]{3}$/.test(code)) return code;
  throw new CellError(
    `"${short(text)}" is no currency code like CNY or USD.`,
    `“${short(text)}”不是 CNY、USD 这样的币种代码。`,
  );
}

function readCountry(text: string): string {
  const code = countryCode(text);
  if (code) return code;
  throw new CellError(`There is no country "${short(text)}".`, `没有“${short(text)}”这个国家或地区。`);
}

const tooDeep = (): CellError =>
  new CellError(
    `The JSON is nested more than ${mostJsonLevels} levels deep.`,
    `JSON 的嵌套不能超过 ${mostJsonLevels} 层。`,
  );

/** JSON stays text until it is written; it has to be some, of a list a list of objects. */
function readJson(text: string, list: boolean): string {
  const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;
  try {
    const value = JSON.parse(text) as unknown;
    if (list && !(Array.isArray(value) && value.every(isObject))) throw new SyntaxError();
    if (isNestedTooDeep(value)) throw tooDeep();
    return text;
  } catch (error) {
    if (error instanceof CellError) throw error;
    throw new CellError(`"${short(text)}" is not JSON.`, `“${short(text)}”不是有效的 JSON。`);
  }
}

/** Addresses, perhaps with their kind in front. */
function readEmails(text: string): string | string[] {
  if (entriesOf(text) !== null) return text;
  return separated(text).map((entry) => {
    const address = kindInFront(entry).rest;
    if (address.length <= 254 && /^[^\s@<>]+@[^\s@<>.]+(\.[^\s@<>.]+)*$/.test(address)) return entry;
    throw new CellError(`"${short(address)}" is no e-mail address.`, `“${short(address)}”不是邮箱地址。`);
  });
}

/**
 * Phone numbers of a cell as inputs take them: as typed where the record says the country, else in E.164.
 * @param country of the row; China where it has none
 * @param placed whether the record has an address of that country
 * @throws CellError
 */
export function readPhones(
  cell: string,
  country: string | undefined,
  placed: boolean,
): { number: string; kind: string | null }[] {
  return cell
    .split(/:::|[;；、|\n]|\s\/\s/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((entry) => {
      const { kind, rest } = kindInFront(entry);
      return { number: readPhone(rest, country, placed), kind };
    });
}

/** One number of {@link readPhones}. @throws CellError */
export function readPhone(raw: string, country: string | undefined, placed: boolean): string {
  const phone = raw.length > mostOfEntry ? null : parsePhone(raw, country);
  if (!phone) throw new CellError(`"${short(raw)}" is no phone number.`, `“${short(raw)}”不是电话号码。`);
  const asTyped = placed || country === undefined || country === defaultPhoneCountry;
  return asTyped ? raw : phone.number;
}
