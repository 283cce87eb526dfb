import { randomUUID } from 'node:crypto';
import { getNamedType, isInputObjectType, isObjectType, type GraphQLObjectType } from 'graphql';
import { answer, bytes, refusal, type Row } from './demo/answers';
import { demoFacts, type CustomerFacts, type Facts } from './demo/facts';
import { testKehu, type TestKehu } from './kehu';

/** A customer of the South that has something of every kind, and what hangs on it. */
let kehu: TestKehu;
let facts: Facts;
let south: CustomerFacts;
const children: Record<string, string> = {};

const childTables = {
  contact: 'contacts',
  activity: 'activities',
  order: 'orders',
  ticket: 'tickets',
  consent: 'consents',
  opportunity: 'opportunities',
  share: 'shares',
} as const;

beforeAll(async () => {
  kehu = await testKehu({ demo: true });
  facts = await demoFacts(kehu);
  const of = facts.customers.filter((one) => one.team === 'South 1' && one.primaryPhone !== null);
  const has = async (table: string): Promise<Set<number>> =>
    new Set(
      (await kehu.test.database.rows(`SELECT customer_pk FROM ${table} WHERE customer_pk IS NOT NULL`)).map((row) =>
        Number(row[0]),
      ),
    );
  const holders = await Promise.all(['contacts', 'activities', 'orders'].map(has));
  south = of.find((one) => holders.every((pks) => pks.has(one.pk)))!;
  const [team] = await facts.ids("SELECT id FROM teams WHERE name = 'East'");
  await answer(
    kehu,
    'steward',
    'mutation ($id: ID!, $team: ID) { share(input: { id: $id, withTeamId: $team }) { id } }',
    { id: south.id, team },
  );
  // What the demo company does not happen to hang on this one is moved to it.
  for (const [noun, table] of Object.entries(childTables)) {
    const [found] = await facts.ids(`SELECT id FROM ${table} WHERE customer_pk = ? ORDER BY pk LIMIT 1`, [south.pk]);
    children[noun] = found ?? (await moved(table));
  }
  const [item] = await facts.ids(
    'SELECT i.id FROM order_items i JOIN orders o ON o.pk = i.order_pk WHERE o.customer_pk = ? ORDER BY i.pk LIMIT 1',
    [south.pk],
  );
  children.orderItem = item!;
}, 240_000);
afterAll(() => kehu.drop());

/** Hangs the row of another southern customer on this one. */
async function moved(table: string): Promise<string> {
  const [id] = await facts.ids(
    `SELECT x.id FROM ${table} x JOIN customers c ON c.pk = x.customer_pk JOIN teams t ON t.pk = c.team_pk
     WHERE t.name = 'South 1' ORDER BY x.pk LIMIT 1`,
  );
  await kehu.test.database.run(`UPDATE ${table} SET customer_pk = ? WHERE id = ?`, [
    south.pk,
    Buffer.from(id!.replaceAll('-', ''), 'hex'),
  ]);
  return id!;
}

/** The same document asked with the southern id and with one that nobody ever had. */
async function twins(document: string, id: string, others: Record<string, unknown> = {}): Promise<[string, string]> {
  const absent = randomUUID();
  const swap = (text: string): string => text.replaceAll(id, '<id>').replaceAll(absent, '<id>');
  const first = await kehu.ask('rep.north1', document, { id, ...others });
  const second = await kehu.ask('rep.north1', document, { id: absent, ...others });
  return [swap(bytes(first)), swap(bytes(second))];
}

const reads = (type: string): string => {
  const object = kehu.schema.getType(type) as GraphQLObjectType;
  return Object.values(object.getFields())
    .filter((field) => field.args.length === 0 && !isObjectType(getNamedType(field.type)))
    .map((field) => field.name)
    .join(' ');
};

test('its director and its owner do see it, so that the rest proves something', async () => {
  for (const account of ['director', 'rep.south1']) {
    const data = await answer(
      kehu,
      account,
      `query ($id: ID!) { customer(id: $id) { id } node(id: $id) { id }
         customers(where: { id: { eq: $id } }) { totalCount { count } } }`,
      { id: south.id },
    );
    expect(data).toEqual({
      customer: { id: south.id },
      node: { id: south.id },
      customers: { totalCount: { count: 1 } },
    });
  }
});

