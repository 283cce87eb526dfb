import { askList, contextOf } from '../../test/proof/ask';
import { inOrder } from '../../test/proof/companies';
import { loadCompany, loadDictionaries } from '../../test/proof/load-company';
import { inCompany } from '../../test/proof/givers';
import { testDatabase, type TestDatabase } from '../../test/database';
import type { World } from '../access/oracle/company';
import { list } from '../access/oracle/read';
import { bookOf, noon, nouns, tester, type Rules } from '../access/oracle/testing/test-world';
import type { Grant } from '../access/policy';
import { KehuError } from '../errors/errors';
import { Compilation } from './context';
import { raw, sql } from './sql';
import { distinctCompany } from './testing/distinct-company';
import { pathOf, whereSql, type Where } from './where';
import { predicateSql } from './predicate-sql';

/** Filters of each kind, before people who see all, some or none of what is filtered by. */

let test1: TestDatabase;
const company = distinctCompany();
beforeAll(async () => {
  test1 = await testDatabase();
  await loadDictionaries(test1.database);
  await loadCompany(test1.database, company);
});
afterAll(async () => test1.drop());

const everything = ['@public', '@ownership', '@identifying', '@narrative', '@personal', '@sensitive'] as const;
const custom = (noun: string): string[] =>
  nouns.custom.filter((of) => of.noun === noun).map(({ key }) => `custom.${key}`);
const open = (noun: string, of: Partial<Grant> = {}): Rules => ({
  roles: { tester: [{ action: 'read', scope: 'all', fields: [...everything, ...custom(noun)], ...of }] },
});
const rulesOf = (more: Record<string, Rules>): Record<string, Rules> => ({
  ...Object.fromEntries(inOrder.map((noun) => [noun, open(noun)])),
  ...more,
});
const worldWith = (more: Record<string, Rules>): World =>
  inCompany({ nouns, book: bookOf(rulesOf(more)), company, principal: tester, now: noon }, company);

const someCells = {
  tags: 'own',
  owner: 'team',
  creditLimit: 'own',
  'custom.plan': 'own',
  name: 'team',
  nationalId: 'own',
};
const worlds: Record<string, World> = {
  'all of it': worldWith({}),
  'some rows': worldWith({
    customer: open('customer', { scope: 'team' }),
    contact: open('contact', { scope: 'own' }),
    user: open('user', { scope: 'self' }),
    order: open('order', { scope: 'all', cells: { total: 'own' } }),
  }),
  'some cells': worldWith({
    customer: open('customer', { cells: someCells }),
    contact: open('contact', { cells: { customer: 'own', name: 'own' } }),
    order: open('order', { cells: { customer: 'own', status: 'team' } }),
    user: open('user', { cells: { name: 'self' } }),
  }),
  'fields that rules alone hide': worldWith({
    customer: open('customer', { fields: ['kind', 'orders', 'contacts', 'owner'] }),
    contact: open('contact', { fields: ['name'] }),
    user: open('user', { fields: [] }),
  }),
};

/** Filters that name one record behind a link, there or not, deleted or out of sight. */
const naming = (link: string, noun: keyof typeof company): [Where][] =>
  [...company[noun].map(({ id }) => id), 'f0000000-0000-4000-8000-000000000000'].flatMap((id) => {
    const one = { [link]: { id: { eq: id } } };
    return [[one], [{ not: one }], [{ or: [one, { [link]: { isNull: true } }] }]] as [Where][];
  });

