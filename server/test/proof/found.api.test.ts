import type { Grant } from '../../src/access/policy';
import { and, or } from '../../src/access/predicate';
import type { World } from '../../src/access/oracle/company';
import { row, worldOf } from '../../src/access/oracle/testing/test-world';
import { testDatabase, type TestDatabase } from '../database';
import { publicId } from './companies';
import { proofHost, type Answer, type Host } from './host';
import { loadClients, loadCompany, loadDictionaries } from './load-company';

/** What pairs of companies have found, so that it is looked for in every landing. */

let test1: TestDatabase;
let host: Host;
beforeAll(async () => {
  test1 = await testDatabase();
  await loadDictionaries(test1.database);
  await loadClients(test1.database);
  host = await proofHost(test1.database);
});
afterAll(async () => {
  await host.close();
  await test1.drop();
});

async function answerIn(world: World, query: string, input: unknown, begins = false): Promise<Answer> {
  await loadCompany(test1.database, world.company);
  host.enter(world);
  return host.ask(
    {
      kind: 'found',
      query,
      variables: { input },
      purpose: null,
      strict: false,
      chinese: false,
      pages: 0,
      writes: true,
      begins,
    },
    1,
  );
}

const codeOf = ({ body }: Answer): unknown =>
  (JSON.parse(body) as { errors?: { extensions: { code: string } }[] }).errors?.[0]?.extensions.code;

describe('a decision recorded for a purpose', () => {
  const record = 'mutation ($input: CreateConsentInput!) { createConsent(input: $input) { consent { id purpose } } }';
  const input = { customerId: publicId('customer', 1), purpose: 'SALES', state: 'GIVEN' };
  const users = [1, 2].map((pk) =>
    row(pk, { id: publicId('user', pk), name: `u${pk}`, email: `u${pk}`, disabled: false, locale: 'en' }),
  );
  const decided = (of: Record<string, unknown>[]): World['company'] => ({
    user: users,
    customer: [
      row(1, {
        id: publicId('customer', 1),
        kind: 'PERSON',
        status: 'ACTIVE',
        name: 'c',
        currency: 'CNY',
        tags: [],
        externalIds: [],
        lifetimeValue: 0,
        owner: 1,
      }),
    ],
    consent: of.map((values, i) =>
      row(i + 1, { id: publicId('consent', i + 1), customer: 1, state: 'GIVEN', decidedAt: 5, ...values }),
    ),
  });
  const rules = (reading: Partial<Grant>): Parameters<typeof worldOf>[0]['rules'] => ({
    customer: { roles: { tester: [{ action: 'read', scope: 'all', fields: ['@public'] }] } },
    consent: {
      scopes: { given: { kind: 'in', field: 'state', values: ['GIVEN'] } },
      roles: {
        tester: [
          { action: 'read', scope: 'all', fields: ['@public', '@ownership'], ...reading },
          { action: 'create', scope: 'all', fields: ['@public', '@ownership'], grants: ['@public', '@ownership'] },
        ],
      },
    },
  });

  test.each<[string, Partial<Grant>]>([
    ['is out of sight', { scope: 'given' }],
    ['does not show what it is for', { fields: ['@ownership'] }],
  ])('tells nothing by being there where it %s', async (_, reading) => {
    const there = worldOf({ company: decided([{ purpose: 'SALES', state: 'WITHDRAWN' }]), rules: rules(reading)! });
    const other = worldOf({ company: decided([{ purpose: 'SERVICE', state: 'WITHDRAWN' }]), rules: rules(reading)! });
    const answer = await answerIn(there, record, input);
    expect(codeOf(answer)).toBe('FORBIDDEN');
    expect(await answerIn(other, record, input)).toEqual(answer);
  });

  test('is given again alike whatever it is for where that is out of sight', async () => {
    const agreed = and(
      { kind: 'in', field: 'purpose', values: ['SALES'] },
      { kind: 'in', field: 'state', values: ['GIVEN'] },
    );
    const worldWith = (purpose: string): World =>
      worldOf({
        company: decided([{ purpose, state: 'WITHDRAWN' }]),
        rules: {
          customer: {
            scopes: { agreed: or({ kind: 'isMe', field: 'owner' }, { kind: 'some', many: 'consents', where: agreed }) },
            roles: { tester: [{ action: 'read', scope: 'agreed', fields: ['@public'] }] },
          },
          consent: {
            roles: {
              tester: [
                { action: 'read', scope: 'all', fields: ['state', 'customer'] },
                { action: 'update', scope: 'all', fields: ['state'] },
              ],
            },
          },
        },
      });
    const write = 'mutation ($input: UpdateConsentInput!) { updateConsent(input: $input) { consent { id state } } }';
    const again = { id: publicId('consent', 1), version: 1, state: 'GIVEN' };
    const answer = await answerIn(worldWith('SALES'), write, again);
    expect(codeOf(answer)).toBe('FORBIDDEN');
    expect(await answerIn(worldWith('SERVICE'), write, again)).toEqual(answer);
  });

  test('is not recorded twice by those who see it', async () => {
    const there = worldOf({ company: decided([{ purpose: 'SALES' }]), rules: rules({})! });
    const other = worldOf({ company: decided([{ purpose: 'SERVICE' }]), rules: rules({})! });
    expect(codeOf(await answerIn(there, record, input))).toBe('BAD_USER_INPUT');
    expect(codeOf(await answerIn(other, record, input))).toBeUndefined();
  });
});

