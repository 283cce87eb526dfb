import { contextOf } from '../../test/proof/ask';
import { inOrder } from '../../test/proof/companies';
import { inCompany } from '../../test/proof/givers';
import { loadCompany, loadDictionaries } from '../../test/proof/load-company';
import { testDatabase, type TestDatabase } from '../../test/database';
import type { World } from '../access/oracle/company';
import { shownCell } from '../access/oracle/shown';
import { visibleRows } from '../access/oracle/view';
import { bookOf, noon, nouns, tester, type Rules } from '../access/oracle/testing/test-world';
import type { Grant } from '../access/policy';
import { not } from '../access/predicate';
import { Compilation } from './context';
import { exceptSql, guarded, neverReadable, shownSql } from './shown';
import { no, raw, sql, yes } from './sql';
import { distinctCompany } from './testing/distinct-company';
import { fromColumn } from './values';

/** The one way from a field to SQL: what of it is used where it may not be read, and what it is worked out from. */

let test1: TestDatabase;
const company = distinctCompany();
beforeAll(async () => {
  test1 = await testDatabase();
  await loadDictionaries(test1.database);
  await loadCompany(test1.database, company);
});
afterAll(async () => test1.drop());

const everything = ['@public', '@ownership', '@identifying', '@narrative', '@personal', '@sensitive'] as const;
const open = (of: Partial<Grant> = {}): Rules => ({
  roles: { tester: [{ action: 'read', scope: 'all', fields: everything, ...of }] },
});
/** Records of customers that are another's: of those that have children most are one's own. */
const others = not({ kind: 'isMe', field: 'owner' });
const scopes: Record<string, Rules['scopes']> = {
  customer: { others },
  order: { others: { kind: 'via', link: 'customer', where: others } },
  activity: { others: { kind: 'via', link: 'customer', where: others } },
};
const worldWith = (more: Record<string, Rules> = {}): World => {
  const rules = { ...Object.fromEntries(inOrder.map((noun) => [noun, open()])), ...more };
  const book = bookOf(
    Object.fromEntries(Object.entries(rules).map(([noun, of]) => [noun, { ...of, scopes: scopes[noun] ?? {} }])),
  );
  return inCompany({ nouns, book, company, principal: tester, now: noon }, company);
};
const field = (name: string, noun = 'customer') => nouns.field(noun, name);
const isHidden = (name: string, more?: Record<string, Rules>): boolean =>
  neverReadable(new Compilation(contextOf(worldWith(more), test1.database)), field(name));
const shownIn = (name: string, more?: Record<string, Rules>) => {
  const compilation = new Compilation(contextOf(worldWith(more), test1.database));
  const shown = shownSql(compilation, nouns.get('customer'), compilation.alias(), field(name), `path to ${name}`);
  return { ...shown, denied: [...compilation.denied], sensitive: [...compilation.sensitive] };
};
const hiding = (cell: string, scope = 'nowhere'): Rules => open({ cells: { [cell]: scope } });

describe('rules alone keep a field from somebody', () => {
  test('that they read nowhere, or do not know', () => {
    expect([isHidden('note'), isHidden('note', { customer: hiding('note') })]).toEqual([false, true]);
    expect(isHidden('note', { customer: hiding('note', 'own') })).toBe(false);
    expect(isHidden('custom.colour')).toBe(true);
  });

  test('that is worked out from what they read nowhere', () => {
    expect(isHidden('lifetimeValue')).toBe(false);
    for (const [name, hidden] of [
      ['lifetimeValue', { customer: hiding('orders') }],
      ['lifetimeValue', { customer: hiding('currency') }],
      ['lifetimeValue', { order: { roles: { tester: [] } } }],
      ['lifetimeValue', { order: { ...open(), denies: { tester: [{ action: 'read', scope: 'all' }] } } }],
      ['lifetimeValue', { order: hiding('total') }],
      ['lifetimeValue', { order: hiding('currency') }],
      ['lifetimeValue', { order: hiding('status') }],
      ['lifetimeValue', { order: hiding('customer') }],
      ['lastActivityAt', { customer: hiding('activities') }],
      ['lastActivityAt', { activity: hiding('occurredAt') }],
      ['lastActivityAt', { activity: hiding('customer') }],
      ['age', { customer: hiding('birthDate') }],
    ] as [string, Record<string, Rules>][]) {
      expect([name, hidden, isHidden(name, hidden)]).toEqual([name, hidden, true]);
    }
  });

  test('and not one that is worked out from other things, or hidden on some rows alone', () => {
    expect(isHidden('lastActivityAt', { customer: hiding('currency') })).toBe(false);
    expect(isHidden('lastActivityAt', { order: { roles: { tester: [] } } })).toBe(false);
    expect(isHidden('lifetimeValue', { order: hiding('orderedAt') })).toBe(false);
    expect(isHidden('lifetimeValue', { customer: hiding('orders', 'own'), order: open({ scope: 'own' }) })).toBe(false);
    expect(isHidden('note', { order: { roles: { tester: [] } } })).toBe(false);
  });

  test('is noted as denied, by the path it was asked by, and comes to nothing', () => {
    for (const [name, more] of [
      ['nationalId', { customer: hiding('nationalId') }],
      ['lifetimeValue', { order: hiding('total') }],
    ] as [string, Record<string, Rules>][]) {
      const { value, compared, condition, denied, sensitive } = shownIn(name, more);
      expect([denied, sensitive]).toEqual([[`path to ${name}`], []]);
      expect([value.text, compared.text, condition]).toEqual(['NULL', 'NULL', no]);
    }
  });
});

