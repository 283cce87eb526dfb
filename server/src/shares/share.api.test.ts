import { answer, refusal, type Row } from '../../test/demo/answers';
import { demoFacts, type CustomerFacts, type Facts } from '../../test/demo/facts';
import { testKehu, type TestKehu } from '../../test/kehu';

let kehu: TestKehu;
let facts: Facts;
beforeAll(async () => {
  kehu = await testKehu({ demo: true });
  facts = await demoFacts(kehu);
}, 240_000);
afterAll(() => kehu.drop());

describe('shares', () => {
  const share = (account: string, input: object) =>
    kehu.ask(account, 'mutation ($input: ShareInput!) { share(input: $input) { id } }', { input });
  const unshare = (account: string, id: string) =>
    kehu.ask(account, 'mutation ($id: ID!) { unshare(id: $id) { id } }', { id });
  const userId = async (name: string): Promise<string> =>
    (await facts.ids('SELECT id FROM users WHERE email = ?', [`${name}@kehu.example`]))[0]!;
  const see = async (account: string, id: string): Promise<Row> =>
    (
      await answer(
        kehu,
        account,
        'query ($id: ID!) { customer(id: $id) { name version primaryPhone nationalId access { masked canUpdate canDelete readOnly } contacts { nodes { primaryPhone } } } }',
        { id },
      )
    ).customer;
  let mine: CustomerFacts;
  beforeAll(() => {
    mine = facts.customers.find((one) => one.team === 'North 2' && one.primaryPhone !== null)!;
  });

  test('manager.north shows a customer to the South: masked, read-only, and back', async () => {
    expect(await see('rep.south1', mine.id)).toBeNull();
    const made = await share('manager.north', { id: mine.id, withUserId: await userId('rep.south1') });
    const { id } = made.data!.share;
    const shown = await see('rep.south1', mine.id);
    expect(shown).toMatchObject({ name: mine.name, primaryPhone: '•••', nationalId: null });
    expect(shown.access).toMatchObject({ canUpdate: false, canDelete: false });
    for (const contact of shown.contacts.nodes) expect(contact.primaryPhone).toBe('•••');
    expect(await see('rep.north1', mine.id)).toBeNull();
    const seen = await answer(
      kehu,
      'manager.north',
      'query ($id: ID!) { customer(id: $id) { shares { nodes { id write withUser { id } createdBy { name } } } } }',
      { id: mine.id },
    );
    expect(seen.customer.shares.nodes).toMatchObject([{ id, write: false }]);
    expect(refusal(await unshare('manager.north', id))).toBeNull();
    expect(await see('rep.south1', mine.id)).toBeNull();
    expect(refusal(await unshare('manager.north', id))).toEqual({ code: 'NOT_FOUND', fields: ['id'] });
    const actions = await kehu.test.database.rows(
      "SELECT action FROM audit_entries WHERE action IN ('share', 'unshare') ORDER BY pk",
    );
    expect(actions.map(([action]) => action)).toEqual(['share', 'unshare']);
  });

  test('who holds no share at all is not asked about any, and is again from the next operation on', async () => {
    const asked = async (): Promise<boolean> => {
      const statements: string[] = [];
      const stop = kehu.test.database.onStatement((sql) => statements.push(sql));
      await answer(
        kehu,
        'rep.south1',
        '{ customers(first: 5) { nodes { id name contacts(first: 2) { nodes { id } } } } }',
      );
      stop();
      return statements.some((sql) => /\bt\d+\b/.test(sql) && sql.includes('FROM shares t'));
    };
    expect(await asked()).toBe(false);
    const made = await share('manager.north', { id: mine.id, withUserId: await userId('rep.south1') });
    expect(await asked()).toBe(true);
    expect(refusal(await unshare('manager.north', made.data!.share.id))).toBeNull();
    expect(await asked()).toBe(false);
  });

  test('for writing: what is not personal, until it ends', async () => {
    const withUserId = await userId('rep.south1');
    const made = await share('manager.north', { id: mine.id, withUserId, write: true, until: '2026-11-21T00:00:00Z' });
    const { version, access } = await see('rep.south1', mine.id);
    expect(access.canUpdate).toBe(true);
    expect(access.readOnly).toEqual(expect.arrayContaining(['phones', 'owner', 'team', 'nationalId']));
    const update = (values: object) =>
      kehu.ask(
        'rep.south1',
        'mutation ($input: UpdateCustomerInput!) { updateCustomer(input: $input) { customer { note } } }',
        {
          input: { id: mine.id, version, ...values },
        },
      );
    expect(refusal(await update({ phones: [] }))?.code).toBe('FORBIDDEN');
    expect((await update({ note: 'Seen' })).data!.updateCustomer.customer.note).toBe('Seen');
    // The share is replaced by one that has no write, then by one that has run out.
    await share('manager.north', { id: mine.id, withUserId });
    expect(await facts.count('SELECT COUNT(*) FROM shares WHERE customer_pk = ?', [mine.pk])).toBe(1);
    expect((await see('rep.south1', mine.id)).access.canUpdate).toBe(false);
    await kehu.test.database.run('UPDATE shares SET until_at = ? WHERE customer_pk = ?', [1, mine.pk]);
    expect(await see('rep.south1', mine.id)).toBeNull();
    expect(made.errors).toBeUndefined();
  });

  test('with a team', async () => {
    const [team] = await facts.ids("SELECT id FROM teams WHERE name = 'South 1'");
    const made = await share('steward', { id: mine.id, withTeamId: team });
    expect((await see('rep.south1', mine.id)).name).toBe(mine.name);
    await unshare('steward', made.data!.share.id);
    expect(await see('rep.south1', mine.id)).toBeNull();
  });

  test('is refused in the order of refusals', async () => {
    const withUserId = await userId('rep.north2');
    const south = facts.customers.find((one) => one.team === 'South 1')!;
    const absent = '00000000-0000-4000-8000-000000000000';
    const tries: [string, object, string, string[]][] = [
      ['manager.north', { id: mine.id }, 'BAD_USER_INPUT', ['withUserId', 'withTeamId']],
      [
        'manager.north',
        { id: mine.id, withUserId, withTeamId: withUserId },
        'BAD_USER_INPUT',
        ['withUserId', 'withTeamId'],
      ],
      ['manager.north', { id: mine.id, withUserId, until: '2020-01-01' }, 'BAD_USER_INPUT', ['until']],
      ['rep.north1', { id: mine.id }, 'BAD_USER_INPUT', ['withUserId', 'withTeamId']],
      ['rep.north1', { id: mine.id, withUserId }, 'FORBIDDEN', []],
      ['director', { id: mine.id, withUserId }, 'FORBIDDEN', []],
      ['dpo', { id: mine.id, withUserId }, 'FORBIDDEN', []],
      ['manager.north', { id: south.id, withUserId }, 'NOT_FOUND', ['id']],
      ['manager.north', { id: absent, withUserId }, 'NOT_FOUND', ['id']],
      ['manager.north', { id: 'nonsense', withUserId }, 'NOT_FOUND', ['id']],
      ['manager.north', { id: mine.id, withUserId: absent }, 'NOT_FOUND', ['withUserId']],
      ['manager.north', { id: mine.id, withTeamId: absent }, 'NOT_FOUND', ['withTeamId']],
      ['manager.north', { id: mine.id, withUserId: await userId('manager.north') }, 'BAD_USER_INPUT', ['withUserId']],
    ];
    const before = await facts.count('SELECT COUNT(*) FROM shares');
    for (const [account, input, code, fields] of tries) {
      expect([account, input, refusal(await share(account, input))]).toEqual([account, input, { code, fields }]);
    }
    expect(await facts.count('SELECT COUNT(*) FROM shares')).toBe(before);
  });

  test('a share that a steward gave in the South is not the North’s to see or end', async () => {
    const south = facts.customers.find((one) => one.team === 'South 1')!;
    const made = await share('steward', { id: south.id, withUserId: await userId('south.liang') });
    expect(refusal(await unshare('manager.north', made.data!.share.id))).toEqual({ code: 'NOT_FOUND', fields: ['id'] });
    expect(refusal(await unshare('rep.south1', made.data!.share.id))).toEqual({ code: 'FORBIDDEN', fields: [] });
  });

  test('what a manager was shown and may not share, is not passed on', async () => {
    const south = facts.customers.find((one) => one.team === 'South 1')!;
    await share('steward', { id: south.id, withUserId: await userId('manager.north') });
    expect((await see('manager.north', south.id)).name).toBe(south.name);
    const found = refusal(await share('manager.north', { id: south.id, withUserId: await userId('rep.north1') }));
    expect(found).toEqual({ code: 'FORBIDDEN', fields: [] });
    expect(await see('rep.north1', south.id)).toBeNull();
  });
});