test('a line out of sight does not refuse another currency of its order', async () => {
  const user = row(1, { id: publicId('user', 1), name: 'u', email: 'u', disabled: false, locale: 'en' });
  const customer = {
    id: publicId('customer', 1),
    kind: 'PERSON',
    status: 'ACTIVE',
    name: 'c',
    currency: 'CNY',
    tags: [],
    lifetimeValue: 0,
  };
  const order = {
    id: publicId('order', 1),
    number: 'o1',
    customer: 1,
    status: 'CONFIRMED',
    orderedAt: 5,
    currency: 'CNY',
    total: 0,
  };
  const product = { id: publicId('product', 1), code: 'p1', name: 'p', unitPrice: 0, currency: 'CNY', active: true };
  const item = (discount: number): ReturnType<typeof row> =>
    row(1, {
      id: publicId('orderItem', 1),
      order: 1,
      product: 1,
      quantity: 10_000,
      unitPrice: 0,
      discount,
      amount: 0,
      currency: 'CNY',
    });
  const worldWith = (discount: number): World =>
    worldOf({
      company: {
        user: [user],
        customer: [row(1, { ...customer, externalIds: [] })],
        product: [row(1, product)],
        order: [row(1, { ...order, externalIds: [] })],
        orderItem: [item(discount)],
      },
      rules: {
        customer: { roles: { tester: [{ action: 'read', scope: 'all', fields: ['@public'] }] } },
        order: {
          roles: {
            tester: [
              { action: 'read', scope: 'all', fields: ['@public'] },
              { action: 'update', scope: 'all', fields: ['@public'] },
            ],
          },
        },
      },
    });
  const change = 'mutation ($input: UpdateOrderInput!) { updateOrder(input: $input) { order { id currency } } }';
  const input = { id: publicId('order', 1), version: 1, currency: 'USD' };
  const answer = await answerIn(worldWith(0), change, input);
  expect(codeOf(answer)).toBeUndefined();
  expect(await answerIn(worldWith(-10_000), change, input)).toEqual(answer);
});

test('an export is filtered and ordered by added fields, on their own and through links', async () => {
  const all: Grant = { action: 'read', scope: 'all', fields: ['@public', '@identifying', 'custom.colour'] };
  const world = worldOf({
    company: {
      user: [1, 2].map((pk) =>
        row(pk, { id: publicId('user', pk), name: `u${pk}`, email: `u${pk}`, disabled: false, locale: 'en' }),
      ),
      customer: ['red', 'blue', 'red'].map((colour, i) =>
        row(i + 1, {
          id: publicId('customer', i + 1),
          kind: 'PERSON',
          status: 'ACTIVE',
          name: `c${i + 1}`,
          currency: 'CNY',
          tags: [],
          externalIds: [],
          lifetimeValue: 0,
          'custom.colour': colour,
        }),
      ),
    },
    rules: { customer: { roles: { tester: [all, { ...all, action: 'export' }] } } },
  });
  const query = 'mutation ($input: ExportInput!) { job: startExport(input: $input) { id } }';
  const { made } = await answerIn(
    world,
    query,
    {
      noun: 'customer',
      format: 'jsonl',
      columns: ['name'],
      where: { custom: { colour: { eq: 'red' } } },
      orderBy: [{ custom: { colour: 'ASC' } }, { name: 'DESC' }],
    },
    true,
  );
  expect(made!.split('\n').slice(2)).toEqual(['{"name":"c3"}', '{"name":"c1"}', '']);
});

