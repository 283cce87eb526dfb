import { CellError } from './cell-error';

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

type Order = 'dmy' | 'mdy' | undefined;
type Parts = readonly [year: number, month: number, day: number];

const fault = (text: string): CellError =>
  new CellError(
    `"${text.slice(0, 40)}" is no date; write 2025-12-31.`,
    `“${text.slice(0, 40)}”不是日期，请写成 2025-12-31。`,
  );

/**
 * Dates as people and programs write them: 2025-12-31, 2025/12/31, 20251231, 2025年12月31日, 31.12.2025, 31 Dec 2025,
 * Dec 31, 2025, and with slashes in either order where it is clear or `order` says which.
 * @returns YYYY-MM-DD
 * @throws CellError
 */
export function readDate(cell: string, order?: Order): string {
  const text = cell.normalize('NFKC').trim();
  const parts = dateParts(text, order);
  if (!parts) throw fault(text);
  const [year, month, day] = parts;
  const date = new Date(Date.UTC(year, month - 1, day));
  if (year < 1000 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) throw fault(text);
  return date.toISOString().slice(0, 10);
}

function dateParts(text: string, order: Order): Parts | null {
  const big =
    /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$/.exec(text) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (big) return [Number(big[1]), Number(big[2]), Number(big[3])];
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text);
  if (dotted) return [Number(dotted[3]), Number(dotted[2]), Number(dotted[1])];
  const slashed = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$/.exec(text);
  if (slashed) return unordered(text, Number(slashed[1]), Number(slashed[2]), Number(slashed[3]), order);
  const dayFirst = /^(\d{1,2})[\s-]([a-z]{3})[a-z]*[.,]?[\s-](\d{4})$/i.exec(text);
  if (dayFirst) return [Number(dayFirst[3]), monthOf(dayFirst[2]!), Number(dayFirst[1])];
  const monthFirst = /^([a-z]{3})[a-z]*\.? (\d{1,2}),? (\d{4})$/i.exec(text);
  return monthFirst ? [Number(monthFirst[3]), monthOf(monthFirst[1]!), Number(monthFirst[2])] : null;
}

const monthOf = (name: string): number => months.indexOf(name.toLowerCase()) + 1;

function unordered(text: string, first: number, second: number, year: number, order: Order): Parts {
  if (order === 'dmy' || (order === undefined && first > 12)) return [year, second, first];
  if (order === 'mdy' || second > 12 || first === second) return [year, first, second];
  throw new CellError(
    `"${text}" may be two different days; write 2025-12-31 or say --dates dmy or --dates mdy.`,
    `“${text}”有两种读法，请写成 2025-12-31，或用 --dates dmy（日在前）/ --dates mdy（月在前）说明。`,
  );
}

/**
 * A moment: a date as {@link readDate} takes it, with or without a time. Without a time it is noon UTC, the same day nearly
 * everywhere; a time without an offset is UTC.
 * @returns ISO 8601 in UTC
 * @throws CellError
 */
export function readDateTime(cell: string, order?: Order): string {
  const text = cell.normalize('NFKC').trim();
  const match =
    /^(.*?)[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*(am|pm)?\s*(z|utc|[+-]\d{2}:?\d{2})?$/i.exec(text);
  if (!match) return `${readDate(text, order)}T12:00:00.000Z`;
  const [, date, hours, minutes, seconds = '0', fraction = '', half, zone = 'Z'] = match;
  const hour = half ? (Number(hours) % 12) + (/pm/i.test(half) ? 12 : 0) : Number(hours);
  if (hour > 23 || Number(minutes) > 59 || Number(seconds) > 59) throw fault(text);
  const offset = /^[+-]/.test(zone) ? zone.replace(/(\d{2})(\d{2})$/, '$1:$2') : 'Z';
  const clock = [String(hour), minutes!, seconds].map((part) => part.padStart(2, '0')).join(':');
  const moment = Date.parse(`${readDate(date!, order)}T${clock}.${fraction.slice(0, 3).padEnd(3, '0')}${offset}`);
  if (Number.isNaN(moment)) throw fault(text);
  return new Date(moment).toISOString();
}
