import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fold, protectCell } from '@kehu/shared';
import { startSession } from '../accounts/sessions';
import { bumpAccessVersion } from '../accounts/access-state';
import { exportCommand } from '../cli/export.command';
import { runCommand } from '../cli/run-command';
import { readConfig } from '../config/config';
import { exportRoute } from '../http/export-route';
import { filesRoute } from '../http/files-route';
import { queryFileRoute } from '../http/query-file-route';
import { createLog } from '../http/log';
import { createServer, type KehuServer } from '../http/server';
import { ZipArchive } from '../imports/formats/zip-archive';
import { openSource } from '../imports/formats/open-source';
import { testKehu, testNow, type TestKehu } from '../../test/kehu';
import { exportRequest } from './export-input';
import { exportedBytes, exporting, planOf } from './export-records';

const folder = mkdtempSync(join(tmpdir(), 'kehu-export-'));
let kehu: TestKehu;
let server: KehuServer;
const tokens = new Map<string, string>();

beforeAll(async () => {
  kehu = await testKehu({ demo: true });
  server = await createServer({
    schema: kehu.schema,
    database: kehu.test.database,
    config: { host: '127.0.0.1', port: 0, secureCookies: false, trustedProxies: 0 },
    log: createLog('silent'),
    authenticate: kehu.authenticate,
    decorate: (context) => kehu.decorate(context),
    appFolder: __dirname,
    demo: async () => null,
    cookieSeconds: 60,
    files: (app, formatError) => {
      filesRoute(app, { kehu, formatError, secureCookies: false });
      exportRoute(app, { kehu, formatError, secureCookies: false, clock: () => testNow });
      queryFileRoute(app, { kehu, formatError, secureCookies: false, clock: () => testNow });
    },
  });
  await server.app.ready();
}, 240_000);
afterAll(async () => {
  await server.close();
  await kehu.drop();
  rmSync(folder, { recursive: true });
});

async function tokenOf(account: string): Promise<string> {
  let token = tokens.get(account);
  if (token === undefined) {
    const { database } = kehu.test;
    const [row] = await database.rows('SELECT pk FROM users WHERE email_fold = ?', [fold(`${account}@kehu.example`)]);
    ({ token } = await startSession(database, { userPk: Number(row![0]), userAgent: null, now: testNow }));
    tokens.set(account, token);
  }
  return token;
}

async function post(account: string, payload: object) {
  const headers = { authorization: `Bearer ${await tokenOf(account)}` };
  return server.app.inject({ method: 'POST', url: '/files/export', headers, payload });
}

const get = async (account: string, url: string) =>
  server.app.inject({ url, headers: { authorization: `Bearer ${await tokenOf(account)}` } });

const lines = (text: string): string[] =>
  text
    .replace(/^\ufeff/, '')
    .trimEnd()
    .split('\r\n');

/** The rows of a workbook as they are written. */
async function sheetOf(path: string): Promise<string> {
  const archive = await ZipArchive.open(path);
  let text = '';
  for await (const part of archive.text('xl/worksheets/sheet1.xml')) text += part;
  archive.close();
  return text;
}

const refusal = (answer: { body: string }): { code: string; fields?: string[] } =>
  (JSON.parse(answer.body) as { errors: { extensions: { code: string; fields?: string[] } }[] }).errors[0]!.extensions;

it('gives the director every customer, without personal fields', async () => {
  const answer = await post('director', { noun: 'customer' });
  expect(answer.statusCode).toBe(200);
  expect(answer.headers).toMatchObject({
    'content-type': 'text/csv; charset=utf-8',
    'cache-control': 'no-store',
    'content-disposition': `attachment; filename="customers-2026-11-20.csv"; filename*=UTF-8''customers-2026-11-20.csv`,
  });
  const [head, ...rows] = lines(answer.body);
  const columns = head!.split(',');
  expect(columns).toEqual(
    expect.arrayContaining(['kind', 'name', 'tier', 'creditLimit', 'owner', 'externalId', 'note']),
  );
  for (const personal of ['phones', 'emails', 'birthDate', 'address.line', 'nationalId', 'bankAccount']) {
    expect(columns).not.toContain(personal);
  }
  const [[count]] = (await kehu.test.database.rows('SELECT COUNT(*) FROM customers WHERE deleted_at IS NULL')) as [
    [number],
  ];
  expect(rows.length).toBeGreaterThanOrEqual(Number(count)); // notes may hold line ends
  expect(answer.body).not.toContain('•••');
  const [entry] = await kehu.test.database.rows(
    "SELECT noun, fields, detail FROM audit_entries WHERE action = 'export' ORDER BY pk DESC LIMIT 1",
  );
  expect(entry![0]).toBe('customer');
  expect(JSON.parse(String(entry![1]))).toContain('creditLimit');
});

