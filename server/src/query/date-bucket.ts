import type { Dialect } from '../database/database';
import { badInput } from '../errors/errors';
import type { Field } from '../model/registry';
import { join, raw, Sql, sql } from './sql';

export type Bucket = 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR';

const dayMs = 86_400_000;
/** Added before integer division and taken away after it, so that both engines round moments before 1970 down. */
const shiftDays = 10_000_000;

/**
 * A number that is the same for all moments (or dates) of one bucket: the day number of its first day for days and weeks,
 * months since year 0 over 1, 3 or 12 for the others. Offsets of the time zone are computed here: engines' own tables are
 * empty as installed. Weeks start on Monday.
 */
export function bucketSql(dialect: Dialect, field: Field, value: Sql, bucket: Bucket, timeZone: string): Sql {
  const day = field.kind === 'date' ? dayOfDate(dialect, value) : dayOfMoment(dialect, value, timeZone);
  if (bucket === 'DAY') return day;
  if (bucket === 'WEEK') return sql`(${day} - ((${day} + ${raw(String(shiftDays * 7 + 3))}) % 7))`;
  const months = dialect === 'sqlite' ? sqliteMonths(day) : mysqlMonths(day);
  if (bucket === 'MONTH') return months;
  return integerDivision(dialect, months, bucket === 'QUARTER' ? 3 : 12);
}

/** First day of a bucket as 'YYYY-MM-DD'. */
export function bucketStart(bucket: Bucket, number: number): string {
  if (bucket === 'DAY' || bucket === 'WEEK') return new Date(number * dayMs).toISOString().slice(0, 10);
  const months = number * (bucket === 'MONTH' ? 1 : bucket === 'QUARTER' ? 3 : 12);
  const year = String(Math.floor(months / 12)).padStart(4, '0');
  return `${year}-${String((months % 12) + 1).padStart(2, '0')}-01`;
}

/** From a moment on and until before another, in epoch milliseconds; null where it has no end on that side. */
export interface Moments {
  from: number | null;
  until: number | null;
}

/** First day of a bucket and of the next one, each as 'YYYY-MM-DD'. */
export const bucketDays = (bucket: Bucket, number: number): [first: string, next: string] => [
  bucketStart(bucket, number),
  bucketStart(bucket, number + (bucket === 'WEEK' ? 7 : 1)),
];

/**
 * The moments that {@link bucketSql} counts to a bucket. They are one span, but where clocks are put back over midnight: then
 * some of the earlier day comes after the first of the later one.
 */
export function bucketMoments(bucket: Bucket, number: number, timeZone: string): Moments[] {
  const [first, next] = bucketDays(bucket, number).map((day) => Date.parse(`${day}T00:00:00Z`)) as [number, number];
  const found: { from: number; until: number }[] = [];
  let begins = -Infinity;
  for (const { offset, until: ends } of offsetsOf(timeZone)) {
    const from = Math.max(first - offset, begins);
    const until = Math.min(next - offset, ends);
    begins = ends;
    if (from >= until) continue;
    const last = found.at(-1);
    if (last?.until === from) last.until = until;
    else found.push({ from, until });
  }
  return found.map(({ from, until }) => ({
    from: Number.isFinite(from) ? from : null,
    until: Number.isFinite(until) ? until : null,
  }));
}

const integerDivision = (dialect: Dialect, value: Sql, by: number): Sql =>
  sql`(${value} ${raw(dialect === 'sqlite' ? '/' : 'DIV')} ${raw(String(by))})`;

function dayOfMoment(dialect: Dialect, value: Sql, timeZone: string): Sql {
  const shifted = sql`(${value} + ${offsetSql(value, timeZone)} + ${raw(String(shiftDays * dayMs))})`;
  return sql`(${integerDivision(dialect, shifted, dayMs)} - ${raw(String(shiftDays))})`;
}

const dayOfDate = (dialect: Dialect, value: Sql): Sql =>
  dialect === 'sqlite' ? sql`CAST(julianday(${value}) - 2440587.5 AS INTEGER)` : sql`DATEDIFF(${value}, '1970-01-01')`;

const sqliteMonths = (day: Sql): Sql =>
  sql`(CAST(strftime('%Y', ${day} * 86400, 'unixepoch') AS INTEGER) * 12 + CAST(strftime('%m', ${day} * 86400, 'unixepoch') AS INTEGER) - 1)`;

const mysqlMonths = (day: Sql): Sql =>
  sql`(YEAR(DATE_ADD('1970-01-01', INTERVAL ${day} DAY)) * 12 + MONTH(DATE_ADD('1970-01-01', INTERVAL ${day} DAY)) - 1)`;

/** Milliseconds to add to UTC for local time, as a constant or a CASE over the zone's changes. */
function offsetSql(value: Sql, timeZone: string): Sql {
  const spans = offsetsOf(timeZone);
  if (spans.length === 1) return raw(String(spans[0]!.offset));
  const cases = spans
    .slice(0, -1)
    .map((span) => `WHEN ${value.text} < ${span.until} THEN ${span.offset}`)
    .join(' ');
  const repeated = join(
    spans.slice(0, -1).map(() => value),
    '',
  );
  return new Sql(`(CASE ${cases} ELSE ${spans.at(-1)!.offset} END)`, repeated.params, repeated.readers);
}

interface Span {
  offset: number;
  /** Epoch milliseconds at which the next span starts; Infinity for the last. */
  until: number;
}

const zones = new Map<string, Span[]>();
const firstYear = 1970;
const lastYear = 2070;

/** The offsets of a zone between 1970 and 2070. BAD_USER_INPUT where there is no such zone. */
function offsetsOf(timeZone: string): Span[] {
  const format = formatOf(timeZone);
  // By the engine's own name for it: a zone has one, a client may write it in a thousand ways, and finding out is slow.
  const zone = format.resolvedOptions().timeZone;
  const known = zones.get(zone);
  if (known) return known;
  const offsetAt = offsetReader(format);
  const spans: Span[] = [];
  let at = Date.UTC(firstYear, 0, 1);
  let offset = offsetAt(at);
  const end = Date.UTC(lastYear, 0, 1);
  for (let next = at + 7 * dayMs; next < end; at = next, next += 7 * dayMs) {
    const later = offsetAt(next);
    if (later === offset) continue;
    spans.push({ offset, until: changeBetween(offsetAt, at, next) });
    offset = later;
  }
  spans.push({ offset, until: Infinity });
  zones.set(zone, spans);
  return spans;
}

/** The first millisecond of the later offset, by halving. */
function changeBetween(offsetAt: (at: number) => number, from: number, to: number): number {
  const before = offsetAt(from);
  let low = from;
  let high = to;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle) === before) low = middle;
    else high = middle;
  }
  return high;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    throw badInput(
      'timeZone',
      'timeZone is not a known time zone, such as Asia/Shanghai.',
      'timeZone 不是已知时区，例如 Asia/Shanghai。',
    );
  }
}

function offsetReader(format: Intl.DateTimeFormat): (at: number) => number {
  return (at) => {
    const parts = Object.fromEntries(format.formatToParts(at).map((part) => [part.type, Number(part.value)]));
    const local = Date.UTC(parts.year!, parts.month! - 1, parts.day, parts.hour, parts.minute, parts.second);
    return local - Math.floor(at / 1000) * 1000;
  };
}
