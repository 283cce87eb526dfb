import { randomUUID } from 'node:crypto';
import { testKehu, testNow, type TestKehu } from '../../test/kehu';
import { idToBytes } from './values';

let kehu: TestKehu;
let id: string;
let pk: number;

beforeAll(async () => {
  kehu = await testKehu({ demo: true });
  const { data } = await kehu.ask('director', '{ customers(first: 1) { nodes { id } } }');
  id = data!.customers.nodes[0].id;
  const [row] = await kehu.test.database.rows('SELECT pk FROM customers WHERE id = ?', [idToBytes(id)]);
  pk = Number(row![0]);
}, 240_000);
afterAll(() => kehu.drop());

/** Puts entries of one field into the customer's past, newest last. */
async function happened(field: string, count: number, from: number): Promise<void> {
  const { database } = kehu.test;
  const changes = JSON.stringify([{ field, old: null, new: 'x' }]);
  await database.transaction(async (tx) => {
    for (let i = 0; i < count; i++) {
      await tx.run(
        "INSERT INTO history (id, noun, record_pk, at, by_user_pk, by_client_pk, action, changes) VALUES (?, 'customer', ?, ?, NULL, NULL, 'update', ?)",
        [idToBytes(randomUUID()), pk, from + i, changes],
      );
    }
  });
}

const past = async (account: string, first: number, after?: string): Promise<{ fields: string[]; end: string }> => {
  const { data, errors } = await kehu.ask(
    account,
    'query ($id: ID!, $first: Int, $after: String) { customer(id: $id) { history(first: $first, after: $after) { nodes { changes { field } } pageInfo { hasNextPage endCursor } } } }',
    { id, first, after },
  );
  expect(errors).toBeUndefined();
  const { nodes, pageInfo } = data!.customer.history;
  const fields = nodes.flatMap((node: { changes: { field: string }[] }) => node.changes.map(({ field }) => field));
  return { fields, end: pageInfo.hasNextPage ? pageInfo.endCursor : '' };
};

test('however often a hidden field changed, the shown past is the same', async () => {
  await happened('region', 3, testNow - 100_000);
  const before = await past('director', 2);
  expect(before.fields).toEqual(['region', 'region']);
  await happened('phones', 4_500, testNow - 50_000);
  const after = await past('director', 2);
  expect(after).toEqual(before);
  expect(await past('director', 1, after.end)).toMatchObject({ fields: ['region'] });
  expect((await past('steward', 2)).fields).toEqual(['phones', 'phones']);
});

test('who reads the past of a logged field is logged', async () => {
  const { database } = kehu.test;
  const count = async (): Promise<number> =>
    Number((await database.rows("SELECT COUNT(*) FROM audit_entries WHERE action = 'read-sensitive'"))[0]![0]);
  const none = await count();
  expect((await past('director', 2)).fields).toEqual(['region', 'region']);
  expect(await count()).toBe(none);
  expect((await past('dpo', 2)).fields).toEqual(['phones', 'phones']);
  expect(await count()).toBe(none + 1);
});
