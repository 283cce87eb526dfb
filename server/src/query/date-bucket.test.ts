import type { Field } from '../model/registry';
import { bucketDays, bucketMoments, bucketSql, bucketStart } from './date-bucket';
import { raw } from './sql';

const moment = { kind: 'dateTime' } as Field;
const sqlOf = (timeZone: string): string => bucketSql('sqlite', moment, raw('at'), 'DAY', timeZone).text;

test('a zone is one zone however it is written, and is worked out once', () => {
  const expected = sqlOf('America/New_York');
  const format = jest.spyOn(Intl.DateTimeFormat.prototype, 'formatToParts');
  expect(sqlOf('AMERICA/new_york')).toBe(expected);
  expect(sqlOf('us/eastern')).toBe(expected);
  expect(format).not.toHaveBeenCalled();
  format.mockRestore();
  expect(sqlOf('Asia/Tokyo')).not.toBe(expected);
});

test('no such zone is refused', () => {
  expect(() => sqlOf('Mars/Base')).toThrow(/timeZone is not a known time zone/);
});

test('buckets start on their first day', () => {
  expect(bucketStart('DAY', 0)).toBe('1970-01-01');
  expect(bucketStart('MONTH', 2026 * 12 + 10)).toBe('2026-11-01');
  expect(bucketStart('QUARTER', 2026 * 4 + 3)).toBe('2026-10-01');
  expect(bucketStart('YEAR', 2026)).toBe('2026-01-01');
});

it('names the moments of a day, also of one that the clocks came back to', () => {
  const day = (date: string, zone: string): string[] =>
    bucketMoments('DAY', Date.parse(date) / 86_400_000, zone).map(({ from, until }) =>
      [from, until].map((at) => new Date(at!).toISOString()).join('/'),
    );
  expect(day('2026-11-20', 'Asia/Shanghai')).toEqual(['2026-11-19T16:00:00.000Z/2026-11-20T16:00:00.000Z']);
  expect(day('2026-03-29', 'Europe/Berlin')).toEqual(['2026-03-28T23:00:00.000Z/2026-03-29T22:00:00.000Z']);
  // Newfoundland put its clocks back by an hour at one minute past midnight.
  expect(day('2010-11-06', 'America/St_Johns')).toEqual([
    '2010-11-06T02:30:00.000Z/2010-11-07T02:30:00.000Z',
    '2010-11-07T02:31:00.000Z/2010-11-07T03:30:00.000Z',
  ]);
  expect(bucketDays('WEEK', Date.parse('2026-11-16') / 86_400_000)).toEqual(['2026-11-16', '2026-11-23']);
  expect(bucketDays('QUARTER', 2026 * 4 + 3)).toEqual(['2026-10-01', '2027-01-01']);
});
