import type { Principal } from '../src/access/principal';
import { answer, demoErp, refusal, type As, type Row } from './demo/answers';
import { demoFacts, type CustomerFacts, type Facts } from './demo/facts';
import { readingTable } from './demo/reading-table';
import { writingTable, writtenFields } from './demo/writing-table';
import { testKehu, type TestKehu } from './kehu';

let kehu: TestKehu;
let facts: Facts;
let erp: Principal;
/** One customer of each sort. */
const one: Record<string, CustomerFacts> = {};
let northManager: string;
let north: string;
beforeAll(async () => {
  kehu = await testKehu({ demo: true });
  facts = await demoFacts(kehu);
  erp = await demoErp(kehu);
  const plain = facts.customers.filter((of) => !of.openTicket && !of.erp);
  const sorts: Record<string, CustomerFacts | undefined> = {
    own: plain.find((of) => of.owner === 'rep.north1'),
    colleague: plain.find((of) => of.owner === 'rep.north2'),
    pool: plain.find((of) => of.team === 'North 1' && of.owner === null),
    otherTeam: plain.find((of) => of.team === 'North 2'),
    south: plain.find((of) => of.owner === 'rep.south1'),
    nobody: plain.find((of) => of.team === null),
    open: facts.customers.find((of) => of.openTicket && of.team !== 'North 1'),
    erp: facts.customers.find((of) => of.erp && !of.openTicket && of.team === 'East'),
  };
  for (const [name, found] of Object.entries(sorts)) {
    if (!found) throw new Error(`the demo company has no customer "${name}"`);
    one[name] = found;
  }
  [northManager] = (await facts.ids("SELECT id FROM users WHERE email = 'manager.north@kehu.example'")) as [string];
  [north] = (await facts.ids("SELECT id FROM teams WHERE name = 'North'")) as [string];
}, 240_000);
afterAll(() => kehu.drop());

const as = (account: string): As => (account === 'demo-erp' ? erp : account);

const versionOf = (pk: number): Promise<number> => facts.count('SELECT version FROM customers WHERE pk = ?', [pk]);

let serial = 0;

/** A value that the field never had. */
function freshValue(field: string): unknown {
  const n = ++serial;
  const values: Record<string, unknown> = {
    kind: n % 2 ? 'PERSON' : 'COMPANY',
    name: `Test ${n}`,
    code: `TEST-${n}`,
    status: ['ACTIVE', 'LOST', 'AT_RISK', 'POTENTIAL'][n % 4],
    tier: ['gold', 'silver', 'bronze'][n % 3],
    creditLimit: `${n}.5`,
    tags: [`tag ${n}`],
    note: `note ${n}`,
    phones: [{ number: `+861541234${String(n).padStart(4, '0')}`, primary: true }],
    emails: [{ address: `test${n}@mail.example`, primary: true }],
    addresses: [{ country: 'CN', city: '北京市', line: `${n} 号`, primary: true }],
    birthDate: new Date(Date.UTC(1980, 0, 1 + n)).toISOString().slice(0, 10),
    nationalId: `11010519491231${String(n).padStart(4, '0')}`,
    bankAccount: `9900${String(n).padStart(15, '0')}`,
    ownerId: northManager,
    teamId: north,
  };
  return values[field];
}

const update = async (account: string, customer: CustomerFacts, values: Record<string, unknown>) =>
  refusal(
    await kehu.ask(
      as(account),
      'mutation ($input: UpdateCustomerInput!) { updateCustomer(input: $input) { customer { id } } }',
      { input: { id: customer.id, version: await versionOf(customer.pk), ...values } },
    ),
  );

/** The refusal that the table says: rules alone first, then whether it is there, then the rule on this row. */
function expected(account: string, customer: CustomerFacts, field: string): string | null {
  const line = writingTable[account]!;
  if (!line.fields.includes(field)) return 'FORBIDDEN';
  if (!readingTable[account]!.rows(customer)) return 'NOT_FOUND';
  return line.on(customer) ? null : 'FORBIDDEN';
}

