import { answer, refusal } from '../../test/demo/answers';
import { demoFacts, type Facts } from '../../test/demo/facts';
import { testKehu, testNow, type TestKehu } from '../../test/kehu';
import type { Principal } from '../access/principal';
import type { SqlValue } from '../database/database';

/**
 * What an administrator who has never seen the product makes without code: a role that sees phones only of customers with an
 * order in the last twelve months and an open ticket of theirs. Given to a new user, who sees exactly that, and cannot bring
 * it about.
 */
let kehu: TestKehu;
let facts: Facts;
let desk: Principal;
const warranted = new Set<string>();

const save = 'mutation ($input: SaveRulesInput!) { saveRules(input: $input) { version } }';
const preview = `query ($input: PreviewRulesInput!) { previewRuleChange(input: $input) {
  differences { role type field action before after } concerned looked
  principals { id name rolesBefore rolesAfter
    views { type purpose rowsGained rowsLost gainedExamples fields { field gained lost } } } } }`;

const changes = [
  {
    putScope: {
      type: 'Customer',
      name: 'warranty',
      label: { en: 'customers under warranty', zh: '在保客户' },
      where: {
        orders: { some: { orderedAt: { gte: { monthsAgo: 12 } } } },
        tickets: { some: { status: { in: ['OPEN', 'PENDING'] }, assignee: { is: 'me' } } },
      },
    },
  },
  {
    createRole: {
      key: 'warranty-desk',
      label: { en: 'Warranty desk', zh: '保修服务台' },
      purposes: ['service'],
    },
  },
  {
    setGrants: {
      role: 'warranty-desk',
      type: 'Customer',
      grants: [
        {
          action: 'read',
          scope: 'all',
          fields: ['@public', '@identifying', '@personal', '@ownership'],
          cells: [{ field: '@personal', scope: 'warranty' }],
          masked: ['@personal'],
        },
        { action: 'update', scope: 'all', fields: ['tags', 'note'] },
        { action: 'share', scope: 'all' },
      ],
    },
  },
  {
    setGrants: {
      role: 'warranty-desk',
      type: 'Ticket',
      grants: [
        { action: 'read', scope: 'all', fields: ['@public', '@ownership', '@narrative'] },
        { action: 'create', scope: 'all', fields: ['@public', '@ownership', '@narrative'] },
        { action: 'update', scope: 'all', fields: ['@public', '@ownership', '@narrative'] },
      ],
    },
  },
  {
    setGrants: {
      role: 'warranty-desk',
      type: 'Order',
      grants: [
        { action: 'read', scope: 'all', fields: ['@public', '@ownership'] },
        { action: 'create', scope: 'all', fields: ['@public', '@ownership'] },
        { action: 'update', scope: 'all', fields: ['@public', '@ownership'] },
      ],
    },
  },
  {
    setGrants: {
      role: 'warranty-desk',
      type: 'Share',
      grants: [{ action: 'create', scope: 'all', fields: ['@public', '@ownership'] }],
    },
  },
];

const pks = async (sql: string, params: SqlValue[]): Promise<number[]> =>
  (await kehu.test.database.rows(sql, params)).map((row) => Number(row[0]));

beforeAll(async () => {
  kehu = await testKehu({ demo: true });
  facts = await demoFacts(kehu);
}, 240_000);
afterAll(() => kehu.drop());