it('gives no file in a preview, whose rows would be another’s than the page shows', async () => {
  const authorization = `Bearer ${await tokenOf('admin')}`;
  const { database } = kehu.test;
  const [row] = await database.rows('SELECT HEX(id) FROM users WHERE email_fold = ?', [
    fold('rep.north1@kehu.example'),
  ]);
  const hex = String(row![0]).toLowerCase();
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  const headers = { authorization, 'x-kehu-preview-as': id };
  const payload = { noun: 'customer', document: '{ me { id } }', format: 'csv' };
  const previewed = await Promise.all([
    server.app.inject({ method: 'POST', url: '/files/export', headers, payload }),
    server.app.inject({ method: 'POST', url: '/files/query', headers, payload }),
    server.app.inject({ url: '/files/jobs/00000000-0000-4000-8000-000000000000', headers }),
  ]);
  expect(previewed.map(({ statusCode }) => statusCode)).toEqual([403, 403, 403]);
  const own = await server.app.inject({ method: 'POST', url: '/files/query', headers: { authorization }, payload });
  expect(own.statusCode).toBe(200);
});

it('refuses by rules alone: nouns, columns and filters that may not be exported, and what is no request', async () => {
  const cases: [string, object, string, string[]?][] = [
    ['rep.north1', { noun: 'customer' }, 'FORBIDDEN'],
    ['director', { noun: 'user' }, 'FORBIDDEN'],
    ['director', { noun: 'customer', columns: ['name', 'phones'] }, 'FORBIDDEN', ['phones']],
    ['director', { noun: 'customer', columns: ['owner.disabled'] }, 'FORBIDDEN', ['owner.disabled']],
    ['director', { noun: 'customer', where: { primaryPhone: { eq: '1' } } }, 'FORBIDDEN', ['primaryPhone']],
    ['director', { noun: 'customer', orderBy: [{ birthDate: 'ASC' }] }, 'FORBIDDEN', ['birthDate']],
    ['director', { noun: 'planet' }, 'BAD_USER_INPUT', ['noun']],
    ['director', { noun: 'customer', format: 'exe' }, 'BAD_USER_INPUT', ['format']],
    ['director', { noun: 'order', format: 'vcard' }, 'BAD_USER_INPUT', ['format']],
    ['director', { noun: 'customer', columns: ['nonsense'] }, 'BAD_USER_INPUT', ['columns']],
    ['director', { noun: 'customer', columns: ['owner.team.name'] }, 'BAD_USER_INPUT', ['columns']],
    ['director', { noun: 'customer', columns: 'name' }, 'BAD_USER_INPUT', ['columns']],
    ['director', { noun: 'customer', where: { nam: {} } }, 'BAD_USER_INPUT', ['where']],
    ['director', { noun: 'customer', where: { name: { contains: '' } } }, 'BAD_USER_INPUT'],
    [
      'director',
      { noun: 'customer', format: 'xlsx', where: { birthDate: { isNull: true } } },
      'FORBIDDEN',
      ['birthDate'],
    ],
  ];
  for (const [account, payload, code, fields] of cases) {
    const answer = await post(account, payload);
    expect([payload, refusal(answer)]).toEqual([payload, expect.objectContaining({ code, ...(fields && { fields }) })]);
    expect(answer.statusCode).toBe(code === 'FORBIDDEN' ? 403 : 400);
  }
  expect(
    (await server.app.inject({ method: 'POST', url: '/files/export', payload: { noun: 'customer' } })).statusCode,
  ).toBe(401);
  const form = { method: 'POST' as const, url: '/files/export', payload: 'noun=customer' };
  const posted = await server.app.inject({ ...form, headers: { 'content-type': 'application/x-www-form-urlencoded' } });
  expect(posted.statusCode).toBe(415);
});

it('shows the analyst names of companies and of nobody else', async () => {
  const answer = await post('analyst1', { noun: 'customer', format: 'jsonl', columns: ['kind', 'name'] });
  const rows = answer.body
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { kind: string; name?: string });
  const named = (kind: string): number => rows.filter((row) => row.kind === kind && row.name !== undefined).length;
  expect(rows.filter(({ kind }) => kind === 'PERSON').length).toBeGreaterThan(10);
  expect(named('PERSON')).toBe(0);
  expect(named('COMPANY')).toBe(rows.filter(({ kind }) => kind === 'COMPANY').length);
});

