import { startSession } from '../accounts/sessions';
import { createUser } from '../accounts/users';
import { builtInRoles } from '../roles';
import { testKehu, testNow, type TestKehu } from '../../test/kehu';
import type { Principal } from '../access/principal';
import type { Mail } from './mail';

const sent: Mail[] = [];
let now = testNow;
let kehu: TestKehu;
let author: Principal;
let reader: Principal;

const user = async (name: string, role: string): Promise<Principal> => {
  const services = {
    database: kehu.test.database,
    clock: () => now,
    roleOf: (key: string) => builtInRoles.find((one) => one.key === key),
    actor: { type: 'system' as const },
  };
  const { pk } = await createUser(services, {
    email: `${name}@kehu.example`,
    name,
    roles: [role],
    password: null,
  } as never);
  await startSession(kehu.test.database, { userPk: pk, userAgent: null, now });
  return (await kehu.authenticator.principalOfUser(pk))!;
};

beforeAll(async () => {
  kehu = await testKehu({ demo: false, clock: () => now, mail: async (mail) => void sent.push(mail) });
  author = await user('author', 'steward');
  reader = await user('reader', 'director');
  const input = { kind: 'PERSON', name: '=Ada', phones: [{ number: '13800138000', primary: true }] };
  const made = await kehu.ask(
    author,
    'mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) { customer { id } } }',
    { input },
  );
  expect(made.errors).toBeUndefined();
});
afterAll(() => kehu.drop());

const save = async (audience: string): Promise<string> => {
  const definition = { document: '{ customers { nodes { name primaryPhone } } }', variables: '' };
  const input = { kind: 'QUERY', name: 'Customers', definition, audience };
  const { data } = await kehu.ask(author, 'mutation ($input: SavedItemInput!) { saveItem(input: $input) { id } }', {
    input,
  });
  return data!.saveItem.id as string;
};
const schedule = (as: Principal, input: object) =>
  kehu.ask(as, 'mutation ($input: ScheduleReportInput!) { scheduleReport(input: $input) { id nextAt } }', { input });
const aDay = { frequency: 'DAILY', minute: 480 };

it('is sent when it is due, once, as whoever receives it may see it', async () => {
  const savedId = await save('EVERYONE');
  for (const as of [author, reader]) expect((await schedule(as, { savedId, ...aDay })).errors).toBeUndefined();
  await kehu.jobs.runner.pump();
  expect(sent).toEqual([]);
  now += 24 * 3_600_000;
  await kehu.jobs.runner.pump();
  await kehu.jobs.runner.pump();
  expect(sent.map(({ to }) => to).sort()).toEqual(['author@kehu.example', 'reader@kehu.example']);
  const of = (name: string): string => sent.find(({ to }) => to.startsWith(name))!.attachments[0]!.content.toString();
  expect(of('author')).toBe("\ufeffname,primaryPhone\r\n'=Ada,+8613800138000\r\n");
  expect(of('reader')).toBe("\ufeffname,primaryPhone\r\n'=Ada,\r\n"); // a director exports no phones
});

it('is sent no more once it is not shared, or its receiver may not sign in', async () => {
  sent.length = 0;
  await kehu.test.database.run("UPDATE saved_items SET audience = 'PRIVATE'");
  await kehu.test.database.run('UPDATE users SET disabled = 1, version = version + 1 WHERE pk = ?', [author.pk]);
  now += 24 * 3_600_000;
  await kehu.jobs.runner.pump();
  expect(sent).toEqual([]);
  const jobs = await kehu.jobs.list(reader, { kinds: ['report'], first: 1, after: null }, 'en');
  expect(jobs[0]).toMatchObject({ state: 'FAILED', error: { code: 'NOT_FOUND' } });
  await kehu.test.database.run('UPDATE users SET disabled = 0, version = version + 1 WHERE pk = ?', [author.pk]);
});

it('is of one’s own: of what one may open, and nobody else ends it', async () => {
  const savedId = await save('PRIVATE');
  expect((await schedule(reader, { savedId, ...aDay })).errors![0]!.originalError).toMatchObject({ code: 'NOT_FOUND' });
  const mine = (await schedule(author, { savedId, frequency: 'WEEKLY', day: 1, minute: 0, format: 'XLSX' })).data!
    .scheduleReport;
  const end = `mutation { unscheduleReport(id: "${mine.id}") }`;
  expect((await kehu.ask(reader, end)).errors![0]!.originalError).toMatchObject({ code: 'NOT_FOUND' });
  expect((await kehu.ask(reader, '{ reportSchedules { id } }')).data!.reportSchedules).not.toContainEqual({
    id: mine.id,
  });
  expect((await kehu.ask(author, end)).data!.unscheduleReport).toBe(true);
  for (const wrong of [{ minute: 1_440 }, { day: 1 }, { frequency: 'WEEKLY' }, { timeZone: 'Mars/Olympus' }]) {
    const { errors } = await schedule(author, { savedId, ...aDay, ...wrong });
    expect(errors![0]!.originalError).toMatchObject({ code: 'BAD_USER_INPUT' });
  }
});
