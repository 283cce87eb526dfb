import { nouns } from '../access/oracle/testing/test-world';
import type { KehuError } from '../errors/errors';
import { readAggregate } from './aggregate';
import {
  all,
  ask,
  byKind,
  contextIn,
  count,
  open,
  overOneCompany,
  rowsOf,
  whole,
  worldWith,
  yuan,
} from './testing/totals-asked';

/** Groups are of shown values, in an order of what they show. */

overOneCompany();

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

test('groups by a code table come in its order, entries that it lacks last', async () => {
  const tiers = async (direction: 'ASC' | 'DESC' | null, keys: string[]): Promise<unknown[]> => {
    const context = { ...contextIn(all), dictionaryKeys: () => keys };
    const orderBy = direction ? [{ key: { tier: direction } }] : [];
    const of = { ...whole, groupBy: [{ tier: true }], orderBy, measures: [count] };
    const { rows } = await readAggregate(context, nouns.get('customer'), of);
    return rows.map(({ key }) => (key.tier as { key: string } | null)?.key ?? null);
  };
  expect(await tiers(null, [])).toEqual([null, 'gold', 'north']);
  expect(await tiers(null, ['north', 'unused', 'gold'])).toEqual([null, 'north', 'gold']);
  expect(await tiers(null, ['north'])).toEqual([null, 'north', 'gold']);
  expect(await tiers('ASC', ['north', 'gold'])).toEqual(['north', 'gold', null]);
  expect(await tiers('DESC', ['north', 'gold'])).toEqual(['gold', 'north', null]);
});

test('a refusal says in both languages what is wrong', async () => {
  const asked = readAggregate(contextIn(all), nouns.get('customer'), { ...whole, groupBy: [{}], measures: [count] });
  const error = (await asked.catch((thrown: unknown) => thrown)) as KehuError;
  expect(error.sentence).toEqual({
    en: 'Each object of groupBy names exactly one field.',
    zh: 'groupBy 的每个对象必须且只能包含一个字段。',
  });
});
