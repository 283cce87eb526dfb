import { testKehu, type TestKehu } from '../../test/kehu';

let kehu: TestKehu;
beforeAll(async () => {
  kehu = await testKehu({ demo: true });
}, 240_000);
afterAll(() => kehu.drop());

interface Secrets {
  one: string | null;
  two: string | null;
}

// What was opened for the one must not be opened again for the other; a proof's random document found it.
test('a secret asked for twice is answered twice', async () => {
  const { data, errors } = await kehu.ask(
    'dpo',
    `{ customers(first: 100) { edges { node { one: nationalId two: nationalId } } nodes { two: nationalId one: nationalId } } }`,
  );
  expect(errors).toBeUndefined();
  const { edges, nodes } = data!.customers as { edges: { node: Secrets }[]; nodes: Secrets[] };
  const shown = [...edges.map(({ node }) => node), ...nodes].filter(({ one }) => one !== null);
  expect(shown.length).toBeGreaterThan(0);
  for (const { one, two } of shown) expect(two).toBe(one);
});
