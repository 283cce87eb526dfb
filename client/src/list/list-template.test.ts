import { toWhere, type FilterField } from '../lib/filters';
import { templateOf } from './list-template';

const fields: FilterField[] = [
  { key: 'createdAt', kind: 'date', path: ['createdAt'] },
  { key: 'tier', kind: 'dictionary', path: ['tier'], dictionary: 'tier' },
];
const now = Date.parse('2026-11-22T13:00:00Z');

it('keeps what moves with the clock and with who looks as such, and the rest as it is', () => {
  const filters = [
    { field: 'createdAt', operator: 'lastDays' as const, values: ['30'] },
    { field: 'tier', operator: 'in' as const, values: ['gold', 'vip'] },
  ];
  const whereAt = (at: number, me: string) =>
    toWhere(filters, fields, at, [{ owner: { id: { eq: me } } }, { a: { isNull: true } }]);
  expect(templateOf(whereAt, now)).toEqual({
    and: [
      { owner: { id: { eq: { me: true } } } },
      { a: { isNull: true } },
      { createdAt: { gte: { daysAgo: 30 } } },
      { tier: { key: { in: ['gold', 'vip'] } } },
    ],
  });
});

it('leaves a date that somebody typed, and no filter at all', () => {
  const typed = [{ field: 'createdAt', operator: 'gte' as const, values: ['2026-01-01'] }];
  expect(templateOf((at) => toWhere(typed, fields, at), now)).toEqual(toWhere(typed, fields, now));
  expect(templateOf(() => null, now)).toBeNull();
});
