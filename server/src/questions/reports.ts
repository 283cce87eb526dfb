import type { Principal } from '../access/principal';
import type { SqlRow, SqlRunner } from '../database/database';
import { badInput, forbidden, notFound } from '../errors/errors';
import { bytesToId, idToBytes } from '../query/values';
import { nextTime, type Rhythm } from './next-time';
import { savedItem } from './saved-items';
import { listInput } from './saved-question';

// Raw SQL: who wants which question answered when belongs to no noun; the answer is made in the view of whom it goes to.

export interface ReportSchedule extends Rhythm {
  pk: number;
  id: string;
  savedPk: number;
  savedId: string;
  userPk: number;
  format: 'CSV' | 'XLSX';
  /** Epoch milliseconds; null while it is paused. */
  nextAt: number | null;
  /** When it was last put in line; null before the first time. */
  lastAt: number | null;
}

/** When a paused report is due: at the end of time, as dates know it. */
const paused = 8_640_000_000_000_000;

const columns = `r.pk, r.id, r.saved_pk, s.id, r.user_pk, r.frequency, r.day, r.minute, r.time_zone, r.format, r.next_at, r.last_at
  FROM report_schedules r JOIN saved_items s ON s.pk = r.saved_pk`;

const scheduleOf = (row: SqlRow): ReportSchedule => ({
  pk: Number(row[0]),
  id: bytesToId(row[1] as Uint8Array),
  savedPk: Number(row[2]),
  savedId: bytesToId(row[3] as Uint8Array),
  userPk: Number(row[4]),
  frequency: String(row[5]) as Rhythm['frequency'],
  day: row[6] === null ? null : Number(row[6]),
  minute: Number(row[7]),
  timeZone: String(row[8]),
  format: String(row[9]) as ReportSchedule['format'],
  nextAt: Number(row[10]) === paused ? null : Number(row[10]),
  lastAt: row[11] === null ? null : Number(row[11]),
});

export interface ReportInput {
  savedId: string;
  frequency: Rhythm['frequency'];
  day?: number | null;
  minute: number;
  timeZone?: string | null;
  format?: 'CSV' | 'XLSX' | null;
}

/** Reports that one person has made for themselves. */
const mostReports = 50;

/** The principal's own schedules, the next one first. */
export async function ownReports(runner: SqlRunner, principal: Principal): Promise<ReportSchedule[]> {
  if (principal.kind !== 'user') return [];
  const rows = await runner.rows(`SELECT ${columns} WHERE r.user_pk = ? ORDER BY r.next_at, r.pk`, [principal.pk]);
  return rows.map(scheduleOf);
}

/** One schedule by its id, whoever's it is. */
export async function reportById(runner: SqlRunner, id: string): Promise<ReportSchedule | null> {
  const [row] = await runner.rows(`SELECT ${columns} WHERE r.id = ?`, [idToBytes(id)]);
  return row ? scheduleOf(row) : null;
}

/** Schedules that are due. */
export async function dueReports(runner: SqlRunner, now: number): Promise<ReportSchedule[]> {
  return (await runner.rows(`SELECT ${columns} WHERE r.next_at <= ? ORDER BY r.next_at LIMIT 100`, [now])).map(
    scheduleOf,
  );
}

/** Moves a due schedule on; false where another process has. */
export async function moveOn(runner: SqlRunner, schedule: ReportSchedule, now: number): Promise<boolean> {
  const { changes } = await runner.run(
    'UPDATE report_schedules SET next_at = ?, last_at = ? WHERE pk = ? AND next_at = ?',
    [nextTime(schedule, now), now, schedule.pk, schedule.nextAt],
  );
  return changes === 1;
}

function rhythmOf({ frequency, day, minute, timeZone }: ReportInput): Rhythm {
  const most = { DAILY: 0, WEEKLY: 7, MONTHLY: 31 }[frequency];
  if (most > 0 ? !(day != null && day >= 1 && day <= most) : day != null) {
    throw badInput(
      'day',
      'day is 1 to 7 from Monday for a week, 1 to 31 for a month.',
      '每周须为 1 至 7（周一起），每月须为 1 至 31。',
    );
  }
  if (!Number.isInteger(minute) || minute < 0 || minute > 1_439) {
    throw badInput('minute', 'minute is a minute of the day, 0 to 1,439.', 'minute 须为一天中的第 0 至 1,439 分钟。');
  }
  const zone = timeZone ?? 'UTC';
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zone });
  } catch {
    throw badInput('timeZone', 'There is no such time zone.', '没有该时区。');
  }
  return { frequency, day: day ?? null, minute, timeZone: zone };
}

/**
 * Has a saved query that the principal may open sent to it again and again: to itself, as nobody orders mail for others.
 * @throws KehuError BAD_USER_INPUT, NOT_FOUND
 */
export async function scheduleReport(
  { runner, now, newId }: { runner: SqlRunner; now: number; newId: () => string },
  principal: Principal,
  input: ReportInput,
): Promise<string> {
  const rhythm = rhythmOf(input);
  const item = await savedItem(runner, principal, input.savedId);
  if (item.kind === 'LIST') listInput(item, { now, me: principal.id }); // refused now, not when it is due
  if ((await ownReports(runner, principal)).length >= mostReports) {
    throw forbidden([], `You have ${mostReports} reports already.`, `您已有 ${mostReports} 个定期报告。`);
  }
  const id = newId();
  await runner.run(
    `INSERT INTO report_schedules (id, saved_pk, user_pk, created_by_user_pk, frequency, day, minute, time_zone, format, next_at,
       created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      idToBytes(id),
      item.pk,
      principal.pk,
      principal.pk,
      rhythm.frequency,
      rhythm.day,
      rhythm.minute,
      rhythm.timeZone,
      input.format ?? 'CSV',
      nextTime(rhythm, now),
      now,
    ],
  );
  return id;
}

/** Pauses one of the principal's own, or has it go on at its next time. @throws KehuError NOT_FOUND */
export async function pauseReport(
  runner: SqlRunner,
  principal: Principal,
  { id, pause, now }: { id: string; pause: boolean; now: number },
): Promise<void> {
  const schedule = (await ownReports(runner, principal)).find((one) => one.id === id);
  if (!schedule) throw notFound('id');
  if ((schedule.nextAt === null) === pause) return;
  const next = pause ? paused : nextTime(schedule, now);
  await runner.run('UPDATE report_schedules SET next_at = ? WHERE pk = ?', [next, schedule.pk]);
}

/** Ends one of the principal's own. @throws KehuError NOT_FOUND */
export async function unscheduleReport(runner: SqlRunner, principal: Principal, id: string): Promise<void> {
  const { changes } = await runner.run('DELETE FROM report_schedules WHERE id = ? AND user_pk = ?', [
    idToBytes(id),
    principal.kind === 'user' ? principal.pk : 0,
  ]);
  if (changes !== 1) throw notFound('id');
}
