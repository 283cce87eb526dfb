import { parse } from 'graphql';
import { startSession } from '../accounts/sessions';
import { createUser } from '../accounts/users';
import { documentHash } from '../graphql/trusted-documents';
import { builtInRoles } from '../roles';
import { testKehu, testNow, type TestKehu } from '../../test/kehu';
import type { Principal } from '../access/principal';
import type { Mail } from './mail';

/** The app's own documents, for those who may run no others. */
const saved = 'mutation ($input: SavedItemInput!) { saveItem(input: $input) { id } }';
const answer = 'query ($id: ID!) { savedAnswer(id: $id) }';
const trusted = new Set([saved, answer].map((text) => documentHash(parse(text))));

const sent: Mail[] = [];
let now = testNow;
let kehu: TestKehu;
let author: Principal;
let reader: Principal;
let rep: Principal;

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
  kehu = await testKehu({ demo: false, clock: () => now, mail: async (mail) => void sent.push(mail), trusted });
  author = await user('author', 'steward');
  reader = await user('reader', 'director');
  rep = await user('rep', 'sales-rep');
  const input = { kind: 'PERSON', name: '=Ada', phones: [{ number: '13800138000', primary: true }] };
  const made = await kehu.ask(
    author,
    'mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) { customer { id } } }',
    { input },
  );
  expect(made.errors).toBeUndefined();
}, 240_000);
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
const noReports = async (): Promise<void> => {
  sent.length = 0;
  await kehu.test.database.run('DELETE FROM report_schedules');
};
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

it('is paused, and goes on at its next time', async () => {
  await noReports();
  const savedId = await save('EVERYONE');
  const { id } = (await schedule(author, { savedId, ...aDay })).data!.scheduleReport;
  const pause = (as: Principal, paused: boolean) =>
    kehu.ask(as, `mutation { pauseReport(id: "${id}", paused: ${paused}) { nextAt lastAt } }`);
  expect((await pause(author, true)).data!.pauseReport).toEqual({ nextAt: null, lastAt: null });
  expect((await pause(reader, false)).errors![0]!.originalError).toMatchObject({ code: 'NOT_FOUND' });
  now += 3 * 24 * 3_600_000;
  await kehu.jobs.runner.pump();
  expect(sent).toEqual([]);
  const { nextAt } = (await pause(author, false)).data!.pauseReport;
  expect(Date.parse(nextAt)).toBeGreaterThan(now);
  now = Date.parse(nextAt);
  await kehu.jobs.runner.pump();
  expect(sent).toHaveLength(1);
  await kehu.ask(author, `mutation { unscheduleReport(id: "${id}") }`);
});

describe('a saved list', () => {
  const list = (definition: object) => ({
    kind: 'LIST',
    name: 'Fresh',
    noun: 'customers',
    audience: 'EVERYONE',
    definition,
  });
  const fresh = {
    params: '',
    where: { createdAt: { gte: { daysAgo: 2 } } },
    search: null,
    orderBy: [{ name: 'DESC' }],
  };

  it('is sent as its receiver may export it, with what moves as of that day', async () => {
    await noReports();
    const { id: savedId } = (await kehu.ask(author, saved, { input: list(fresh) })).data!.saveItem;
    for (const as of [author, reader, rep]) expect((await schedule(as, { savedId, ...aDay })).errors).toBeUndefined();
    now += 24 * 3_600_000;
    const made = await kehu.ask(
      author,
      'mutation { createCustomer(input: { kind: COMPANY, name: "New & Co", phones: [{ number: "13900139000", primary: true }] }) { customer { id } } }',
    );
    expect(made.errors).toBeUndefined();
    await kehu.jobs.runner.pump();
    expect(sent.map(({ to }) => to).sort()).toEqual(['author@kehu.example', 'reader@kehu.example']);
    const of = (name: string): string => sent.find(({ to }) => to.startsWith(name))!.attachments[0]!.content.toString();
    expect(of('author')).toContain('New & Co');
    expect(of('author')).toContain('13900139000');
    expect(of('author')).not.toContain('Ada'); // made days ago
    expect(of('reader')).toContain('New & Co');
    expect(of('reader')).not.toContain('13900139000');
    const [job] = await kehu.jobs.list(rep, { kinds: ['report'], first: 1, after: null }, 'en');
    expect(job).toMatchObject({ state: 'FAILED', error: { code: 'FORBIDDEN' } }); // representatives export nothing
  });

  it('is not scheduled where it was saved without its filter', async () => {
    const { id } = (await kehu.ask(author, saved, { input: list({ params: 'tab=mine' }) })).data!.saveItem;
    const { errors } = await schedule(author, { savedId: id, ...aDay });
    expect(errors![0]!.originalError).toMatchObject({ code: 'BAD_USER_INPUT', fields: ['savedId'] });
  });
});