it('in the background: the file is its owner’s, and theirs alone while their view is the same', async () => {
  const start = 'mutation ($input: ExportInput!) { startExport(input: $input) { id state title } }';
  const input = { noun: 'customers', format: 'xlsx', where: { tier: { key: { eq: 'gold' } } } };
  const started = await kehu.ask('director', start, { input });
  expect(started.errors).toBeUndefined();
  const { id } = started.data!.startExport as { id: string };
  await kehu.jobs.runner.pump();
  const job = await kehu.ask(
    'director',
    `{ job(id: "${id}") { state done total result error { message } file { name size url } } }`,
  );
  expect(job.data!.job).toMatchObject({ state: 'SUCCEEDED', error: null });
  const { result, file, done, total } = job.data!.job as {
    result: { rows: number };
    file: { url: string; size: number };
    done: number;
    total: number;
  };
  expect(result.rows).toBeGreaterThan(0);
  expect([done, total]).toEqual([result.rows, result.rows]);
  const mine = await get('director', file.url);
  expect(mine.statusCode).toBe(200);
  expect(mine.rawPayload.length).toBe(file.size);
  const path = join(folder, 'vip.xlsx');
  writeFileSync(path, mine.rawPayload);
  const source = await openSource(path, {}, () => true);
  expect(source.headers).toEqual(expect.arrayContaining(['name', 'creditLimit']));
  let read = 0;
  for await (const row of source.rows) if ('cells' in row) read++;
  expect(read).toBe(result.rows);

  const theirs = await get('steward', file.url);
  const nobodys = await get('steward', '/files/jobs/00000000-0000-4000-8000-000000000000');
  expect([theirs.statusCode, refusal(theirs).code]).toEqual([404, 'NOT_FOUND']);
  expect(refusal(nobodys).code).toBe('NOT_FOUND');
  expect((await server.app.inject({ url: file.url })).statusCode).toBe(401);
  const refused = await kehu.ask('rep.north1', start, { input });
  expect(refused.errors![0]!.originalError).toMatchObject({ code: 'FORBIDDEN' });

  await bumpAccessVersion(kehu.test.database); // a rule, role or membership has changed
  const late = await get('director', file.url);
  expect([late.statusCode, refusal(late).code]).toEqual([409, 'CONFLICT']);
});

it('is torn off where the view changes between two pages', async () => {
  const principal = await kehu.principal('director');
  const request = exportRequest(kehu.schema, kehu.nouns, { noun: 'customer' });
  let pages = 0;
  const contextOf = async () => {
    if (pages++ > 0) throw new Error('changed');
    return exporting(kehu.reading(principal));
  };
  const plan = planOf(exporting(kehu.reading(principal)), request);
  const read = async (): Promise<void> => {
    for await (const part of exportedBytes(contextOf, plan, request)) expect(part.length).toBeGreaterThan(0);
  };
  await expect(read()).rejects.toThrow('changed');
  pages = 0;
  const book = { ...request, format: 'xlsx' as const };
  const workbook = async (): Promise<void> => {
    for await (const part of exportedBytes(contextOf, plan, book)) expect(part.length).toBeGreaterThan(0);
  };
  await expect(workbook()).rejects.toThrow('changed');
});

