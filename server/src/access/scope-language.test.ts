import { KehuError } from '../errors/errors';
import type { Row } from './oracle/company';
import { matches } from './oracle/filter';
import { holds } from './oracle/scopes';
import { noon, nouns, row, worldOf } from './oracle/testing/test-world';
import type { Grant } from './policy';
import { scopePredicate } from './scope-language';

const everything = (fields: readonly string[]): Grant[] => [{ action: 'read', scope: 'all', fields } as Grant];
const seesAll = {
  roles: { tester: everything(['@public', '@ownership', '@identifying', '@narrative', '@personal', '@internal']) },
};
const customers: Row[] = [
  row(1, {
    name: 'Ａlpha',
    tier: 'gold',
    owner: 1,
    team: 1,
    creditLimit: 50_000,
    birthDate: '1990-06-15',
    tags: ['VIP'],
  }),
  row(2, { name: 'beta', tier: null, owner: null, team: 2, creditLimit: null, birthDate: null, tags: [] }),
  row(3, {
    name: 'gamma',
    tier: 'silver',
    owner: 2,
    team: null,
    creditLimit: -10_000,
    birthDate: '2001-01-31',
    tags: ['x'],
  }),
];
const world = worldOf({
  company: {
    customer: customers,
    user: [row(1, { name: 'Ann', team: 1, title: null }), row(2, { name: 'Bob', team: null, title: 'Lead' })],
    team: [row(1, { name: 'One' }), row(2, { name: 'Two', parent: 1 })],
    order: [
      row(1, { customer: 1, orderedAt: Date.UTC(2025, 5, 15, 12), status: 'PAID', total: 10_000 }),
      row(2, { customer: 3, orderedAt: Date.UTC(2025, 5, 15, 11), status: 'CANCELLED', total: 0 }),
    ],
    ticket: [
      row(1, { customer: 1, assignee: 1, status: 'OPEN' }),
      row(2, { customer: 2, assignee: null, status: 'CLOSED' }),
    ],
  },
  rules: { customer: seesAll, user: seesAll, team: seesAll, order: seesAll, ticket: seesAll },
});
const inScope = (where: object): number[] =>
  customers
    .filter((one) => holds(world, 'customer', one, scopePredicate(nouns, 'customer', where)))
    .map(({ pk }) => pk);
const codeOf = (where: unknown): unknown => {
  try {
    scopePredicate(nouns, 'customer', where);
    return null;
  } catch (error) {
    return error instanceof KehuError ? [error.code, ...error.fields] : error;
  }
};

