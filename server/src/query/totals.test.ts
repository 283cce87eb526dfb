import { contextOf, outcome, type Outcome } from '../../test/proof/ask';
import { inOrder } from '../../test/proof/companies';
import { loadCompany, loadDictionaries } from '../../test/proof/load-company';
import { inCompany } from '../../test/proof/givers';
import { testDatabase, type TestDatabase } from '../../test/database';
import type { World } from '../access/oracle/company';
import { bookOf, noon, nouns, tester, type Rules } from '../access/oracle/testing/test-world';
import type { Grant } from '../access/policy';
import type { KehuError } from '../errors/errors';
import { readAggregate, subtotalKey, type AggregatePage, type AggregateRequest } from './aggregate';
import { Compilation, type ReadContext } from './context';
import { compileMeasures, type MeasureRequest } from './measure';
import { distinctCompany } from './testing/distinct-company';

/** Groups, totals and conditions over them, before people who see all, some or only totals of what is added up. */

let test1: TestDatabase;
const company = distinctCompany();
beforeAll(async () => {
  test1 = await testDatabase();
  await loadDictionaries(test1.database);
  await loadCompany(test1.database, company);
});
afterAll(async () => test1.drop());

const everything = ['@public', '@ownership', '@identifying', '@personal'] as const;
const open = (of: Partial<Grant> = {}): Rules => ({
  roles: { tester: [{ action: 'read', scope: 'all', fields: everything, ...of }] },
});
const worldWith = (more: Record<string, Rules> = {}): World => {
  const book = bookOf({ ...Object.fromEntries(inOrder.map((noun) => [noun, open()])), ...more });
  return inCompany({ nouns, book, company, principal: tester, now: noon }, company);
};
const all = worldWith();
/** Everything but credit limits: of those, sums over at least `k` customers. */
const shielded = (k: number, of: Partial<Grant> = {}): World =>
  worldWith({
    customer: open({ cells: { creditLimit: 'nowhere' }, aggregateOnly: { fields: ['creditLimit'], k }, ...of }),
  });

const whole: AggregateRequest = {
  where: null,
  search: null,
  groupBy: [],
  having: null,
  orderBy: [],
  first: 50,
  after: null,
  measures: [],
  totals: null,
};
const ask = (world: World, noun: string, of: Partial<AggregateRequest>): Promise<Outcome<AggregatePage>> =>
  outcome(readAggregate(contextOf(world, test1.database), nouns.get(noun), { ...whole, ...of }));
const count: MeasureRequest = { function: 'count', field: '' };
const of = (name: MeasureRequest['function'], field: string, p?: number): MeasureRequest => ({
  function: name,
  field,
  ...(p !== undefined && { p }),
});
const rowsOf = async (world: World, noun: string, request: Partial<AggregateRequest>) => {
  const asked = await ask(world, noun, request);
  if (!('answer' in asked)) throw new Error(JSON.stringify(asked));
  return asked.answer.rows.map(({ key, values, suppressed }) => ({
    ...key,
    ...values,
    ...(suppressed && { suppressed }),
  }));
};
const byKind = [{ kind: true }];
const sumOfLimits = [of('sum', 'creditLimit')];
const yuan = { currency: { eq: 'CNY' } };

