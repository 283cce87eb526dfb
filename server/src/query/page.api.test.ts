import { testKehu, type TestKehu } from '../../test/kehu';

let kehu: TestKehu;
beforeAll(async () => {
  kehu = await testKehu({ demo: true });
}, 240_000);
afterAll(() => kehu.drop());

test('a count is of all that matches, on every page and whatever the order', async () => {
  const document =
    'query ($after: String) { customers(first: 3, after: $after, where: { status: { eq: ACTIVE } }, orderBy: [{ owner: { name: ASC } }]) { totalCount { count exact } pageInfo { endCursor } } }';
  const first = await kehu.ask('rep.north1', document);
  expect(first.errors).toBeUndefined();
  const { totalCount, pageInfo } = first.data!.customers;
  expect(totalCount.count).toBeGreaterThan(6);
  const second = await kehu.ask('rep.north1', document, { after: pageInfo.endCursor });
  expect(second.data!.customers.totalCount).toEqual(totalCount);
  expect(second.data!.customers.pageInfo.endCursor).not.toBe(pageInfo.endCursor);
});