describe('a scope', () => {
  // The same words mean the same rows as in the filter of somebody who sees everything.
  test.each([
    [{}],
    [{ tier: { key: { eq: 'gold' } } }],
    [{ tier: { key: { ne: 'gold' } } }],
    [{ tier: { key: { in: ['gold', 'silver'] } } }],
    [{ tier: { key: { notIn: [] } } }],
    [{ tier: { isNull: true } }],
    [{ name: { eq: 'alpha' } }],
    [{ creditLimit: { gt: '0' } }],
    [{ not: { creditLimit: { gt: '0' } } }],
    [{ creditLimit: { between: ['-1', '5'] } }],
    [{ birthDate: { lt: '2000-01-01' } }],
    [{ tags: { has: 'vip' } }],
    [{ tags: { hasAny: ['x', 'vip'] } }],
    [{ owner: { isNull: true } }],
    [{ owner: { isNull: false } }],
    [{ owner: { name: { eq: 'Bob' } } }],
    [{ owner: { title: { ne: 'Lead' } } }],
    [{ owner: { not: { name: { eq: 'Ann' } } } }],
    [{ owner: { team: { name: { eq: 'One' } } } }],
    [{ owner: { team: { isNull: true } } }],
    [{ owner: {} }],
    [{ team: { parent: { name: { notIn: ['One'] } } } }],
    [{ orders: { some: { status: { in: ['PAID'] } } } }],
    [{ orders: { none: { total: { gt: '0' } } } }],
    [{ orders: { every: { status: { eq: 'PAID' } } } }],
    [{ orders: { some: {} }, tickets: { none: {} } }],
    [{ or: [{ tier: { key: { eq: 'gold' } } }, { and: [{ orders: { none: {} } }, { name: { ne: 'x' } }] }] }],
    [{ or: [] }],
    [{ and: [] }],
    [{ not: { or: [{ orders: { some: {} } }, { tier: { isNull: true } }] } }],
  ])('%j is the rows that the filter finds', (where) => {
    const found = customers.filter((one) => matches(world, 'customer', one, where)).map(({ pk }) => pk);
    expect(inScope(where)).toEqual(found);
  });

  test('knows the acting user and their teams', () => {
    expect(inScope({ owner: { is: 'me' } })).toEqual([1]);
    expect(inScope({ not: { owner: { is: 'me' } } })).toEqual([2, 3]);
    expect(inScope({ team: { is: 'myTeams' } })).toEqual([1]);
    expect(inScope({ team: { is: 'mySubtree' } })).toEqual([1, 2]);
    expect(inScope({ tickets: { some: { assignee: { is: 'me' }, status: { in: ['OPEN', 'PENDING'] } } } })).toEqual([
      1,
    ]);
    expect(inScope({ owner: { is: 'me', name: { eq: 'Bob' } } })).toEqual([]);
  });

  test('reckons from the moment of asking, by the calendar', () => {
    expect(new Date(noon).toISOString()).toBe('2026-06-15T12:00:00.000Z');
    expect(inScope({ orders: { some: { orderedAt: { gte: { monthsAgo: 12 } } } } })).toEqual([1]);
    expect(inScope({ orders: { some: { orderedAt: { gte: { yearsAgo: 1 } } } } })).toEqual([1]);
    expect(inScope({ orders: { some: { orderedAt: { gte: { daysAgo: 366 } } } } })).toEqual([1, 3]);
    expect(inScope({ birthDate: { lte: { yearsAgo: 36 } } })).toEqual([1]);
  });

  test('names the place where something is wrong', () => {
    const wrong: [unknown, string][] = [
      [[], 'where'],
      [{ nothing: { eq: 1 } }, 'where.nothing'],
      [{ constructor: { eq: 1 } }, 'where.constructor'],
      [{ tier: null }, 'where.tier'],
      [{ tier: { key: { eq: null } } }, 'where.tier.key.eq'],
      [{ status: { eq: 'GONE' } }, 'where.status.eq'],
      [{ name: { contains: 'a' } }, 'where.name.contains'],
      [{ creditLimit: { gt: 'many' } }, 'where.creditLimit.gt'],
      [{ birthDate: { lt: '1990-02-31' } }, 'where.birthDate.lt'],
      [{ birthDate: { lt: { monthsAgo: 1.5 } } }, 'where.birthDate.lt'],
      [{ owner: { is: 'you' } }, 'where.owner.is'],
      [{ team: { is: 'me' } }, 'where.team.is'],
      [{ orders: { most: {} } }, 'where.orders'],
      [{ or: { name: { eq: 'x' } } }, 'where.or'],
      [{ nationalId: { eq: '1' } }, 'where.nationalId'],
      [{ lifetimeValue: { gt: '1' } }, 'where.lifetimeValue'],
      [{ updatedAt: { gt: { daysAgo: 1 } } }, 'where.updatedAt'],
      [{ phones: { isNull: true } }, 'where.phones'],
      [{ tags: { isEmpty: true } }, 'where.tags.isEmpty'],
    ];
    for (const [where, path] of wrong) expect([where, codeOf(where)]).toEqual([where, ['BAD_USER_INPUT', path]]);
  });

  test('is small: it is asked about every row', () => {
    const deep = Array.from({ length: 9 }).reduce<object>((inner) => ({ not: inner }), {});
    expect(codeOf(deep)).toEqual(['BAD_USER_INPUT', expect.stringContaining('not')]);
    const wide = { or: Array.from({ length: 60 }, (_, i) => ({ name: { eq: `n${i}` } })) };
    expect(codeOf(wide)).toEqual(['BAD_USER_INPUT', expect.stringContaining('where.or')]);
    const long = { name: { in: Array.from({ length: 200 }, (_, i) => `n${i}`) } };
    expect(codeOf(long)).toEqual(['BAD_USER_INPUT', 'where.name.in']);
  });
});
