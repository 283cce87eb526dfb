import { DecimalError, formatDecimal, parseDecimal } from '@kehu/shared';
import type { SqlValue } from '../database/database';
import { badInput } from '../errors/errors';
import type { FieldKind } from '../model/noun';
import type { Field } from '../model/registry';

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A public id as the 16 bytes it is stored in; null for anything that is no id of ours, which then matches nothing. */
export const idToBytes = (id: string): Buffer | null =>
  uuidPattern.test(id)
    ? Buffer.from(id.slice(0, 8) + id.slice(9, 13) + id.slice(14, 18) + id.slice(19, 23) + id.slice(24), 'hex')
    : null;

const hexDigits = Buffer.from('0123456789abcdef');
/** Where the 16 bytes of an id stand in its text. */
const placesInId = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34] as const;
const idText = Buffer.alloc(36, '-');

/** The public id that 16 bytes stand for. One in three values of an answer is one, so it is written without copies. */
export function bytesToId(bytes: Uint8Array): string {
  for (let i = 0; i < 16; i++) {
    const place = placesInId[i]!;
    const byte = bytes[i]!;
    idText[place] = hexDigits[byte >> 4]!;
    idText[place + 1] = hexDigits[byte & 15]!;
  }
  return idText.toString('latin1');
}

const dayMilliseconds = 86_400_000;
const rememberedDays = 4_000;
/** `YYYY-MM-DDT` of days since the epoch that were met. */
const days = new Map<number, string>();
const padded = (length: number): string[] =>
  Array.from({ length: 10 ** length }, (_, i) => String(i).padStart(length, '0'));
const two = padded(2);
const three = padded(3);

/** Epoch milliseconds as `Date.toISOString` writes them. Days repeat from row to row, so their part is kept. */
export function isoMoment(at: number): string {
  const day = Math.floor(at / dayMilliseconds);
  let date = days.get(day);
  if (date === undefined) {
    const text = new Date(at).toISOString();
    if (text.length !== 24) return text; // a year of more than four digits
    date = text.slice(0, 11);
    if (days.size >= rememberedDays) days.clear();
    days.set(day, date);
  }
  const rest = at - day * dayMilliseconds;
  const seconds = Math.floor(rest / 1000);
  const minutes = Math.floor(seconds / 60);
  return `${date}${two[Math.floor(minutes / 60)]}:${two[minutes % 60]}:${two[seconds % 60]}.${three[rest % 1000]}Z`;
}

/** A decimal string as the scaled integer it is stored as. BAD_USER_INPUT names `path`. */
export function decimalToColumn(value: string, path: string): number {
  try {
    return parseDecimal(value);
  } catch (error) {
    if (!(error instanceof DecimalError)) throw error;
    throw badInput(
      path,
      `${path} is not a decimal number of at most 11 digits before and 4 after the point.`,
      `${path} 不是有效的数字：整数部分最多 11 位，小数最多 4 位。`,
    );
  }
}

/** An ISO 8601 moment as epoch milliseconds. */
export function dateTimeToColumn(value: unknown, path: string): number {
  const at = value instanceof Date ? value.getTime() : Date.parse(String(value));
  if (Number.isFinite(at)) return at;
  throw badInput(path, `${path} is not an ISO 8601 date and time.`, `${path} 不是有效的 ISO 8601 时间。`);
}

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

function isDay(year: number, month: number, day: number): boolean {
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 1 : 0;
  return day >= 1 && day <= (monthDays[month - 1] ?? -1) + leap;
}

/** A calendar date that exists, as 'YYYY-MM-DD'. */
export function dateToColumn(value: unknown, path: string): string {
  const text = value instanceof Date ? value.toISOString().slice(0, 10) : String(value);
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && isDay(+text.slice(0, 4), +text.slice(5, 7), +text.slice(8))) return text;
  throw badInput(path, `${path} is not a date (YYYY-MM-DD).`, `${path} 不是有效的日期（YYYY-MM-DD）。`);
}

/** The kind of what a field's column holds: a derived field's is the kind of what was worked out. */
export const storedKind = (field: Field): FieldKind => {
  if (field.kind !== 'derived') return field.kind;
  return field.derivation?.from === 'children' ? field.derivation.type : 'decimal';
};

/** A value to compare a plain column with. Text that compares folded is folded by the caller. */
export function toColumn(kind: FieldKind, value: unknown, path: string): SqlValue {
  switch (kind) {
    case 'decimal':
      return decimalToColumn(String(value), path);
    case 'dateTime':
      return dateTimeToColumn(value, path);
    case 'date':
      return dateToColumn(value, path);
    case 'boolean':
      return value ? 1 : 0;
    case 'integer':
      return Number(value);
    case 'id':
      return idToBytes(String(value));
    default:
      return String(value);
  }
}

/** A stored value as GraphQL answers it, before the guard. Lists arrive as JSON text. */
export function fromColumn(kind: FieldKind, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  switch (kind) {
    case 'id':
      return bytesToId(value as Uint8Array);
    case 'decimal':
      return formatDecimal(Number(value));
    case 'dateTime':
      return isoMoment(Number(value));
    case 'boolean':
      return Number(value) === 1;
    case 'integer':
      return Number(value);
    case 'json':
    case 'phones':
    case 'emails':
    case 'addresses':
    case 'tags':
    case 'choices':
      return JSON.parse(String(value));
    default:
      return value;
  }
}

/** Text of a column that MySQL hands out as bytes (folded companions). */
export const textOf = (value: unknown): unknown => (Buffer.isBuffer(value) ? value.toString('utf8') : value);
