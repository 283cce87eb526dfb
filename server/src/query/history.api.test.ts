import { randomUUID } from 'node:crypto';
import { testKehu, testNow, type TestKehu } from '../../test/kehu';
import { idToBytes } from './values';

jest.mock('../graphql/cost', (): object => ({
  ...jest.requireActual<object>('../graphql/cost'),
  backgroundRowLimit: 1_000,
}));

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
  const row = "(?, 'customer', ?, ?, NULL, NULL, 'update', ?)";
  await database.transaction(async (tx) => {
    for (let done = 0; done < count; done += 500) {
      const moments = Array.from({ length: Math.min(500, count - done) }, (_, i) => from + done + i);
      await tx.run(
        `INSERT INTO history (id, noun, record_pk, at, by_user_pk, by_client_pk, action, changes) VALUES ${moments.map(() => row).join()}`,
        moments.flatMap((at) => [idToBytes(randomUUID()), pk, at, changes]),
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

test('nor does it count among the rows that a query in the background may read', async () => {
  const ran = async (document: string) => {
    const start = 'mutation ($document: String!) { runInBackground(document: $document) { id } }';
    const { data } = await kehu.ask('director', start, { document });
    await kehu.jobs.runner.pump();
    return kehu.jobs.find(await kehu.principal('director'), data!.runInBackground.id, 'en');
  };
  const history = 'history(first: 1) { nodes { at } }';
  expect(await ran(`{ customer(id: "${id}") { ${history} } }`)).toMatchObject({ state: 'SUCCEEDED', error: null });
  const shown = Array.from({ length: 6 }, (_, i) => `c${i}: customers(first: 200) { nodes { id } }`).join(' ');
  expect(await ran(`{ ${shown} }`)).toMatchObject({ state: 'FAILED', error: { code: 'QUERY_TOO_EXPENSIVE' } });
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
