import { testKehu, type TestKehu } from '../../test/kehu';

let kehu: TestKehu;
beforeAll(async () => {
  kehu = await testKehu({ demo: true });
}, 240_000);
afterAll(() => kehu.drop());

async function lifetimes(where: string): Promise<number[]> {
  const { data, errors } = await kehu.ask(
    'director',
    `{ customers(where: ${where}, orderBy: [{ lifetimeValue: DESC }], first: 200) { nodes { lifetimeValue } } }`,
  );
  expect(errors).toBeUndefined();
  return data!.customers.nodes.map((node: { lifetimeValue: string }) => Number(node.lifetimeValue));
}

test('a derived amount is compared as the amount it is answered as', async () => {
  const top = await lifetimes('{ lifetimeValue: { gt: "100000" } }');
  expect(top.length).toBeGreaterThan(0);
  expect(Math.min(...top)).toBeGreaterThan(100_000);
  expect(await lifetimes(`{ lifetimeValue: { eq: "${top[0]}" } }`)).toContain(top[0]);
  expect(await lifetimes('{ lifetimeValue: { lt: "0" } }')).toEqual([]);
});
