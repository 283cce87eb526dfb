import { emptyDatabase, testDatabase, type TestDatabase } from '../../test/database';
import { createApiKey } from '../accounts/api-keys';
import { readConfig } from '../config/config';
import { withAccounts } from './accounts-session';
import { migrateCommand } from './migrate.command';
import { runCommand } from './run-command';
import { userCommands } from './user.commands';

let test: TestDatabase;

beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.drop());

const io = (secret = '') => ({
  config: () => readConfig({ DATABASE_URL: test.address }),
  secretLine: async () => secret,
});

async function kehu(line: string, secret?: string): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const args = line.match(/"[^"]*"|\S+/g)?.map((word) => word.replaceAll('"', '')) ?? [];
  const code = await runCommand([migrateCommand, ...userCommands], args, io(secret), {
    out: (text) => (out += text),
    err: (text) => (err += text),
  });
  return { code, out, err };
}

const json = async (line: string): Promise<Record<string, unknown>> => {
  const { code, out, err } = await kehu(`${line} --json`);
  if (code !== 0) throw new Error(err);
  return JSON.parse(out) as Record<string, unknown>;
};

describe('wrong use', () => {
  it('lists the commands when none is named', async () => {
    const answer = await kehu('');
    expect([answer.code, answer.err]).toEqual([0, '']);
    expect(answer.out).toMatch(/user create {2}.*\n[\s\S]*Exit code/);
    expect((await kehu('user --help')).code).toBe(0);
  });

  it.each([
    ['fly', /^There is no command "fly"\./],
    ['user fly', /^Usage/],
    ['user create a@b.test', /^--name and --role are needed\.\nSee: kehu user create --help\n$/],
    ['user create a@b.test --nme x', /^Unknown option '--nme'/],
    ['user disable', /^Name exactly one e-mail address\./],
    ['user list everything', /^Unexpected argument/],
    ['user roles a@b.test', /^Name an e-mail address and at least one role\./],
  ])('%s is exit code 2', async (line, message) => {
    const { code, out, err } = await kehu(line);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(message);
  });

  it('every command explains itself', async () => {
    for (const { name } of [migrateCommand, ...userCommands]) {
      expect(await kehu(`${name} --help`)).toEqual({
        code: 0,
        out: expect.stringMatching(new RegExp(`^Usage: kehu ${name}`)) as string,
        err: '',
      });
    }
  });
});

describe('what did not work', () => {
  it.each([
    ['user disable nobody@kehu.test', 'There is no such record.\n'],
    ['user create x@kehu.test --name X --role king', 'There is no role king.\n'],
    ['user create x@kehu.test --name X --role analyst --team Nowhere', 'No teams are called "Nowhere".\n'],
  ])('%s is exit code 1 and one line', async (line, err) => {
    expect(await kehu(line)).toEqual({ code: 1, out: '', err });
  });
});

it('migrates', async () => {
  expect(await json('migrate')).toEqual({ migrations: [] });
});

it('manages a user from the first day to the last', async () => {
  const made = await json('user create li@kehu.test --name "Li Lei" --role analyst --role director --locale en');
  expect(made).toMatchObject({ email: 'li@kehu.test', name: 'Li Lei', roles: ['analyst', 'director'] });
  expect(String(made.password).length).toBeGreaterThanOrEqual(20);
  expect((await kehu('user create LI@kehu.test --name Li --role analyst')).err).toMatch(/has an account already/);

  expect((await kehu('user password li@kehu.test --ask', 'a phrase of my own')).out).toBe(
    'The password of li@kehu.test is set.\n',
  );
  expect((await kehu('user password li@kehu.test --ask', 'short')).code).toBe(1);
  expect(await json('user roles li@kehu.test director')).toMatchObject({ roles: ['director'] });
  expect((await kehu('user disable li@kehu.test')).out).toBe('li@kehu.test is disabled.\n');
  expect((await json('user list')).users).toEqual([
    { id: made.id, email: 'li@kehu.test', name: 'Li Lei', disabled: true, roles: ['director'], lastSignIn: null },
  ]);
  await kehu('user enable li@kehu.test');
  expect((await kehu('user list')).out).toBe('li@kehu.test\tdirector\topen\tLi Lei\n');
});

it('makes the first user of a database that Kehu was never started on', async () => {
  const used = test;
  test = await emptyDatabase();
  const made = await kehu('user create first@kehu.test --name First --role administrator');
  await test.drop();
  test = used;
  expect(made).toMatchObject({ code: 0, err: '' });
});

it('makes a new key for the demo client and ends the old one', async () => {
  expect(await kehu('user demo-key')).toEqual({ code: 1, out: '', err: 'There is no such record.\n' });
  await withAccounts({ ...io(), json: false, out: () => undefined, note: () => undefined }, (services) =>
    createApiKey(services, {
      name: 'demo-erp',
      roles: ['erp-client'],
      source: 'erp',
      expiresAt: null,
      createdByUserPk: null,
    }),
  );
  expect((await kehu('user demo-key')).out).toMatch(/^kehu_[0-9a-f]{10}_[\w-]{43}\n$/);
  const rows = await test.database.rows('SELECT revoked_at IS NULL FROM api_keys ORDER BY pk');
  expect(rows.map((row) => Number(row[0]))).toEqual([0, 1]);
});