test('it is made, previewed and given to a new user', async () => {
  const created = await answer(
    kehu,
    'admin',
    `mutation ($input: NewAccountInput!) { createAccount(input: $input) {
      oneTimePassword account { id roles signIn } } }`,
    { input: { email: 'wang@kehu.test', name: 'Wang Wei', roles: ['auditor'] } },
  );
  const { account, oneTimePassword } = created.createAccount;
  expect(oneTimePassword).toMatch(/^(\w{4}-){3}\w{4}$/);
  expect(account).toMatchObject({ roles: ['auditor'], signIn: 'once' });
  const userPk = (await pks('SELECT pk FROM users WHERE email = ?', ['wang@kehu.test']))[0]!;
  // Tickets of the new user: an open one and a closed one, with customers that ordered lately and long ago.
  const year = testNow - 365 * 86_400_000;
  const lately = await pks(
    'SELECT DISTINCT customer_pk FROM orders WHERE ordered_at > ? AND deleted_at IS NULL ORDER BY customer_pk LIMIT 4',
    [year + 86_400_000],
  );
  const before = await pks(
    `SELECT pk FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_pk = c.pk) AND NOT EXISTS
     (SELECT 1 FROM orders o WHERE o.customer_pk = c.pk AND o.ordered_at > ?) ORDER BY pk LIMIT 2`,
    [year - 86_400_000],
  );
  const assign = async (customerPk: number, status: string): Promise<void> => {
    const [ticket] = await pks('SELECT pk FROM tickets WHERE customer_pk = ? AND deleted_at IS NULL LIMIT 1', [
      customerPk,
    ]);
    const { database } = kehu.test;
    if (ticket === undefined) {
      await database.run(
        `INSERT INTO tickets (id, version, created_at, updated_at, number, number_fold, subject, subject_fold, customer_pk,
           assignee_pk, status, priority) VALUES (?, 1, 1, 1, ?, ?, 's', 's', ?, ?, ?, 'NORMAL')`,
        [Buffer.alloc(16, customerPk), `W${customerPk}`, `w${customerPk}`, customerPk, userPk, status],
      );
    } else {
      await database.run('UPDATE tickets SET assignee_pk = ?, status = ? WHERE pk = ?', [userPk, status, ticket]);
    }
  };
  await assign(lately[0]!, 'OPEN');
  await assign(lately[1]!, 'PENDING');
  await assign(lately[2]!, 'CLOSED');
  for (const pk of before) await assign(pk, 'OPEN');
  for (const pk of lately.slice(0, 2))
    warranted.add((await facts.ids('SELECT id FROM customers WHERE pk = ?', [pk]))[0]!);

  const input = { changes, assignments: [{ userId: account.id, roles: ['warranty-desk'] }] };
  const { previewRuleChange: seen } = await answer(kehu, 'admin', preview, { input });
  expect(seen.looked).toBe(1);
  expect(seen.principals[0]).toMatchObject({ name: 'Wang Wei', rolesAfter: ['warranty-desk'] });
  const view = seen.principals[0].views.find((one: { type: string }) => one.type === 'Customer');
  const live = await facts.count('SELECT COUNT(*) FROM customers WHERE deleted_at IS NULL', []);
  expect(view).toMatchObject({ rowsGained: live, rowsLost: 0 });
  expect(view.fields).toContainEqual({ field: 'phones', gained: 2, lost: 0 });
  expect(view.fields).toContainEqual({ field: 'name', gained: live, lost: 0 });
  expect(view.gainedExamples).toHaveLength(3);
  expect(seen.differences).toContainEqual({
    role: 'warranty-desk',
    type: 'Customer',
    field: 'phones',
    action: 'read',
    before: '',
    after: 'customers under warranty',
  });

  expect(refusal(await kehu.ask('rep.north1', save, { input: { changes, version: 0 } }))?.code).toBe('FORBIDDEN');
  expect((await answer(kehu, 'admin', save, { input: { changes, version: 0 } })).saveRules).toEqual({ version: 1 });
  await answer(
    kehu,
    'admin',
    'mutation ($input: AccountChangeInput!) { changeAccount(input: $input) { account { roles } } }',
    { input: { id: account.id, roles: ['warranty-desk'] } },
  );
  desk = (await kehu.authenticator.principalOfUser(userPk))!;
  expect(desk.roles).toEqual(['warranty-desk']);
});

