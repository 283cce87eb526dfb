import type { World } from '../access/oracle/company';
import { nouns, type Rules } from '../access/oracle/testing/test-world';
import type { Grant } from '../access/policy';
import type { KehuError } from '../errors/errors';
import { readAggregate, subtotalKey, type AggregateRequest } from './aggregate';
import {
  all,
  ask,
  byKind,
  contextIn,
  count,
  everything,
  of,
  open,
  overOneCompany,
  rowsOf,
  shielded,
  sumOfLimits,
  whole,
  worldWith,
  yuan,
} from './testing/totals-asked';

/** Of a field that only totals are told of, nothing is told of groups of few customers. */

overOneCompany();

describe('of a field that only totals are told of', () => {
  const measures = [count, of('sum', 'creditLimit'), of('avg', 'creditLimit')];
  const small = { count: 2, sum: { creditLimit: null }, avg: { creditLimit: null }, suppressed: true };

  test('groups of enough customers are told, smaller ones are not', async () => {
    const told = (k: number) => rowsOf(shielded(k), 'customer', { groupBy: byKind, where: yuan, measures });
    // Of two companies one has a limit, which a sum of both would be.
    expect(await told(2)).toEqual([
      { kind: 'COMPANY', ...small },
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
      { sum: { creditLimit: null }, suppressed: true },
    ]);
    expect(await rowsOf(shielded(3), 'customer', { where: yuan, measures: sumOfLimits })).toEqual([
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
    const beside = async (
      k: number,
      groupBy: object[],
      keys: number[] = [],
      having: object | null = null,
      where: object = yuan,
    ) => {
      const asked = await ask(shielded(k), 'customer', {
        where: where as never,
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
    const persons = { ...yuan, kind: { eq: 'PERSON' } };
    const whole = { count: 2, sum: { creditLimit: '-1' }, avg: { creditLimit: '-0.5' } };
    const kept = { count: 4, sum: { creditLimit: null }, avg: { creditLimit: null } };
    expect(await beside(2, byKind, [], null, persons)).toEqual([whole, false, [{ creditLimit: '-1' }]]);
    expect(await beside(2, byKind)).toEqual([kept, true, [{ creditLimit: null }]]);
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

  test('and nobody is held to that who may read it', async () => {
    const groupBy = [{ name: true }];
    const rows = await rowsOf(all, 'customer', { groupBy, where: yuan, measures: sumOfLimits });
    expect(rows.map((row) => 'suppressed' in row)).toEqual(rows.map(() => false));
    expect(rows).toContainEqual({ name: 'alpha', sum: { creditLimit: '1' } });
    const named = { having: { sum: null, avg: { creditLimit: { gt: '-9' } } }, orderBy: [{ count: 'ASC' }] };
    expect(await ask(all, 'customer', { groupBy, where: yuan, measures: [count], ...named } as never)).toHaveProperty(
      'answer',
    );
    // Nor is what stands beside it: a count by name tells no amount.
    const counted = { groupBy, measures: [count], having: { sum: null }, orderBy: [{ key: { name: 'ASC' } }] };
    expect(await ask(shielded(2), 'customer', counted as never)).toHaveProperty('answer');
  });

  test('of several such fields the strictest number counts', async () => {
    const totals = (field: string, k: number): Grant => ({
      action: 'read',
      scope: 'all',
      aggregateOnly: { fields: [field], k },
    });
    const hidden = { quantity: 'nowhere', discount: 'nowhere' };
    const read: Grant = { action: 'read', scope: 'all', fields: everything, cells: hidden };
    const world = worldWith({ orderItem: { roles: { tester: [read, totals('quantity', 2), totals('discount', 3)] } } });
    const told = async (...fields: string[]): Promise<boolean> => {
      const [row] = await rowsOf(world, 'orderItem', { measures: fields.map((field) => of('avg', field)) });
      return !('suppressed' in row!);
    };
    expect([await told('quantity'), await told('discount'), await told('quantity', 'discount')]).toEqual([
      true,
      false,
      false,
    ]);
    expect(await told('discount', 'quantity')).toBe(false);
  });

  test('a refusal says what can not stand beside it', async () => {
    const request = { ...whole, measures: sumOfLimits, groupBy: [{ name: true }, { code: true }] };
    const asked = readAggregate(contextIn(shielded(2)), nouns.get('customer'), request);
    const { code, fields, sentence } = (await asked.catch((thrown: unknown) => thrown)) as KehuError;
    expect([code, fields]).toEqual(['FORBIDDEN', ['name', 'code']]);
    expect(sentence).toEqual({
      en: "Beside creditLimit, of which you may see totals only, these can't be used: name, code.",
      zh: '您只能查看 creditLimit 的汇总，因此不能同时使用：name、code。',
    });
  });
});
