import type { Principal } from '../src/access/principal';
import { answer, demoErp, everyId, refusal, type As, type Row } from './demo/answers';
import { demoFacts, type CustomerFacts, type Facts } from './demo/facts';
import { readingTable, type Shown } from './demo/reading-table';
import { testKehu, testNow, type TestKehu } from './kehu';

let kehu: TestKehu;
let facts: Facts;
let erp: Principal;
beforeAll(async () => {
  kehu = await testKehu({ demo: true });
  facts = await demoFacts(kehu);
  erp = await demoErp(kehu);
}, 240_000);
afterAll(() => kehu.drop());

const as = (account: string): As => (account === 'demo-erp' ? erp : account);

const ageOf = (birthDate: string): number => {
  const today = new Date(testNow).toISOString().slice(0, 10);
  return Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4)) - (today.slice(5) < birthDate.slice(5) ? 1 : 0);
};

const personalMasks: Readonly<Record<string, unknown>> = {
  phones: [{ number: '•••', raw: null, kind: null, primary: false }],
  emails: [{ address: '•••', kind: null, primary: false }],
  addresses: [{ country: null, region: null, city: null, line: '•••', postalCode: null, kind: null, primary: false }],
  birthDate: null,
  age: null,
  primaryPhone: '•••',
  primaryEmail: '•••',
};

const personalOf = (customer: CustomerFacts): Record<string, unknown> => ({
  phones: customer.phones,
  emails: customer.emails,
  addresses: customer.addresses,
  birthDate: customer.birthDate,
  age: customer.birthDate === null ? null : ageOf(customer.birthDate),
  primaryPhone: customer.primaryPhone,
  primaryEmail: customer.primaryEmail,
});

const shown = (how: Shown, value: unknown, mask: unknown): unknown =>
  how === 'value' ? value : how === 'masked' ? mask : null;

const personalSelection = `phones { number raw kind primary } emails { address kind primary }
  addresses { country region city line postalCode kind primary } birthDate age primaryPhone primaryEmail`;

