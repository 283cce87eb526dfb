import { askList, contextOf, outcome, pageOf } from '../../test/proof/ask';
import { inOrder } from '../../test/proof/companies';
import { loadCompany, loadDictionaries } from '../../test/proof/load-company';
import { inCompany } from '../../test/proof/givers';
import { testDatabase, type TestDatabase } from '../../test/database';
import type { World } from '../access/oracle/company';
import { list } from '../access/oracle/read';
import { bookOf, noon, nouns, tester, type Rules } from '../access/oracle/testing/test-world';
import type { Grant } from '../access/policy';
import type { KehuError } from '../errors/errors';
import { Compilation } from './context';
import { readPage } from './page';
import type { PageRequest } from './selection';
import { compileSort, keysetSql, orderSql, type OrderBy } from './sort';
import { distinctCompany } from './testing/distinct-company';

/** Orders and the pages of them, forward and backward, before people who see all, some or none of what is ordered by. */

let test1: TestDatabase;
const company = distinctCompany();
beforeAll(async () => {
  test1 = await testDatabase();
  await loadDictionaries(test1.database);
  await loadCompany(test1.database, company);
});
afterAll(async () => test1.drop());

const open = (of: Partial<Grant> = {}): Rules => ({
  roles: {
    tester: [{ action: 'read', scope: 'all', fields: ['@public', '@ownership', '@identifying', '@personal'], ...of }],
  },
});
const worldWith = (more: Record<string, Rules>): World => {
  const book = bookOf({ ...Object.fromEntries(inOrder.map((noun) => [noun, open()])), ...more });
  return inCompany({ nouns, book, company, principal: tester, now: noon }, company);
};
const worlds: Record<string, World> = {
  'all of it': worldWith({}),
  'some cells': worldWith({
    customer: open({ cells: { name: 'team', creditLimit: 'own', owner: 'team' } }),
    user: open({ cells: { name: 'self' } }),
  }),
  'some rows': worldWith({ customer: open({ scope: 'subtree' }), user: open({ scope: 'self' }) }),
};

const orders: OrderBy[][] = [
  [],
  [{ name: 'ASC' }],
  [{ name: 'DESC' }],
  [{ creditLimit: 'ASC' }],
  [{ creditLimit: 'DESC' }],
  [{ creditLimit: 'ASC', nulls: 'FIRST' }],
  [{ creditLimit: 'ASC', nulls: 'LAST' }],
  [{ creditLimit: 'DESC', nulls: 'FIRST' }],
  [{ creditLimit: 'DESC', nulls: 'LAST' }],
  [{ kind: 'ASC' }, { creditLimit: 'DESC' }],
  [{ kind: 'DESC' }, { creditLimit: 'ASC', nulls: 'FIRST' }],
  [{ owner: { name: 'ASC' } }],
  [{ owner: { name: 'DESC', nulls: 'FIRST' } }],
  [{ owner: { name: 'ASC' }, nulls: 'LAST' }, { name: 'ASC' }],
  [{ owner: { name: 'DESC' } }, { owner: { team: { name: 'ASC' } } }],
  [{ createdAt: 'ASC' }],
  [{ lifetimeValue: 'DESC' }],
];

describe.each(Object.entries(worlds))('before somebody who sees %s', (_, world) => {
  test.each(orders.map((orderBy) => [JSON.stringify(orderBy), orderBy] as const))('%s', async (_name, orderBy) => {
    const expected = list(world, 'customer', { orderBy: orderBy as never });
    if (!('rows' in expected)) throw new Error('forbidden');
    const wanted = expected.rows.map(({ pk }) => pk);
    const context = contextOf(world, test1.database);
    const paged = async (size: number, backward: boolean): Promise<number[]> => {
      const found: number[] = [];
      let cursor: string | null = null;
      for (;;) {
        const place: Partial<PageRequest> = backward ? { last: size, before: cursor } : { first: size, after: cursor };
        const page = await readPage(context, nouns.get('customer'), {
          ...pageOf('customer', { orderBy: orderBy as never }, { depth: 0 }),
          ...place,
        });
        const pks = page.rows.map(({ pk }) => pk);
        if (backward) found.unshift(...pks);
        else found.push(...pks);
        expect(backward ? page.hasNextPage : page.hasPreviousPage).toBe(cursor !== null);
        if (!(backward ? page.hasPreviousPage : page.hasNextPage)) return found;
        cursor = page.cursor(backward ? 0 : pks.length - 1);
      }
    };
    expect(await paged(9, false)).toEqual(wanted);
    expect(await paged(1, false)).toEqual(wanted);
    expect(await paged(2, true)).toEqual(wanted);
  });
});