test('a field is used on the rows where it is readable', () => {
  const whole = shownIn('note');
  expect([whole.value.text, whole.condition, whole.denied, whole.sensitive]).toEqual(['t0.note', yes, [], []]);
  const some = shownIn('note', { customer: hiding('note', 'own') });
  expect([some.value.text, some.condition.text, some.condition.params]).toEqual(['t0.note', 't0.owner_pk = ?', [1]]);
});

test('texts are compared folded, all else as it is', () => {
  expect([shownIn('name').value.text, shownIn('name').compared.text]).toEqual(['t0.name', 't0.name_fold']);
  expect([shownIn('creditLimit').value.text, shownIn('creditLimit').compared.text]).toEqual([
    't0.credit_limit',
    't0.credit_limit',
  ]);
});

test('uses of sensitive fields are noted, even where they are readable on some rows', () => {
  expect(shownIn('nationalId').sensitive).toEqual(['nationalId']);
  expect(shownIn('nationalId', { customer: hiding('nationalId', 'own') }).sensitive).toEqual(['nationalId']);
  expect(shownIn('primaryPhone').sensitive).toEqual([]);
});

test('a value is null where it may not be read', () => {
  const [value, condition] = [raw('value'), raw('condition')];
  expect(guarded(yes, value)).toBe(value);
  expect(guarded(no, value).text).toBe('NULL');
  expect(guarded(condition, value).text).toBe('CASE WHEN condition THEN value END');
});

describe('what is worked out from children', () => {
  const valuesIn = async (name: string, world: World): Promise<unknown[][]> => {
    const compilation = new Compilation(contextOf(world, test1.database));
    const alias = compilation.alias();
    const { value, condition } = shownSql(compilation, nouns.get('customer'), alias, field(name), name);
    const text = sql`SELECT ${alias}.pk, ${guarded(condition, value)} FROM customers ${alias} WHERE ${alias}.deleted_at IS NULL ORDER BY 1`;
    const rows = await test1.database.rows(text.text, text.params);
    const kind = name === 'lifetimeValue' ? 'decimal' : 'dateTime';
    const inView = new Set(visibleRows(world, 'customer').map((row) => row.pk));
    return rows
      .filter(([pk]) => inView.has(Number(pk)))
      .map(([pk, of]) => [Number(pk), of === null ? null : fromColumn(kind, of)]);
  };
  const expected = (name: string, world: World): unknown[][] =>
    visibleRows(world, 'customer').map((row) => [row.pk, shownCell(world, 'customer', row, name).shown]);

  const cases: [string, Record<string, Rules>][] = [
    ['all of it', {}],
    ['some orders', { order: open({ scope: 'others' }) }],
    ['totals of some', { order: hiding('total', 'others') }],
    ['what state some are in', { order: hiding('status', 'others') }],
    ['in which currency some are', { order: hiding('currency', 'others') }],
    ['whose some are', { order: hiding('customer', 'others') }],
    ['the currency of some customers', { customer: hiding('currency', 'others') }],
    ['orders of some customers', { customer: hiding('orders', 'others') }],
    ['activities of some customers', { customer: hiding('activities', 'others') }],
    ['some activities', { activity: open({ scope: 'others' }) }],
    ['when some took place', { activity: hiding('occurredAt', 'others') }],
    ['whose some activities are', { activity: hiding('customer', 'others') }],
    ['the value itself on some', { customer: open({ cells: { lifetimeValue: 'others', lastActivityAt: 'others' } }) }],
    ['some customers', { customer: open({ scope: 'others' }) }],
  ];

  test.each(cases)('is over what one sees who sees %s', async (_, more) => {
    const world = worldWith(more);
    for (const name of ['lifetimeValue', 'lastActivityAt']) {
      expect([name, await valuesIn(name, world)]).toEqual([name, expected(name, world)]);
    }
  });

  test('differs between them: the proof of it is not empty', () => {
    const answers = cases.map(([, more]) => {
      const world = worldWith(more);
      return JSON.stringify(['lifetimeValue', 'lastActivityAt'].map((name) => expected(name, world)));
    });
    expect(new Set(answers).size).toBeGreaterThan(4);
  });

  test('is kept for who sees all of it by rules alone, and gone through for anybody else', () => {
    expect(shownIn('lifetimeValue').value.text).toBe('t0.lifetime_value');
    expect(shownIn('lastActivityAt').value.text).toBe('t0.last_activity_at');
    // Who sees some customers sees all that hangs on those.
    expect(shownIn('lifetimeValue', { customer: open({ scope: 'others' }) }).value.text).toBe('t0.lifetime_value');
    for (const more of cases.slice(1, 8).map(([, of]) => of)) {
      const { value, compared } = shownIn('lifetimeValue', more);
      expect(value.text).toMatch(/^\(SELECT COALESCE\(SUM\(/);
      expect(compared).toBe(value);
    }
  });

  test('leaves out what does not count', () => {
    const derivation = field('lifetimeValue').derivation!;
    if (derivation.from !== 'children') throw new Error('not of children');
    const { except: _, ...without } = derivation;
    const order = nouns.get('order');
    expect(exceptSql(order, raw('t1'), derivation)).toMatchObject({
      text: ' AND t1.status NOT IN (?)',
      params: ['CANCELLED'],
    });
    expect(exceptSql(order, raw('t1'), without).text).toBe('');
  });
});