const filters: [string, Where][] = (
  [
    [{}],
    [{ and: [] }],
    [{ or: [] }],
    [{ not: {} }],
    [{ not: { or: [] } }],
    [{ name: { eq: 'ALPHA' } }],
    [{ name: { ne: 'ALPHA' } }],
    [{ name: { in: ['ALPHA', 'beta'] } }],
    [{ name: { in: [] } }],
    [{ name: { notIn: ['ALPHA', 'beta'] } }],
    [{ name: { notIn: [] } }],
    [{ name: { contains: 'LPH' } }],
    [{ name: { contains: '%' } }],
    [{ name: { startsWith: 'a' } }],
    [{ name: { endsWith: '%' } }],
    [{ name: { isNull: false } }],
    [{ creditLimit: { isNull: true } }],
    [{ creditLimit: { isNull: false } }],
    [{ creditLimit: { gt: '0.5' } }],
    [{ creditLimit: { gte: '0.5' } }],
    [{ creditLimit: { lt: '0.5' } }],
    [{ creditLimit: { lte: '0.5' } }],
    [{ creditLimit: { between: ['0', '0.5'] } }],
    [{ creditLimit: { gt: '-1', lt: '1' } }],
    [{ creditLimit: { eq: '1' }, kind: { eq: 'COMPANY' } }],
    [{ not: { creditLimit: { gt: '0' }, kind: { eq: 'COMPANY' } } }],
    [{ or: [{ creditLimit: { gt: '0' } }, { name: { eq: 'beta' } }] }],
    [{ and: [{ creditLimit: { gt: '0' } }, { not: { name: { eq: 'gamma' } } }] }],
    [{ birthDate: { gte: '2000-02-29' } }],
    [{ tier: { key: { eq: 'gold' } } }],
    [{ tier: { key: { notIn: ['gold'] } } }],
    [{ tier: { isNull: true } }],
    [{ nationalId: { isNull: false } }],
    [{ nationalId: { eq: 'a123' } }],
    [{ nationalId: { ne: 'A-123' } }],
    [{ nationalId: { in: ['A 123', 'C'] } }],
    [{ nationalId: { notIn: ['A 123', 'C'] } }],
    [{ nationalId: { eq: '%' } }],
    [{ tags: { has: 'RED' } }],
    [{ tags: { hasAny: ['x', 'b%'] } }],
    [{ tags: { hasAny: [] } }],
    [{ tags: { hasAll: ['x', 'red'] } }],
    [{ tags: { hasAll: [] } }],
    [{ tags: { isEmpty: true } }],
    [{ tags: { isEmpty: false } }],
    [{ not: { tags: { has: 'RED' } } }],
    [{ owner: { isNull: true } }],
    [{ owner: { isNull: false } }],
    [{ owner: {} }],
    [{ owner: { name: { isNull: true } } }],
    [{ owner: { name: { isNull: false } } }],
    [{ owner: { not: { disabled: { eq: true } } } }],
    [{ owner: { team: { isNull: true } } }],
    [{ owner: { or: [{ isNull: true }, { disabled: { eq: true } }] } }],
    [{ owner: { and: [{ disabled: { eq: false } }, { team: { isNull: false } }] } }],
    [{ contacts: { some: {} } }],
    [{ contacts: { none: {} } }],
    [{ contacts: { some: { name: { eq: 'a' } } } }],
    [{ contacts: { none: { name: { eq: 'a' } } } }],
    [{ contacts: { every: { name: { eq: 'a' } } } }],
    [{ contacts: { every: { name: { isNull: true } } } }],
    [{ contacts: { some: { name: { eq: 'a' } }, none: { name: { eq: 'b' } } } }],
    [{ orders: { some: { status: { eq: 'PAID' } } } }],
    [{ orders: { every: { status: { in: ['PAID'] } } } }],
    [{ orders: { none: { total: { gt: '0' } } } }],
    [{ orders: { some: { customer: { name: { eq: 'alpha' } } } } }],
    [{ not: { orders: { some: {} } } }],
    [{ lifetimeValue: { gt: '0' } }],
    [{ lifetimeValue: { eq: '0' } }],
    [{ 'custom.plan': { key: { eq: 'gold' } } }],
    [{ 'custom.loyal': { eq: true } }],
    [{ name: undefined, kind: { eq: 'COMPANY', ne: undefined } }],
    [{ kind: { eq: undefined } }],
    [{ owner: { id: { eq: undefined } } }],
    [{ owner: { id: { ne: company.user[0]!.id } } }],
    ...naming('owner', 'user'),
    ...naming('team', 'team'),
  ] as [Where][]
).map(([where]) => [JSON.stringify(where), where]);

/** Of records whose customer is there, is not, is deleted or out of sight: what holds of one that is not there. */
const hops: [string, Where][] = (
  [
    [{ tags: { has: 'red' } }],
    [{ tags: { hasAny: ['red', 'x'] } }],
    [{ tags: { hasAny: [] } }],
    [{ tags: { hasAll: ['red'] } }],
    [{ tags: { hasAll: [] } }],
    [{ tags: { isEmpty: true } }],
    [{ tags: { isEmpty: false } }],
    [{ contacts: { some: {} } }],
    [{ contacts: { none: {} } }],
    [{ contacts: { every: { name: { eq: 'c' } } } }],
    [{ contacts: { some: {}, none: { name: { eq: 'x' } } } }],
    [{ creditLimit: { isNull: true } }],
    [{ creditLimit: { isNull: true }, kind: { eq: 'COMPANY' } }],
    [{ or: [{ creditLimit: { isNull: true } }, { kind: { eq: 'COMPANY' } }] }],
    [{ or: [] }],
    [{ and: [] }],
    [{}],
    [{ name: { in: [] } }],
    [{ name: { notIn: [] } }],
    [{ name: { ne: 'alpha' } }],
    [{ nationalId: { ne: 'a123' } }],
    [{ isNull: true }],
    [{ isNull: false }],
    [{ owner: { name: { eq: 'Ann' } } }],
    [{ owner: { name: { ne: 'Ann' } } }],
    [{ owner: { isNull: true } }],
    [{ owner: {} }],
    ...company.customer.map(({ id }) => [{ id: { eq: id } }]),
  ] as [Where][]
).flatMap(([where]): [string, Where][] =>
  [{ customer: where }, { customer: { not: where } }, { not: { customer: where } }].map((of) => [
    JSON.stringify(of),
    of,
  ]),
);