test('an order by what rules alone hide is forbidden, behind a hop by its path; the usual order is left out', async () => {
  const hidden = worldWith({
    customer: open({ cells: { creditLimit: 'nowhere' } }),
    user: open({ cells: { name: 'nowhere' } }),
  });
  const context = contextOf(hidden, test1.database);
  const asked = (orderBy: OrderBy[]) => askList(context, 'customer', { orderBy: orderBy as never });
  expect(await asked([{ creditLimit: 'ASC' }, { owner: { name: 'ASC' } }])).toEqual({
    code: 'FORBIDDEN',
    fields: ['creditLimit', 'owner.name'],
  });
  expect(await asked([])).toHaveProperty('answer');
});

test.each([
  [[{}], 'orderBy.0'],
  [[{ name: null }], 'orderBy.0'],
  [[{ name: 'ASC' }, { name: 'ASC', kind: 'ASC' }], 'orderBy.1'],
  [[{ owner: {} }], 'orderBy.0'],
] as [object[], string][])('%j names not exactly one field', async (orderBy, path) => {
  const context = contextOf(worlds['all of it']!, test1.database);
  const read = readPage(
    context,
    nouns.get('customer'),
    pageOf('customer', { orderBy: orderBy as never }, { depth: 0 }),
  );
  expect(await outcome(read)).toEqual({ code: 'BAD_USER_INPUT', fields: [path] });
});

test('an order is short, and goes over few relations', async () => {
  const context = contextOf(worlds['all of it']!, test1.database);
  const asked = (orderBy: object[]) =>
    outcome(readPage(context, nouns.get('customer'), pageOf('customer', { orderBy: orderBy as never }, { depth: 0 })));
  const long = Array.from({ length: 9 }, () => ({ name: 'ASC' }));
  expect(await asked(long)).toEqual({ code: 'QUERY_TOO_EXPENSIVE', fields: ['orderBy'] });
  expect(await asked(long.slice(1))).toHaveProperty('answer');
  const up = (hops: number): object => (hops === 0 ? { name: 'ASC' } : { parent: up(hops - 1) });
  expect(await asked([{ owner: { team: up(3) } }])).toMatchObject({ code: 'QUERY_TOO_EXPENSIVE' });
  expect(await asked([{ owner: { team: up(2) } }])).toHaveProperty('answer');
});

test('a cursor is of one order alone', async () => {
  const context = contextOf(worlds['all of it']!, test1.database);
  const page = (orderBy: OrderBy[], after: string | null) =>
    outcome(
      readPage(context, nouns.get('customer'), pageOf('customer', { orderBy: orderBy as never }, { depth: 0, after })),
    );
  const first = await page([{ name: 'ASC' }], null);
  const cursor = 'answer' in first ? first.answer.cursor(0) : '';
  expect(await page([{ name: 'ASC' }], cursor)).toHaveProperty('answer');
  for (const other of [[], [{ name: 'DESC' }], [{ name: 'ASC' }, { kind: 'ASC' }]]) {
    expect(await page(other, cursor)).toEqual({ code: 'BAD_USER_INPUT', fields: ['after'] });
  }
});

