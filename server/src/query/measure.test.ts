import { nouns } from '../access/oracle/testing/test-world';
import { Compilation, type ReadContext } from './context';
import { compileMeasures } from './measure';
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
  shielded,
  sumOfLimits,
  worldWith,
  yuan,
} from './testing/totals-asked';

/** What is added up is what is shown, before people who see all or some of it. */

overOneCompany();

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

  test.each(['sum', 'avg', 'min', 'max', 'median', 'percentile'] as const)(
    '%s of amounts in different currencies is refused',
    async (name) => {
      const measures = [of(name, 'creditLimit', name === 'percentile' ? 0.5 : undefined)];
      const refused = { code: 'BAD_USER_INPUT', fields: ['creditLimit'] };
      expect(await ask(all, 'customer', { measures })).toEqual(refused);
      expect(await ask(all, 'customer', { measures, groupBy: byKind })).toEqual(refused);
      expect(await rowsOf(all, 'customer', { measures, groupBy: [{ currency: true }] })).toHaveLength(2);
    },
  );

  test('amounts in different currencies are counted', async () => {
    const measures = [of('countDistinct', 'creditLimit')];
    expect(await rowsOf(all, 'customer', { measures })).toEqual([{ countDistinct: { creditLimit: 4 } }]);
  });

  test('different records that links lead to are those of the view', async () => {
    const customers = [of('countDistinct', 'customer')];
    // Two orders of one customer, one of another; one of a deleted customer, and a deleted one.
    expect(await rowsOf(all, 'order', { measures: customers })).toEqual([{ countDistinct: { customer: 2 } }]);
    expect(await rowsOf(all, 'order', { measures: customers, where: { code: { eq: 'none' } } })).toEqual([
      { countDistinct: { customer: 0 } },
    ]);
    const owners = [of('countDistinct', 'owner')];
    expect(await rowsOf(all, 'customer', { measures: owners })).toEqual([{ countDistinct: { owner: 3 } }]);
    const one = worldWith({ user: open({ scope: 'self' }) });
    expect(await rowsOf(one, 'customer', { measures: owners })).toEqual([{ countDistinct: { owner: 1 } }]);
    const some = worldWith({ customer: open({ cells: { owner: 'own' } }) });
    expect(await rowsOf(some, 'customer', { measures: owners })).toEqual([{ countDistinct: { owner: 1 } }]);
    const none = worldWith({ customer: open({ cells: { owner: 'nowhere' } }) });
    expect(await ask(none, 'customer', { measures: owners })).toEqual({ code: 'FORBIDDEN', fields: ['owner'] });
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
    const [row] = await rowsOf(all, 'customer', { measures, where: yuan });
    expect(row).toEqual({ median: { creditLimit: '0' }, 'percentile 0.25': { creditLimit: '-0.5' } });
  });
});

test('of what only totals are told of are told over enough customers, of amounts and of nothing else', async () => {
  const told = async (k: number) =>
    (
      await rowsOf(shielded(k), 'customer', {
        where: yuan,
        measures: [count, of('sum', 'creditLimit'), of('avg', 'creditLimit')],
      })
    )[0];
  expect(await told(3)).toEqual({ count: 4, sum: { creditLimit: '0' }, avg: { creditLimit: '0' } });
  // Of the four customers one has no limit.
  expect(await told(4)).toEqual({ count: 4, sum: { creditLimit: null }, avg: { creditLimit: null }, suppressed: true });
  for (const name of ['min', 'countDistinct'] as const) {
    expect(
      await ask(shielded(4), 'customer', {
        measures: [of('sum', 'creditLimit'), of(name, 'creditLimit')],
        where: yuan,
      }),
    ).toEqual({
      code: 'FORBIDDEN',
      fields: ['creditLimit'],
    });
  }
});

test('the other engine is asked in its own words, where the same ones would add up something else', () => {
  const written = (dialect: 'sqlite' | 'mysql', ...request: Parameters<typeof of>): readonly string[] => {
    const context = { ...contextIn(all), runner: { dialect } as ReadContext['runner'] };
    const compilation = new Compilation(context);
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
  const counted = 'COUNT(DISTINCT t0.name_fold)';
  expect(written('sqlite', 'countDistinct', 'name')).toEqual([counted, counted]);
  expect(written('sqlite', 'avg', 'creditLimit')[1]).toBe('(SUM(t0.credit_limit) * 1.0 / COUNT(t0.credit_limit))');
  // Neither finds them by itself as they are meant: a statement of their own does.
  const kept = "CASE WHEN t0.credit_limit IS NOT NULL THEN COALESCE(t0.currency, '') END";
  expect(written('sqlite', 'median', 'creditLimit')).toEqual([
    `('' || '|' || MIN(${kept}) || '|' || MAX(${kept}))`,
    'NULL',
  ]);
  expect(written('mysql', 'percentile', 'creditLimit', 0.5)).toEqual([
    `CONCAT('', '|', MIN(${kept}), '|', MAX(${kept}))`,
    'NULL',
  ]);
});
