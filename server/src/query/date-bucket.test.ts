import type { Field } from '../model/registry';
import { bucketSql, bucketStart } from './date-bucket';
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