describe.each(Object.entries(readingTable))('%s reads', (account, line) => {
  const visible = (): CustomerFacts[] => facts.customers.filter(line.rows);

  test('the customers of its cell and no others, in lists, counts and aggregates', async () => {
    const { customers, customerAggregate } = await answer(
      kehu,
      as(account),
      `{ customers(first: 1) { nodes { id } totalCount(limit: 100000) { count exact } }
         customerAggregate { totals { count } } }`,
    );
    expect(customers.totalCount).toEqual({ count: visible().length, exact: true });
    expect(customers.nodes).toHaveLength(Math.min(1, visible().length));
    expect(customerAggregate.totals.count).toBe(visible().length);
    if (visible().length > 2000) return;
    const ids = await everyId(kehu, as(account), 'customers');
    expect(new Set(ids)).toEqual(new Set(visible().map(({ id }) => id)));
    expect(ids).toHaveLength(visible().length);
  });

  test('names, personal and secret fields as its cells say, on every sort of customer', async () => {
    if (line.never.includes('id')) return void (await readsNothing(account));
    const { customers } = await answer(
      kehu,
      as(account),
      `query ($ids: [ID!]) { customers(where: { id: { in: $ids } }, first: 200) { nodes {
         id code name creditLimit ${personalSelection} nationalId bankAccount access { hidden masked } } } }`,
      { ids: facts.sample.map(({ id }) => id) },
    );
    expect(new Set(customers.nodes.map((node: Row) => node.id))).toEqual(
      new Set(facts.sample.filter(line.rows).map(({ id }) => id)),
    );
    for (const node of customers.nodes as Row[]) {
      const customer = facts.byId.get(node.id)!;
      const ways: Record<string, Shown> = {};
      const wanted: Record<string, unknown> = { id: customer.id, code: customer.code };
      const want = (field: string, how: Shown, value: unknown, mask: unknown): void => {
        ways[field] = how;
        wanted[field] = shown(how, value, mask);
      };
      want('name', line.name?.(customer) ?? 'value', customer.name, '•••');
      const own = personalOf(customer);
      for (const [field, value] of Object.entries(own))
        want(field, line.personal(customer), value, personalMasks[field]);
      if (line.addresses) want('addresses', line.addresses(customer), own.addresses, personalMasks.addresses);
      want('nationalId', line.secret(customer), customer.nationalId, '•••');
      want('bankAccount', line.secret(customer), customer.bankAccount, '•••');
      const { access, creditLimit, ...values } = node;
      expect([account, values]).toEqual([account, wanted]);
      const those = (how: Shown): string[] =>
        Object.keys(ways)
          .filter((field) => ways[field] === how)
          .sort();
      const named = (fields: string[]): string[] => fields.filter((field) => field in ways).sort();
      expect({ hidden: named(access.hidden), masked: named(access.masked) }).toEqual({
        hidden: those('hidden'),
        masked: those('masked'),
      });
      expect(access.hidden.includes('creditLimit')).toBe(line.creditLimit === 'hidden');
      if (line.creditLimit === 'hidden') expect(creditLimit).toBeNull();
    }
  });

  test('contacts as their customers', async () => {
    if (line.never.includes('id')) return void (await readsNothing(account));
    const { contacts, contactAggregate } = await answer(
      kehu,
      as(account),
      `query ($ids: [ID!]) { contacts(where: { customer: { id: { in: $ids } } }, first: 200) { nodes {
         name customer { id } phones { number } primaryPhone emails { address } primaryEmail access { hidden masked } } }
         contactAggregate { totals { count } } }`,
      { ids: facts.sample.map(({ id }) => id) },
    );
    const pks = visible().map(({ pk }) => pk);
    const everyPk = new Map((await ofCustomers('contacts')).map(([pk, n]) => [pk, n]));
    expect(contactAggregate.totals.count).toBe(pks.reduce((sum, pk) => sum + (everyPk.get(pk) ?? 0), 0));
    const readable = facts.sample.filter(line.rows);
    expect(contacts.nodes).toHaveLength(readable.reduce((sum, { pk }) => sum + (everyPk.get(pk) ?? 0), 0));
    for (const contact of contacts.nodes as Row[]) {
      const customer = facts.byId.get(contact.customer.id)!;
      const how = line.personal(customer);
      const masked = {
        phones: [{ number: '•••' }],
        emails: [{ address: '•••' }],
        primaryPhone: '•••',
        primaryEmail: '•••',
      };
      for (const [field, mask] of Object.entries(masked)) {
        expect([field, contact.access.hidden.includes(field), contact.access.masked.includes(field)]).toEqual([
          field,
          how === 'hidden',
          how === 'masked',
        ]);
        if (how === 'masked') expect([field, contact[field]]).toEqual([field, mask]);
        if (how === 'hidden') expect([field, contact[field]]).toEqual([field, null]);
        if (how === 'value') expect(JSON.stringify(contact[field])).not.toContain('•');
      }
      const name = line.contactName ?? 'value';
      expect(contact.access.hidden.includes('name')).toBe(name === 'hidden');
      expect(contact.name === null).toBe(name === 'hidden');
    }
  });

  test('orders, items, activities, consents and tickets where it reads the customer', async () => {
    const pks = new Set(visible().map(({ pk }) => pk));
    const { order, item, activity, consent, ticket } = await answer(
      kehu,
      as(account),
      `{ order: orders(first: 1) { totalCount(limit: 100000) { count } }
         item: orderItems(first: 1) { totalCount(limit: 100000) { count } }
         activity: activities(first: 1) { totalCount(limit: 100000) { count } }
         consent: consents(first: 1) { totalCount(limit: 100000) { count } }
         ticket: tickets(first: 1) { totalCount(limit: 100000) { count } } }`,
    );
    const counted = async (table: string, where?: string): Promise<number> =>
      (await ofCustomers(table, where)).reduce((sum, [pk, n]) => sum + (pks.has(pk) ? n : 0), 0);
    expect({
      order: order.totalCount.count,
      item: item.totalCount.count,
      activity: activity.totalCount.count,
      consent: consent.totalCount.count,
      ticket: ticket.totalCount.count,
    }).toEqual({
      order: await counted('orders'),
      item: await counted('items'),
      activity: await counted('activities'),
      consent: await counted('consents'),
      ticket: await counted('tickets', line.tickets),
    });
  });

  test('opportunities by their own rule, products all', async () => {
    const { opportunities, products } = await answer(
      kehu,
      as(account),
      `{ opportunities(first: 1) { totalCount(limit: 100000) { count } }
         products(first: 1) { totalCount(limit: 100000) { count } } }`,
    );
    expect(opportunities.totalCount.count).toBe(
      await facts.count(
        `SELECT COUNT(*) FROM opportunities o LEFT JOIN teams t ON t.pk = o.team_pk
         WHERE o.deleted_at IS NULL AND (${line.opportunities})`,
      ),
    );
    expect(products.totalCount.count).toBe(await facts.count('SELECT COUNT(*) FROM products WHERE deleted_at IS NULL'));
  });

  test('free text of activities and tickets', async () => {
    const { activities, tickets } = await answer(
      kehu,
      as(account),
      `{ activities(first: 20) { nodes { kind subject body access { hidden } } }
         tickets(first: 20) { nodes { number subject description access { hidden } } } }`,
    );
    const hidden = line.freeText === 'hidden';
    for (const { access, subject, body } of activities.nodes) {
      expect([access.hidden.includes('subject'), access.hidden.includes('body')]).toEqual([hidden, hidden]);
      expect(hidden ? [subject, body] : [null, null]).toEqual([null, null]);
    }
    for (const { access, subject, description } of tickets.nodes) {
      expect([access.hidden.includes('subject'), access.hidden.includes('description')]).toEqual([hidden, hidden]);
      expect([subject === null, description === null]).toEqual([hidden, hidden]);
    }
    expect(activities.nodes.length > 0).toBe(visible().length > 0);
  });

  test('nothing through fields that no row shows', async () => {
    for (const field of line.never) {
      const documents = [
        `{ customers(where: { ${field}: { isNull: true } }) { nodes { id } } }`,
        `{ customers(where: { not: { or: [{ kind: { eq: PERSON } }, { ${field}: { isNull: false } }] } }) { nodes { id } } }`,
        `{ contacts(where: { customer: { ${field}: { isNull: true } } }) { nodes { id } } }`,
        ...(['nationalId', 'bankAccount', 'id'].includes(field)
          ? []
          : [
              `{ customers(orderBy: [{ ${field}: ASC }]) { nodes { id } } }`,
              `{ customerAggregate(groupBy: [{ ${field}: ${field === 'birthDate' ? '{ bucket: YEAR }' : 'true'} }]) { nodes { count } } }`,
              `{ customerAggregate { totals { countDistinct { ${field} } } } }`,
              `{ customerAggregate(groupBy: [{ status: true }], having: { countDistinct: { ${field}: { gt: 0 } } }) { nodes { count } } }`,
              `{ customerAggregate(groupBy: [{ status: true }], orderBy: [{ countDistinct: { ${field}: ASC } }]) { nodes { count } } }`,
            ]),
      ];
      for (const document of documents) {
        const found = refusal(await kehu.ask(as(account), document));
        expect([account, document, found?.code]).toEqual([account, document, 'FORBIDDEN']);
        expect(found!.fields.some((name) => name.split('.').at(-1) === field)).toBe(true);
      }
    }
  });

  test('purposes and rights', async () => {
    const { me } = await answer(kehu, as(account), '{ me { purposes purpose rights } }');
    expect([...me.purposes].sort()).toEqual([...line.purposes].sort());
    expect(me.purpose).toBe(line.purposes[0]);
    expect([...me.rights].sort()).toEqual([...line.rights].sort());
  });
});

/** Somebody without any grant on customers: not even their ids can be named. */
async function readsNothing(account: string): Promise<void> {
  const [one] = facts.sample;
  const { customer, node, customers, contacts } = await answer(
    kehu,
    as(account),
    'query ($id: ID!) { customer(id: $id) { id } node(id: $id) { id } customers { nodes { id } } contacts { nodes { id } } }',
    { id: one!.id },
  );
  expect({ customer, node, customers, contacts }).toEqual({
    customer: null,
    node: null,
    customers: { nodes: [] },
    contacts: { nodes: [] },
  });
}

/** How many rows of a table each customer has. */
async function ofCustomers(table: string, where = '1 = 1'): Promise<[number, number][]> {
  const statement =
    table === 'items'
      ? `SELECT k.customer_pk, COUNT(*) FROM order_items i JOIN orders k ON k.pk = i.order_pk
         WHERE k.deleted_at IS NULL GROUP BY k.customer_pk`
      : `SELECT k.customer_pk, COUNT(*) FROM ${table} k WHERE k.deleted_at IS NULL AND ${where} GROUP BY k.customer_pk`;
  return (await kehu.test.database.rows(statement)).map(([pk, n]) => [Number(pk), Number(n)]);
}
