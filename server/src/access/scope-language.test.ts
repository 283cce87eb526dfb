import { KehuError } from '../errors/errors';
import type { Row } from './oracle/company';
import { matches } from './oracle/filter';
import { holds } from './oracle/scopes';
import { noon, nouns, row, worldOf } from './oracle/testing/test-world';
import type { Grant } from './policy';
import { and, none, not, type Predicate } from './predicate';
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
    opportunity: [row(1, { customer: 1 }), row(2, { customer: null }), row(3, { customer: 2 })],
    ticket: [
      row(1, { customer: 1, assignee: 1, status: 'OPEN' }),
      row(2, { customer: 2, assignee: null, status: 'CLOSED' }),
    ],
  },
  rules: { customer: seesAll, user: seesAll, team: seesAll, order: seesAll, ticket: seesAll, opportunity: seesAll },
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
    if (!(error instanceof KehuError)) return error;
    const { en, zh } = error.sentence;
    expect([en.length > 10, zh.length > 5, en === zh]).toEqual([true, true, false]);
    return [error.code, ...error.fields];
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
      [null, 'where'],
      ['name', 'where'],
      [{ not: [] }, 'where.not'],
      [{ and: [null] }, 'where.and.0'],
      [{ name: undefined }, 'where.name'],
      [{ name: 'x' }, 'where.name'],
      [{ name: [] }, 'where.name'],
      [{ name: { eq: undefined } }, 'where.name.eq'],
      [{ name: { eq: '' } }, 'where.name.eq'],
      [{ name: { eq: 5 } }, 'where.name.eq'],
      [{ name: { eq: 'x'.repeat(256) } }, 'where.name.eq'],
      [{ name: { key: { eq: 'x' } } }, 'where.name.key'],
      [{ name: { gt: 'x' } }, 'where.name.gt'],
      [{ name: { in: 'x' } }, 'where.name.in'],
      [{ tier: { key: 'gold' } }, 'where.tier.key'],
      [{ is: 'me' }, 'where.is'],
      [{ owner: { is: 'myTeams' } }, 'where.owner.is'],
      [{ team: { is: 'ours' } }, 'where.team.is'],
      [{ owner: { name: { eq: 5 } } }, 'where.owner.name.eq'],
      [{ owner: { disabled: { eq: 'yes' } } }, 'where.owner.disabled.eq'],
      [{ orders: 'some' }, 'where.orders'],
      [{ orders: null }, 'where.orders'],
      [{ orders: { some: { total: { gt: 'x' } } } }, 'where.orders.some.total.gt'],
      [{ orders: { some: { orderedAt: { gt: 'x' } } } }, 'where.orders.some.orderedAt.gt'],
      [{ orders: { some: { orderedAt: { gt: 'on 2020-01-01' } } } }, 'where.orders.some.orderedAt.gt'],
      [{ orders: { some: { orderedAt: { gt: 5 } } } }, 'where.orders.some.orderedAt.gt'],
      [{ externalIds: { source: 5 } }, 'where.externalIds'],
      [{ externalIds: { id: 'x' } }, 'where.externalIds'],
      [{ externalIds: { source: 'erp', id: 'x' } }, 'where.externalIds'],
      [{ tags: { has: 5 } }, 'where.tags.has'],
      [{ tags: { has: ' ' } }, 'where.tags.has'],
      [{ tags: { hasAny: 'x' } }, 'where.tags.hasAny'],
      [{ birthDate: { lt: 'x 1990-01-01' } }, 'where.birthDate.lt'],
      [{ birthDate: { lt: '1990-01-01T00:00' } }, 'where.birthDate.lt'],
      [{ birthDate: { lt: 5 } }, 'where.birthDate.lt'],
      [{ birthDate: { lt: {} } }, 'where.birthDate.lt'],
      [{ birthDate: { lt: { weeksAgo: 1 } } }, 'where.birthDate.lt'],
      [{ birthDate: { lt: { daysAgo: 36_501 } } }, 'where.birthDate.lt'],
      [{ birthDate: { lt: { daysAgo: 1, monthsAgo: 1 } } }, 'where.birthDate.lt'],
      [{ creditLimit: { gt: { daysAgo: 1 } } }, 'where.creditLimit.gt'],
      [{ version: { eq: 1 } }, 'where.version'],
      [{ deletedAt: { isNull: true } }, 'where.deletedAt'],
      [{ note: { isNull: true } }, 'where.note'],
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

  test('is compiled to the conditions that views are made of', () => {
    const me: Predicate = { kind: 'isSelf' };
    const of = (noun: string, where: object): unknown => scopePredicate(nouns, noun, where);
    const compare = (field: string, op: string, value: object) => ({ kind: 'compare', field, op, value });
    expect(of('user', { is: 'me' })).toEqual(me);
    expect(of('user', { not: { is: 'me' } })).toEqual(not(me));
    expect(of('customer', { owner: { is: 'me' } })).toEqual({ kind: 'isMe', field: 'owner' });
    expect(of('customer', { team: { is: 'mySubtree' } })).toEqual({
      kind: 'inMyTeams',
      field: 'team',
      with: 'subtree',
    });
    expect(of('customer', { externalIds: { source: 'erp' } })).toEqual({ kind: 'hasExternalId', source: 'erp' });
    expect(of('customer', { tags: { has: 'x' } })).toEqual({ kind: 'hasTag', tag: 'x' });
    expect(of('customer', { tags: { hasAny: [] } })).toEqual(none);
    expect(of('customer', { tags: { hasAll: ['x', 'y'] } })).toEqual(
      and({ kind: 'hasTag', tag: 'x' }, { kind: 'hasTag', tag: 'y' }),
    );
    expect(of('user', { disabled: { eq: true } })).toEqual({ kind: 'in', field: 'disabled', values: [true] });
    expect(of('customer', { name: { in: [] } })).toEqual(none);
    expect(of('customer', { name: { eq: 'x'.repeat(255) } })).toMatchObject({ kind: 'in' });
    expect(of('customer', { owner: { name: { in: [] } } })).toEqual(none);
    expect(of('customer', { orders: { some: { status: { in: [] } } } })).toEqual(none);
    expect(of('order', { orderedAt: { gt: '2020-01-01' } })).toEqual(
      compare('orderedAt', 'gt', { constant: Date.UTC(2020, 0, 1) }),
    );
    expect(of('order', { orderedAt: { lt: { daysAgo: 36_500 } } })).toEqual(
      compare('orderedAt', 'lt', { daysAgo: 36_500 }),
    );
    expect(of('order', { orderedAt: { lt: { monthsAgo: -3 } } })).toEqual(
      compare('orderedAt', 'lt', { monthsAgo: -3 }),
    );
    expect(of('customer', { birthDate: { lte: { yearsAgo: 2 } } })).toEqual(
      compare('birthDate', 'lte', { monthsAgo: 24 }),
    );
    expect(of('customer', { creditLimit: { gt: '1.5' } })).toEqual(compare('creditLimit', 'gt', { constant: 15_000 }));
    expect(of('order', { createdAt: { gte: '2020-01-01T00:00:00Z' } })).toMatchObject({ kind: 'compare' });
  });

  // A record that a link does not lead to has nulls for fields and nothing that hangs on it.
  test.each([
    [{}],
    [{ tags: { has: 'vip' } }],
    [{ tags: { hasAny: ['vip', 'x'] } }],
    [{ tags: { hasAll: ['vip'] } }],
    [{ orders: { some: {} } }],
    [{ orders: { none: {} } }],
    [{ orders: { every: { status: { eq: 'NONE' } } } }],
    [{ creditLimit: { gt: '0' } }],
    [{ creditLimit: { isNull: true } }],
    [{ creditLimit: { isNull: false } }],
    [{ or: [{ tier: { isNull: true } }, { name: { eq: 'x' } }] }],
    [{ and: [{ tier: { isNull: true } }, { name: { eq: 'x' } }] }],
    [{ or: [] }],
    [{ name: { notIn: [] } }],
    [{ owner: { isNull: true } }],
    [{ owner: { isNull: false } }],
    [{ owner: { name: { eq: 'Ann' } } }],
  ])('%j of a record that is not there', (inner) => {
    const status = JSON.stringify(inner).includes('NONE') ? { orders: { every: { status: { eq: 'PAID' } } } } : inner;
    for (const where of [{ customer: status }, { customer: { not: status } }, { not: { customer: status } }]) {
      const rows = world.company.opportunity!;
      const found = rows.filter((one) => matches(world, 'opportunity', one, where)).map(({ pk }) => pk);
      const scope = scopePredicate(nouns, 'opportunity', where);
      expect([where, rows.filter((one) => holds(world, 'opportunity', one, scope)).map(({ pk }) => pk)]).toEqual([
        where,
        found,
      ]);
    }
  });

  test('of people speaks of who asks, where a link leads to nobody too', () => {
    const of = (where: object): number[] =>
      world.company
        .opportunity!.filter((one) => holds(world, 'opportunity', one, scopePredicate(nouns, 'opportunity', where)))
        .map(({ pk }) => pk);
    expect(of({ customer: { owner: { is: 'me' } } })).toEqual([1]);
    expect(of({ customer: { not: { owner: { is: 'me' } } } })).toEqual([2, 3]);
    expect(of({ customer: { owner: { is: 'me', isNull: false } } })).toEqual([1]);
    expect(of({ customer: { owner: { not: { is: 'me' } } } })).toEqual([2, 3]);
    expect(of({ customer: { not: { externalIds: { source: 'erp' } } } })).toEqual([1, 2, 3]);
  });

  test('may be as deep, as wide and as long as it may', () => {
    const nested = (levels: number, leaf: object): object => (levels === 0 ? leaf : { not: nested(levels - 1, leaf) });
    const leaf = { name: { eq: 'x' } };
    expect([codeOf(nested(5, leaf)), codeOf(nested(6, leaf))]).toEqual([null, ['BAD_USER_INPUT', expect.anything()]]);
    const lists = (levels: number): object => (levels === 0 ? leaf : { and: [lists(levels - 1)] });
    expect([codeOf(lists(5)), codeOf(lists(6))]).toEqual([null, ['BAD_USER_INPUT', expect.anything()]]);
    const up = (levels: number): object => (levels === 0 ? leaf : { parent: up(levels - 1) });
    expect([codeOf({ team: up(4) }), codeOf({ team: up(5) })]).toEqual([null, ['BAD_USER_INPUT', expect.anything()]]);
    const many = (levels: number): object => ({ orders: { some: nested(levels, {}) } });
    expect([codeOf(many(4)), codeOf(many(5))]).toEqual([null, ['BAD_USER_INPUT', expect.anything()]]);
    const wide = (count: number): object => ({ or: Array.from({ length: count }, () => leaf) });
    expect([codeOf(wide(39)), codeOf(wide(40))]).toEqual([null, ['BAD_USER_INPUT', expect.anything()]]);
    const long = (count: number): object => ({ name: { in: Array.from({ length: count }, (_, i) => `n${i}`) } });
    expect([codeOf(long(100)), codeOf(long(101))]).toEqual([null, ['BAD_USER_INPUT', 'where.name.in']]);
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
