import { answer, type Row } from '../../test/demo/answers';
import { testKehu, type TestKehu } from '../../test/kehu';
import { allow, covering, makeField } from '../custom-fields/testing/custom-fields';
import { Random } from '../demo/random';

/** Pages both ways through every customer of a view, while other customers are written between two pages. */
let kehu: TestKehu;
const random = new Random(11);
beforeAll(async () => {
  kehu = await testKehu({ demo: true });
  const { id } = await makeField(kehu, {
    type: 'Customer',
    key: 'rank',
    kind: 'number',
    label: { en: 'Rank', zh: '排名' },
  });
  expect(id).toBeTruthy();
  await allow(kehu, 'sales-rep', 'Customer', covering(['read'], ['custom.rank']));
  await allow(kehu, 'director', 'Customer', covering(['read'], ['custom.rank']));
  const [[pk]] = (await kehu.test.database.rows("SELECT pk FROM custom_fields WHERE field_key = 'rank'")) as [[number]];
  rank = `x${pk}`;
  // Many of the same, and some of none.
  await kehu.test.database.run(`UPDATE customers SET ${rank} = (pk % 7) * 10000 WHERE pk % 3 > 0`);
}, 240_000);
afterAll(() => kehu.drop());

let rank: string;

/** Every tenth customer is written; the others must come once each. */
const written = 10;

async function write(): Promise<void> {
  const to = random.int(0, 9);
  const statements = [
    `UPDATE customers SET ${rank} = ${to * 10000}, updated_at = updated_at + ${to} WHERE pk % ${written * 3} = 0`,
    `UPDATE customers SET owner_pk = NULL, birth_date = '19${to}0-01-01' WHERE pk % ${written * 3} = ${written}`,
    `UPDATE customers SET tier = NULL, credit_limit = ${to}, deleted_at = ${to > 4 ? 1 : 'NULL'} WHERE pk % ${written * 3} = ${written * 2}`,
  ];
  await kehu.test.database.run(statements[random.int(0, 2)]!);
}

const page = `query ($orderBy: [CustomerOrderBy!], $first: Int, $after: String, $last: Int, $before: String) {
  customers(orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
    nodes { id } pageInfo { startCursor endCursor hasNextPage hasPreviousPage } } }`;

async function through(as: string, orderBy: object, size: number, forward: boolean): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | null = null; ;) {
    const paging: object = forward ? { first: size, after: cursor } : { last: size, before: cursor };
    const { customers: found }: Row = await answer(kehu, as, page, { orderBy: [orderBy], ...paging });
    const these: string[] = found.nodes.map(({ id }: Row) => id);
    if (forward) ids.push(...these);
    else ids.unshift(...these);
    const { hasNextPage, hasPreviousPage, startCursor, endCursor } = found.pageInfo;
    if (!(forward ? hasNextPage : hasPreviousPage)) return ids;
    cursor = forward ? endCursor : startCursor;
    await write();
  }
}

/** Every order that an index of customers holds: for all records, and for those of a team. */
const indexed: object[] = [
  { updatedAt: 'DESC' },
  { updatedAt: 'ASC' },
  { createdAt: 'DESC' },
  { name: 'ASC' },
  { name: 'DESC' },
  { primaryEmail: 'ASC' },
  { lifetimeValue: 'DESC', nulls: 'LAST' },
  { lastActivityAt: 'DESC', nulls: 'FIRST' },
];

const orders: [string, object][] = [
  ...indexed.map((order): [string, object] => ['rep.north1', order]),
  ['director', { custom: { rank: 'DESC' }, nulls: 'FIRST' }],
  ['director', { owner: { name: 'ASC' } }],
  ['rep.north1', { birthDate: 'ASC', nulls: 'FIRST' }],
  ['rep.north1', { primaryPhone: 'DESC' }],
  ['rep.north1', { custom: { rank: 'DESC' } }],
];

it.each(orders)('%s, by %j: each that nobody writes once, both ways', async (as, orderBy) => {
  const untouched = new Set(
    (await kehu.test.database.rows(`SELECT LOWER(HEX(id)) FROM customers WHERE pk % ${written} <> 0`)).map(([id]) =>
      String(id),
    ),
  );
  const known = (ids: readonly string[]): string[] =>
    ids.map((id) => id.replaceAll('-', '')).filter((id) => untouched.has(id));
  const size = as === 'director' ? 200 : 23;
  const forward = known(await through(as, orderBy, size, true));
  const backward = known(await through(as, orderBy, size, false));
  expect(forward.length).toBeGreaterThan(100);
  expect(new Set(forward).size).toBe(forward.length);
  expect(backward).toEqual(forward);
  if (as === 'director') expect(forward.length).toBe(untouched.size);
});