describe('measures', () => {
  test('are over the shown values of the rows in the view', async () => {
    const measures = [
      count,
      of('sum', 'creditLimit'),
      of('avg', 'creditLimit'),
      of('min', 'creditLimit'),
      of('max', 'creditLimit'),
      of('countDistinct', 'name'),
    ];
    expect(await rowsOf(all, 'customer', { groupBy: byKind, where: yuan, measures })).toEqual([
      {
        kind: 'COMPANY',
        count: 2,
        sum: { creditLimit: '1' },
        avg: { creditLimit: '1' },
        min: { creditLimit: '1' },
        max: { creditLimit: '1' },
        countDistinct: { name: 1 },
      },
      {
        kind: 'PERSON',
        count: 2,
        sum: { creditLimit: '-1' },
        avg: { creditLimit: '-0.5' },
        min: { creditLimit: '-1' },
        max: { creditLimit: '0' },
        countDistinct: { name: 2 },
      },
    ]);
    const own = worldWith({ customer: open({ cells: { creditLimit: 'own' } }) });
    const mine = [count, of('sum', 'creditLimit'), of('min', 'creditLimit'), of('avg', 'creditLimit')];
    expect(await rowsOf(own, 'customer', { measures: mine })).toEqual([
      { count: 5, sum: { creditLimit: '0' }, min: { creditLimit: '-1' }, avg: { creditLimit: '0' } },
    ]);
    const team = worldWith({ customer: open({ scope: 'team' }) });
    expect(await rowsOf(team, 'customer', { measures: mine })).toEqual([
      { count: 1, sum: { creditLimit: '1' }, min: { creditLimit: '1' }, avg: { creditLimit: '1' } },
    ]);
  });

  test('of nothing are null, and there are none of them', async () => {
    const measures = [count, of('sum', 'creditLimit'), of('avg', 'creditLimit'), of('countDistinct', 'name')];
    const where = { name: { eq: 'nobody' } };
    expect(await rowsOf(all, 'customer', { where, measures })).toEqual([
      { count: 0, sum: { creditLimit: null }, avg: { creditLimit: null }, countDistinct: { name: 0 } },
    ]);
    expect(await rowsOf(all, 'customer', { where, measures, groupBy: byKind })).toEqual([]);
  });

  test.each(['sum', 'avg', 'min', 'max'] as const)('%s of amounts in different currencies is refused', async (name) => {
    expect(await ask(all, 'customer', { measures: [of(name, 'creditLimit')] })).toEqual({
      code: 'BAD_USER_INPUT',
      fields: ['creditLimit'],
    });
  });

  test('amounts in different currencies are counted, and divided at a place in their order', async () => {
    const measures = [
      of('countDistinct', 'creditLimit'),
      of('median', 'creditLimit'),
      of('percentile', 'creditLimit', 1),
    ];
    expect(await rowsOf(all, 'customer', { measures })).toEqual([
      {
        countDistinct: { creditLimit: 4 },
        median: { creditLimit: '0.25' },
        'percentile 1': { creditLimit: '1' },
      },
    ]);
  });

  test('a currency that is hidden is one of its own, and one that is never shown is forbidden', async () => {
    const some = worldWith({ customer: open({ cells: { currency: 'own' } }) });
    const where = { owner: { name: { isNull: false } }, kind: { eq: 'PERSON' } };
    expect(await ask(some, 'customer', { measures: sumOfLimits, where })).toMatchObject({ code: 'BAD_USER_INPUT' });
    const none = worldWith({ customer: open({ cells: { currency: 'nowhere' } }) });
    expect(await ask(none, 'customer', { measures: sumOfLimits })).toEqual({ code: 'FORBIDDEN', fields: ['currency'] });
    expect(await rowsOf(none, 'customer', { measures: [count] })).toEqual([{ count: 5 }]);
  });

  test('of a field that rules alone hide are forbidden', async () => {
    const none = worldWith({ customer: open({ cells: { creditLimit: 'nowhere' } }) });
    for (const name of ['sum', 'min', 'median', 'countDistinct'] as const) {
      expect(await ask(none, 'customer', { measures: [of(name, 'creditLimit')] })).toEqual({
        code: 'FORBIDDEN',
        fields: ['creditLimit'],
      });
    }
  });

  test('medians and percentiles', async () => {
    const measures = [of('median', 'creditLimit'), of('percentile', 'creditLimit', 0.25)];
    const [row] = await rowsOf(all, 'customer', { measures, where: { creditLimit: { isNull: false } } });
    expect(row).toEqual({ median: { creditLimit: '0.25' }, 'percentile 0.25': { creditLimit: '-0.25' } });
  });
});

