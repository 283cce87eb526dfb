import { testDatabase, type TestDatabase } from '../../test/database';
import { secretsFrom } from '../config/secrets';
import { createAuthenticator } from './authenticate';
import { demoAccounts, endDemo, firstDemoKey } from './demo-accounts';
import { checkSecret } from './secret-check';
import { signIn } from './sign-in';
import { createUser, type AccountServices } from './users';

const published = 'a published password';
let test: TestDatabase;
let services: AccountServices;

beforeAll(async () => {
  test = await testDatabase();
  services = {
    database: test.database,
    clock: () => 1_800_000_000_000,
    roleOf: () => ({ purposes: ['service'] }),
    actor: { type: 'system' },
  };
});
afterAll(() => test.drop());

it('ending the demo takes the published password and the key, and nothing else', async () => {
  const { database, clock, roleOf } = services;
  const make = (email: string, password: string) =>
    createUser(services, { email, name: email, title: 'Tester', roles: ['rep'], password });
  await make('kept@kehu.example', published);
  await make('changed@kehu.example', 'a password of my own');
  await make('real@company.test', published);
  await database.run("INSERT INTO settings (name, value) VALUES ('demo', '1')");

  expect((await demoAccounts(database)).map(({ email }) => email)).toEqual([
    'kept@kehu.example',
    'changed@kehu.example',
  ]);
  const key = await firstDemoKey(services);
  expect(key).toMatch(/^kehu_/);
  expect(await firstDemoKey(services)).toBeNull();

  const authenticator = createAuthenticator({
    database,
    clock,
    roleOf,
    follow: async () => undefined,
    onTouchFailed: () => undefined,
  });
  const enter = (email: string, password: string) =>
    signIn(
      { database, clock, authenticator, attemptKey: Buffer.alloc(32) },
      { email, password },
      { address: '::1', userAgent: null },
    );
  const { token } = await enter('kept@kehu.example', published);
  expect(await authenticator.authenticate(String(key), undefined)).not.toBeNull();
  await authenticator.settled();

  expect(await endDemo(services, published)).toEqual(['kept@kehu.example']);

  expect(await authenticator.authenticate(token, undefined)).toBeNull();
  expect(await authenticator.authenticate(String(key), undefined)).toBeNull();
  await expect(enter('kept@kehu.example', published)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  await expect(enter('changed@kehu.example', 'a password of my own')).resolves.toBeDefined();
  await expect(enter('real@company.test', published)).resolves.toBeDefined();
  expect(await database.rows("SELECT 1 FROM settings WHERE name = 'demo'")).toEqual([]);
});

it('a database is opened with the secret it was written with, or not at all', async () => {
  const right = secretsFrom(Buffer.alloc(32, 1));
  await checkSecret(test.database, right, 'secret');
  await checkSecret(test.database, right, 'secret');
  await expect(checkSecret(test.database, secretsFrom(Buffer.alloc(32, 2)), 'secret')).rejects.toThrow(
    'KEHU_SECRET_FILE: secret is not the secret this database was written with.',
  );
});