test('the new user sees exactly the phones it should', async () => {
  const { customers } = await answer(
    kehu,
    desk,
    '{ customers(where: { primaryPhone: { isNull: false } }, first: 200) { nodes { id primaryPhone } } }',
  );
  const known = await facts.ids(
    `SELECT id FROM customers WHERE primary_phone IS NOT NULL AND id IN (${[...warranted].map(() => '?').join(', ')})`,
    [...warranted].map((id) => Buffer.from(id.replaceAll('-', ''), 'hex')),
  );
  expect(customers.nodes.map(({ id }: { id: string }) => id).sort()).toEqual([...known].sort());
  const all = await answer(kehu, desk, '{ customers(first: 200) { nodes { id primaryPhone } totalCount { count } } }');
  for (const { id, primaryPhone } of all.customers.nodes) if (!warranted.has(id)) expect(primaryPhone).toBe('•••');
  expect(all.customers.totalCount.count).toBeGreaterThan(200);
});

describe('no holder brings it about', () => {
  let other: { id: string; version: number };
  let ticket: { id: string; version: number };
  let me: string;
  const phoneOf = async (id: string): Promise<unknown> =>
    (await answer(kehu, desk, 'query ($id: ID!) { customer(id: $id) { primaryPhone } }', { id })).customer.primaryPhone;

  beforeAll(async () => {
    me = desk.id;
    const found = await answer(
      kehu,
      desk,
      `{ customers(where: { orders: { some: { orderedAt: { gte: "2026-01-01T00:00:00Z" } } },
           tickets: { some: { status: { in: [OPEN] }, assignee: { isNull: true } } } }, first: 5) {
           nodes { id version tickets(where: { status: { in: [OPEN] }, assignee: { isNull: true } }) { nodes { id version } } } } }`,
    );
    other = found.customers.nodes.find(({ id }: { id: string }) => !warranted.has(id));
    ticket = (other as never as { tickets: { nodes: { id: string; version: number }[] } }).tickets.nodes[0]!;
  });

  test.each([
    ['a ticket of its own', 'createTicket', () => ({ subject: 'x', customerId: other.id, assigneeId: me })],
    ['a ticket assigned to it', 'updateTicket', () => ({ id: ticket.id, version: ticket.version, assigneeId: me })],
  ])('%s', async (_, mutation, input) => {
    const type = mutation[0]!.toUpperCase() + mutation.slice(1);
    const result = await kehu.ask(
      desk,
      `mutation ($input: ${type}Input!) { ${mutation}(input: $input) { ticket { id } } }`,
      { input: input() },
    );
    expect(refusal(result)?.code).toBe('FORBIDDEN');
    expect(await phoneOf(other.id)).toBe('•••');
  });

  test('a ticket that nobody handles is no grant', async () => {
    const result = await kehu.ask(
      desk,
      'mutation ($input: CreateTicketInput!) { createTicket(input: $input) { ticket { id } } }',
      { input: { subject: 'x', customerId: other.id } },
    );
    expect(refusal(result)).toBeNull();
    expect(await phoneOf(other.id)).toBe('•••');
  });

  test('an order for a customer with an open ticket of its own', async () => {
    const [old] = (
      await answer(
        kehu,
        desk,
        `query ($me: ID!) { customers(where: { tickets: { some: { status: { in: [OPEN] }, assignee: { id: { eq: $me } } } } }) {
           nodes { id orders(first: 1) { nodes { id version } } } } }`,
        { me },
      )
    ).customers.nodes.filter(({ id }: { id: string }) => !warranted.has(id));
    expect(await phoneOf(old.id)).toBe('•••');
    const made = await kehu.ask(
      desk,
      'mutation ($input: CreateOrderInput!) { createOrder(input: $input) { order { id } } }',
      { input: { customerId: old.id, items: [] } },
    );
    expect(refusal(made)?.code).toBe('FORBIDDEN');
    const moved = await kehu.ask(
      desk,
      'mutation ($input: UpdateOrderInput!) { updateOrder(input: $input) { order { id } } }',
      { input: { ...old.orders.nodes[0], orderedAt: '2026-11-01T00:00:00Z' } },
    );
    expect(refusal(moved)?.code).toBe('FORBIDDEN');
    expect(await phoneOf(old.id)).toBe('•••');
  });

  test('a share and a tag', async () => {
    const shared = await kehu.ask(desk, 'mutation ($input: ShareInput!) { share(input: $input) { id } }', {
      input: { id: other.id, withUserId: me },
    });
    expect(refusal(shared)).not.toBeNull();
    const tagged = await kehu.ask(
      desk,
      'mutation ($input: UpdateCustomerInput!) { updateCustomer(input: $input) { customer { primaryPhone } } }',
      { input: { id: other.id, version: other.version, tags: ['warranty'] } },
    );
    expect(tagged.data?.updateCustomer?.customer.primaryPhone ?? '•••').toBe('•••');
  });
});