describe('what is exported', () => {
  const nasty = [
    { name: '=HYPERLINK("http://x","y")', note: "'=already" },
    { name: '+cmd|calc', note: '-1+2\n@SUM(A1)' },
    { name: '＝全角', note: 'a,b;"c"\r\n d ' },
    { name: '张三', note: '\ttab & <xml> ]]> 𠮷' },
  ];
  const values = (at: number) => ({
    kind: at % 2 ? 'PERSON' : 'COMPANY',
    ...nasty[at]!,
    currency: 'CNY',
    creditLimit: '12345678901.0001',
    tier: 'gold',
    tags: ['red', '蓝 色'],
    phones: [
      { number: '010-65529988', kind: 'work' },
      { number: '+1 415 555 2671', kind: 'mobile', primary: true },
    ],
    emails: [{ address: 'a@example.com', kind: 'work', primary: true }, { address: 'b@example.com' }],
    addresses: [
      { country: 'CN', city: '北京', line: '建国门外大街 1 号', postalCode: '100004', kind: 'billing', primary: true },
      { country: 'US', city: 'Springfield', line: '742 Evergreen Terrace' },
    ],
    ...(at % 2 && { birthDate: '1990-03-07', gender: 'female' }),
  });

  beforeAll(async () => {
    for (let at = 0; at < nasty.length; at++) {
      const made = await kehu.ask(
        'steward',
        'mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) { customer { id } } }',
        {
          input: values(at),
        },
      );
      expect(made.errors).toBeUndefined();
    }
  });

  const where = { name: { in: nasty.map(({ name }) => name) } };

  it('is safe to open: no cell is a formula', async () => {
    const { body } = await post('steward', { noun: 'customer', where, columns: ['name', 'note'] });
    const cells = body
      .replace(/^\ufeff/, '')
      .match(/(^|,|\r\n)"?[^,\r\n]?/g)!
      .map((cell) => cell.replace(/^[,\r\n"]+/, ''));
    expect(cells.filter((cell) => /^[=+\-@＝\t]/.test(cell))).toEqual([]);
    expect(body).toContain(`"'=HYPERLINK(""http://x"",""y"")"`);
  });

  it('is a card for each, that address books read', async () => {
    const { body } = await post('steward', { noun: 'customer', format: 'vcard', where });
    expect(body.match(/BEGIN:VCARD/g)).toHaveLength(nasty.length);
    for (const line of body.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    const unfolded = body.replace(/\r\n /g, '');
    expect(unfolded).toContain('FN:张三\r\n');
    expect(unfolded).toContain('TEL;TYPE=CELL,PREF:+1 415 555 2671\r\n');
    expect(unfolded).toContain('NOTE:a\\,b\\;"c"\\n d');
  });

  describe('as the answer to a query', () => {
    const document = `query ($where: CustomerWhere) { customers(where: $where, orderBy: [{ name: ASC }]) {
      nodes { name note code limit: creditLimit phones { raw } ...Tier } } }
      fragment Tier on Customer { tier { key } owner { name } }`;
    const ask = async (account: string, payload: object) => {
      const headers = { authorization: `Bearer ${await tokenOf(account)}` };
      return server.app.inject({ method: 'POST', url: '/files/query', headers, payload });
    };

    it('has texts as texts and decimals as numbers, as long as a sheet reckons with them', async () => {
      const question = { document, variables: { where }, name: 'nasty/answer' };
      const book = await ask('steward', { ...question, format: 'xlsx' });
      expect([book.statusCode, book.headers['content-disposition']]).toEqual([
        200,
        expect.stringContaining('nasty_answer.xlsx'),
      ]);
      const path = join(folder, 'answer.xlsx');
      writeFileSync(path, book.rawPayload);
      const source = await openSource(path, {}, () => true);
      expect(source.headers).toEqual(
        expect.arrayContaining(['name', 'note', 'limit', 'tier.key', 'phones.1.raw', 'phones.2.raw']),
      );
      const rows: string[][] = [];
      for await (const row of source.rows) if ('cells' in row) rows.push(row.cells!);
      const of = (header: string): string[] => rows.map((cells) => cells[source.headers.indexOf(header)]!);
      expect(of('name').sort()).toEqual(nasty.map(({ name }) => protectCell(name)).sort());
      expect(of('phones.1.raw')).toContain('010-65529988');
      expect(await sheetOf(path)).not.toMatch(/<f[ >]/);
      const csv = await ask('steward', { ...question, format: 'csv' });
      expect(lines(csv.body)).toHaveLength(nasty.length + 1);
      expect(csv.body).toContain(`"'=HYPERLINK(""http://x"",""y"")"`);
      const json = JSON.parse((await ask('steward', { ...question, format: 'json' })).body);
      expect(json.customers.nodes).toHaveLength(nasty.length);
    });

    it('is a table of the list that is named, and a record that is not there is no column', async () => {
      const both = `{ a: dictionary(name: "tier") { key }
        b: customers(first: 2, where: { code: { eq: "none" } }) { nodes { code } }
        c: orders(first: 3) { nodes { code customer { code team { name parent { name } } } } } }`;
      const csv = async (list?: unknown): Promise<string> =>
        lines((await ask('director', { document: both, format: 'csv', list })).body)[0]!;
      expect(await csv()).toBe('key');
      expect(await csv('a')).toBe('key');
      expect(await csv('c')).toMatch(/^code,customer\.code/);
      expect((await csv('c')).split(',')).not.toContain('customer.team');
      const none = await ask('director', { document: both, format: 'csv', list: 'd' });
      expect([none.statusCode, none.body]).toEqual([400, expect.stringContaining('no list under d')]);
    });

    it('writes sums as numbers, and codes that are all digits as they are', async () => {
      const sums =
        '{ orderItemAggregate(groupBy: [{ order: { currency: true } }]) { nodes { sum { amount } count } } }';
      const path = join(folder, 'sums.xlsx');
      writeFileSync(path, (await ask('director', { document: sums, format: 'xlsx' })).rawPayload);
      expect(await sheetOf(path)).toMatch(/<row><c><v>\d+(\.\d+)?<\/v><\/c><c><v>\d+<\/v><\/c><\/row>/);
      const codes = '{ customers(first: 1, where: { code: { isNull: false } }) { nodes { id: code } } }';
      const made = await kehu.ask(
        'steward',
        'mutation { createCustomer(input: { kind: PERSON, name: "Zero", code: "000123" }) { customer { id } } }',
      );
      expect(made.errors).toBeUndefined();
      writeFileSync(
        path,
        (await ask('steward', { document: codes.replace('isNull: false', 'eq: "000123"'), format: 'xlsx' })).rawPayload,
      );
      expect(await sheetOf(path)).toContain('<t xml:space="preserve">000123</t>');
    });

    it('leaves behind what one may see and not export, and is refused like a request', async () => {
      const phones = '{ customers(first: 5, where: { primaryPhone: { isNull: false } }) { nodes { primaryPhone } } }';
      expect((await kehu.ask('manager.north', phones)).errors).toBeUndefined();
      const wrong = [
        ['manager.north', { document: phones, format: 'csv' }, 403, 'FORBIDDEN'],
        ['steward', { document: 'mutation { signOut }', format: 'csv' }, 400, 'BAD_USER_INPUT'],
        ['steward', { document, format: 'pdf' }, 400, 'BAD_USER_INPUT'],
        ['steward', { document: '{ nothing }', format: 'csv' }, 400, 'BAD_USER_INPUT'],
        [
          'steward',
          {
            document:
              '{ customers(first: 200) { nodes { contacts(first: 200) { nodes { id customer { contacts(first: 9) { nodes { id } } } } } } } }',
            format: 'csv',
          },
          400,
          'QUERY_TOO_EXPENSIVE',
        ],
      ] as const;
      for (const [account, payload, status, code] of wrong) {
        const answer = await ask(account, payload);
        expect([answer.statusCode, refusal(answer).code]).toEqual([status, code]);
      }
      expect((await server.app.inject({ method: 'POST', url: '/files/query', payload: { document } })).statusCode).toBe(
        401,
      );
    });
  });

  it('orders have a row for each item', async () => {
    const { body } = await post('steward', { noun: 'order', format: 'csv' });
    const [head, first] = lines(body);
    expect(head!.split(',')).toEqual(
      expect.arrayContaining(['code', 'customer', 'orderedAt', 'item.product', 'item.quantity']),
    );
    const [[items]] = (await kehu.test.database.rows(
      'SELECT COUNT(*) FROM order_items i JOIN orders o ON o.pk = i.order_pk WHERE o.deleted_at IS NULL',
    )) as [[number]];
    expect(first).toBeDefined();
    expect(lines(body).length - 1).toBeGreaterThanOrEqual(Number(items));
  });
});

it('writes files from the command line, as a user may', async () => {
  writeFileSync(join(folder, 'secret'), Buffer.alloc(32, 7));
  const env = { DATABASE_URL: kehu.test.address, KEHU_SECRET_FILE: join(folder, 'secret'), INIT_CWD: folder };
  const command = async (...args: string[]): Promise<{ code: number; out: string; err: string }> => {
    let [out, err] = ['', ''];
    const io = { config: () => readConfig(env), secretLine: async () => '' };
    const streams = { out: (text: string) => void (out += text), err: (text: string) => void (err += text) };
    return { code: await runCommand([exportCommand], ['export', ...args], io, streams), out, err };
  };
  const file = ['--noun', 'product', '--format', 'jsonl', '--out', 'products.jsonl'];
  const done = await command(...file, '--where', '{"active":{"eq":true}}', '--columns', 'name,active', '--json');
  expect([done.code, done.err]).toEqual([0, '']);
  const text = readFileSync(join(folder, 'products.jsonl'), 'utf8');
  expect(JSON.parse(done.out)).toEqual({ file: 'products.jsonl', bytes: Buffer.byteLength(text) });
  expect(JSON.parse(text.split('\n')[0]!)).toEqual({ name: expect.any(String), active: true });
  expect(await command(...file, '--as', 'rep.north1')).toMatchObject({
    code: 1,
    err: 'Your roles do not let you export these records.\n',
  });
  expect((await command(...file, '--where', '{')).code).toBe(2);
  expect((await command('--json', '--noun', 'product')).code).toBe(2);
});
