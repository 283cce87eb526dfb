import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testDatabase, type TestDatabase } from '../test/database';
import { attemptLimits } from './accounts/attempts';
import { createUser, setDisabled, type AccountServices, type KnownUser } from './accounts/users';
import { readConfig } from './config/config';
import { createLog } from './http/log';
import { builtInRoles } from './roles';
import { start, type Running } from './start';

interface Answer {
  data?: Record<string, never> | null;
  errors?: { message: string; extensions: { code: string } }[];
}

const password = 'correct horse battery';
const lines: string[] = [];
let folder: string;
let test: TestDatabase;
let kehu: Running;
let services: AccountServices;
let rep: KnownUser;

beforeAll(async () => {
  test = await testDatabase();
  folder = mkdtempSync(join(tmpdir(), 'kehu-start-'));
  const config = readConfig({ DATABASE_URL: test.address, PORT: '0', KEHU_DEMO: 'off' });
  services = {
    database: test.database,
    clock: Date.now,
    roleOf: (key) => builtInRoles.find((role) => role.key === key),
    actor: { type: 'system' },
  };
  rep = await createUser(services, { email: 'rep@kehu.test', name: 'Rep', roles: ['sales-rep'], password });
  kehu = await start({
    config: { ...config, secretFile: join(folder, 'secret'), createSecret: true },
    log: createLog('info', { write: (line: string) => void lines.push(line) }),
    tell: () => undefined,
  });
});

afterAll(async () => {
  await kehu.stop();
  await test.drop();
  rmSync(folder, { recursive: true });
});

async function post(
  query: string,
  variables: Record<string, unknown> = {},
  headers: Record<string, string> = {},
): Promise<Answer & { cookie: string | null }> {
  const response = await fetch(`${kehu.address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  return { ...((await response.json()) as Answer), cookie: response.headers.get('set-cookie') };
}

const signInMutation = `mutation ($input: SignInInput!) {
  signIn(input: $input) { __typename ... on SignInSuccess { token user { id name } } }
}`;
const enter = async (email = rep.email, word = password) => post(signInMutation, { input: { email, password: word } });
const codes = ({ errors }: Answer): string[] => (errors ?? []).map(({ extensions }) => extensions.code);

it('signs in by cookie or bearer token, and out again', async () => {
  const answer = await enter();
  expect(answer).toEqual({
    data: {
      signIn: { __typename: 'SignInSuccess', token: expect.any(String) as string, user: { id: rep.id, name: 'Rep' } },
    },
    cookie: expect.stringMatching(/^kehu=kst_[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=1209600$/) as string,
  });
  const cookie = String(answer.cookie).split(';', 1)[0] as string;
  const me = '{ me { id email name roles teams { id } purposes purpose rights locale limits } }';
  const known = await post(me, {}, { cookie });
  expect(known.data).toEqual({
    me: {
      id: rep.id,
      email: 'rep@kehu.test',
      name: 'Rep',
      roles: ['sales-rep'],
      teams: [],
      purposes: ['sales', 'service'],
      purpose: 'sales',
      rights: ['query:adhoc'],
      locale: 'zh',
      limits: expect.objectContaining({ maxPageSize: 200 }) as object,
    },
  });
  const authorization = `Bearer ${cookie.slice('kehu='.length)}`;
  expect((await post('{ me { purpose } }', {}, { authorization, 'x-kehu-purpose': 'service' })).data).toEqual({
    me: { purpose: 'service' },
  });
  expect(codes(await post('{ me { id } }', {}, { authorization, 'x-kehu-purpose': 'marketing' }))).toEqual([
    'FORBIDDEN',
  ]);

  const left = await post('mutation { signOut }', {}, { cookie });
  expect(left).toEqual({ data: { signOut: true }, cookie: 'kehu=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0' });
  expect(codes(await post(me, {}, { cookie }))).toEqual(['UNAUTHENTICATED']);
});

it('acts for whoever has signed in, in the same document', async () => {
  const other = await createUser(services, { email: 'two@kehu.test', name: 'Two', roles: ['auditor'], password });
  const answer = await post(`mutation {
    a: signIn(input: { email: "${rep.email}", password: "${password}" }) { ... on SignInSuccess { user { name } } }
    b: signIn(input: { email: "${other.email}", password: "${password}" }) { ... on SignInSuccess { user { name } } }
  }`);
  expect(answer.data).toEqual({ a: { user: { name: 'Rep' } }, b: { user: { name: 'Two' } } });
});

it('refuses wrong credentials without telling why, and logs no personal data', async () => {
  const [wrong, unknown] = [await enter(rep.email, 'not my password'), await enter('ghost@kehu.test')];
  const plain = ({ errors, data, cookie }: Awaited<ReturnType<typeof enter>>) => [
    errors?.map(({ message, extensions: { code } }) => [message, code]),
    data,
    cookie,
  ];
  expect(plain(wrong)).toEqual([[['The e-mail address or the password is not right.', 'UNAUTHENTICATED']], null, null]);
  expect(plain(unknown)).toEqual(plain(wrong));
  expect(lines.join('')).not.toMatch(/kehu\.test|kst_|password/);
});

it('limits guessing, with one guess a document however many aliases it has', async () => {
  const input = '{ email: "alias@kehu.test", password: "guess number one" }';
  const guesses = (from: number, count: number): string =>
    Array.from({ length: count }, (_value, i) => `a${from + i}: signIn(input: ${input}) { __typename }`).join(' ');
  // The first failure ends a document, for signIn is not nullable.
  const seen: string[] = [];
  for (let i = 0; i <= attemptLimits.perAccount; i++) seen.push(...codes(await post(`mutation { ${guesses(i, 2)} }`)));
  expect(seen).toEqual([...Array<string>(attemptLimits.perAccount).fill('UNAUTHENTICATED'), 'RATE_LIMITED']);
}, 60_000);

it('ends the session of a disabled user at the next operation', async () => {
  const cookie = String((await enter()).cookie).split(';', 1)[0] as string;
  await setDisabled(services, rep, true);
  expect(codes(await post('{ me { id } }', {}, { cookie }))).toEqual(['UNAUTHENTICATED']);
});
