import { testKehu, type TestKehu } from './kehu';

let kehu: TestKehu;
beforeAll(async () => {
  kehu = await testKehu({ demo: true });
}, 240_000);
afterAll(() => kehu.drop());

const table = async (account: string, name: string): Promise<unknown> => {
  const { data, errors } = await kehu.ask(account, '{ dictionary(name: "' + name + '") { key name } }');
  expect(errors).toBeUndefined();
  return data!.dictionary;
};

test('the values of a code table are for who may read or write a field that has them', async () => {
  expect(await table('rep.north1', 'tier')).not.toEqual([]);
  expect(await table('steward', 'tier')).not.toEqual([]);
});

test('for others the table is like one that does not exist', async () => {
  expect(await table('auditor', 'tier')).toEqual(await table('auditor', 'nothing'));
  expect(await table('auditor', 'nothing')).toEqual([]);
});