describe('a document that comes again with other values', () => {
  const all: Grant = { action: 'read', scope: 'all', fields: ['@public', '@ownership', '@identifying', '@narrative'] };
  const added: Grant = { ...all, fields: [...all.fields!, 'custom.colour', 'custom.loyal'] };
  const customer = {
    kind: 'PERSON',
    status: 'ACTIVE',
    name: 'c',
    currency: 'CNY',
    tags: [],
    externalIds: [],
    lifetimeValue: 0,
    'custom.colour': 'red',
    'custom.loyal': true,
  };
  const order = { customer: 1, status: 'CONFIRMED', orderedAt: 5, externalIds: [], total: 0 };
  const world = worldOf({
    company: {
      user: [1, 2].map((pk) =>
        row(pk, { id: publicId('user', pk), name: `u${pk}`, email: `u${pk}`, disabled: false, locale: 'en' }),
      ),
      customer: [row(1, { id: publicId('customer', 1), ...customer })],
      contact: [
        row(1, { id: publicId('contact', 1), customer: 1, name: 'k', phones: [], emails: [], externalIds: [] }),
      ],
      order: ['CNY', 'USD'].map((currency, i) =>
        row(i + 1, { id: publicId('order', i + 1), ...order, number: `o${i}`, currency }),
      ),
    },
    rules: {
      customer: { roles: { tester: [added] } },
      contact: { roles: { tester: [all] } },
      order: { roles: { tester: [all] } },
    },
  });
  const contactsOf = ({ body }: Answer): unknown => {
    const { data } = JSON.parse(body) as {
      data: Record<'contacts', { nodes: { customer: Record<string, unknown> }[] }>;
    };
    return data.contacts.nodes[0]!.customer;
  };

  test('has its own filter of what lies behind a link, not that of whoever asked first', async () => {
    const query =
      'query ($input: OrderWhere) { contacts { nodes { customer { orders(where: $input) { nodes { currency } } } } } }';
    const first = await answerIn(world, query, { currency: { eq: 'CNY' } });
    expect(contactsOf(first)).toEqual({ orders: { nodes: [{ currency: 'CNY' }] } });
    const second = await answerIn(world, query, { currency: { eq: 'USD' } });
    expect(contactsOf(second)).toEqual({ orders: { nodes: [{ currency: 'USD' }] } });
  });

  test('has its own added fields of what lies behind a link', async () => {
    const query = 'query ($input: [String!]) { contacts { nodes { customer { customValues(keys: $input) } } } }';
    const first = await answerIn(world, query, ['colour']);
    expect(contactsOf(first)).toEqual({ customValues: { colour: 'red' } });
    const second = await answerIn(world, query, ['loyal']);
    expect(contactsOf(second)).toEqual({ customValues: { loyal: true } });
  });
});

describe('a merge', () => {
  const customer = { kind: 'PERSON', status: 'ACTIVE', currency: 'CNY', tags: [], externalIds: [], lifetimeValue: 0 };
  const worldWith = (customers: Record<string, unknown>[]): World =>
    worldOf({
      company: {
        user: [row(1, { id: publicId('user', 1), name: 'u', email: 'u', disabled: false, locale: 'en' })],
        customer: customers.map((values, i) =>
          row(i + 1, { id: publicId('customer', i + 1), ...customer, name: `c${i}`, ...values }),
        ),
      },
      principal: { roles: ['steward'], purpose: 'service', purposes: ['service'] },
    });
  const merged = (of: string): string =>
    `mutation ($input: MergeCustomersInput!) { mergeCustomers(input: $input) { customer { ${of} } } }`;
  const input = {
    into: publicId('customer', 1),
    from: [{ id: publicId('customer', 2) }],
    acceptGains: true,
  };

  test('can keep a list that was never given', async () => {
    const phones = [{ number: '+8613800138000', kind: 'MOBILE', primary: true }];
    const answer = await answerIn(
      worldWith([
        { phones, tags: ['x'] },
        { phones: null, tags: null },
      ]),
      merged('phones { number } primaryPhone tags'),
      {
        ...input,
        choices: ['phones', 'tags'].map((field) => ({ field, from: publicId('customer', 2) })),
      },
    );
    expect(JSON.parse(answer.body)).toMatchObject({
      data: { mergeCustomers: { customer: { phones: null, primaryPhone: null, tags: null } } },
    });
  });

  test('makes tags one that are the same but for how they are written', async () => {
    const world = worldWith([{ tags: ['b%'] }, { tags: ['ｂ%', 'x'] }]);
    const answer = await answerIn(world, merged('tags'), input);
    expect(JSON.parse(answer.body)).toMatchObject({ data: { mergeCustomers: { customer: { tags: ['b%', 'x'] } } } });
  });
});

