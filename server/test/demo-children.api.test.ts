import type { Principal } from '../src/access/principal';
import { answer, demoErp, refusal, type As, type Row } from './demo/answers';
import { demoFacts, type CustomerFacts, type Facts } from './demo/facts';
import { testKehu, type TestKehu } from './kehu';

let kehu: TestKehu;
let facts: Facts;
let erp: Principal;
let own: CustomerFacts;
let colleague: CustomerFacts;
let open: CustomerFacts;
let agent: string;
beforeAll(async () => {
  kehu = await testKehu({ demo: true });
  facts = await demoFacts(kehu);
  erp = await demoErp(kehu);
  const plain = facts.customers.filter((of) => !of.openTicket && !of.erp);
  own = plain.find((of) => of.owner === 'rep.north1')!;
  colleague = plain.find((of) => of.owner === 'rep.north2')!;
  open = facts.customers.find((of) => of.openTicket)!;
  [agent] = (await facts.ids("SELECT id FROM users WHERE email = 'agent1@kehu.example'")) as [string];
}, 240_000);
afterAll(() => kehu.drop());

const as = (account: string): As => (account === 'demo-erp' ? erp : account);
const everyone = [
  'admin',
  'director',
  'manager.north',
  'rep.north1',
  'rep.north2',
  'rep.south1',
  'agent1',
  'marketer1',
  'analyst1',
  'steward',
  'auditor',
  'dpo',
  'demo-erp',
];

interface Made {
  code: string | null;
  record: Row;
}

async function write(account: string, action: string, type: string, input: object): Promise<Made> {
  const noun = type[0]!.toLowerCase() + type.slice(1);
  const kind =
    action === 'delete' || action === 'restore'
      ? 'DeleteInput'
      : `${action[0]!.toUpperCase()}${action.slice(1)}${type}Input`;
  const result = await kehu.ask(
    as(account),
    `mutation ($input: ${kind}!) { it: ${action}${type}(input: $input) { ${noun} { id version } } }`,
    { input },
  );
  return { code: refusal(result)?.code ?? null, record: result.data?.it?.[noun] };
}

/** Which of all accounts may do this; each of the others must be refused with FORBIDDEN, or NOT_FOUND where listed. */
async function onlyThese(
  allowed: readonly string[],
  blind: readonly string[],
  attempt: (account: string) => Promise<Made>,
) {
  const found: Record<string, string | null> = {};
  const wanted: Record<string, string | null> = {};
  for (const account of everyone) {
    found[account] = (await attempt(account)).code;
    wanted[account] = allowed.includes(account) ? null : blind.includes(account) ? 'NOT_FOUND' : 'FORBIDDEN';
  }
  expect(found).toEqual(wanted);
}

let serial = 0;
const next = (): number => ++serial;

describe('what hangs on a customer of rep.north1', () => {
  const south = ['rep.south1'];

  test('contacts are made by the owner, the manager, the steward and nobody else', async () => {
    await onlyThese(['manager.north', 'rep.north1', 'steward'], south, (account) =>
      write(account, 'create', 'Contact', { customerId: own.id, name: `Contact ${next()}` }),
    );
  });

  test('contacts are changed by the same', async () => {
    const { record } = await write('rep.north1', 'create', 'Contact', { customerId: own.id, name: 'Changing' });
    let version = record.version;
    await onlyThese(['manager.north', 'rep.north1', 'steward'], south, async (account) => {
      const made = await write(account, 'update', 'Contact', {
        id: record.id,
        version,
        title: `Title ${next()}`,
      });
      if (made.record) version = made.record.version;
      return made;
    });
  });

  test('activities likewise', async () => {
    await onlyThese(['manager.north', 'rep.north1', 'steward'], south, (account) =>
      write(account, 'create', 'Activity', { customerId: own.id, kind: 'CALL', subject: `Call ${next()}` }),
    );
  });

  test('opportunities likewise', async () => {
    await onlyThese(['manager.north', 'rep.north1', 'steward'], south, (account) =>
      write(account, 'create', 'Opportunity', { customerId: own.id, name: `Sale ${next()}` }),
    );
  });

  test('tickets likewise', async () => {
    await onlyThese(['manager.north', 'rep.north1', 'steward'], south, (account) =>
      write(account, 'create', 'Ticket', { customerId: own.id, subject: `Ticket ${next()}` }),
    );
  });

  test('orders are the steward’s and the ERP’s', async () => {
    await onlyThese(['steward', 'demo-erp'], [], (account) =>
      write(account, 'create', 'Order', { customerId: own.id }),
    );
  });

  test('consents are the steward’s and the data protection officer’s', async () => {
    await kehu.test.database.run('DELETE FROM consents WHERE customer_pk = ?', [own.pk]);
    const purposes = ['SERVICE', 'SALES', 'ANALYTICS'];
    await onlyThese(['steward', 'dpo'], [], (account) =>
      write(account, 'create', 'Consent', {
        customerId: own.id,
        purpose: ['steward', 'dpo'].includes(account) ? purposes.pop() : 'SERVICE',
        state: 'GIVEN',
      }),
    );
  });

  test('a colleague’s customer gets nothing from rep.north1', async () => {
    for (const [type, values] of Object.entries({
      Contact: { name: 'x' },
      Activity: { kind: 'NOTE' },
      Opportunity: { name: 'x' },
      Ticket: { subject: 'x' },
    })) {
      const { code } = await write('rep.north1', 'create', type, { customerId: colleague.id, ...values });
      expect([type, code]).toEqual([type, 'FORBIDDEN']);
    }
  });
});