test('by id, node, filter, count and aggregate it is like one that never was', async () => {
  const documents = [
    `query ($id: ID!) { customer(id: $id) { ${reads('Customer')} } }`,
    'query ($id: ID!) { node(id: $id) { id __typename } }',
    'query ($id: ID!) { customers(where: { id: { eq: $id } }) { nodes { id name } totalCount { count exact } pageInfo { hasNextPage startCursor } } }',
    'query ($id: ID!) { customers(where: { id: { in: [$id] } }) { edges { node { id } } totalCount { count } } }',
    'query ($id: ID!) { customers(where: { not: { id: { ne: $id } } }) { totalCount { count } } }',
    'query ($id: ID!) { customers(where: { id: { ne: $id } }) { totalCount { count } } }',
    'query ($id: ID!) { customerAggregate(where: { id: { eq: $id } }, groupBy: [{ region: true }]) { nodes { count } totals { count sum { creditLimit lifetimeValue } } } }',
    'query ($id: ID!) { explainAccess(type: "Customer", id: $id, field: "primaryPhone") { readable writable sentence because missing } }',
    'query ($id: ID!) { explainAccess(type: "Customer", id: $id) { readable writable sentence because missing } }',
  ];
  for (const document of documents) {
    const [invisible, absent] = await twins(document, south.id);
    expect(invisible).toBe(absent);
    expect(JSON.parse(invisible).errors).toBeUndefined();
  }
});

test('what hangs on it is like what never was, by id and node', async () => {
  for (const [noun, id] of Object.entries(children)) {
    const type = noun[0]!.toUpperCase() + noun.slice(1);
    const [invisible, absent] = await twins(
      `query ($id: ID!) { one: ${noun}(id: $id) { ${reads(type)} } node(id: $id) { __typename id }
         explainAccess(type: "${type}", id: $id) { readable writable sentence because missing } }`,
      id,
    );
    expect(invisible).toBe(absent);
    expect(JSON.parse(invisible).data.one).toBeNull();
  }
});

test('its children are in no list, filter, count or sum, by whatever relation it is named', async () => {
  const lists = { ...childTables, orderItem: 'orderItems' };
  for (const [noun, list] of Object.entries(lists)) {
    const hop = (where: string): string =>
      noun === 'orderItem' ? `order: { customer: { ${where} } }` : `customer: { ${where} }`;
    const [invisible, absent] = await twins(
      `query ($id: ID!) {
         named: ${list}(where: { ${hop('id: { eq: $id }')} }) { nodes { id } totalCount { count } }
         unnamed: ${list}(where: { not: { ${hop('id: { eq: $id }')} } }) { totalCount(limit: 100000) { count } }
         summed: ${noun}Aggregate(where: { ${hop('id: { eq: $id }')} }) { totals { count } } }`,
      south.id,
    );
    expect(invisible).toBe(absent);
    expect(JSON.parse(invisible).data.named.totalCount.count).toBe(0);
  }
  for (const [noun, list] of Object.entries(childTables)) {
    const many = list;
    const [invisible, absent] = await twins(
      `query ($id: ID!) {
         some: customers(where: { ${many}: { some: { id: { eq: $id } } } }) { totalCount { count } }
         none: customers(where: { ${many}: { none: { id: { eq: $id } } } }) { totalCount(limit: 100000) { count } }
         every: customers(where: { ${many}: { every: { id: { ne: $id } } } }) { totalCount(limit: 100000) { count } } }`,
      children[noun]!,
    );
    expect(invisible).toBe(absent);
  }
});

test('no search, code, name, phone or sort finds it', async () => {
  const searches = [south.name, south.code, south.primaryPhone!, south.primaryEmail].filter((text) => text !== null);
  for (const search of searches) {
    const { customers, customerAggregate } = await answer(
      kehu,
      'rep.north1',
      'query ($search: String) { customers(search: $search, first: 200) { nodes { id } } customerAggregate(search: $search) { totals { count } } }',
      { search },
    );
    expect(customers.nodes.map((node: Row) => node.id)).not.toContain(south.id);
    expect(customerAggregate.totals.count).toBe(customers.nodes.length);
  }
  const { byCode, byName, byPhone } = await answer(
    kehu,
    'rep.north1',
    `query ($code: String, $name: String, $phone: String) {
       byCode: customers(where: { code: { eq: $code } }) { totalCount { count } }
       byName: customers(where: { name: { eq: $name }, code: { eq: $code } }) { totalCount { count } }
       byPhone: customers(where: { primaryPhone: { eq: $phone } }) { totalCount { count } } }`,
    { code: south.code, name: south.name, phone: south.primaryPhone },
  );
  expect([byCode, byName, byPhone]).toEqual([0, 0, 0].map((count) => ({ totalCount: { count } })));
});

