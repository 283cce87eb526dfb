import type { AggregateRequest } from './aggregate';
import {
  all,
  ask,
  count,
  of,
  open,
  overOneCompany,
  shielded,
  sumOfLimits,
  worldWith,
  yuan,
} from './testing/totals-asked';

/** Beside a field that only totals are told of, nothing divides records that is no dimension. */

overOneCompany();

describe('beside a field that only totals are told of', () => {
  test.each([
    [{ groupBy: [{ name: true }] }, ['name']],
    [{ groupBy: [{ kind: true }, { owner: { name: true } }] }, ['owner']],
    [{ groupBy: [{ createdAt: { bucket: 'MONTH' } }] }, ['createdAt']],
    [{ where: { name: { eq: 'alpha' } } }, ['name']],
    [{ where: { and: [{ kind: { eq: 'PERSON' } }, { or: [{ not: { code: { eq: 'x' } } }] }] } }, ['code']],
    [{ where: { kind: { eq: 'PERSON' }, name: { eq: 'x' } }, groupBy: [{ name: true }] }, ['name']],
    [{ search: 'alpha' }, ['search']],
  ] as [Partial<AggregateRequest>, string[]][])('%j is no dimension', async (request, fields) => {
    expect(await ask(shielded(2), 'customer', { measures: sumOfLimits, ...request })).toEqual({
      code: 'FORBIDDEN',
      fields,
    });
    const { groupBy, where } = request;
    if (groupBy ?? where)
      expect(await ask(all, 'customer', { measures: [count], ...request })).toHaveProperty('answer');
  });

  describe('a hop to a dimension', () => {
    const items = worldWith({
      orderItem: open({ cells: { quantity: 'nowhere' }, aggregateOnly: { fields: ['quantity'], k: 2 } }),
    });
    const asked = (request: object) => ask(items, 'orderItem', { measures: [of('sum', 'quantity')], ...request });

    test.each([
      [{ groupBy: [{ product: { category: true } }] }],
      [{ groupBy: [{ product: { currency: true } }, { currency: true }] }],
      [{ where: { product: { active: { eq: true } } } }],
      [{ where: { not: { product: { isNull: true } } } }],
    ])('leads to others: %j', async (request) => {
      expect(await asked(request)).toHaveProperty('answer');
    });

    test.each([
      [{ groupBy: [{ product: { name: true } }] }, ['product.name']],
      [{ groupBy: [{ product: { createdAt: { bucket: 'MONTH' } } }] }, ['product.createdAt']],
      [{ groupBy: [{ order: { customer: { name: true } } }] }, ['order']],
      [{ where: { product: { id: { in: [] } } } }, ['product.id']],
      [
        { where: { or: [{ product: { and: [{ active: { eq: true } }, { not: { code: { eq: 'x' } } }] } }] } },
        ['product.code'],
      ],
    ])('and to nothing else: %j', async (request, fields) => {
      expect(await asked(request)).toEqual({ code: 'FORBIDDEN', fields });
    });
  });

  test('what is left out is not there, what is null is malformed first, and what one does not know is no dimension', async () => {
    const asked = (request: object) => ask(shielded(2), 'customer', { measures: sumOfLimits, ...request });
    expect(await asked({ where: { ...yuan, name: undefined }, groupBy: [{ kind: true, name: false }] })).toHaveProperty(
      'answer',
    );
    expect(await asked({ where: { ...yuan, name: null } })).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(await asked({ where: { 'custom.plan': { key: { eq: 'gold' } } } })).toEqual({
      code: 'FORBIDDEN',
      fields: ['custom.plan'],
    });
  });

  test('days are divided into months likewise, whatever the clock', async () => {
    const world = shielded(2);
    const policy = world.book.policies.get('customer')!;
    const dated = {
      ...policy,
      fields: { ...policy.fields, birthDate: { class: 'personal', dimension: true } as const },
    };
    const book = { ...world.book, policies: new Map(world.book.policies).set('customer', dated) };
    const asked = (request: object) =>
      ask({ ...world, book }, 'customer', { measures: [of('avg', 'creditLimit')], where: yuan, ...request });
    const where = (birthDate: object) => asked({ where: { ...yuan, birthDate } });
    const refused = { code: 'FORBIDDEN', fields: ['birthDate.DAY'] };
    expect(await where({ gte: '2000-01-01', lt: '2000-02-01' })).toHaveProperty('answer');
    expect(await where({ gte: '2000-01-02' })).toEqual(refused);
    expect(await where({ eq: '2000-01-01' })).toEqual(refused);
    expect(await where({ gte: 'soon' })).toEqual({ code: 'BAD_USER_INPUT', fields: ['where.birthDate.gte'] });
    const month = (timeZone: string) => ({ birthDate: { bucket: 'MONTH', timeZone } });
    expect(await asked({ groupBy: [month('UTC'), month('Asia/Shanghai')] })).toHaveProperty('answer');
    expect(await asked({ groupBy: [{ birthDate: { bucket: 'DAY' } }] })).toEqual(refused);
  });

  describe('time is divided on one clock', () => {
    const totals = worldWith({
      order: open({ cells: { total: 'nowhere' }, aggregateOnly: { fields: ['total'], k: 2 } }),
    });
    const month = (timeZone?: string) => ({ orderedAt: { bucket: 'MONTH', ...(timeZone && { timeZone }) } });
    const january = { orderedAt: { gte: '2026-01-01T00:00:00Z' } };
    const asked = (groupBy: object[], where: object = {}) =>
      ask(totals, 'order', { measures: [of('sum', 'total')], groupBy: groupBy as never, where: { ...yuan, ...where } });

    test('of whatever place', async () => {
      for (const zone of [undefined, 'UTC', 'Asia/Shanghai'])
        expect(await asked([month(zone)])).toHaveProperty('answer');
      expect(await asked([month(), month('UTC')], january)).toHaveProperty('answer');
      const known = { orderedAt: { isNull: false, gte: undefined } };
      expect(await asked([month('Asia/Shanghai')], known)).toHaveProperty('answer');
    });

    test('for the months of two differ by hours', async () => {
      const refused = { code: 'FORBIDDEN', fields: ['orderedAt.timeZone'] };
      expect(await asked([month('Asia/Shanghai'), month('UTC')])).toEqual(refused);
      expect(await asked([month('Asia/Shanghai')], january)).toEqual(refused);
      expect(await asked([month('Asia/Shanghai')], { not: { or: [january] } })).toEqual(refused);
    });
  });

  test('named by a condition or an order alone, dimensions are asked for too', async () => {
    for (const request of [
      { having: { sum: { creditLimit: { gt: '1' } } } },
      { orderBy: [{ avg: { creditLimit: 'ASC' } }] },
    ] as unknown as Partial<AggregateRequest>[]) {
      const asked = (groupBy: object) =>
        ask(shielded(2), 'customer', { measures: [count], where: yuan, groupBy: [groupBy] as never, ...request });
      expect(await asked({ name: true })).toEqual({ code: 'FORBIDDEN', fields: ['name'] });
      expect(await asked({ kind: true })).toHaveProperty('answer');
    }
  });

  test('time is divided into months and longer, not into weeks and days', async () => {
    const totals = worldWith({
      order: open({ cells: { total: 'nowhere' }, aggregateOnly: { fields: ['total'], k: 2 } }),
    });
    const asked = (bucket: string) =>
      ask(totals, 'order', {
        measures: [of('sum', 'total')],
        where: yuan,
        groupBy: [{ orderedAt: { bucket } }] as never,
      });
    for (const bucket of ['MONTH', 'QUARTER', 'YEAR']) expect(await asked(bucket)).toHaveProperty('answer');
    for (const bucket of ['DAY', 'WEEK']) {
      expect(await asked(bucket)).toEqual({ code: 'FORBIDDEN', fields: [`orderedAt.${bucket}`] });
    }
  });

  test.each([
    [{ orderedAt: { gte: '2026-01-01T00:00:00Z', lt: '2026-03-01T00:00:00.000Z' } }, null],
    [{ orderedAt: { gte: new Date(Date.UTC(2026, 0, 1)) } }, null],
    [{ orderedAt: { isNull: false } }, null],
    [{ not: { or: [{ orderedAt: { lt: '2026-01-01T00:00:00Z' } }] } }, null],
    [{ orderedAt: { gte: '2026-01-01T00:00:00.001Z' } }, 'orderedAt.DAY'],
    [{ orderedAt: { gte: '2026-01-01T00:00:00+08:00' } }, 'orderedAt.DAY'],
    [{ orderedAt: { lt: '2026-01-02T00:00:00Z' } }, 'orderedAt.DAY'],
    [{ orderedAt: { lte: '2026-01-01T00:00:00Z' } }, 'orderedAt.DAY'],
    [{ orderedAt: { gt: '2026-01-01T00:00:00Z' } }, 'orderedAt.DAY'],
    [{ orderedAt: { eq: '2026-01-01T00:00:00Z' } }, 'orderedAt.DAY'],
    [{ orderedAt: { gte: '2026-01-01T00:00:00Z', ne: '2026-02-01T00:00:00Z' } }, 'orderedAt.DAY'],
    [{ and: [{ or: [{ not: { orderedAt: { in: ['2026-01-01T00:00:00Z'] } } }] }] }, 'orderedAt.DAY'],
  ] as [object, string | null][])('nor does a filter divide it more finely: %j', async (where, refused) => {
    const totals = worldWith({
      order: open({ cells: { total: 'nowhere' }, aggregateOnly: { fields: ['total'], k: 2 } }),
    });
    const asked = await ask(totals, 'order', { measures: [of('sum', 'total')], where: { ...yuan, ...where } as never });
    expect('answer' in asked ? null : asked).toEqual(refused && { code: 'FORBIDDEN', fields: [refused] });
    expect(await ask(all, 'order', { measures: [count], where: where as never })).toHaveProperty('answer');
  });
});
