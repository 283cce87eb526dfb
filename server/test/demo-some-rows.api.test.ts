import type { Principal } from '../src/access/principal';
import { answer, demoErp, refusal, type Row } from './demo/answers';
import { demoFacts, type Facts } from './demo/facts';
import { testKehu, type TestKehu } from './kehu';

let kehu: TestKehu;
let facts: Facts;
let erp: Principal;
beforeAll(async () => {
  kehu = await testKehu({ demo: true });
  facts = await demoFacts(kehu);
  erp = await demoErp(kehu);
}, 240_000);
afterAll(() => kehu.drop());

describe('fields readable on some rows only count as null on the others', () => {
  const some = async (account: string, where: string): Promise<Set<string>> =>
    new Set(
      (
        await answer(kehu, account, `{ customers(where: { ${where} }, first: 200) { nodes { id } } }`)
      ).customers.nodes.map((node: Row) => node.id),
    );

  test('rep.north1 counts own phones alone', async () => {
    const { withPhone, without } = await answer(
      kehu,
      'rep.north1',
      `{ withPhone: customers(where: { primaryPhone: { contains: "+" } }) { totalCount { count } }
         without: customers(where: { primaryPhone: { isNull: true } }) { totalCount { count } } }`,
    );
    const team = facts.customers.filter((one) => one.team === 'North 1');
    const own = team.filter((one) => one.owner === 'rep.north1' && one.primaryPhone !== null);
    expect(withPhone.totalCount.count).toBe(own.length);
    expect(without.totalCount.count).toBe(team.length - own.length);
    const colleague = team.find((one) => one.owner === 'rep.north2' && one.primaryPhone !== null)!;
    expect(
      await some('rep.north1', `primaryPhone: { eq: "${colleague.primaryPhone}" }, id: { eq: "${colleague.id}" }`),
    ).toEqual(new Set());
    expect(
      await some('rep.north1', `primaryPhone: { ne: "${colleague.primaryPhone}" }, id: { eq: "${colleague.id}" }`),
    ).toEqual(new Set([colleague.id]));
  });

  test('rep.north1 sorts and groups own phones alone, the others are nulls', async () => {
    const { customers, customerAggregate } = await answer(
      kehu,
      'rep.north1',
      `{ customers(orderBy: [{ primaryPhone: DESC }], last: 200) { nodes { id } }
         customerAggregate(groupBy: [{ primaryPhone: true }], having: { count: { gt: 1 } }, first: 200) {
           nodes { key { primaryPhone } count } } }`,
    );
    const hidden = facts.customers.filter(
      (one) => one.team === 'North 1' && (one.owner !== 'rep.north1' || one.primaryPhone === null),
    );
    for (const { id } of customers.nodes) expect(hidden.some((one) => one.id === id)).toBe(true);
    const ofNull = customerAggregate.nodes.find((node: Row) => node.key.primaryPhone === null);
    expect(ofNull.count).toBe(hidden.length);
  });

  test('agent1 finds an identity number with an open ticket only', async () => {
    const open = facts.customers.find((one) => one.openTicket && one.nationalId !== null)!;
    const closed = facts.customers.find((one) => !one.openTicket && one.nationalId !== null)!;
    expect(await some('agent1', `nationalId: { eq: "${open.nationalId}" }`)).toEqual(new Set([open.id]));
    expect(await some('agent1', `nationalId: { eq: "${closed.nationalId}" }`)).toEqual(new Set());
  });

  test('marketer1 counts addresses of consenting customers alone', async () => {
    const { customers } = await answer(
      kehu,
      'marketer1',
      '{ customers(where: { primaryEmail: { contains: "@" } }) { totalCount { count } } }',
    );
    expect(customers.totalCount.count).toBe(
      facts.customers.filter((one) => one.marketingConsent && one.primaryEmail !== null).length,
    );
  });

  test('analyst1 finds companies by name, persons never', async () => {
    const company = facts.customers.find((one) => one.kind === 'COMPANY')!;
    const person = facts.customers.find((one) => one.kind === 'PERSON')!;
    expect(await some('analyst1', `name: { eq: ${JSON.stringify(company.name)} }`)).toContain(company.id);
    expect(await some('analyst1', `name: { eq: ${JSON.stringify(person.name)} }, kind: { eq: PERSON }`)).toEqual(
      new Set(),
    );
    const searched = await answer(
      kehu,
      'analyst1',
      'query ($text: String) { customers(search: $text, first: 200) { nodes { kind } } }',
      { text: person.name },
    );
    expect(searched.customers.nodes.filter((node: Row) => node.kind === 'PERSON')).toEqual([]);
  });

  test('X-Kehu-Denied: error refuses what rules alone hide, even in a selection', async () => {
    const result = await kehu.ask(
      'director',
      '{ customers(first: 1) { nodes { primaryPhone } } }',
      {},
      { denied: 'error' },
    );
    expect(refusal(result)).toEqual({ code: 'FORBIDDEN', fields: ['primaryPhone'] });
  });

  test('and a link to a record out of sight is refused it as a link to nothing is', async () => {
    const { database } = kehu.test;
    const [hidden] = facts.customers.filter((one) => one.team === 'South 1');
    const [one, other] = await facts.ids(
      "SELECT o.id FROM opportunities o JOIN teams t ON t.pk = o.team_pk WHERE t.name = 'North 1' ORDER BY o.pk LIMIT 2",
    );
    const leadTo = (id: string, customer: number | null) =>
      database.run('UPDATE opportunities SET customer_pk = ? WHERE id = ?', [
        customer,
        Buffer.from(id.replaceAll('-', ''), 'hex'),
      ]);
    await leadTo(one!, hidden!.pk);
    await leadTo(other!, null);
    const ask = (id: string, field: string) =>
      kehu.ask(
        'rep.north1',
        `query ($id: ID!) { opportunity(id: $id) { customer { ${field} } } }`,
        { id },
        { denied: 'error' },
      );
    expect((await ask(one!, 'name')).data).toEqual({ opportunity: { customer: null } });
    for (const id of [one!, other!]) {
      expect(refusal(await ask(id, 'nationalId'))).toEqual({ code: 'FORBIDDEN', fields: ['nationalId'] });
    }
  });
});