describe.each(Object.entries(worlds))('before somebody who sees %s', (_, world) => {
  test.each([
    ...filters.map(([name, where]) => [name, 'customer', where] as const),
    ...hops.map(([name, where]) => [name, 'opportunity', where] as const),
  ])('%s', async (_name, of, where) => {
    const expected = list(world, of, { where: JSON.parse(JSON.stringify(where)) as Where });
    const context = contextOf(world, test1.database);
    const compilation = new Compilation(context);
    const noun = nouns.get(of);
    const alias = compilation.alias();
    const found = whereSql(compilation, noun, alias, where);
    const denied = [...compilation.denied].sort();
    expect(denied).toEqual('forbidden' in expected ? expected.forbidden : []);
    if ('forbidden' in expected) return;
    const row = predicateSql(compilation, noun, alias, context.ruleSet.view(of).row);
    const text = sql`SELECT ${alias}.pk FROM ${raw(noun.table)} ${alias} WHERE ${alias}.deleted_at IS NULL AND ${row} AND ${found} ORDER BY 1`;
    const rows = await test1.database.rows(text.text, text.params);
    expect(rows.map(([pk]) => pk)).toEqual(expected.rows.map(({ pk }) => pk).sort());
  });
});

test('the filters divide the rows: the proof of them is not empty', () => {
  const counts = Object.values(worlds).map((world) =>
    filters.map(([, where]) => {
      const answer = list(world, 'customer', { where: JSON.parse(JSON.stringify(where)) as Where });
      return 'rows' in answer ? answer.rows.length : -1;
    }),
  );
  for (const one of counts.slice(0, 3)) expect(new Set(one).size).toBeGreaterThan(2);
  expect(counts[0]).not.toEqual(counts[1]);
  expect(counts[0]).not.toEqual(counts[2]);
  expect(counts[3]!.filter((count) => count === -1).length).toBeGreaterThan(10);
});

describe('a malformed filter is refused, naming the place', () => {
  const world = worldWith({});
  const refusal = (where: Where): unknown => {
    const compilation = new Compilation(contextOf(world, test1.database));
    try {
      whereSql(compilation, nouns.get('customer'), compilation.alias(), where);
      return null;
    } catch (error) {
      if (!(error instanceof KehuError)) return error;
      // Both sentences say something, and the same of the place that is at fault.
      for (const sentence of [error.sentence.en, error.sentence.zh]) expect(sentence).toMatch(/where\.|isNull/);
      return [error.code, ...error.fields];
    }
  };
  const many = Array.from({ length: 1_001 }, (_, i) => `n${i}`);

  test.each([
    [{ isNull: true }, 'where.isNull'],
    [{ contacts: { some: { isNull: true } } }, 'where.contacts.some.isNull'],
    [{ name: null }, 'where.name'],
    [{ name: { eq: null } }, 'where.name.eq'],
    [{ name: { in: ['a', null] } }, 'where.name.in'],
    [{ name: { in: many } }, 'where.name.in'],
    [{ name: { contains: '' } }, 'where.name.contains'],
    [{ name: { contains: ' ' } }, null],
    [{ tags: { has: null } }, 'where.tags.has'],
    [{ tags: { hasAny: [null] } }, 'where.tags.hasAny'],
    [{ tags: { hasAny: many } }, 'where.tags.hasAny'],
    [{ contacts: { some: null } }, 'where.contacts.some'],
    [{ creditLimit: { between: ['1'] } }, 'where.creditLimit.between'],
    [{ creditLimit: { between: ['1', '2', '3'] } }, 'where.creditLimit.between'],
    [{ creditLimit: { gt: 'many' } }, 'where.creditLimit.gt'],
    [{ not: { and: [{ creditLimit: { eq: null } }] } }, 'where.not.and.0.creditLimit.eq'],
    [{ owner: { name: { eq: null } } }, 'where.owner.name.eq'],
    [{ tier: { key: { eq: null } } }, 'where.tier.key.eq'],
  ] as [Where, string | null][])('%j', (where, path) => {
    const refused = refusal(where);
    if (path !== null) expect(refused).toEqual(['BAD_USER_INPUT', path]);
    else expect(refused === null || Array.isArray(refused)).toBe(true);
  });

  test('a thousand values are enough', () => {
    expect(refusal({ name: { in: many.slice(1) } })).toBeNull();
  });
});

test('a place in a filter names the field it is about', () => {
  expect(pathOf('where.and.0.owner.email')).toBe('owner.email');
  expect(pathOf('where.orders.some.not.or.12.tier.key')).toBe('orders.tier');
  expect(pathOf('where.contacts.none.nothing')).toBe('contacts.nothing');
  expect(pathOf('where.every.key2.x1')).toBe('key2.x1');
});

test('the list of a refused filter is refused with the fields to blame', async () => {
  const context = contextOf(worlds['fields that rules alone hide']!, test1.database);
  const where = { owner: { name: { eq: 'x' } }, or: [{ tier: { key: { eq: 'gold' } } }] };
  expect(await askList(context, 'customer', { where })).toEqual({ code: 'FORBIDDEN', fields: ['owner.name', 'tier'] });
});
