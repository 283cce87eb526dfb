/** When something that comes again and again comes next. */
export interface Rhythm {
  frequency: 'DAILY' | 'WEEKLY' | 'MONTHLY';
  /** 1 to 7 from Monday, or 1 to 31; the last day where a month is shorter. Null for every day. */
  day: number | null;
  /** Minute of the day, on the clocks of the time zone. */
  minute: number;
  timeZone: string;
}

const dayMilliseconds = 86_400_000;

/** How far the clocks of the zone are ahead of UTC at a moment, in milliseconds. */
function offsetAt(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at);
  const of = (type: string): number => Number(parts.find((part) => part.type === type)!.value);
  const local = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  return local - Math.floor(at / 1000) * 1000;
}

function isDay(local: Date, { frequency, day }: Rhythm): boolean {
  if (frequency === 'DAILY') return true;
  if (frequency === 'WEEKLY') return (local.getUTCDay() || 7) === day;
  const last = new Date(Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + 1, 0)).getUTCDate();
  return local.getUTCDate() === Math.min(day ?? 1, last);
}

/** The first moment after `now` (both epoch milliseconds) on a day of the rhythm at its minute. */
export function nextTime(rhythm: Rhythm, now: number): number {
  const { timeZone, minute } = rhythm;
  const today = Math.floor((now + offsetAt(now, timeZone)) / dayMilliseconds) * dayMilliseconds;
  for (let ahead = 0; ahead <= 62; ahead++) {
    const local = today + ahead * dayMilliseconds;
    if (!isDay(new Date(local), rhythm)) continue;
    const wall = local + minute * 60_000;
    // The offset of that moment: clocks may be put forward or back before it.
    const at = wall - offsetAt(wall - offsetAt(wall, timeZone), timeZone);
    if (at > now) return at;
  }
  throw new Error('a rhythm without a next time');
}