describe('staff', () => {
  const document = `{ users(where: { name: { eq: "王晓彤" } }) { nodes { name title picture email phone access { hidden } } }
    customers(where: { owner: { name: { eq: "王晓彤" } } }, first: 1) { nodes { owner { name } team { name } } totalCount { count } } }`;

  test.each(['director', 'rep.north1', 'agent1', 'analyst1', 'marketer1', 'dpo'])(
    '%s reads the names of colleagues, their addresses only of oneself',
    async (account) => {
      const { users, customers } = await answer(kehu, account, document);
      const self = account === 'rep.north1';
      expect(users.nodes).toMatchObject([{ name: '王晓彤', email: self ? 'rep.north1@kehu.example' : null }]);
      expect(users.nodes[0].access.hidden.includes('email')).toBe(!self);
      expect(customers.nodes).toEqual([{ owner: { name: '王晓彤' }, team: { name: 'North 1' } }]);
    },
  );

  test('admin reads their addresses too', async () => {
    const { users } = await answer(kehu, 'admin', document);
    expect(users.nodes).toMatchObject([{ email: 'rep.north1@kehu.example' }]);
  });

  test('a client reads nobody, and finds nothing by the name of an owner', async () => {
    const read = await answer(
      kehu,
      erp,
      '{ users { nodes { id } } teams { nodes { id } } customers(first: 50) { nodes { owner { name } team { name } } } }',
    );
    expect(read.users.nodes).toEqual([]);
    expect(read.teams.nodes).toEqual([]);
    expect(new Set(read.customers.nodes.map((node: Row) => JSON.stringify(node)))).toEqual(
      new Set(['{"owner":null,"team":null}']),
    );
    for (const hop of ['where: { owner: { name: { contains: "a" } } }', 'orderBy: [{ owner: { name: ASC } }]']) {
      const found = refusal(await kehu.ask(erp, `{ customers(${hop}) { nodes { id } } }`));
      expect(found).toEqual({ code: 'FORBIDDEN', fields: ['owner.name'] });
    }
  });
});
