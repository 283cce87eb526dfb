import { askList, contextOf, outcome, pageOf } from '../../test/proof/ask';
import { inOrder } from '../../test/proof/companies';
import { loadCompany, loadDictionaries } from '../../test/proof/load-company';
import { inCompany } from '../../test/proof/givers';
import { testDatabase, type TestDatabase } from '../../test/database';
import type { World } from '../access/oracle/company';
import { list } from '../access/oracle/read';
import { bookOf, noon, nouns, tester, type Rules } from '../access/oracle/testing/test-world';
import type { Grant } from '../access/policy';
import { readPage } from './page';
import type { PageRequest } from './selection';
import type { OrderBy } from './sort';
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
