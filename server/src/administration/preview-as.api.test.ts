import { answer, refusal } from '../../test/demo/answers';
import { demoFacts, type Facts } from '../../test/demo/facts';
import { testKehu, type TestKehu } from '../../test/kehu';
import { startSession } from '../accounts/sessions';
import type { Principal } from '../access/principal';

/** "Preview as" shows what both see, changes nothing, and stands in the trail. */
let kehu: TestKehu;
let facts: Facts;
beforeAll(async () => {
  kehu = await testKehu({ demo: true });
  facts = await demoFacts(kehu);
}, 240_000);
afterAll(() => kehu.drop());

const idOf = async (account: string): Promise<string> =>
  (await facts.ids('SELECT id FROM users WHERE email = ?', [`${account}@kehu.example`]))[0]!;

async function preview(who: string, as: string): Promise<Principal> {
  const { database } = kehu.test;
  const userPk = await facts.count('SELECT pk FROM users WHERE email = ?', [`${who}@kehu.example`]);
  const { token } = await startSession(database, {
    userPk,
    userAgent: null,
    now: kehu.reading(await kehu.principal(who)).now,
  });
  return (await kehu.authenticate(token, undefined, as))!.principal;
}

const everything = `{ customers(first: 200, orderBy: [{ name: ASC }]) {
  nodes { id name primaryPhone nationalId note owner { name } access { canUpdate canDelete } }
  totalCount { count } } opportunities { totalCount { count } } }`;

test('rows and cells are those of both', async () => {
  const both = await answer(kehu, await preview('admin', await idOf('rep.north1')), everything);
  const rep = await answer(kehu, 'rep.north1', everything);
  const admin = await answer(kehu, 'admin', everything);
  expect(both.customers.totalCount).toEqual(rep.customers.totalCount); // the administrator sees all of them
  expect(both.opportunities.totalCount).toEqual(rep.opportunities.totalCount);
  expect(admin.customers.totalCount.count).toBeGreaterThan(both.customers.totalCount.count);
  const theirs = new Map(rep.customers.nodes.map((one: { id: string }) => [one.id, one]));
  for (const one of both.customers.nodes) {
    const own = theirs.get(one.id) as typeof one;
    expect([one.name, one.note]).toEqual([own.name, own.note]);
    // The administrator, also a director, is shown a mask where the representative may read.
    expect(one.primaryPhone).toBe('•••');
    expect(one.access).toEqual({ canUpdate: false, canDelete: false });
  }
  expect(rep.customers.nodes.some((one: { primaryPhone: string }) => one.primaryPhone !== '•••')).toBe(true);
});

test('filters and totals see no more than what is shown', async () => {
  const principal = await preview('admin', await idOf('rep.north1'));
  const filtered = await kehu.ask(
    principal,
    '{ customers(where: { primaryPhone: { startsWith: "+" } }) { nodes { id } } }',
  );
  expect(refusal(filtered)).toEqual({ code: 'FORBIDDEN', fields: ['primaryPhone'] });
  const analyst = await preview('admin', await idOf('analyst1'));
  const totals = await kehu.ask(
    analyst,
    '{ customerAggregate(groupBy: [{ tier: true }, { currency: true }]) { nodes { sum { creditLimit } } } }',
  );
  expect(refusal(totals)?.code ?? null).toBeNull();
});

test('a mask of the one and null of the other is null; what the other may not read is not read', async () => {
  const both = await answer(kehu, await preview('admin', await idOf('analyst1')), everything);
  for (const one of both.customers.nodes) expect(one.primaryPhone).toBeNull();
  for (const one of both.customers.nodes) expect(one.note).toBeNull();
});

test('nothing is changed, whatever the mutation', async () => {
  const principal = await preview('admin', await idOf('manager.north'));
  for (const document of [
    'mutation { createCustomer(input: { kind: COMPANY, name: "x" }) { customer { id } } }',
    'mutation { share(input: { id: "x" }) { id } }',
    'mutation { addTeam(input: { name: "x" }) { team { id } } }',
    'mutation { signOut(everywhere: true) }',
  ]) {
    expect(refusal(await kehu.ask(principal, document))?.code).toBe('FORBIDDEN');
  }
  expect((await answer(kehu, principal, '{ me { name previewingAs rights } }')).me).toMatchObject({
    previewingAs: (await kehu.principal('manager.north')).name,
    rights: ['query:adhoc'],
  });
});

test('it is an administrator’s right, answers one refusal for whoever is not there, and stands in the trail', async () => {
  const target = await idOf('rep.south1');
  await expect(preview('rep.north1', target)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await expect(preview('auditor', target)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  for (const nobody of ['x', '00000000-0000-4000-8000-000000000000']) {
    await expect(preview('admin', nobody)).rejects.toMatchObject({ code: 'NOT_FOUND', fields: ['X-Kehu-Preview-As'] });
  }
  await preview('admin', target);
  const [[count]] = (await kehu.test.database.rows(
    "SELECT COUNT(*) FROM audit_entries WHERE action = 'preview-as' AND record_id = ?",
    [Buffer.from(target.replaceAll('-', ''), 'hex')],
  )) as [[number]];
  expect(Number(count)).toBe(1);
});
