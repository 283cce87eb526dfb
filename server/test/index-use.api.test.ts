import { answer } from './demo/answers';
import type { SqlValue } from '../src/database/database';
import { testEngine } from './database';
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

test('the first page of a team, and of an owner, to those who see all', async () => {
  const { customers } = await answer(
    kehu,
    'director',
    '{ customers(first: 1) { nodes { team { id } owner { id } } } }',
  );
  for (const link of ['team', 'owner'] as const) {
    const plan = await planOf('director', `where: { ${link}: { id: { eq: "${customers.nodes[0][link].id}" } } }`);
    expect(plan).toMatch(new RegExp(`ix_customers_${link}_pk_(updated_at|tier)`));
    if (testEngine === 'sqlite') expect(plan).not.toMatch(/TEMP B-TREE/i);
  }
});

test('a page after a cursor', async () => {
  const { customers } = await answer(kehu, 'director', '{ customers(first: 5) { pageInfo { endCursor } } }');
  const plan = await planOf('director', `first: 50, after: "${customers.pageInfo.endCursor}"`);
  expect(plan).toContain('ix_customers_updated_at');
  expect(plan).not.toMatch(/filesort|TEMP B-TREE/i);
});

/** Nothing tells of these what they go through: a row far down the list, or none, is what they look for. */
const long = [
  `customers(where: { name: { endsWith: "nothing like it" } }) { nodes { id } }`,
  `customers(where: { name: { endsWith: "nothing like it" } }, orderBy: [{ lifetimeValue: ASC }]) { nodes { id } }`,
  `customers(where: { owner: { name: { contains: "nothing like it" } } }) { nodes { id } totalCount(limit: 10000) { count } }`,
  `customers(search: "zzqqzz") { nodes { id } totalCount { count } }`,
  `customers(last: 5, where: { owner: { name: { eq: "nobody" } } }) { nodes { id } }`,
  `orders(where: { customer: { name: { endsWith: "nothing like it" } } }) { nodes { id } }`,
  `activities(where: { subject: { contains: "nothing like it" } }) { nodes { id } }`,
  `tickets(where: { subject: { endsWith: "nothing like it" } }, orderBy: [{ subject: DESC }], first: 1) { nodes { id } }`,
];

(testEngine === 'sqlite' ? test.each(long) : test.skip.each(long))(
  'a list that may go through everything asks for the time: %s',
  async (list) => {
    const { database } = kehu.test;
    const asked: [string, readonly SqlValue[]][] = [];
    const boundedRows = database.boundedRows.bind(database);
    const spy = jest.spyOn(database, 'boundedRows').mockImplementation((sql, params, bounds) => {
      asked.push([sql, params]);
      return boundedRows(sql, params, bounds);
    });
    await answer(kehu, 'director', `{ ${list} }`).finally(() => spy.mockRestore());
    const noun = /FROM (customers|orders|activities|tickets)\b/;
    const lists = asked.filter(([sql]) => noun.test(sql));
    expect(lists.length).toBeGreaterThan(0);
    // Whose time is up before it begins ends at the first row that asks.
    const outcomes = lists.map(([sql, params]) =>
      database.boundedRows(sql, params, { milliseconds: -1, heavy: false }).then(
        () => sql,
        (error: Error) => error.name,
      ),
    );
    expect(await Promise.all(outcomes)).toEqual(lists.map(() => 'StatementEnded'));
  },
);
