import { nouns } from '../access/oracle/testing/test-world';
import type { KehuError } from '../errors/errors';
import { readAggregate, type AggregateRequest } from './aggregate';
import type { MeasureRequest } from './measure';
import {
  all,
  ask,
  byKind,
  contextIn,
  count,
  of,
  open,
  overOneCompany,
  rowsOf,
  whole,
  worldWith,
  yuan,
} from './testing/totals-asked';

/** Conditions over groups see what a selection of them would show. */

overOneCompany();

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
    const asked = readAggregate(contextIn(all), nouns.get('customer'), {
      ...whole,
      measures: [count],
      ...of,
    });
    const { en, zh } = ((await asked.catch((error: unknown) => error)) as KehuError).sentence;
    return [en, zh];
  };
  expect(await sentence({ having: { median: { creditLimit: { gt: '1' } } } })).toEqual([
    'median can be selected, but not compared.',
    '中位数可以查询，但不能作为条件。',
  ]);
  expect(await sentence({ having: { count: { eq: null } } })).toEqual([
    "having.count.eq can't be null.",
    'having.count.eq 不能为 null。',
  ]);
});