describe.each(Object.keys(writingTable))('%s writes', (account) => {
  const line = writingTable[account]!;

  test('the fields of its cell on its customers and no others', async () => {
    for (const customer of Object.values(one)) {
      for (const field of writtenFields) {
        // Owner and team are moved in tests of their own: it would change whose customer this is.
        if (field.endsWith('Id') && field !== 'nationalId' && expected(account, customer, field) === null) continue;
        const found = await update(account, customer, { [field]: freshValue(field) });
        expect([field, customer.team, found?.code ?? null]).toEqual([
          field,
          customer.team,
          expected(account, customer, field),
        ]);
        if (found?.code === 'FORBIDDEN' && line.fields.length > 0 && !line.fields.includes(field)) {
          expect(found.fields).toEqual([field]);
        }
      }
    }
  });

  test('what access {} says, and access {} says what it may write', async () => {
    const ids = Object.values(one).map(({ id }) => id);
    const where = account === 'auditor' ? '' : '(where: { id: { in: $ids } })';
    const { customers } = await answer(
      kehu,
      as(account),
      `query ${where && '($ids: [ID!]) '}{ customers${where} { nodes { id access { readOnly canUpdate canDelete } } } }`,
      where ? { ids } : {},
    );
    const fieldOf = (name: string): string => (name === 'ownerId' ? 'owner' : name === 'teamId' ? 'team' : name);
    expect(customers.nodes).toHaveLength(Object.values(one).filter(readingTable[account]!.rows).length);
    for (const { id, access } of customers.nodes as Row[]) {
      const customer = facts.byId.get(id)!;
      const writable = line.on(customer) ? line.fields : [];
      expect(access.canUpdate).toBe(writable.length > 0);
      expect(access.canDelete).toBe(line.deletes && line.on(customer));
      const locked = writtenFields.filter((field) => access.readOnly.includes(fieldOf(field)));
      expect([customer.team, locked]).toEqual([
        customer.team,
        writtenFields.filter((field) => !writable.includes(field)),
      ]);
      for (const field of ['id', 'version', 'createdAt', 'age', 'lifetimeValue', 'dataSet', 'externalIds']) {
        expect(access.readOnly).toContain(field);
      }
    }
  });

  test('deletes and restores what is its own to delete', async () => {
    for (const customer of Object.values(one)) {
      const run = async (mutation: string) =>
        refusal(
          await kehu.ask(
            as(account),
            `mutation ($input: DeleteInput!) { ${mutation}(input: $input) { customer { id deletedAt } } }`,
            { input: { id: customer.id, version: await versionOf(customer.pk) } },
          ),
        )?.code ?? null;
      const visible = readingTable[account]!.rows(customer);
      const wanted = !line.deletes ? 'FORBIDDEN' : !visible ? 'NOT_FOUND' : line.on(customer) ? null : 'FORBIDDEN';
      const deleted = await run('deleteCustomer');
      expect([customer.team, deleted]).toEqual([customer.team, wanted]);
      if (deleted !== null) continue;
      const gone = await answer(
        kehu,
        as(account),
        `query ($id: ID!) { customer(id: $id) { id } deleted: customer(id: $id, deleted: true) { id deletedAt }
           customers(where: { id: { eq: $id } }, deleted: true) { nodes { id } } }`,
        { id: customer.id },
      );
      expect(gone).toEqual({
        customer: null,
        deleted: { id: customer.id, deletedAt: expect.any(String) },
        customers: { nodes: [{ id: customer.id }] },
      });
      expect(await run('deleteCustomer')).toBe('NOT_FOUND');
      expect(await run('restoreCustomer')).toBeNull();
    }
    if (line.deletes) return;
    const list = refusal(await kehu.ask(as(account), '{ customers(deleted: true) { nodes { id } } }'));
    expect(list?.code).toBe('FORBIDDEN');
  });

  test('creates customers where its cell says so', async () => {
    const result = await kehu.ask(
      as(account),
      `mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) { customer { id owner { id } team { name } } } }`,
      { input: { kind: 'COMPANY', name: `New of ${account}` } },
    );
    expect(refusal(result)?.code ?? null).toBe(line.creates ? null : 'FORBIDDEN');
    const made = await facts.count('SELECT COUNT(*) FROM customers WHERE name = ?', [`New of ${account}`]);
    expect(made).toBe(line.creates ? 1 : 0);
  });
});

/** Owner's login name and team of the customer now. */
async function ownershipOf(pk: number): Promise<unknown[]> {
  const [row] = await kehu.test.database.rows(
    `SELECT u.email, t.name FROM customers c LEFT JOIN users u ON u.pk = c.owner_pk LEFT JOIN teams t ON t.pk = c.team_pk
     WHERE c.pk = ?`,
    [pk],
  );
  return row!;
}

const userId = async (name: string): Promise<string> =>
  (await facts.ids('SELECT id FROM users WHERE email = ?', [`${name}@kehu.example`]))[0]!;