test('the other engine is asked in its own words, where the same ones would add up something else', () => {
  const written = (dialect: 'sqlite' | 'mysql', ...request: Parameters<typeof of>): readonly string[] => {
    const context = { ...contextOf(all, test1.database), runner: { ...test1.database, dialect } };
    const compilation = new Compilation(context as ReadContext);
    const customer = nouns.get('customer');
    const [measure] = compileMeasures(compilation, customer, compilation.alias(), [of(...request)], null);
    return [measure!.expression.text, measure!.ordering.text];
  };
  const currency = "CASE WHEN t0.credit_limit IS NOT NULL THEN COALESCE(t0.currency, '') END";
  expect(written('sqlite', 'sum', 'creditLimit')).toEqual([
    `(CAST(SUM(t0.credit_limit) AS TEXT) || '|' || MIN(${currency}) || '|' || MAX(${currency}))`,
    'SUM(t0.credit_limit)',
  ]);
  expect(written('mysql', 'sum', 'creditLimit')).toEqual([
    `CONCAT(CAST(SUM(t0.credit_limit) AS CHAR), '|', MIN(${currency}), '|', MAX(${currency}))`,
    'SUM(t0.credit_limit)',
  ]);
  // Neither finds them by itself as they are meant: a statement of their own does.
  expect(written('sqlite', 'median', 'creditLimit')).toEqual(['NULL', 'NULL']);
  expect(written('mysql', 'percentile', 'creditLimit', 0.5)).toEqual(['NULL', 'NULL']);
});

describe('groups', () => {
  test('are by shown values: hidden ones are one group with those that are not there', async () => {
    const world = worldWith({ customer: open({ cells: { kind: 'own' } }) });
    const measures = [count];
    expect(await rowsOf(world, 'customer', { groupBy: byKind, measures })).toEqual([
      { kind: null, count: 3 },
      { kind: 'COMPANY', count: 1 },
      { kind: 'PERSON', count: 1 },
    ]);
    expect(await rowsOf(all, 'customer', { groupBy: [{ name: true }], measures })).toEqual([
      { name: 'A%', count: 1 },
      { name: 'alpha', count: 2 },
      { name: 'beta', count: 1 },
      { name: 'gamma', count: 1 },
    ]);
  });

  test('by a hop are by the visible target', async () => {
    const byOwner = [{ owner: { name: true } }];
    const measures = [count];
    expect(await rowsOf(all, 'customer', { groupBy: byOwner, measures })).toEqual([
      { owner: { name: null }, count: 1 },
      { owner: { name: 'Ann' }, count: 2 },
      { owner: { name: 'Bob' }, count: 1 },
      { owner: { name: 'Cid' }, count: 1 },
    ]);
    const self = worldWith({ user: open({ scope: 'self' }) });
    expect(await rowsOf(self, 'customer', { groupBy: byOwner, measures })).toEqual([
      { owner: { name: null }, count: 3 },
      { owner: { name: 'Ann' }, count: 2 },
    ]);
    const linkless = worldWith({ customer: open({ cells: { owner: 'own' } }) });
    expect(await rowsOf(linkless, 'customer', { groupBy: byOwner, measures })).toEqual([
      { owner: { name: null }, count: 3 },
      { owner: { name: 'Ann' }, count: 2 },
    ]);
  });

  test('by months and days, on the clocks of a place', async () => {
    const month = (timeZone?: string) => [{ orderedAt: { bucket: 'MONTH', ...(timeZone && { timeZone }) } }];
    const rows = (groupBy: object[]) => rowsOf(all, 'order', { groupBy: groupBy as never, measures: [count] });
    const utc = await rows(month());
    expect(utc).toHaveLength(3);
    expect(await rows(month('UTC'))).toEqual(utc);
    expect(await rows(month('Asia/Shanghai'))).not.toEqual(utc);
    const team = worldWith({ order: open({ cells: { orderedAt: 'own' } }) });
    expect(await rowsOf(team, 'order', { groupBy: month() as never, measures: [count] })).toEqual([
      { orderedAt: null, count: 1 },
      ...utc.slice(0, 2),
    ]);
  });

  test.each([
    [[{}], 'groupBy.0'],
    [[{ kind: false }], 'groupBy.0'],
    [[{ kind: true }, { kind: true, tier: true }], 'groupBy.1'],
    [[{ kind: undefined }], 'groupBy.0'],
    [[{ owner: { team: null } }], 'groupBy.0'],
  ] as [object[], string][])('%j names not exactly one field', async (groupBy, path) => {
    expect(await ask(all, 'customer', { groupBy: groupBy as never, measures: [count] })).toEqual({
      code: 'BAD_USER_INPUT',
      fields: [path],
    });
  });

  test('are of few keys, and what is left out of one is not there', async () => {
    const asked = (groupBy: object[]) => ask(all, 'customer', { groupBy: groupBy as never, measures: [count] });
    expect(await asked(Array.from({ length: 9 }, () => ({ kind: true })))).toEqual({
      code: 'QUERY_TOO_EXPENSIVE',
      fields: ['groupBy'],
    });
    expect(await asked([{ kind: true, tier: undefined }])).toHaveProperty('answer');
  });

  test('by a link that rules alone hide are forbidden, further hops by their path', async () => {
    const world = worldWith({ customer: open(), user: open({ cells: { team: 'nowhere' } }) });
    expect(await ask(world, 'customer', { groupBy: [{ owner: { team: { name: true } } }], measures: [count] })).toEqual(
      {
        code: 'FORBIDDEN',
        fields: ['owner.team'],
      },
    );
  });

  test('by a hidden field are forbidden, behind a hop by its path', async () => {
    const world = worldWith({
      customer: open({ cells: { kind: 'nowhere' } }),
      user: open({ cells: { name: 'nowhere' } }),
    });
    const groupBy = [{ kind: true }, { owner: { name: true } }];
    expect(await ask(world, 'customer', { groupBy, measures: [count] })).toEqual({
      code: 'FORBIDDEN',
      fields: ['kind', 'owner.name'],
    });
  });
});

