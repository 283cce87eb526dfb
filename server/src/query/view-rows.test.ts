import { askList, contextOf } from '../../test/proof/ask';
import { loadCompany, loadDictionaries } from '../../test/proof/load-company';
import { inCompany } from '../../test/proof/givers';
import { testDatabase, type TestDatabase } from '../../test/database';
import type { World } from '../access/oracle/company';
import { bookOf, noon, nouns, tester } from '../access/oracle/testing/test-world';
import type { Grant } from '../access/policy';
import { timeFunction } from '../database/sqlite-time-limit';
import { Compilation, type ReadContext } from './context';
import { no } from './sql';
import { distinctCompany } from './testing/distinct-company';
import { rowsSql } from './view-rows';

let test1: TestDatabase;
const company = distinctCompany();
beforeAll(async () => {
  test1 = await testDatabase();
  await loadDictionaries(test1.database);
  await loadCompany(test1.database, company);
});
afterAll(async () => test1.drop());

const worldWith = (...grants: Grant[]): World => {
  const book = bookOf({ customer: { roles: { tester: grants } } });
  return inCompany({ nouns, book, company, principal: { ...tester, pk: 2 }, now: noon }, company);
};
const read: Grant = { action: 'read', scope: 'all', fields: ['@public'] };
const listed = async (world: World, deleted: boolean): Promise<unknown> => {
  const asked = await askList(contextOf(world, test1.database), 'customer', { deleted });
  return 'answer' in asked ? asked.answer.rows.map(({ pk }) => pk).sort() : asked;
};

test('live rows are listed, deleted ones for who may restore them', async () => {
  const restore = (scope: string): Grant => ({ action: 'restore', scope });
  for (const scope of ['all', 'own']) {
    expect(await listed(worldWith(read, restore(scope)), false)).toEqual([1, 2, 3, 4, 5]);
    expect(await listed(worldWith(read, restore(scope)), true)).toEqual([6]);
  }
  expect(await listed(worldWith(read, restore('company')), true)).toEqual([]);
  expect(await listed(worldWith({ ...read, scope: 'company' }, restore('all')), true)).toEqual([]);
});

test('who may restore nothing is refused by rules alone', async () => {
  const refused = { code: 'FORBIDDEN', fields: ['deleted'] };
  expect(await listed(worldWith(read), true)).toEqual(refused);
  expect(await listed(worldWith(read, { action: 'restore', scope: 'nowhere' }), true)).toEqual(refused);
});

test('of a noun whose records are not kept there are no deleted ones', () => {
  const compilation = new Compilation(contextOf(worldWith(read), test1.database));
  const customer = nouns.get('customer');
  const unkept = { ...customer, features: { ...customer.features, softDelete: false } };
  expect(rowsSql(compilation, unkept, compilation.alias(), true)).toBe(no);
});

test('going through very many rows for a few is given up in time, by each engine in its own way', () => {
  const asked = (dialect: 'sqlite' | 'mysql'): string => {
    const context = { ...contextOf(worldWith(read), test1.database), runner: { ...test1.database, dialect } };
    const compilation = new Compilation(context as ReadContext);
    return rowsSql(compilation, nouns.get('customer'), compilation.alias(), false).text;
  };
  expect(asked('sqlite')).toContain(`${timeFunction}()`);
  // The other has a limit of its own and does not know the function.
  expect(asked('mysql')).toBe('t0.deleted_at IS NULL');
});
