import { answer } from './demo/answers';
import { testKehu, type TestKehu } from './kehu';

/** Lists that everybody opens are read from an index in their order: nothing is sorted, and reading ends with the page. */
let kehu: TestKehu;
beforeAll(async () => {
  kehu = await testKehu({ demo: true });
}, 240_000);
afterAll(() => kehu.drop());

/** How the engine would run the list's statement: a line a table. */
async function planOf(account: string, args: string): Promise<string> {
  const statements: string[] = [];
  const stop = kehu.test.database.onStatement((sql) => statements.push(sql));
  await answer(kehu, account, `{ customers(${args}) { nodes { id name owner { name } } } }`);
  stop();
  const list = statements.find((sql) => sql.includes('FROM customers t0'))!;
  const explain = kehu.test.database.dialect === 'sqlite' ? 'EXPLAIN QUERY PLAN ' : 'EXPLAIN ';
  // What the values are does not matter to a plan of equalities and ranges.
  const values = [...list.matchAll(/\?/g)].map(() => 1);
  const rows = await kehu.test.database.rows(`${explain}${list}`, values);
  return rows.map((row) => row.map(String).join(' ')).join('\n');
}

test.each([
  ['rep.north1', 'ix_customers_team_pk_updated_at'],
  ['director', 'ix_customers_updated_at'],
])('the first page of %s', async (account, index) => {
  const plan = await planOf(account, 'first: 50');
  expect(plan).toContain(index);
  expect(plan).not.toMatch(/filesort|TEMP B-TREE|SCAN t0\b(?! USING)/i);
});

test('a page after a cursor', async () => {
  const { customers } = await answer(kehu, 'director', '{ customers(first: 5) { pageInfo { endCursor } } }');
  const plan = await planOf('director', `first: 50, after: "${customers.pageInfo.endCursor}"`);
  expect(plan).toContain('ix_customers_updated_at');
  expect(plan).not.toMatch(/filesort|TEMP B-TREE/i);
});