describe('having', () => {
  const kinds = async (having: object, measures: MeasureRequest[] = [count]): Promise<unknown[]> =>
    (await rowsOf(all, 'customer', { groupBy: byKind, where: yuan, having: having as never, measures })).map(
      (row) => (row as unknown as { kind: unknown }).kind,
    );

  test.each([
    [{}, ['COMPANY', 'PERSON']],
    [{ count: null }, ['COMPANY', 'PERSON']],
    [{ count: undefined, sum: { creditLimit: undefined } }, ['COMPANY', 'PERSON']],
    [{ sum: { creditLimit: null } }, ['COMPANY', 'PERSON']],
    [{ count: { eq: 2 } }, ['COMPANY', 'PERSON']],
    [{ count: { gt: 2 } }, []],
    [{ sum: { creditLimit: { eq: '1' } } }, ['COMPANY']],
    [{ sum: { creditLimit: { ne: '1' } } }, ['PERSON']],
    [{ sum: { creditLimit: { gt: '-1' } } }, ['COMPANY']],
    [{ sum: { creditLimit: { gte: '-1' } } }, ['COMPANY', 'PERSON']],
    [{ sum: { creditLimit: { lt: '1' } } }, ['PERSON']],
    [{ sum: { creditLimit: { lte: '1' } } }, ['COMPANY', 'PERSON']],
    [{ sum: { creditLimit: { gt: '-2', lt: '0' } } }, ['PERSON']],
    [{ sum: { creditLimit: { in: ['1', '7'] } } }, ['COMPANY']],
    [{ sum: { creditLimit: { in: [] } } }, []],
    [{ sum: { creditLimit: { notIn: ['1'] } } }, ['PERSON']],
    [{ sum: { creditLimit: { notIn: [] } } }, ['COMPANY', 'PERSON']],
    [{ sum: { creditLimit: { between: ['0', '1'] } } }, ['COMPANY']],
    [{ sum: { creditLimit: { isNull: true } } }, []],
    [{ sum: { creditLimit: { isNull: false } } }, ['COMPANY', 'PERSON']],
    [{ avg: { creditLimit: { lt: '0' } } }, ['PERSON']],
    [{ avg: { creditLimit: { lt: '-0.4' } } }, ['PERSON']],
    [{ avg: { creditLimit: { lt: '-0.6' } } }, []],
    [{ min: { creditLimit: { eq: '1' } } }, ['COMPANY']],
    [{ max: { creditLimit: { eq: '0' } } }, ['PERSON']],
    [{ countDistinct: { name: { eq: 2 } } }, ['PERSON']],
    [{ countDistinct: { name: { eq: 2 } }, count: { eq: 1 } }, []],
    [{ countDistinct: { name: { lt: 2 }, creditLimit: { eq: 2 } } }, []],
    [{ countDistinct: { name: { eq: 2 }, creditLimit: { eq: 2 } } }, ['PERSON']],
    [{ sum: { lifetimeValue: { gte: '0.5' } } }, ['COMPANY']],
    [{ sum: { lifetimeValue: { lt: '0.5' } } }, ['PERSON']],
    [{ max: { lifetimeValue: { eq: '1' } } }, ['COMPANY']],
  ] as [object, string[]][])('%j', async (having, expected) => {
    expect(await kinds(having)).toEqual(expected);
    expect(await kinds(having, [count, of('sum', 'creditLimit')])).toEqual(expected);
  });

  test.each([
    [{ count: { eq: null } }, 'having.count.eq'],
    [{ sum: { creditLimit: { gt: null } } }, 'having.sum.creditLimit.gt'],
    [{ sum: { creditLimit: { gt: 'many' } } }, 'having.sum.creditLimit.gt'],
    [{ sum: { creditLimit: { in: ['1', null] } } }, 'having.sum.creditLimit.in'],
    [{ sum: { creditLimit: { between: ['1'] } } }, 'having.sum.creditLimit.between'],
    [{ sum: { creditLimit: { between: ['1', '2', '3'] } } }, 'having.sum.creditLimit.between'],
    [{ median: { creditLimit: { gt: '1' } } }, 'having.median.creditLimit'],
  ] as [object, string][])('%j is malformed', async (having, path) => {
    expect(await ask(all, 'customer', { groupBy: byKind, measures: [count], having: having as never })).toEqual({
      code: 'BAD_USER_INPUT',
      fields: [path],
    });
  });

  test('of nothing added up holds where null is asked for, and nowhere else', async () => {
    const none = { creditLimit: { isNull: true } };
    const kinds = async (isNull: boolean): Promise<number> =>
      (
        await rowsOf(all, 'customer', {
          groupBy: byKind,
          where: none,
          having: { sum: { creditLimit: { isNull } } },
          measures: [count],
        })
      ).length;
    expect([await kinds(true), await kinds(false)]).toEqual([1, 0]);
  });

  test('over a hidden field is forbidden', async () => {
    const none = worldWith({ customer: open({ cells: { creditLimit: 'nowhere' } }) });
    const having = { sum: { creditLimit: { gt: '1' } } };
    expect(await ask(none, 'customer', { measures: [count], groupBy: byKind, having })).toEqual({
      code: 'FORBIDDEN',
      fields: ['creditLimit'],
    });
  });
});

