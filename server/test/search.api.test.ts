import { catchUp } from '../src/search/catch-up';
import { fillSearchIndex } from '../src/search/fill-search-index';
import { noteChanged } from '../src/search/index-store';
import { testKehu, type TestKehu } from './kehu';

let kehu: TestKehu;
beforeAll(async () => {
  kehu = await testKehu({ demo: true });
  await fillSearchIndex(kehu.test.database, kehu.nouns, () => undefined);
}, 240_000);
afterAll(() => kehu.drop());

const listed =
  'query ($search: String, $deleted: Boolean) { customers(search: $search, deleted: $deleted, first: 50) { nodes { id name } } }';

async function names(as: string, search: string, deleted = false): Promise<string[]> {
  const { data, errors } = await kehu.ask(as, listed, { search, deleted });
  expect(errors).toBeUndefined();
  return data!.customers.nodes.map(({ name }: { name: string }) => name);
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers of any shape
async function write(as: string, document: string, variables: Record<string, unknown>): Promise<Record<string, any>> {
  const { data, errors } = await kehu.ask(as, document, variables);
  expect(errors).toBeUndefined();
  return data!;
}

const create = async (name: string, phone?: string): Promise<{ id: string; version: number }> => {
  const input = { name, kind: 'PERSON', ...(phone && { phones: [{ number: phone, primary: true }] }) };
  const { createCustomer } = await write(
    'rep.north1',
    'mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) { customer { id version } } }',
    { input },
  );
  return createCustomer.customer;
};

it('finds a new customer at once, and the same after the index has caught up', async () => {
  await create('曾晓玥', '+86 138 7654 0077');
  const searches = [
    '曾晓',
    '晓玥',
    'zengxiaoyue',
    'ceng xiao',
    'zxy',
    'cxy',
    '曾 yue',
    '7654',
    '0077',
    '138-7654-0077',
  ];
  for (const round of [1, 2]) {
    for (const search of searches)
      expect([round, search, await names('rep.north1', search)]).toEqual([
        round,
        search,
        expect.arrayContaining(['曾晓玥']),
      ]);
    await catchUp(kehu.test.database, kehu.nouns);
  }
});

it('follows a change of name and a deletion; only who may restore finds what is deleted', async () => {
  const { id, version } = await create('Wolfgang Quitzow');
  expect(await names('rep.north1', 'quitzow')).toEqual(['Wolfgang Quitzow']);
  expect(await names('rep.north1', 'wolfgnag')).toEqual(['Wolfgang Quitzow']);
  const { updateCustomer } = await write(
    'rep.north1',
    'mutation ($input: UpdateCustomerInput!) { updateCustomer(input: $input) { customer { version } } }',
    { input: { id, version, name: 'Walburga Querfurt' } },
  );
  for (const caughtUp of [false, true]) {
    if (caughtUp) await catchUp(kehu.test.database, kehu.nouns);
    expect(await names('rep.north1', 'quitzow')).toEqual([]);
    expect(await names('rep.north1', 'querfort')).toEqual(['Walburga Querfurt']);
  }
  await write('rep.north1', 'mutation ($input: DeleteInput!) { deleteCustomer(input: $input) { customer { id } } }', {
    input: { id, version: updateCustomer.customer.version },
  });
  expect(await names('rep.north1', 'querfurt')).toEqual([]);
  expect(await names('rep.north1', 'querfurt', true)).toEqual(['Walburga Querfurt']);
  const director = await kehu.ask('director', listed, { search: 'querfurt', deleted: true });
  expect(director.errors![0]!.originalError).toMatchObject({ code: 'FORBIDDEN' });
});

it('ranks the whole name before its start, words before their middle, sounds and typing errors last', async () => {
  for (const name of ['Qabbington', 'Qabbing', 'North Qabbing', 'Unqabbing', 'Qabbinh']) await create(name);
  expect(await names('rep.north1', 'qabbing')).toEqual([
    'Qabbing',
    'Qabbington',
    'North Qabbing',
    'Unqabbing',
    'Qabbinh',
  ]);
});

it('tells nothing of a phone that the searcher is shown masked', async () => {
  const { database } = kehu.test;
  const { pk } = await kehu.principal('rep.north1');
  const [[customerPk, name]] = (await database.rows(
    `SELECT c.pk, c.name FROM customers c JOIN users u ON u.pk = ? AND u.team_pk = c.team_pk
     WHERE c.owner_pk <> u.pk AND c.deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM shares s WHERE s.customer_pk = c.pk)
     ORDER BY c.pk LIMIT 1`,
    [pk],
  )) as [[number, string]];
  expect(await names('rep.north1', name)).toContain(name);
  const asked = async (): Promise<string> => {
    const answers: unknown[] = [];
    for (const search of ['77012345', '7701', '2345', '+8617701', '138', 'qq-hidden', name, name.slice(0, 1)]) {
      answers.push((await kehu.ask('rep.north1', listed, { search })).data);
      answers.push(
        (
          await kehu.ask(
            'rep.north1',
            'query ($search: String) { customers(search: $search) { totalCount { count } } customerAggregate(search: $search) { totals { count } } }',
            { search },
          )
        ).data,
      );
    }
    return JSON.stringify(answers);
  };
  const hide = async (phone: string | null, email: string | null): Promise<void> => {
    await database.run(
      'UPDATE customers SET primary_phone = ?, primary_phone_fold = ?, primary_email = ?, primary_email_fold = ? WHERE pk = ?',
      [phone, phone, email, email, customerPk],
    );
    await database.transaction((tx) => noteChanged(tx, 'customer', [customerPk]));
    await catchUp(database, kehu.nouns);
  };
  await hide(null, null);
  const before = await asked();
  await hide('+8617701234577', 'qq-hidden@example.cn');
  expect(await asked()).toBe(before);
  await hide(name, name); // which would be an exact match
  expect(await asked()).toBe(before);
  await hide('+8617701234577', 'qq-hidden@example.cn');
  expect(await names('steward', '77012345')).toEqual([name]); // who sees it finds it
  expect(await names('director', '77012345')).toEqual([]); // who sees everybody's mask does not
});

it('finds contacts, opportunities, orders, tickets and products by what names them', async () => {
  const { data } = await kehu.ask(
    'steward',
    `{ contacts(first: 1) { nodes { id name } } orders(first: 1) { nodes { id code } } tickets(first: 1) { nodes { id number subject } }
       opportunities(first: 1) { nodes { id name } } products(first: 1) { nodes { id name } } }`,
  );
  const cases: [string, Record<string, string>, string][] = [
    ['contacts', data!.contacts.nodes[0], 'name'],
    ['orders', data!.orders.nodes[0], 'code'],
    ['tickets', data!.tickets.nodes[0], 'number'],
    ['tickets', data!.tickets.nodes[0], 'subject'],
    ['opportunities', data!.opportunities.nodes[0], 'name'],
    ['products', data!.products.nodes[0], 'name'],
  ];
  for (const [list, record, field] of cases) {
    const search = record[field]!;
    const answer = await kehu.ask(
      'steward',
      `query ($search: String) { ${list}(search: $search, first: 200) { nodes { id } } }`,
      { search },
    );
    expect([search, answer.data![list].nodes]).toEqual([search, expect.arrayContaining([{ id: record.id }])]);
  }
});