describe('the answer to a saved item', () => {
  const query = (document: string, audience = 'EVERYONE') => ({
    kind: 'QUERY',
    name: 'Q',
    audience,
    definition: { document },
  });
  const keep = async (as: Principal, input: object): Promise<string> =>
    (await kehu.ask(as, saved, { input })).data!.saveItem.id as string;
  const codeOf = (errors: readonly { originalError?: unknown }[] | undefined): unknown =>
    (errors?.[0]?.originalError as { code?: string } | undefined)?.code;

  it('is asked as whoever opens it', async () => {
    const id = await keep(author, query('{ customers { nodes { name primaryPhone } } }'));
    const seen = async (as: Principal): Promise<{ primaryPhone: string | null }[]> =>
      (await kehu.ask(as, answer, { id })).data!.savedAnswer.customers.nodes;
    expect((await seen(author)).map(({ primaryPhone }) => primaryPhone)).toContain('+8613900139000');
    for (const { primaryPhone } of await seen(reader)) expect(primaryPhone).toBe('•••');
    expect(await seen(rep)).toEqual([]); // no customer is of the representative's team
    const lists = await keep(author, {
      kind: 'LIST',
      name: 'Mine',
      noun: 'customers',
      audience: 'EVERYONE',
      definition: { where: { owner: { id: { eq: { me: true } } } } },
    });
    expect((await kehu.ask(reader, answer, { id: lists })).data!.savedAnswer.customers).toEqual({
      totalCount: { count: 0, exact: true },
      nodes: [],
    });
  });

  it('is for those it is shared with, and a document of one’s own needs the right to run such', async () => {
    const hidden = await keep(author, query('{ customers { nodes { name } } }', 'PRIVATE'));
    expect(codeOf((await kehu.ask(reader, answer, { id: hidden })).errors)).toBe('NOT_FOUND');
    expect(codeOf((await kehu.ask(reader, answer, { id: 'x' })).errors)).toBe('NOT_FOUND');
    const shared = await keep(author, query('{ me { email } }'));
    const own = await keep(rep, query('{ me { id } }', 'PRIVATE'));
    const admin = await user('chief', 'administrator');
    const input = { version: 0, changes: [{ updateRole: { key: 'sales-rep', rights: [] } }] };
    const change = 'mutation ($input: SaveRulesInput!) { saveRules(input: $input) { __typename } }';
    expect((await kehu.ask(admin, change, { input })).errors).toBeUndefined();
    rep = (await kehu.authenticator.principalOfUser(rep.pk))!;
    expect(codeOf((await kehu.ask(rep, '{ me { email } }')).errors)).toBe('FORBIDDEN');
    expect(codeOf((await kehu.ask(rep, saved, { input: query('{ me { id } }') })).errors)).toBe('FORBIDDEN');
    expect(codeOf((await kehu.ask(rep, answer, { id: own })).errors)).toBe('FORBIDDEN');
    // What others wrote is a document of somebody's own too; a list is none.
    expect(codeOf((await kehu.ask(rep, answer, { id: shared })).errors)).toBe('FORBIDDEN');
    const everybodys = await keep(author, {
      kind: 'LIST',
      name: 'l',
      noun: 'customers',
      audience: 'EVERYONE',
      definition: { where: {} },
    });
    expect((await kehu.ask(rep, answer, { id: everybodys })).errors).toBeUndefined();
  });

  it('is one a request, within a budget of its own, and holds no other', async () => {
    const id = await keep(author, query('{ me { id } }'));
    const twice = `{ a: savedAnswer(id: "${id}") b: savedAnswer(id: "${id}") }`;
    expect(codeOf((await kehu.ask(author, twice)).errors)).toBe('QUERY_TOO_EXPENSIVE');
    const nested = await keep(author, query(`{ savedAnswer(id: "${id}") }`));
    expect(codeOf((await kehu.ask(author, answer, { id: nested })).errors)).toBe('BAD_USER_INPUT');
    const dear = await keep(
      author,
      query(
        '{ customers(first: 200) { nodes { contacts(first: 200) { nodes { activities(first: 200) { nodes { id } } } } } } }',
      ),
    );
    expect(codeOf((await kehu.ask(author, answer, { id: dear })).errors)).toMatch(/QUERY_TOO_EXPENSIVE|BAD_USER_INPUT/);
  });
});