describe('lines written of an order', () => {
  const customer = { kind: 'PERSON', status: 'ACTIVE', name: 'c', currency: 'CNY', tags: [], externalIds: [] };
  const order = { number: 'o1', customer: 1, status: 'CONFIRMED', orderedAt: 5, currency: 'CNY', total: 0 };
  const line = { order: 1, quantity: 10_000, unitPrice: 0, discount: 0, amount: 0, currency: 'CNY' };
  const product = { code: 'p1', name: 'p', unitPrice: 0, currency: 'CNY', active: true };
  interface Written {
    lines?: Record<string, unknown>[];
    currency?: string;
    /** How the writer reads orders, and lines. */
    reads?: Partial<Grant>;
    readsLines?: Partial<Grant>;
  }
  const all = { action: 'read', scope: 'all', fields: ['@public', '@ownership', '@identifying'] } as const;
  const worldWith = ({ lines = [], currency = 'CNY', reads = {}, readsLines }: Written): World =>
    worldOf({
      company: {
        user: [row(1, { id: publicId('user', 1), name: 'u', email: 'u', disabled: false, locale: 'en' })],
        customer: [row(1, { id: publicId('customer', 1), ...customer, lifetimeValue: 0 })],
        product: [row(1, { id: publicId('product', 1), ...product })],
        order: [row(1, { id: publicId('order', 1), ...order, currency, externalIds: [] })],
        orderItem: lines.map((values, i) => row(i + 1, { id: publicId('orderItem', i + 1), ...line, ...values })),
      },
      rules: {
        customer: { roles: { tester: [{ action: 'read', scope: 'all', fields: ['@public'] }] } },
        order: {
          roles: {
            tester: [
              { ...all, ...reads },
              { action: 'update', scope: 'all', fields: ['@public'] },
            ],
          },
        },
        ...(readsLines && {
          orderItem: {
            scopes: { loose: { kind: 'isNull', field: 'product' } },
            roles: { tester: [{ ...all, ...readsLines }] },
          },
        }),
      },
    });
  const write = (of: string): string => `mutation ($input: UpdateOrderInput!) { updateOrder(input: $input) { ${of} } }`;
  const given = { id: publicId('order', 1), version: 1, orderedAt: '2026-06-15T11:00:00.000Z' };
  const items = [{ quantity: '1', unitPrice: '0' }];

  test('leave the history of the order alike whether or not lines out of sight were taken away', async () => {
    const query = write('order { history { nodes { changes { field } } } }');
    const answer = await answerIn(worldWith({}), query, { ...given, items: [] });
    expect(codeOf(answer)).toBeUndefined();
    expect(await answerIn(worldWith({ lines: [{}] }), query, { ...given, items: [] })).toEqual(answer);
  });

  test('show the currency only where that of the order shows', async () => {
    const query = write('order { currency items { nodes { quantity currency } } }');
    const of = { reads: { fields: ['items'] }, readsLines: {} };
    const answer = await answerIn(worldWith(of), query, { ...given, items });
    expect(JSON.parse(answer.body)).toMatchObject({
      data: { updateOrder: { order: { items: { nodes: [{ quantity: '1', currency: null }] } } } },
    });
    expect(await answerIn(worldWith({ ...of, currency: 'USD' }), query, { ...given, items })).toEqual(answer);
    const reader = await answerIn(worldWith({ readsLines: {}, currency: 'USD' }), query, { ...given, items });
    expect(JSON.parse(reader.body)).toMatchObject({
      data: { updateOrder: { order: { items: { nodes: [{ quantity: '1', currency: 'USD' }] } } } },
    });
  });

  test('take no place of a line out of sight', async () => {
    const query = write('order { items { nodes { id } } }');
    const readsLines = { scope: 'loose' };
    const answer = await answerIn(worldWith({ readsLines, lines: [{ product: null }] }), query, { ...given, items });
    expect(codeOf(answer)).toBeUndefined();
    const hiding = worldWith({ readsLines, lines: [{ product: null }, { product: 1 }] });
    expect(await answerIn(hiding, query, { ...given, items })).toEqual(answer);
    const other = worldWith({
      readsLines,
      lines: [
        { product: 1, id: publicId('orderItem', 7) },
        { product: null, id: publicId('orderItem', 1) },
      ],
    });
    expect(await answerIn(other, query, { ...given, items })).toEqual(answer);
  });

  test('move alike whatever a hidden cell of theirs was', async () => {
    const query = write('order { items { nodes { id updatedAt } } }');
    const readsLines = { fields: ['quantity', 'order'] };
    const answer = await answerIn(worldWith({ readsLines, lines: [{}] }), query, { ...given, items });
    expect(codeOf(answer)).toBeUndefined();
    const other = worldWith({ readsLines, lines: [{ currency: 'USD' }] });
    expect(await answerIn(other, query, { ...given, items })).toEqual(answer);
  });
});
