import { nextTime, type Rhythm } from './next-time';

const at = (text: string): number => Date.parse(text);
const rhythm = (of: Partial<Rhythm>): Rhythm => ({
  frequency: 'DAILY',
  day: null,
  minute: 480,
  timeZone: 'UTC',
  ...of,
});

it.each<[string, Partial<Rhythm>, string, string]>([
  ['today', {}, '2026-11-20T07:59:59Z', '2026-11-20T08:00:00Z'],
  ['tomorrow', {}, '2026-11-20T08:00:00Z', '2026-11-21T08:00:00Z'],
  ['in Shanghai', { timeZone: 'Asia/Shanghai' }, '2026-11-20T04:00:00Z', '2026-11-21T00:00:00Z'],
  ['on Monday', { frequency: 'WEEKLY', day: 1 }, '2026-11-20T04:00:00Z', '2026-11-23T08:00:00Z'],
  ['on Sunday', { frequency: 'WEEKLY', day: 7 }, '2026-11-20T04:00:00Z', '2026-11-22T08:00:00Z'],
  ['on the last of a short month', { frequency: 'MONTHLY', day: 31 }, '2026-11-20T04:00:00Z', '2026-11-30T08:00:00Z'],
  ['next year', { frequency: 'MONTHLY', day: 1 }, '2026-12-02T00:00:00Z', '2027-01-01T08:00:00Z'],
  ['after clocks went forward', { timeZone: 'Europe/Berlin' }, '2026-03-28T12:00:00Z', '2026-03-29T06:00:00Z'],
  ['after clocks went back', { timeZone: 'Europe/Berlin' }, '2026-10-24T12:00:00Z', '2026-10-25T07:00:00Z'],
])('is %s', (_, of, now, next) =>
  expect(new Date(nextTime(rhythm(of), at(now))).toISOString()).toBe(new Date(next).toISOString()),
);
