import { parseDecimal } from '@kehu/shared';
import { answer, refusal, type Row } from './demo/answers';
import { demoFacts, type CustomerFacts, type Facts } from './demo/facts';
import { testKehu, type TestKehu } from './kehu';

let kehu: TestKehu;
let facts: Facts;
beforeAll(async () => {
  kehu = await testKehu({ demo: true });
  facts = await demoFacts(kehu);
}, 240_000);
afterAll(() => kehu.drop());

describe('analyst1 and the credit limit: totals over five customers or more, nothing else', () => {
  interface Group {
    key: string;
    customers: number;
    limits: number;
    sum: bigint;
  }
  /** Groups past every view. `customers` counts those of the group, with or without a limit. */
  const groups = async (columns: string): Promise<Group[]> =>
    (
      await kehu.test.database.rows(
        `SELECT ${columns}, COUNT(*), COUNT(credit_limit), COALESCE(SUM(credit_limit), 0) FROM customers
         WHERE deleted_at IS NULL GROUP BY ${columns}`,
      )
    ).map((row) => ({
      key: row.slice(0, -3).join('|'),
      customers: Number(row.at(-3)),
      limits: Number(row.at(-2)),
      sum: BigInt(String(row.at(-1))),
    }));

  const keyed = ({ key }: Row): string =>
    [key.currency, key.industry?.key ?? null, key.tier?.key ?? null].filter((part) => part !== undefined).join('|');

  test('big groups tell sum and average, small ones neither, and say so', async () => {
    const { customerAggregate } = await answer(
      kehu,
      'analyst1',
      `{ customerAggregate(groupBy: [{ currency: true }, { industry: true }, { tier: true }], first: 200) {
           nodes { key { currency industry { key } tier { key } } count suppressed sum { creditLimit } avg { creditLimit } } } }`,
    );
    const wanted = new Map((await groups('currency, industry, tier')).map((group) => [group.key, group]));
    const small = [...wanted.values()].filter((group) => group.customers < 5);
    expect(small.length).toBeGreaterThan(0);
    expect(customerAggregate.nodes).toHaveLength(wanted.size);
    for (const node of customerAggregate.nodes as Row[]) {
      const group = wanted.get(keyed(node))!;
      // Customers without a limit are none of those that a sum is over.
      expect([group.key, node.suppressed, node.count]).toEqual([group.key, group.limits < 5, group.customers]);
      if (group.limits < 5) {
        expect([node.sum.creditLimit, node.avg.creditLimit]).toEqual([null, null]);
      } else {
        expect(BigInt(parseDecimal(node.sum.creditLimit))).toBe(group.sum);
        const average = Number(group.sum) / group.limits / 10_000;
        expect(Math.abs(Number(node.avg.creditLimit) - average)).toBeLessThan(0.001);
      }
    }
  });

  test('a total beside a suppressed group is suppressed, on whatever page the group stands', async () => {
    const document = (first: number, group: string): string => `{ customerAggregate(
      where: { currency: { eq: "CNY" } }, groupBy: [${group}], orderBy: [{ count: DESC }], first: ${first}) {
      nodes { count suppressed sum { creditLimit } } totals { count suppressed sum { creditLimit } } } }`;
    const fine = '{ industry: true }, { tier: true }, { region: true }, { status: true }';
    const { customerAggregate: beside } = await answer(kehu, 'analyst1', document(1, fine));
    expect(beside.nodes[0].suppressed).toBe(false);
    expect([beside.totals.suppressed, beside.totals.sum.creditLimit]).toEqual([true, null]);
    const { customerAggregate: alone } = await answer(kehu, 'analyst1', document(50, '{ kind: true }'));
    expect(alone.nodes.map((node: Row) => node.suppressed)).toEqual([false, false]);
    const sum = await facts.count(
      "SELECT SUM(credit_limit) FROM customers WHERE currency = 'CNY' AND deleted_at IS NULL",
    );
    expect(parseDecimal(alone.totals.sum.creditLimit)).toBe(sum);
  });

  test('having and order do not tell a suppressed group from another', async () => {
    const having = await answer(
      kehu,
      'analyst1',
      `{ customerAggregate(groupBy: [{ currency: true }, { industry: true }, { tier: true }],
           having: { sum: { creditLimit: { gte: "0" } } }, first: 200) { nodes { count suppressed } } }`,
    );
    expect(having.customerAggregate.nodes.filter((node: Row) => node.count < 5)).toEqual([]);
    const ordered = await answer(
      kehu,
      'analyst1',
      `{ customerAggregate(groupBy: [{ currency: true }, { industry: true }, { tier: true }],
           orderBy: [{ sum: { creditLimit: DESC } }], first: 200) { nodes { suppressed sum { creditLimit } } } }`,
    );
    const suppressed = ordered.customerAggregate.nodes.map((node: Row) => node.sum.creditLimit === null);
    expect(suppressed.indexOf(true)).toBe(suppressed.lastIndexOf(false) + 1);
  });

  test.each([
    ['{ customers(where: { creditLimit: { gt: "0" } }) { nodes { id } } }', 'creditLimit'],
    ['{ customers(orderBy: [{ creditLimit: ASC }]) { nodes { id } } }', 'creditLimit'],
    ['{ customerAggregate(groupBy: [{ creditLimit: true }]) { nodes { count } } }', 'creditLimit'],
    ['{ customerAggregate { totals { min { creditLimit } } } }', 'creditLimit'],
    ['{ customerAggregate { totals { max { creditLimit } } } }', 'creditLimit'],
    ['{ customerAggregate { totals { median { creditLimit } } } }', 'creditLimit'],
    ['{ customerAggregate { totals { countDistinct { creditLimit } } } }', 'creditLimit'],
    ['{ customerAggregate { totals { sum { creditLimit } max { creditLimit } } } }', 'creditLimit'],
    ['{ contactAggregate(where: { customer: { creditLimit: { gt: "0" } } }) { totals { count } } }', 'creditLimit'],
    ['{ orders(where: { customer: { creditLimit: { gt: "0" } } }) { nodes { id } } }', 'creditLimit'],
  ])('%s is FORBIDDEN', async (document, field) => {
    const found = refusal(await kehu.ask('analyst1', document));
    expect(found?.code).toBe('FORBIDDEN');
    expect(found!.fields.some((name) => name.endsWith(field))).toBe(true);
  });

  test.each([
    ['where: { code: { eq: "K-000001" } }', 'code'],
    ['where: { name: { contains: "a" } }', 'name'],
    ['where: { id: { ne: "00000000-0000-4000-8000-000000000000" } }', 'id'],
    ['where: { not: { or: [{ tags: { has: "x" } }] } }', 'tags'],
    ['where: { owner: { name: { contains: "a" } } }', 'owner'],
    ['where: { orders: { some: { code: { eq: "x" } } } }', 'orders'],
    ['where: { createdAt: { gt: "2026-01-01" } }', 'createdAt'],
    ['search: "a"', 'search'],
    ['groupBy: [{ code: true }]', 'code'],
    ['groupBy: [{ owner: { name: true } }]', 'owner'],
  ])('beside a sum of it, %s is FORBIDDEN', async (args, field) => {
    const found = refusal(
      await kehu.ask('analyst1', `{ customerAggregate(${args}) { nodes { count } totals { sum { creditLimit } } } }`),
    );
    expect(found).toEqual({ code: 'FORBIDDEN', fields: [field] });
  });

  test('others read it and sum it as they like', async () => {
    const { customers, customerAggregate } = await answer(
      kehu,
      'director',
      `{ customers(where: { creditLimit: { gt: "0" } }, first: 1) { nodes { creditLimit } }
         customerAggregate(where: { currency: { eq: "CNY" } }) { totals { suppressed max { creditLimit } } } }`,
    );
    expect(Number(customers.nodes[0].creditLimit)).toBeGreaterThan(0);
    expect(customerAggregate.totals.suppressed).toBe(false);
  });
});