test('a refusal says in both languages what is wrong', async () => {
  const sentence = async (of: Partial<AggregateRequest>): Promise<readonly string[]> => {
    const asked = readAggregate(contextOf(all, test1.database), nouns.get('customer'), {
      ...whole,
      measures: [count],
      ...of,
    });
    const { en, zh } = ((await asked.catch((error: unknown) => error)) as KehuError).sentence;
    return [en, zh];
  };
  expect(await sentence({ groupBy: [{}] })).toEqual([
    'Each object of groupBy names exactly one field.',
    'groupBy 的每个对象必须且只能包含一个字段。',
  ]);
  expect(await sentence({ having: { median: { creditLimit: { gt: '1' } } } })).toEqual([
    'median can be selected, but not compared.',
    '中位数可以查询，但不能作为条件。',
  ]);
  expect(await sentence({ having: { count: { eq: null } } })).toEqual([
    "having.count.eq can't be null.",
    'having.count.eq 不能为 null。',
  ]);
});

test('groups are ordered by what they show, then by their keys', async () => {
  const kinds = async (orderBy: object): Promise<unknown[]> =>
    (
      await rowsOf(all, 'customer', { groupBy: byKind, where: yuan, orderBy: [orderBy] as never, measures: [count] })
    ).map((row) => (row as unknown as { kind: unknown }).kind);
  expect(await kinds({ sum: { creditLimit: 'ASC' } })).toEqual(['PERSON', 'COMPANY']);
  expect(await kinds({ sum: { creditLimit: 'DESC' } })).toEqual(['COMPANY', 'PERSON']);
  expect(await kinds({ avg: { creditLimit: 'ASC' } })).toEqual(['PERSON', 'COMPANY']);
  expect(await kinds({ countDistinct: { name: 'DESC' } })).toEqual(['PERSON', 'COMPANY']);
  expect(await kinds({ count: 'DESC' })).toEqual(['COMPANY', 'PERSON']);
  expect(await kinds({ key: { kind: 'DESC' } })).toEqual(['PERSON', 'COMPANY']);
});

