import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testKehu, type TestKehu } from '../../test/kehu';
import { createApiKey } from '../accounts/api-keys';
import type { AccountServices } from '../accounts/users';
import { readConfig } from '../config/config';
import { importCommand } from './import.command';
import { runCommand } from './run-command';

const folder = mkdtempSync(join(tmpdir(), 'kehu-import-'));
let kehu: TestKehu;

beforeAll(async () => {
  kehu = await testKehu({ demo: true });
  writeFileSync(join(folder, 'secret'), Buffer.alloc(32, 7));
}, 240_000);
afterAll(async () => {
  await kehu.drop();
  rmSync(folder, { recursive: true });
});

async function command(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const env = { DATABASE_URL: kehu.test.address, KEHU_SECRET_FILE: join(folder, 'secret'), INIT_CWD: folder };
  const io = { config: () => readConfig(env), secretLine: async () => '' };
  const code = await runCommand([importCommand], ['import', ...args], io, {
    out: (text) => (out += text),
    err: (text) => (err += text),
  });
  return { code, out, err };
}

const file = (content: string): string => {
  writeFileSync(join(folder, 'rows.csv'), content);
  return 'rows.csv';
};

it.each([
  [['--noun', 'customer'], 'Name at least one file.'],
  [['a.csv', '--noun', 'planet'], '--noun must be one of customer, contact'],
  [['a.csv', '--mode', 'all'], '--mode must be one of create, update, both.'],
  [['a.csv', '--undo', 'x'], '--undo takes no file.'],
  [['a.csv', '--noun', 'customer', '--map', 'Firma'], '--map takes "Header=field".'],
  [['a.csv', '--noun', 'customer', '--replace', 'a=b'], '--replace takes'],
  [['a.csv', '--noun', 'customer', '--encoding', 'klingon'], 'There is no encoding klingon.'],
  [['a.csv', '--noun', 'customer', '--dates', 'ymd'], '--dates must be one of dmy, mdy.'],
])('%j is exit code 2', async (args, message) => {
  const { code, out, err } = await command(...args);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(message);
});

it.each([
  [['none.csv', '--noun', 'customer'], 'none.csv: does not exist'],
  [['none.csv', '--noun', 'customer', '--as', 'ghost'], 'There is no user "ghost"; name one with --as EMAIL.'],
  [
    ['none.csv', '--noun', 'customer', '--as', 'rep.north1'],
    'The roles of rep.north1 do not carry the right imports:run.',
  ],
  [['none.csv', '--noun', 'customer', '--source', 'erp'], 'none.csv: does not exist'],
])('%j is exit code 1 and one line', async (args, message) => {
  expect(await command(...args)).toEqual({ code: 1, out: '', err: `${message}\n` });
});

it('reads files from where it is called, with maps, replacements and an encoding, and tells programs in JSON', async () => {
  const gbk = Buffer.concat([
    Buffer.from('Firma;Branche;ref\n'),
    Buffer.from([0xd5, 0xc5]),
    Buffer.from(';technolgy;G-1\n'),
  ]);
  writeFileSync(join(folder, 'gbk.csv'), gbk);
  const options = ['--noun', 'customer', '--encoding', 'gb18030', '--map', 'Firma=name', '--map', 'Branche=industry'];
  const { code, out } = await command(
    'gbk.csv',
    ...options,
    '--map',
    'ref=externalId',
    '--replace',
    'Branche:technolgy=technology',
    '--json',
  );
  expect([code, JSON.parse(out)]).toEqual([
    0,
    {
      rows: 1,
      created: 1,
      updated: 0,
      unchanged: 0,
      refused: [],
      refusedCount: 0,
      ignored: [],
      imports: [expect.any(String)],
      dryRun: false,
    },
  ]);
  const { data } = await kehu.ask(
    'steward',
    '{ customers(where: { name: { eq: "张" } }) { nodes { industry { key } externalIds { source id } } } }',
  );
  expect(data!.customers.nodes).toEqual([
    { industry: { key: 'technology' }, externalIds: [{ source: 'import', id: 'G-1' }] },
  ]);
});

it('tells people which rows were not taken, and why', async () => {
  const { code, out } = await command(
    file('id,name,phone,shoe size\n1,A,12,43\n2,B,,44\n'),
    '--noun',
    'customer',
    '--dry-run',
  );
  expect([code, out]).toEqual([
    0,
    'rows.csv:2 phone: "12" is no phone number.\nColumns not read: shoe size.\n' +
      '2 rows: 1 would be created, 0 updated, 0 unchanged, 1 refused.\n',
  ]);
});

it('is exit code 1 where no row could be taken', async () => {
  const { code, err } = await command(file('name,phone\nA,12\n'), '--noun', 'customer');
  expect([code, err]).toEqual([1, 'No row could be taken.\n']);
});

it('lets nobody import under the source of a partner client', async () => {
  const services: AccountServices = {
    database: kehu.test.database,
    clock: Date.now,
    roleOf: () => ({ purposes: ['service'] }),
    actor: { type: 'system' },
  };
  await createApiKey(services, {
    name: 'partner',
    roles: ['erp-client'],
    source: 'erp',
    expiresAt: null,
    createdByUserPk: null,
  });
  const { code, err } = await command(file('id,name\n1,A\n'), '--noun', 'customer', '--source', 'erp');
  expect([code, err]).toEqual([1, 'This source cannot be used. Name another one.\n']);
});

it('imports related files in one go, tells what they are, and takes them back', async () => {
  writeFileSync(
    join(folder, 'orders.csv'),
    'order id,account id,order date,sku,quantity,unit price\nRO-1,RA-1,2025-02-03,RS-1,2,5\n',
  );
  writeFileSync(join(folder, 'contacts.csv'), 'Id,AccountId,LastName,Title\nRC-1,RA-1,Smith,CEO\nRC-2,RA-9,Lost,CFO\n');
  writeFileSync(join(folder, 'accounts.csv'), 'Id,Name,BillingCity\nRA-1,Related Inc,Berlin\n');
  writeFileSync(join(folder, 'products.csv'), 'id,sku,product name,unit price\nRP-1,RS-1,Thing,5\n');
  const names = ['orders.csv', 'contacts.csv', 'accounts.csv', 'products.csv'];
  const dry = await command(...names, '--source', 'sf', '--dry-run', '--json');
  expect(JSON.parse(dry.out)).toMatchObject({ rows: 5, created: 4, refusedCount: 1 });
  const { code, out } = await command(...names, '--source', 'sf', '--json', '--refused', 'refused.csv');
  const result = JSON.parse(out) as { imports: string[] };
  expect([code, result]).toMatchObject([
    0,
    { rows: 5, created: 4, refusedCount: 1, refused: [{ file: 'contacts.csv', line: 3 }] },
  ]);
  expect(readFileSync(join(folder, 'refused-3.csv'), 'utf8')).toContain('RC-2,RA-9,Lost,CFO');
  for (const id of [...result.imports].reverse()) expect((await command('--undo', id, '--json')).code).toBe(0);
  const { data } = await kehu.ask('steward', '{ customers(where: { name: { eq: "Related Inc" } }) { nodes { id } } }');
  expect(data!.customers.nodes).toEqual([]);
  expect((await command('--undo', '00000000-0000-4000-8000-000000000000')).code).toBe(1);
}, 60_000);