describe('reads that are logged', () => {
  interface Entry {
    actor: string;
    noun: string;
    fields: string[];
    ids: string[];
  }
  const entries = async (): Promise<Entry[]> =>
    (
      await kehu.test.database.rows(
        `SELECT u.email, a.noun, a.fields, a.detail FROM audit_entries a JOIN users u ON u.id = a.actor_id
         WHERE a.action = 'read-sensitive' ORDER BY a.pk`,
      )
    ).map(([email, noun, fields, detail]) => ({
      actor: String(email).replace('@kehu.example', ''),
      noun: String(noun),
      fields: (JSON.parse(String(fields)) as string[]).sort(),
      ids: ((JSON.parse(String(detail)) as { ids: string[] }).ids ?? []).sort(),
    }));
  const logged = async (account: string, document: string, variables?: Record<string, unknown>): Promise<Entry[]> => {
    const before = (await entries()).length;
    await answer(kehu, account, document, variables);
    return (await entries()).slice(before);
  };
  const identified = (): CustomerFacts[] => facts.customers.filter((one) => one.nationalId !== null).slice(0, 3);

  test('dpo: every personal and secret field, with the ids answered, one entry an operation and noun', async () => {
    const ids = identified()
      .map(({ id }) => id)
      .sort();
    const document = `query ($ids: [ID!]) { customers(where: { id: { in: $ids } }) {
      nodes { name primaryPhone birthDate nationalId } } }`;
    expect(await logged('dpo', document, { ids })).toEqual([
      { actor: 'dpo', noun: 'customer', fields: ['birthDate', 'nationalId', 'primaryPhone'], ids },
    ]);
    const one = 'query ($id: ID!) { customer(id: $id) { age } }';
    const read = await logged('dpo', one, { id: ids[0] });
    expect(read).toHaveLength(1);
    expect(read[0]).toMatchObject({ actor: 'dpo', noun: 'customer', ids: [ids[0]] });
    expect(read[0]!.fields).toContain('birthDate');
    const contact =
      'query ($ids: [ID!]) { contacts(where: { customer: { id: { in: $ids } } }, first: 1) { nodes { id primaryPhone } } }';
    expect(await logged('dpo', contact, { ids: facts.customers.map(({ id }) => id).slice(0, 900) })).toMatchObject([
      { actor: 'dpo', noun: 'contact', fields: ['primaryPhone'] },
    ]);
  });

  test('dpo: through a relation too', async () => {
    const document = '{ contacts(first: 3) { nodes { customer { primaryPhone } } } }';
    const found = await logged('dpo', document);
    expect(found).toMatchObject([{ actor: 'dpo', noun: 'customer', fields: ['primaryPhone'] }]);
    expect(found[0]!.ids.length).toBeGreaterThan(0);
  });

  test('dpo: a filter, sort, group or aggregate by its shape', async () => {
    const shape = { actor: 'dpo', noun: 'customer', fields: ['primaryPhone'], ids: [] };
    for (const document of [
      '{ customers(where: { primaryPhone: { contains: "5" } }) { nodes { id } } }',
      '{ customers(where: { primaryPhone: { contains: "5" } }) { totalCount { count } } }',
      '{ customers(orderBy: [{ primaryPhone: ASC }], first: 1) { nodes { id } } }',
      '{ customerAggregate(groupBy: [{ primaryPhone: true }], first: 1) { nodes { count } } }',
      '{ customerAggregate { totals { countDistinct { primaryPhone } } } }',
    ]) {
      expect([document, await logged('dpo', document)]).toEqual([document, [shape]]);
    }
    const hop = await logged(
      'dpo',
      '{ contacts(where: { customer: { primaryPhone: { contains: "5" } } }, first: 1) { nodes { id } } }',
    );
    expect(hop.flatMap(({ fields }) => fields)).toContain('primaryPhone');
  });

  test('dpo: nothing where nothing of it was asked', async () => {
    expect(await logged('dpo', '{ customers(first: 5) { nodes { name tier { key } } totalCount { count } } }')).toEqual(
      [],
    );
  });

  test('agent1: secret fields where they were shown, not where they were not', async () => {
    const open = facts.customers.find((one) => one.openTicket && one.nationalId !== null)!;
    const closed = identified().find((one) => !one.openTicket)!;
    const document =
      'query ($ids: [ID!]) { customers(where: { id: { in: $ids } }) { nodes { nationalId primaryPhone } } }';
    expect(await logged('agent1', document, { ids: [open.id, closed.id] })).toEqual([
      { actor: 'agent1', noun: 'customer', fields: ['nationalId'], ids: [open.id] },
    ]);
    expect(await logged('agent1', document, { ids: [closed.id] })).toEqual([]);
  });

  test('rep.north1: own phones are daily work and leave no entry', async () => {
    expect(await logged('rep.north1', '{ customers(first: 5) { nodes { primaryPhone nationalId } } }')).toEqual([]);
  });
});
