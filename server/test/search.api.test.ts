import { storedNouns } from '../src/custom-fields/stored-nouns';
import { allow, covering, makeField } from '../src/custom-fields/testing/custom-fields';
import { catchUp } from '../src/search/catch-up';
import { fillSearchIndex } from '../src/search/fill-search-index';
import { noteChanged } from '../src/search/index-store';
import type { IndexedNouns } from '../src/search/searched-fields';
import { testKehu, type TestKehu } from './kehu';

let kehu: TestKehu;
const indexed = (): IndexedNouns => storedNouns(kehu.test.database, kehu.nouns);
beforeAll(async () => {
  kehu = await testKehu({ demo: true });
  await fillSearchIndex(kehu.test.database, indexed(), () => undefined);
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
    await catchUp(kehu.test.database, indexed());
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
    if (caughtUp) await catchUp(kehu.test.database, indexed());
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
    await catchUp(database, indexed());
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

describe('a text that was added', () => {
  const update =
    'mutation ($input: UpdateCustomerInput!) { updateCustomer(input: $input) { customer { id version } } }';
  let motto: { id: string; version: number };
  let own: { id: string; version: number };
  beforeAll(async () => {
    await makeField(kehu, { type: 'Customer', key: 'seats', kind: 'number', label: { en: 'Seats', zh: '座位数' } });
    motto = await makeField(kehu, {
      type: 'Customer',
      key: 'motto',
      kind: 'text',
      label: { en: 'Motto', zh: '座右铭' },
    });
    // The steward writes it everywhere and the representative on what it owns, without reading it.
    await allow(kehu, 'steward', 'Customer', covering(['read', 'create', 'update'], ['custom.motto']));
    await allow(kehu, 'sales-rep', 'Customer', covering(['create', 'update'], ['custom.motto']));
    own = await create('Ottilie Quast');
    const { updateCustomer } = await write('steward', update, {
      input: { id: own.id, version: own.version, custom: { motto: 'Veni vidi 知行合一 vici' } },
    });
    own.version = updateCustomer.customer.version;
  });
  const searches = ['vidi', 'VENI', 'idi vic', '知行', '合', 'quast vidi', 'veni vidi 知行合一 vici', 'vi'];
  const byAll = async (as: string): Promise<string[]> => {
    const found: string[] = [];
    for (const search of searches) if ((await names(as, search)).includes('Ottilie Quast')) found.push(search);
    return found;
  };

  it('is found by its reader, and by nobody who may only write it', async () => {
    for (const state of ['just written', 'caught up']) {
      if (state === 'caught up') await catchUp(kehu.test.database, indexed());
      expect([state, await byAll('steward')]).toEqual([state, searches]);
      expect([state, await byAll('rep.north1')]).toEqual([state, []]);
    }
  });

  it('moves neither counts nor ranks of who may not read it', async () => {
    const asked = async (as: string): Promise<string> =>
      JSON.stringify(
        await kehu.ask(
          as,
          `query ($search: String) { customers(search: $search, first: 20) { nodes { name } totalCount { count } }
             customerAggregate(search: $search) { totals { count } } }`,
          { search: 'quast' },
        ),
      );
    const [before, ofReader] = [await asked('rep.north1'), await asked('steward')];
    const other = await create('Wibke Hohlfeld');
    const [silent, silentOfReader] = [await asked('rep.north1'), await asked('steward')];
    expect([silent, silentOfReader]).toEqual([before, ofReader]);
    // Written by who may not read it: it would be the best match of all.
    await write('rep.north1', update, { input: { id: other.id, version: other.version, custom: { motto: 'Quast' } } });
    expect(await asked('rep.north1')).toBe(before);
    expect(await asked('steward')).not.toBe(ofReader);
    expect((await names('steward', 'quast'))[0]).toBe('Wibke Hohlfeld');
  });

  it('is found from the moment a rule shows it, on the rows where it does, and no longer than it does', async () => {
    await allow(kehu, 'sales-rep', 'Customer', (grants) => {
      for (const grant of grants.filter(({ action }) => action === 'read')) {
        grant.fields.push('custom.motto');
        grant.cells.push({ field: 'custom.motto', scope: 'own' });
      }
    });
    expect(await byAll('rep.north1')).toEqual(searches);
    expect(await byAll('rep.north2')).toEqual([]);
    await allow(kehu, 'sales-rep', 'Customer', (grants) => {
      for (const grant of grants.filter(({ action }) => action === 'read')) {
        grant.fields = grant.fields.filter((field) => field !== 'custom.motto');
        grant.cells = grant.cells.filter(({ field }) => field !== 'custom.motto');
      }
    });
    expect(await byAll('rep.north1')).toEqual([]);
  });

  it('is found by another name as before, by none while it is retired, and again when it is restored', async () => {
    const change = async (operation: string, input: object): Promise<void> => {
      const answer = await write(
        'steward',
        `mutation ($input: ${operation === 'changeCustomField' ? 'ChangeCustomFieldInput' : 'CustomFieldVersionInput'}!) {
           ${operation}(input: $input) { field { version } } }`,
        { input: { id: motto.id, version: motto.version, ...input } },
      );
      motto.version = answer[operation].field.version;
    };
    await change('changeCustomField', { label: { en: 'Device', zh: '格言' } });
    expect(await byAll('steward')).toEqual(searches);
    await change('retireCustomField', {});
    expect(await byAll('steward')).toEqual([]);
    // What is built meanwhile keeps what comes back with the field.
    await fillSearchIndex(kehu.test.database, indexed(), () => undefined);
    await change('restoreCustomField', {});
    expect(await byAll('steward')).toEqual(searches);
  }, 240_000);
});