describe('of a field that only totals are told of', () => {
  const measures = [count, of('sum', 'creditLimit'), of('avg', 'creditLimit')];
  const company1 = { kind: 'COMPANY', count: 2, sum: { creditLimit: '1' }, avg: { creditLimit: '1' } };
  const small = { count: 2, sum: { creditLimit: null }, avg: { creditLimit: null }, suppressed: true };

  test('groups of enough customers are told, smaller ones are not', async () => {
    const told = (k: number) => rowsOf(shielded(k), 'customer', { groupBy: byKind, where: yuan, measures });
    expect(await told(2)).toEqual([
      company1,
      { kind: 'PERSON', count: 2, sum: { creditLimit: '-1' }, avg: { creditLimit: '-0.5' } },
    ]);
    expect(await told(3)).toEqual([
      { kind: 'COMPANY', ...small },
      { kind: 'PERSON', ...small },
    ]);
    expect(await rowsOf(shielded(5), 'customer', { where: yuan, measures: sumOfLimits })).toEqual([
      { sum: { creditLimit: null }, suppressed: true },
    ]);
    expect(await rowsOf(shielded(4), 'customer', { where: yuan, measures: sumOfLimits })).toEqual([
      { sum: { creditLimit: '0' } },
    ]);
  });

  test('neither having nor order tell of smaller ones', async () => {
    // Three are gold, one is north.
    const tiers = async (request: object): Promise<unknown[]> =>
      (
        await rowsOf(shielded(2), 'customer', { groupBy: [{ tier: true }], where: yuan, measures: [count], ...request })
      ).map((row) => (row as unknown as { tier: { key: string } }).tier.key);
    const sum = (condition: object) => tiers({ having: { sum: { creditLimit: condition } } });
    expect(await tiers({})).toEqual(['gold', 'north']);
    expect(await sum({ isNull: true })).toEqual(['north']);
    expect(await sum({ gt: '-100' })).toEqual(['gold']);
    expect(await sum({ lt: '100' })).toEqual(['gold']);
    expect(await tiers({ orderBy: [{ sum: { creditLimit: 'ASC' } }] })).toEqual(['gold', 'north']);
    expect(await tiers({ orderBy: [{ avg: { creditLimit: 'DESC' } }] })).toEqual(['gold', 'north']);
  });

  test('no total and no subtotal stands beside one that is not told, on whatever level', async () => {
    const beside = async (k: number, groupBy: object[], keys: number[] = [], having: object | null = null) => {
      const asked = await ask(shielded(k), 'customer', {
        where: yuan,
        groupBy: groupBy as never,
        having: having as never,
        measures: sumOfLimits,
        totals: measures,
        subtotals: [{ keys, measures: sumOfLimits }],
      });
      if (!('answer' in asked)) throw new Error(JSON.stringify(asked));
      const { totals, subtotals } = asked.answer;
      return [totals!.values, totals!.suppressed, subtotals.get(subtotalKey(keys))!.map(({ values }) => values.sum)];
    };
    const whole = { count: 4, sum: { creditLimit: '0' }, avg: { creditLimit: '0' } };
    const kept = { count: 4, sum: { creditLimit: null }, avg: { creditLimit: null } };
    expect(await beside(2, byKind)).toEqual([whole, false, [{ creditLimit: '0' }]]);
    expect(await beside(3, byKind)).toEqual([kept, true, [{ creditLimit: null }]]);
    // Filtered by having away, it would give itself away all the same.
    expect(await beside(3, byKind, [], { count: { gt: 7 } })).toEqual([kept, true, [{ creditLimit: null }]]);
    expect(await beside(2, [{ kind: true }, { tier: true }], [0])).toEqual([
      kept,
      true,
      [{ creditLimit: null }, { creditLimit: null }],
    ]);
  });

  test.each(['min', 'max', 'median', 'countDistinct'] as const)('%s is forbidden, also beside a sum', async (name) => {
    const refused = { code: 'FORBIDDEN', fields: ['creditLimit'] };
    const asked = (request: Partial<AggregateRequest>) => ask(shielded(2), 'customer', { groupBy: byKind, ...request });
    expect(await asked({ measures: [of(name, 'creditLimit')] })).toEqual(refused);
    expect(await asked({ measures: [...sumOfLimits, of(name, 'creditLimit')] })).toEqual(refused);
    if (name === 'median') return;
    expect(await asked({ measures: sumOfLimits, having: { [name]: { creditLimit: { gt: '1' } } } })).toEqual(refused);
    expect(await asked({ measures: sumOfLimits, orderBy: [{ [name]: { creditLimit: 'ASC' } }] })).toEqual(refused);
  });

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

  test('records are counted by their customers, those in the view', async () => {
    const totals = (k: number, customers: Partial<Grant> = {}): World =>
      worldWith({
        customer: open(customers),
        order: open({ cells: { total: 'nowhere' }, aggregateOnly: { fields: ['total'], k } }),
        orderItem: open({ cells: { quantity: 'nowhere' }, aggregateOnly: { fields: ['quantity'], k } }),
      });
    const told = async (world: World, noun: string, field: string): Promise<boolean> => {
      const asked = await rowsOf(world, noun, {
        measures: [of('avg', field)],
        ...(noun === 'order' && { where: yuan }),
      });
      return (asked as { suppressed?: boolean }[])[0]!.suppressed !== true;
    };
    // Two orders in yuan, of one customer that is there; lines of orders of three, two of which are there.
    expect(await told(totals(2), 'order', 'total')).toBe(false);
    expect([await told(totals(2), 'orderItem', 'quantity'), await told(totals(3), 'orderItem', 'quantity')]).toEqual([
      true,
      false,
    ]);
    // One of the two is out of sight: what is one's team's is in sight.
    expect(await told(totals(2, { scope: 'team' }), 'orderItem', 'quantity')).toBe(false);
  });

  test('what no grant of totals covers, or a deny takes, is left out', async () => {
    const read: Grant = { action: 'read', scope: 'all', fields: everything, cells: { creditLimit: 'nowhere' } };
    const totals = (scope: string): Grant => ({
      action: 'read',
      scope,
      aggregateOnly: { fields: ['creditLimit'], k: 2 },
    });
    const told = (rules: Rules) =>
      rowsOf(worldWith({ customer: rules }), 'customer', { where: yuan, measures: sumOfLimits });
    expect(await told({ roles: { tester: [read, totals('all')] } })).toEqual([{ sum: { creditLimit: '0' } }]);
    expect(await told({ roles: { tester: [read, totals('own')] } })).toEqual([{ sum: { creditLimit: '0' } }]);
    expect(await told({ roles: { tester: [read, totals('team')] } })).toEqual([
      { sum: { creditLimit: null }, suppressed: true },
    ]);
    const denies = { tester: [{ action: 'read' as const, scope: 'company', fields: ['creditLimit'] }] };
    expect(await told({ roles: { tester: [read, totals('all')] }, denies })).toEqual([{ sum: { creditLimit: '-1' } }]);
  });
});