test('products are kept by the steward and the ERP', async () => {
  await onlyThese(['steward', 'demo-erp'], [], (account) =>
    write(account, 'create', 'Product', { name: `Product ${next()}` }),
  );
  const [[id, version]] = (await kehu.test.database.rows(
    "SELECT id, version FROM products p WHERE NOT EXISTS (SELECT 1 FROM external_ids e WHERE e.noun = 'product' AND e.record_pk = p.pk) LIMIT 1",
  )) as [[Buffer, number]];
  const [uuid] = await facts.ids('SELECT id FROM products WHERE id = ?', [id]);
  expect((await write('demo-erp', 'update', 'Product', { id: uuid, version, price: '1' })).code).toBe('FORBIDDEN');
});

describe('contact data', () => {
  test('agent1 changes it with an open ticket and nothing else', async () => {
    const { record } = await write('steward', 'create', 'Contact', { customerId: open.id, name: 'Open' });
    const phones = [{ number: '+8615412349999', primary: true }];
    expect((await write('agent1', 'update', 'Contact', { ...record, name: 'Other' })).code).toBe('FORBIDDEN');
    expect((await write('agent1', 'update', 'Contact', { ...record, phones })).code).toBeNull();
    const elsewhere = await write('steward', 'create', 'Contact', { customerId: own.id, name: 'Closed' });
    expect((await write('agent1', 'update', 'Contact', { ...elsewhere.record, phones })).code).toBe('FORBIDDEN');
  });

  test('it ends with the ticket', async () => {
    const read = async () =>
      (await answer(kehu, 'agent1', 'query ($id: ID!) { customer(id: $id) { version primaryPhone } }', { id: open.id }))
        .customer;
    const before = await read();
    expect(before.primaryPhone).not.toBe('•••');
    const { tickets } = await answer(
      kehu,
      'agent1',
      'query ($id: ID!) { tickets(where: { customer: { id: { eq: $id } }, status: { in: [OPEN, PENDING] } }) { nodes { id version } } }',
      { id: open.id },
    );
    expect(tickets.nodes.length).toBeGreaterThan(0);
    for (const ticket of tickets.nodes as Row[]) {
      expect((await write('agent1', 'update', 'Ticket', { ...ticket, status: 'CLOSED' })).code).toBeNull();
      // Opening it again would give the agent the customer's data back: a grant.
      const again = { id: ticket.id, version: ticket.version + 1, status: 'OPEN' };
      expect((await write('agent1', 'update', 'Ticket', again)).code).toBe('FORBIDDEN');
    }
    expect((await read()).primaryPhone).toBe('•••');
    const emails = [{ address: 'x@mail.example', primary: true }];
    expect((await write('agent1', 'update', 'Customer', { id: open.id, version: before.version, emails })).code).toBe(
      'FORBIDDEN',
    );
    // The manager of a ticket's team may open it again, and with it the data.
    const [first] = tickets.nodes as Row[];
    expect(
      (await write('steward', 'update', 'Ticket', { id: first.id, version: first.version + 1, status: 'OPEN' })).code,
    ).toBeNull();
    expect((await read()).primaryPhone).toBe(before.primaryPhone);
  });
});