test('through an opportunity of the own team its customer is null, for every use of it', async () => {
  const [id] = await facts.ids(
    `SELECT o.id FROM opportunities o JOIN teams t ON t.pk = o.team_pk WHERE t.name = 'North 1' ORDER BY o.pk LIMIT 1`,
  );
  const row = Buffer.from(id!.replaceAll('-', ''), 'hex');
  await kehu.test.database.run('UPDATE opportunities SET customer_pk = ? WHERE id = ?', [south.pk, row]);
  const document = `query ($id: ID!, $name: String) {
    opportunity(id: $id) { id customer { id name owner { name } } }
    isNull: opportunities(where: { id: { eq: $id }, customer: { isNull: true } }) { totalCount { count } }
    notNamed: opportunities(where: { id: { eq: $id }, customer: { name: { ne: $name } } }) { totalCount { count } }
    named: opportunities(where: { id: { eq: $id }, customer: { name: { eq: $name } } }) { totalCount { count } }
    sorted: opportunities(where: { id: { eq: $id } }, orderBy: [{ customer: { name: ASC } }]) { nodes { id } }
    grouped: opportunityAggregate(where: { id: { eq: $id } }, groupBy: [{ customer: { name: true } }]) {
      nodes { count key { customer { name } } } } }`;
  const data = await answer(kehu, 'rep.north1', document, { id, name: south.name });
  expect(data.opportunity).toEqual({ id, customer: null });
  expect(data.isNull.totalCount.count).toBe(1);
  expect(data.notNamed.totalCount.count).toBe(1);
  expect(data.named.totalCount.count).toBe(0);
  expect(data.sorted.nodes).toEqual([{ id }]);
  expect([null, { name: null }]).toContainEqual(data.grouped.nodes[0].key.customer);
  await kehu.test.database.run('UPDATE opportunities SET customer_pk = NULL WHERE id = ?', [row]);
  expect(await answer(kehu, 'rep.north1', document, { id, name: south.name })).toEqual(data);
});

test('no write tells it from one that never was', async () => {
  const writes: [string, string, Record<string, unknown>?][] = [
    [south.id, 'mutation ($id: ID!) { updateCustomer(input: { id: $id, version: 1, note: "x" }) { customer { id } } }'],
    [
      south.id,
      'mutation ($id: ID!) { updateCustomer(input: { id: $id, version: 99, note: "x" }) { customer { id } } }',
    ],
    [south.id, 'mutation ($id: ID!) { deleteCustomer(input: { id: $id, version: 1 }) { customer { id } } }'],
    [south.id, 'mutation ($id: ID!) { restoreCustomer(input: { id: $id, version: 1 }) { customer { id } } }'],
    [south.id, 'mutation ($id: ID!) { createContact(input: { customerId: $id, name: "x" }) { contact { id } } }'],
    [south.id, 'mutation ($id: ID!) { createActivity(input: { customerId: $id, kind: CALL }) { activity { id } } }'],
    [south.id, 'mutation ($id: ID!) { createTicket(input: { customerId: $id, subject: "x" }) { ticket { id } } }'],
    [
      south.id,
      'mutation ($id: ID!) { createOpportunity(input: { customerId: $id, name: "x" }) { opportunity { id } } }',
    ],
    [
      children.contact!,
      'mutation ($id: ID!) { updateContact(input: { id: $id, version: 1, name: "x" }) { contact { id } } }',
    ],
    [children.activity!, 'mutation ($id: ID!) { deleteActivity(input: { id: $id, version: 1 }) { activity { id } } }'],
    [
      children.ticket!,
      'mutation ($id: ID!) { updateTicket(input: { id: $id, version: 1, status: CLOSED }) { ticket { id } } }',
    ],
    [
      children.opportunity!,
      'mutation ($id: ID!) { updateOpportunity(input: { id: $id, version: 1, name: "x" }) { opportunity { id } } }',
    ],
  ];
  for (const [id, document] of writes) {
    const [invisible, absent] = await twins(document, id);
    expect([document, invisible]).toEqual([document, absent]);
    expect([document, JSON.parse(invisible).errors?.[0].code]).toEqual([document, 'NOT_FOUND']);
  }
  const deleted = await kehu.ask('rep.north1', '{ customers(deleted: true) { nodes { id } } }');
  expect(refusal(deleted)).toBeNull();
  expect(deleted.data!.customers.nodes).toEqual([]);
});

test('every filter that can name a customer was asked', () => {
  const where = kehu.schema.getTypeMap();
  const asked = new Set([...Object.keys(childTables), 'orderItem']);
  const named = Object.values(where)
    .filter(isInputObjectType)
    .filter((type) => type.name.endsWith('Where') && 'customer' in type.getFields())
    .map((type) => type.name.replace(/Where$/, ''))
    .map((name) => name[0]!.toLowerCase() + name.slice(1));
  expect(named.filter((noun) => !asked.has(noun))).toEqual([]);
});
