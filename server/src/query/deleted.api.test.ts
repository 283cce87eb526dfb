import { testKehu, type TestKehu } from '../../test/kehu';

let kehu: TestKehu;
beforeAll(async () => {
  kehu = await testKehu({ demo: true });
}, 240_000);
afterAll(() => kehu.drop());

test('below a deleted customer nothing is in the view, until it is restored', async () => {
  const found = await kehu.ask(
    'manager.north',
    '{ customers(first: 1, where: { contacts: { some: {} } }) { nodes { id version contacts { totalCount { count } } } } }',
  );
  const { id, version, contacts } = found.data!.customers.nodes[0];
  expect(contacts.totalCount.count).toBeGreaterThan(0);
  const write = (name: string, at: number) =>
    kehu.ask('manager.north', `mutation ($i: DeleteInput!) { ${name}(input: $i) { customer { id } } }`, {
      i: { id, version: at },
    });
  expect((await write('deleteCustomer', version)).errors).toBeUndefined();
  const gone = await kehu.ask(
    'manager.north',
    `{ live: customer(id: "${id}") { id }
       one: customer(id: "${id}", deleted: true) { id contacts { nodes { id } totalCount { count } } }
       list: customers(deleted: true, where: { id: { eq: "${id}" } }) { nodes { contacts { totalCount { count } } } }
       flat: contacts(where: { customer: { id: { eq: "${id}" } } }) { totalCount { count } } }`,
  );
  expect(gone.errors).toBeUndefined();
  expect(gone.data!.live).toBeNull();
  expect(gone.data!.one.contacts).toEqual({ nodes: [], totalCount: { count: 0 } });
  expect(gone.data!.list.nodes[0].contacts.totalCount.count).toBe(0);
  expect(gone.data!.flat.totalCount.count).toBe(0);
  expect((await write('restoreCustomer', version + 1)).errors).toBeUndefined();
  const back = await kehu.ask('manager.north', `{ customer(id: "${id}") { contacts { totalCount { count } } } }`);
  expect(back.data!.customer.contacts.totalCount).toEqual(contacts.totalCount);
});