describe('tickets', () => {
  const unassigned = async (): Promise<Row> =>
    (await write('rep.north1', 'create', 'Ticket', { customerId: own.id, subject: `Ticket ${next()}` })).record;

  test('agent1 assigns none to anybody, not even one of theirs', async () => {
    const ticket = await unassigned();
    expect((await write('agent1', 'update', 'Ticket', { ...ticket, assigneeId: agent })).code).toBe('FORBIDDEN');
    const { tickets } = await answer(kehu, 'agent1', '{ tickets(first: 1) { nodes { id version assignee { id } } } }');
    const { assignee, ...mine } = tickets.nodes[0];
    expect(assignee.id).toBe(agent);
    expect((await write('agent1', 'update', 'Ticket', { ...mine, assigneeId: null })).code).toBe('FORBIDDEN');
    expect(
      (await write('agent1', 'create', 'Ticket', { customerId: own.id, subject: 'x', assigneeId: agent })).code,
    ).toBe('FORBIDDEN');
  });

  test('rep.north1 writes unassigned ones of own customers and assigns none', async () => {
    const ticket = await unassigned();
    const changed = await write('rep.north1', 'update', 'Ticket', { ...ticket, subject: 'Changed' });
    expect(changed.code).toBeNull();
    expect((await write('rep.north1', 'update', 'Ticket', { ...changed.record, assigneeId: agent })).code).toBe(
      'FORBIDDEN',
    );
    const assigned = await write('manager.north', 'update', 'Ticket', { ...changed.record, assigneeId: agent });
    expect(assigned.code).toBeNull();
    expect((await write('rep.north1', 'update', 'Ticket', { ...assigned.record, subject: 'Again' })).code).toBe(
      'FORBIDDEN',
    );
    expect((await write('rep.north1', 'delete', 'Ticket', assigned.record)).code).toBe('FORBIDDEN');
  });

  test('director assigns and changes nothing else; admin, as director, too', async () => {
    for (const account of ['director', 'admin']) {
      const ticket = await unassigned();
      expect((await write(account, 'update', 'Ticket', { ...ticket, subject: 'x' })).code).toBe('FORBIDDEN');
      expect((await write(account, 'update', 'Ticket', { ...ticket, assigneeId: agent })).code).toBeNull();
    }
  });

  test('nobody else assigns', async () => {
    const ticket = await unassigned();
    for (const account of ['rep.north2', 'marketer1', 'analyst1', 'auditor', 'dpo', 'demo-erp']) {
      const { code } = await write(account, 'update', 'Ticket', { ...ticket, assigneeId: agent });
      expect([account, code]).toEqual([account, 'FORBIDDEN']);
    }
  });
});

describe('opportunities', () => {
  test('rep.north1 moves own ones on; a colleague’s are read-only, the South’s unknown', async () => {
    const { record } = await write('rep.north1', 'create', 'Opportunity', { customerId: own.id, name: 'Own' });
    expect(
      (await write('rep.north1', 'update', 'Opportunity', { ...record, stage: 'won', amount: '10' })).code,
    ).toBeNull();
    const one = async (team: string, owner: string): Promise<Row> => {
      const [row] = await kehu.test.database.rows(
        `SELECT o.id, o.version FROM opportunities o JOIN users u ON u.pk = o.owner_pk JOIN teams t ON t.pk = o.team_pk
         JOIN customers c ON c.pk = o.customer_pk
         WHERE t.name = ? AND u.email = ? AND c.owner_pk = o.owner_pk ORDER BY o.pk LIMIT 1`,
        [team, `${owner}@kehu.example`],
      );
      const [id] = await facts.ids('SELECT id FROM opportunities WHERE id = ?', [row![0] as Buffer]);
      return { id, version: Number(row![1]) };
    };
    const change = { name: 'Taken over' };
    expect(
      (await write('rep.north1', 'update', 'Opportunity', { ...(await one('North 1', 'rep.north2')), ...change })).code,
    ).toBe('FORBIDDEN');
    expect(
      (await write('rep.north1', 'update', 'Opportunity', { ...(await one('South 1', 'rep.south1')), ...change })).code,
    ).toBe('NOT_FOUND');
  });
});