test('a cursor is of one type of record alone; the usual order is the same whether it was asked for or not', async () => {
  const context = contextOf(worlds['all of it']!, test1.database);
  const page = (noun: string, orderBy: OrderBy[], after: string | null = null) =>
    outcome(readPage(context, nouns.get(noun), pageOf(noun, { orderBy: orderBy as never }, { depth: 0, after })));
  const cursorOf = async (orderBy: OrderBy[]): Promise<string> => {
    const read = await page('customer', orderBy);
    return 'answer' in read ? read.answer.cursor(0) : '';
  };
  const created = await cursorOf([{ createdAt: 'ASC' }]);
  expect(await page('customer', [{ createdAt: 'ASC' }], created)).toHaveProperty('answer');
  expect(await page('order', [{ createdAt: 'ASC' }], created)).toEqual({ code: 'BAD_USER_INPUT', fields: ['after'] });
  expect(await page('customer', [{ updatedAt: 'DESC' }], await cursorOf([]))).toHaveProperty('answer');
});

test('what is left out of an order is not there; a refusal says in both languages what is wrong', async () => {
  const context = contextOf(worlds['all of it']!, test1.database);
  const read = (orderBy: object[]) =>
    readPage(context, nouns.get('customer'), pageOf('customer', { orderBy: orderBy as never }, { depth: 0 }));
  expect((await read([{ name: 'ASC', kind: undefined }])).rows).toHaveLength(5);
  const refused = (await read([{}]).catch((error: unknown) => error)) as KehuError;
  expect(refused.sentence).toEqual({
    en: 'Each object of orderBy.0 names exactly one field.',
    zh: 'orderBy.0 的每个对象必须且只能包含一个字段。',
  });
});

describe('an order that an index has costs nothing more', () => {
  const sorted = (...orderBy: OrderBy[]) => {
    const compilation = new Compilation(contextOf(worlds['all of it']!, test1.database));
    const customer = nouns.get('customer');
    const alias = compilation.alias();
    return { compilation, customer, alias, sort: compileSort(compilation, customer, alias, orderBy) };
  };
  const written = (order: OrderBy, reverse = false): string => {
    const { alias, sort } = sorted(order);
    return orderSql(sort, alias, reverse).text;
  };

  test.each([
    [{ createdAt: 'ASC', nulls: 'LAST' }, 't0.created_at ASC, t0.pk ASC'],
    [{ id: 'DESC', nulls: 'FIRST' }, 't0.id DESC, t0.pk DESC'],
    [{ version: 'ASC' }, 't0.version ASC, t0.pk ASC'],
    [{ updatedAt: 'DESC' }, 't0.updated_at DESC, t0.pk DESC'],
    [{ name: 'ASC', nulls: 'LAST' }, 't0.name_fold ASC, t0.pk ASC'],
    [{ creditLimit: 'ASC', nulls: 'FIRST' }, 't0.credit_limit ASC, t0.pk ASC'],
    [{ creditLimit: 'DESC', nulls: 'LAST' }, 't0.credit_limit DESC, t0.pk DESC'],
    [{ creditLimit: 'ASC', nulls: 'LAST' }, '(t0.credit_limit IS NULL) ASC, t0.credit_limit ASC, t0.pk ASC'],
    [{ creditLimit: 'DESC', nulls: 'FIRST' }, '(t0.credit_limit IS NULL) DESC, t0.credit_limit DESC, t0.pk DESC'],
  ] as [OrderBy, string][])('%j', (order, text) => {
    expect(written(order)).toBe(text);
    // The last page is read from its end.
    const turned = text.replace(/\b(ASC|DESC)\b/g, (of) => (of === 'ASC' ? 'DESC' : 'ASC'));
    expect(written(order, true)).toBe(turned);
  });

  test('and is begun at the place of a cursor', () => {
    const from = (order: OrderBy, value: unknown, reverse = false): string => {
      const { compilation, customer, alias, sort } = sorted(order);
      return keysetSql(compilation, sort, customer, alias, { values: [value], id: null }, reverse).text;
    };
    expect(from({ createdAt: 'ASC' }, 1)).toMatch(/^\(t0\.created_at >= \? AND /);
    expect(from({ createdAt: 'DESC' }, 1)).toMatch(/^\(t0\.created_at <= \? AND /);
    expect(from({ createdAt: 'ASC' }, 1, true)).toMatch(/^\(t0\.created_at <= \? AND /);
    // Where some have none, those would be left out.
    expect(from({ creditLimit: 'ASC' }, 1)).not.toContain('>=');
    expect(from({ createdAt: 'ASC' }, null)).not.toContain('>=');
  });
});
