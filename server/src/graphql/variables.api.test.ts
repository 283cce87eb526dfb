import { testKehu, type TestKehu } from '../../test/kehu';

/** Variables are read once, before anything runs, and what is wrong with them is said once. */
let kehu: TestKehu;

beforeAll(async () => {
  kehu = await testKehu({ demo: false });
});
afterAll(() => kehu.drop());

const unknown = (count: number): object => Object.fromEntries(Array.from({ length: count }, (_, i) => [`n${i}`, i]));

test.each([
  ['an operation on records', 'query ($w: CustomerWhere) { customers(where: $w) { nodes { id } } }'],
  [
    'an operation with a resolver of its own',
    'query ($w: CustomerWhere) { me { id } customers(where: $w) { nodes { id } } }',
  ],
])('%s names the first of many wrong names', async (_name, document) => {
  const { errors, data } = await kehu.ask(null, document, { w: unknown(5_000) });
  expect(data).toBeUndefined();
  expect(errors!.map(({ message }) => message)).toEqual([
    expect.stringContaining('Field "n0" is not defined by type "CustomerWhere".'),
  ]);
});