test('the history tells of it, and going back takes it away at the next operation', async () => {
  const { ruleHistory } = await answer(
    kehu,
    'auditor',
    '{ ruleHistory { current nodes { version byName summary restored } } }',
  );
  expect(ruleHistory).toMatchObject({ current: 1, nodes: [{ version: 1, restored: null }] });
  expect(ruleHistory.nodes[0].summary[0]).toBe('Scope warranty');
  const restore = 'mutation ($input: RestoreRulesInput!) { restoreRules(input: $input) { version } }';
  expect(refusal(await kehu.ask('auditor', restore, { input: { to: 0, version: 1 } }))?.code).toBe('FORBIDDEN');
  expect(refusal(await kehu.ask('admin', restore, { input: { to: 0, version: 0 } }))?.code).toBe('CONFLICT');
  expect((await answer(kehu, 'admin', restore, { input: { to: 0, version: 1 } })).restoreRules.version).toBe(2);
  // The role is gone, and with it the right to ask at all.
  expect(refusal(await kehu.ask(desk, '{ customers { nodes { id } } }'))?.code).toBe('FORBIDDEN');
  expect(kehu.reading(desk).ruleSet.view('customer').row).toEqual({ kind: 'none' });
  await answer(kehu, 'admin', restore, { input: { to: 1, version: 2 } });
  const again = await answer(kehu, desk, '{ customers(first: 1) { nodes { id } } }');
  expect(again.customers.nodes).toHaveLength(1);
  const actions = await kehu.test.database.rows(
    "SELECT detail FROM audit_entries WHERE action = 'rule-changed' ORDER BY pk",
  );
  expect(actions.map(([detail]) => JSON.parse(String(detail)).version)).toEqual([1, 2, 3]);
});

test('a preview counts by nothing that the asker may not read itself', async () => {
  // Administrators are shown masks in the place of phones: what a scope over phones would count is none of theirs.
  const { phone } = facts.customers
    .map(({ primaryPhone }) => ({ phone: primaryPhone }))
    .find((one): one is { phone: string } => one.phone !== null)!;
  const [userId] = await facts.ids('SELECT id FROM users WHERE email = ?', ['rep.south1@kehu.example']);
  const counted = async (where: object): Promise<unknown> => {
    const input = {
      changes: [
        { putScope: { type: 'Customer', name: 'guess', label: { en: 'Guess', zh: '猜' }, where } },
        { createRole: { key: 'guesser', label: { en: 'Guesser', zh: '猜' }, purposes: ['service'] } },
        {
          setGrants: {
            role: 'guesser',
            type: 'Customer',
            grants: [{ action: 'read', scope: 'guess', fields: ['name'] }],
          },
        },
      ],
      assignments: [{ userId, roles: ['guesser'] }],
    };
    const { principals, looked } = (await answer(kehu, 'admin', preview, { input })).previewRuleChange;
    expect(looked).toBe('name' in where ? 1 : 0);
    return principals.flatMap((one: { views: { type: string; purpose: string }[] }) =>
      one.views.filter(({ type, purpose }) => type === 'Customer' && purpose === 'service'),
    );
  };
  const right = await counted({ primaryPhone: { eq: phone } });
  expect(right).toEqual(await counted({ primaryPhone: { eq: '+8610000000000' } }));
  expect(right).toEqual([]);
  expect(await counted({ contacts: { some: { primaryPhone: { isNull: false } } } })).toEqual([]);
  expect(await counted({ name: { eq: facts.customers[0]!.name } })).not.toEqual([]);
});
