import { testKehu, type TestKehu } from '../../test/kehu';

let kehu: TestKehu;
beforeAll(async () => {
  kehu = await testKehu({ demo: true });
}, 240_000);
afterAll(() => kehu.drop());

async function count(where: string): Promise<number> {
  const { data, errors } = await kehu.ask('director', `{ customers(where: ${where}) { totalCount { count } } }`);
  expect(errors).toBeUndefined();
  return (data!.customers as { totalCount: { count: number } }).totalCount.count;
}

// One engine's LIKE looks past case, the other's does not; a proof's random company found the two apart.
test.each([
  ['in: ["gold"]', 'in: ["Gold"]'],
  ['eq: "gold"', 'eq: "ＧＯＬＤ"'],
  ['contains: "ol"', 'contains: "OL"'],
  ['startsWith: "go"', 'startsWith: "Go"'],
  ['endsWith: "ld"', 'endsWith: "LD"'],
])('keys are compared as they are: %s finds the customers that %s does not', async (same, other) => {
  const gold = await count('{ tier: { key: { eq: "gold" } } }');
  expect(gold).toBeGreaterThan(0);
  expect(await count(`{ tier: { key: { ${same} } } }`)).toBe(gold);
  expect(await count(`{ tier: { key: { ${other} } } }`)).toBe(0);
});
