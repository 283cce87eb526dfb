import { answer, refusal } from '../../test/demo/answers';
import { demoFacts, type CustomerFacts, type Facts } from '../../test/demo/facts';
import { testKehu, testNow, type TestKehu } from '../../test/kehu';
import { accountServices, type Administrator } from '../administration/administration';
import { setRoles, setTeams, userByEmail } from '../accounts/users';

/** A share carries a row, and each field of it, only as long as its giver could give it: from the next operation on. */
let kehu: TestKehu;
let facts: Facts;
let mine: CustomerFacts;

const teamPk = async (name: string): Promise<number> => facts.count('SELECT pk FROM teams WHERE name = ?', [name]);
const see = async (field = 'name'): Promise<Record<string, unknown> | null> =>
  (
    await answer(kehu, 'rep.south1', `query ($id: ID!) { customer(id: $id) { name ${field} primaryPhone } }`, {
      id: mine.id,
    })
  ).customer;
const services = () => {
  const { administration } = kehu.decorate({} as never).services;
  const admin = { principal: { kind: 'user', id: '00000000-0000-4000-8000-000000000000' }, rights: new Set() };
  return accountServices(administration, admin as unknown as Administrator);
};
const save = (changes: object[], version: number) =>
  kehu.ask('admin', 'mutation ($input: SaveRulesInput!) { saveRules(input: $input) { version } }', {
    input: { changes, version },
  });

beforeAll(async () => {
  kehu = await testKehu({ demo: true });
  facts = await demoFacts(kehu);
  mine = facts.customers.find((one) => one.team === 'North 2' && one.primaryPhone !== null)!;
  const [to] = await facts.ids('SELECT id FROM users WHERE email = ?', ['rep.south1@kehu.example']);
  const made = await kehu.ask('manager.north', 'mutation ($input: ShareInput!) { share(input: $input) { id } }', {
    input: { id: mine.id, withUserId: to, write: true },
  });
  expect(refusal(made)).toBeNull();
}, 240_000);
afterAll(() => kehu.drop());

beforeEach(async () => expect(await see('note')).toMatchObject({ name: mine.name, primaryPhone: '•••' }));

test('when the customer leaves the giver’s teams', async () => {
  const { database } = kehu.test;
  const move = async (team: string): Promise<void> =>
    void (await database.run('UPDATE customers SET team_pk = ? WHERE pk = ?', [await teamPk(team), mine.pk]));
  await move('International');
  expect(await see()).toBeNull();
  const update = await kehu.ask(
    'rep.south1',
    'mutation ($input: UpdateCustomerInput!) { updateCustomer(input: $input) { customer { id } } }',
    { input: { id: mine.id, version: 1, note: 'x' } },
  );
  expect(refusal(update)?.code).toBe('NOT_FOUND');
  const { contacts } = await answer(
    kehu,
    'rep.south1',
    'query ($id: ID!) { contacts(where: { customer: { id: { eq: $id } } }) { nodes { id } } }',
    { id: mine.id },
  );
  expect(contacts.nodes).toEqual([]);
  await move('North 2');
});

test('when the giver changes teams', async () => {
  const giver = await userByEmail(kehu.test.database, 'manager.north@kehu.example');
  const home = await facts.count('SELECT team_pk FROM users WHERE pk = ?', [giver.pk]);
  await setTeams(services(), giver, await teamPk('South'));
  expect(await see()).toBeNull();
  await setTeams(services(), giver, null, [home]);
  expect(await see()).not.toBeNull();
  await setTeams(services(), giver, home);
});

test('when the giver loses the role', async () => {
  const giver = await userByEmail(kehu.test.database, 'manager.north@kehu.example');
  await setRoles(services(), giver, ['sales-rep']);
  expect(await see()).toBeNull();
  await setRoles(services(), giver, ['manager']);
});

test('when a rule takes the customer or the right to share from the giver; a field goes with the giver’s own', async () => {
  const { role } = await answer(
    kehu,
    'admin',
    '{ role(key: "manager") { types { type grants { action scope fields cells { field scope } masked grants } } } }',
  );
  const { grants } = role.types.find(({ type }: { type: string }) => type === 'Customer');
  type Given = { action: string; scope: string; fields: string[] };
  const set = (changed: Given[]) => [{ setGrants: { role: 'manager', type: 'Customer', grants: changed } }];
  const reset = [{ resetGrants: { role: 'manager', type: 'Customer' } }];

  expect(refusal(await save(set(grants.filter((one: Given) => one.action !== 'share')), 0))).toBeNull();
  expect(await see()).toBeNull();
  await save(reset, 1);
  expect(await see()).not.toBeNull();

  const withoutNotes = grants.map((one: Given) =>
    one.action === 'read' && one.scope === 'subtree'
      ? { ...one, fields: one.fields.filter((field) => field !== '@narrative') }
      : one,
  );
  await kehu.test.database.run('UPDATE customers SET note = ? WHERE pk = ?', ['secret plan', mine.pk]);
  expect(await see('note')).toMatchObject({ note: 'secret plan' });
  await save(set(withoutNotes), 2);
  expect(await see('note')).toMatchObject({ name: mine.name, note: null });
  await save(reset, 3);
});

test('when the giver’s account ends', async () => {
  await kehu.test.database.run('UPDATE users SET disabled = 1 WHERE email = ?', ['manager.north@kehu.example']);
  expect(await see()).toBeNull();
  await kehu.test.database.run('UPDATE users SET disabled = 0 WHERE email = ?', ['manager.north@kehu.example']);
});

test('nobody is left with it when it has run out', async () => {
  await kehu.test.database.run('UPDATE shares SET until_at = ? WHERE customer_pk = ?', [testNow, mine.pk]);
  expect(await see()).toBeNull();
  await kehu.test.database.run('UPDATE shares SET until_at = NULL WHERE customer_pk = ?', [mine.pk]);
});