const teamId = async (name: string): Promise<string> =>
  (await facts.ids('SELECT id FROM teams WHERE name = ?', [name]))[0]!;

describe('owner and team', () => {
  const create = async (account: string, values: Record<string, unknown>) => {
    const name = `Owned ${++serial}`;
    const result = await kehu.ask(
      as(account),
      'mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) { customer { id } } }',
      { input: { kind: 'PERSON', name, ...values } },
    );
    const found = refusal(result);
    if (found) return found;
    return ownershipOf(await facts.count('SELECT pk FROM customers WHERE name = ?', [name]));
  };

  test('a new customer is its creator’s, in the creator’s team; a client’s is in the pool', async () => {
    expect(await create('rep.north1', {})).toEqual(['rep.north1@kehu.example', 'North 1']);
    expect(await create('manager.north', {})).toEqual(['manager.north@kehu.example', 'North']);
    expect(await create('demo-erp', {})).toEqual([null, null]);
  });

  test('a representative gives neither away nor to the pool', async () => {
    const colleague = await userId('rep.north2');
    expect(await create('rep.north1', { ownerId: colleague })).toMatchObject({ code: 'FORBIDDEN' });
    expect(await create('rep.north1', { ownerId: null })).toMatchObject({ code: 'FORBIDDEN' });
    expect(await create('rep.north1', { teamId: await teamId('South 1') })).toMatchObject({ code: 'FORBIDDEN' });
    expect(await create('rep.north1', { teamId: null })).toMatchObject({ code: 'FORBIDDEN' });
  });

  test('manager.north transfers within the subtree, not out of it', async () => {
    const customer = one.colleague!;
    const to = { ownerId: await userId('north.zhang'), teamId: await teamId('North 2') };
    expect(await update('manager.north', customer, to)).toBeNull();
    expect(await ownershipOf(customer.pk)).toEqual(['north.zhang@kehu.example', 'North 2']);
    const out = { ownerId: await userId('rep.south1'), teamId: await teamId('South 1') };
    expect(await update('manager.north', customer, out)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await update('manager.north', one.south!, to)).toMatchObject({ code: 'NOT_FOUND' });
    expect(
      await update('manager.north', customer, { ownerId: await userId('rep.north2'), teamId: await teamId('North 1') }),
    ).toBeNull();
    expect(
      await create('manager.north', { ownerId: await userId('rep.north2'), teamId: await teamId('North 1') }),
    ).toEqual(['rep.north2@kehu.example', 'North 1']);
    expect(await create('manager.north', out)).toMatchObject({ code: 'FORBIDDEN' });
  });

  test('steward transfers anywhere', async () => {
    const to = { ownerId: await userId('rep.south1'), teamId: await teamId('South 1') };
    expect(await update('steward', one.nobody!, to)).toBeNull();
    expect(await ownershipOf(one.nobody!.pk)).toEqual(['rep.south1@kehu.example', 'South 1']);
    expect(await update('steward', one.nobody!, { ownerId: null, teamId: null })).toBeNull();
    expect(await ownershipOf(one.nobody!.pk)).toEqual([null, null]);
    const granted = await facts.count("SELECT COUNT(*) FROM audit_entries WHERE action = 'grant'");
    expect(granted).toBeGreaterThan(0);
  });
});

describe('steward writes secret numbers without reading them', () => {
  test('the number is stored encrypted, found by agent1’s view, null in the answer', async () => {
    const number = '110101200001010011';
    const result = await answer(
      kehu,
      'steward',
      'mutation ($input: UpdateCustomerInput!) { updateCustomer(input: $input) { customer { nationalId access { hidden readOnly } } } }',
      { input: { id: one.open!.id, version: await versionOf(one.open!.pk), nationalId: number } },
    );
    const { customer } = result.updateCustomer;
    expect(customer.nationalId).toBeNull();
    expect(customer.access.hidden).toContain('nationalId');
    expect(customer.access.readOnly).not.toContain('nationalId');
    const [[stored]] = (await kehu.test.database.rows('SELECT national_id FROM customers WHERE pk = ?', [
      one.open!.pk,
    ])) as [[Buffer]];
    expect(stored.toString('latin1')).not.toContain(number);
    const { customers } = await answer(
      kehu,
      'agent1',
      'query ($number: String) { customers(where: { nationalId: { eq: $number } }) { nodes { id nationalId } } }',
      { number },
    );
    expect(customers.nodes).toEqual([{ id: one.open!.id, nationalId: number }]);
  });
});
