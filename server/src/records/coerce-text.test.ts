import fc from 'fast-check';
import { dateToColumn } from '../query/values';
import { lineOf } from './coerce-text';

const place = { path: 'name', label: { en: 'Name', zh: '名称' } };
const read = (text: string): string => {
  try {
    return lineOf(text, 1_000, place) === null ? 'blank' : 'line';
  } catch {
    return 'refused';
  }
};

describe('one line of text', () => {
  it.each([
    ['张伟 Smith, 3楼', 'line'],
    ['𠮷野家', 'line'],
    ['\u0085next', 'line'],
    ['a\u2029b', 'refused'],
    ['a\u2028b', 'refused'],
    ['a\u007fb', 'refused'],
    ['a\tb', 'refused'],
    ['a\u0000b', 'refused'],
    ['\ud842 alone', 'refused'],
    ['alone \udfb7', 'refused'],
    ['  ', 'blank'],
  ])('%j is %s', (text, answer) => expect(read(text)).toBe(answer));
});

it('takes the days that there are, and no others', () => {
  const two = fc.integer({ min: 0, max: 40 }).map((n) => String(n).padStart(2, '0'));
  const year = fc.oneof(fc.constantFrom('0000', '1900', '2000', '2024', '2100'), fc.integer({ min: 1, max: 9999 }));
  const dates = fc.tuple(year, two, two).map(([y, month, day]) => `${String(y).padStart(4, '0')}-${month}-${day}`);
  const isTaken = (text: string): boolean => {
    try {
      return dateToColumn(text, 'birthDate') === text;
    } catch {
      return false;
    }
  };
  fc.assert(
    fc.property(dates, (text) => {
      const moment = new Date(`${text}T00:00:00Z`);
      expect(isTaken(text)).toBe(Number.isFinite(moment.getTime()) && moment.toISOString().startsWith(text));
    }),
    { numRuns: 2_000 },
  );
});
