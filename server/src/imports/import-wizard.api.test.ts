import { bumpAccessVersion } from '../accounts/access-state';
import { testKehu, testNow, type TestKehu } from '../../test/kehu';
import { importDictionaries } from './import-dictionaries';
import { planShape } from './import-plan';
import { changeImport, importById, insertImport } from './import-store';
import { deleteTemplate, saveTemplate, templates } from './import-templates';
import { sweepImports } from './sweep-imports';
import { undoMilliseconds } from './undo-until';

let kehu: TestKehu;

beforeAll(async () => {
  kehu = await testKehu({ demo: true });
}, 240_000);
afterAll(() => kehu.drop());

async function* bytes(text: string, piece = 50_000): AsyncGenerator<Buffer> {
  const all = Buffer.from(text);
  for (let at = 0; at < all.length; at += piece) yield all.subarray(at, at + piece);
}

const upload = async (text: string, name = 'people.csv', as = 'steward'): Promise<string> =>
  (await kehu.imports.upload(await kehu.principal(as), name, bytes(text))).id;

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers of any shape
async function ask(document: string, variables: Record<string, unknown>, as = 'steward'): Promise<any> {
  const { data, errors } = await kehu.ask(as, document, variables);
  expect(errors).toBeUndefined();
  return data;
}

const fields =
  'id state noun fileName progress created updated unchanged refused kept report fault refusedUrl keptRows';
const act = async (name: string, id: string): Promise<Record<string, unknown>> =>
  (await ask(`mutation ($id: ID!) { ${name}(id: $id) { ${fields} } }`, { id }))[name] as Record<string, unknown>;
const look = async (id: string): Promise<Record<string, unknown>> =>
  (await ask(`query ($id: ID!) { import(id: $id) { ${fields} } }`, { id })).import as Record<string, unknown>;

const content = `Export of our people\nid,name,phone,tier\n${Array.from({ length: 600 }, (_, i) => `W-${i},Wizard ${i},138 0013 ${1000 + i},${i % 100 === 7 ? 'platnum' : 'gold'}\n`).join('')}`;

it('takes a file from its upload to its undoing', async () => {
  const id = await upload(content);
  const { importPreview: preview } = await ask('query ($id: ID!) { importPreview(id: $id) }', { id });
  expect(preview).toMatchObject({
    noun: 'customer',
    headers: ['id', 'name', 'phone', 'tier'],
    mapping: ['externalId', 'fullName', 'phones', 'tier'],
    settings: { format: 'csv', encoding: 'utf-8', delimiter: ',', headerRow: 2 },
    notes: [expect.stringContaining('line 2')],
    problem: null,
  });
  expect(preview.rows).toHaveLength(20);
  const plan = { noun: 'customer', source: 'wizard', replacements: [['tier', [['platnum', 'gold']]]] };
  const wrong = await kehu.ask(
    'steward',
    'mutation ($id: ID!) { planImport(id: $id, plan: { noun: "planet" }) { id } }',
    { id },
  );
  expect(wrong.errors![0]!.message).toContain('plan.noun');
  const unread = await kehu.ask(
    'steward',
    'query ($id: ID!) { importPreview(id: $id, plan: { noun: "customer", read: { encoding: "latin-99" } }) }',
    { id },
  );
  expect(unread.errors![0]!.originalError).toMatchObject({ code: 'BAD_USER_INPUT', fields: ['plan.read.encoding'] });

  expect((await act('rehearseImport', id)).state).toBe('REHEARSING');
  await kehu.jobs.runner.pump();
  expect((await look(id)).report).toMatchObject({
    rows: 600,
    created: 594,
    refused: 6,
    problems: [
      {
        column: 'tier',
        count: 6,
        samples: expect.arrayContaining([{ line: 10, message: expect.stringContaining('platnum') }]),
      },
    ],
  });
  await ask('mutation ($id: ID!, $plan: JSON!) { planImport(id: $id, plan: $plan) { id } }', { id, plan });
  await act('runImport', id);
  await kehu.jobs.runner.pump();
  expect(await look(id)).toMatchObject({ state: 'DONE', created: 600, refused: 0, progress: 1 });
  await act('undoImport', id);
  await kehu.jobs.runner.pump();
  expect(await look(id)).toMatchObject({ state: 'UNDONE', kept: 0 });
  const { customers } = await ask(
    '{ customers(where: { name: { startsWith: "Wizard " } }) { totalCount { count } } }',
    {},
  );
  expect(customers.totalCount.count).toBe(0);
}, 120_000);

it('refuses a row whose JSON would overrun the stack of whoever reads it, and no other', async () => {
  const deep = (levels: number): string => `${'{""a"":'.repeat(levels)}1${'}'.repeat(levels)}`;
  const rows = [31, 33, 9_000].map((levels) => `D-${levels},Deep ${levels},"${deep(levels)}",${levels}\n`);
  // The phones come in a column that is called as what every object has.
  const id = await upload(`id,name,preferences,constructor\n${rows.join('').replace(/,(\d+)\n/g, ',139 0002 7654\n')}`);
  const plan = { noun: 'customer', source: 'wizard', overrides: [['constructor', 'phones']] };
  await ask('mutation ($id: ID!, $plan: JSON!) { planImport(id: $id, plan: $plan) { id } }', { id, plan });
  await act('runImport', id);
  await kehu.jobs.runner.pump();
  expect(await look(id)).toMatchObject({ state: 'DONE', created: 1, refused: 2 });
  const create = 'mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) { customer { id } } }';
  const preferences = JSON.parse(deep(40).replaceAll('""', '"')) as unknown;
  const { errors } = await kehu.ask('steward', create, { input: { kind: 'COMPANY', name: 'Deep 40', preferences } });
  expect(errors![0]!.originalError).toMatchObject({ code: 'BAD_USER_INPUT', fields: ['preferences'] });
});

it('is paused and cancelled by its owner, and gives back what it refused', async () => {
  const id = await upload('id,name,phone\nP-1,Good,138 0013 8000\nP-2,Bad,12\n');
  await act('runImport', id);
  expect((await act('pauseImport', id)).state).toBe('RUNNING'); // its runner reads it after the rows at hand
  await kehu.jobs.runner.pump();
  const done = await look(id);
  expect(done).toMatchObject({ state: 'DONE', created: 1, refused: 1, refusedUrl: `/files/imports/${id}/refused` });
  const file = await kehu.imports.refused(await kehu.principal('steward'), id, 'zh');
  let text = '';
  for await (const part of file.bytes) text += part.toString();
  expect([file.name, text]).toEqual([
    'people-未导入.csv',
    '\uFEFF未导入：行,未导入：原因,id,name,phone\r\n3,phone: “12”不是电话号码。,P-2,Bad,12\r\n',
  ]);
  const twice = await kehu.ask('steward', 'mutation ($id: ID!) { runImport(id: $id) { id } }', { id });
  expect(twice.errors![0]!.originalError).toMatchObject({ code: 'CONFLICT' });
});

it('names records it told of only while its owner’s view is the one it told them in', async () => {
  await ask(
    `mutation { createCustomer(input: { kind: COMPANY, name: "Vexillum Harbour Works", phones: [{ number: "+8613900017654", primary: true }] }) { customer { id } } }`,
    {},
  );
  const id = await upload('id,company,phone\nV-1,Vexillum Harbor Works,139 0001 7654\n');
  const plan = { noun: 'customer', source: 'wizard', alike: 'refuse' };
  await ask('mutation ($id: ID!, $plan: JSON!) { planImport(id: $id, plan: $plan) { id } }', { id, plan });
  await act('rehearseImport', id);
  await kehu.jobs.runner.pump();
  const told = async (): Promise<string> => JSON.stringify((await look(id)).report);
  expect(await told()).toContain('Vexillum Harbour Works');
  await act('runImport', id);
  await kehu.jobs.runner.pump();
  const refused = async (): Promise<string> => {
    let text = '';
    for await (const part of (await kehu.imports.refused(await kehu.principal('steward'), id, 'en')).bytes)
      text += part;
    return text;
  };
  expect(await refused()).toContain('Vexillum Harbour Works');

  await bumpAccessVersion(kehu.test.database);
  const unnamed = 'This looked like a record that was there already.';
  for (const text of [await told(), await refused()]) {
    expect(text).not.toContain('Vexillum Harbour Works');
    expect(text).toContain(unnamed);
    expect(text).not.toContain('unnamed');
  }
});

it('asks what rows are where their columns don’t tell, and goes on once it is said', async () => {
  const customer = await upload('id,name\nQ-1,Asked Inc\n');
  await act('runImport', customer);
  await kehu.jobs.runner.pump();
  const id = await upload('External id,Customer,Name,Email\nQ-2,Q-1,Ann Asked,ann@asked.example\n');
  expect(await look(id)).toMatchObject({ state: 'READY', noun: null, fault: null });
  const see = async (): Promise<Record<string, unknown>> =>
    (await ask('query ($id: ID!) { importPreview(id: $id) }', { id })).importPreview as Record<string, unknown>;
  expect(await see()).toMatchObject({
    noun: null,
    problem: expect.stringContaining('what its rows are'),
    headers: ['External id', 'Customer', 'Name', 'Email'],
    mapping: [null, null, null, null],
    fields: [],
    nouns: expect.arrayContaining([expect.objectContaining({ noun: 'contact', known: 4 })]),
  });
  for (const name of ['rehearseImport', 'runImport']) {
    const { errors } = await kehu.ask('steward', `mutation ($id: ID!) { ${name}(id: $id) { id } }`, { id });
    expect(errors![0]!.originalError).toMatchObject({ code: 'BAD_USER_INPUT', fields: ['plan.noun'] });
  }
  const { plan: open } = (await ask('query ($id: ID!) { import(id: $id) { plan } }', { id })).import;
  const kept = await kehu.ask(
    'steward',
    'mutation ($plan: JSON!) { saveImportTemplate(name: "q", plan: $plan) { id } }',
    { plan: open },
  );
  expect(kept.errors![0]!.originalError).toMatchObject({ code: 'BAD_USER_INPUT', fields: ['plan.noun'] });
  const plan = { ...open, noun: 'contact' };
  await ask('mutation ($id: ID!, $plan: JSON!) { planImport(id: $id, plan: $plan) { id } }', { id, plan });
  expect(await see()).toMatchObject({ mapping: ['externalId', 'customer', 'fullName', 'emails'], problem: null });
  await act('runImport', id);
  await kehu.jobs.runner.pump();
  expect(await look(id)).toMatchObject({ state: 'DONE', noun: 'contact', created: 1, refused: 0 });
  for (const one of [id, customer]) await act('undoImport', one);
  await kehu.jobs.runner.pump();
});

it('gives no record an id of a partner, also where it is its only one', async () => {
  const partner =
    'mutation { createApiClient(input: { name: "p", roles: ["erp-client"], source: "partner" }) { key } }';
  await ask(partner, {}, 'admin');
  const id = await upload('name,externalIds\nAlone Inc,partner: 4711\nBeside Inc,legacy: 1\n');
  await act('runImport', id);
  await kehu.jobs.runner.pump();
  expect(await look(id)).toMatchObject({ state: 'DONE', created: 1, refused: 1 });
  await act('undoImport', id);
  await kehu.jobs.runner.pump();
});

it('lets go of a file that nobody said anything about', async () => {
  const id = await upload('foo,bar\n1,2\n');
  expect((await act('cancelImport', id)).state).toBe('CANCELLED');
  expect((await act('undoImport', id)).state).toBe('UNDOING');
  await kehu.jobs.runner.pump();
  expect(await look(id)).toMatchObject({ state: 'UNDONE', noun: null });
});

it('takes a file whatever its name', async () => {
  const id = await upload('name\nLong\n', `C:\\files/${'很长的名字'.repeat(50)}.csv`);
  const { importPreview: preview } = await ask('query ($id: ID!) { importPreview(id: $id) }', { id });
  expect(preview.headers).toEqual(['name']);
});

it('is its owner’s alone, and needs the right', async () => {
  const id = await upload('name\nA\n');
  for (const document of [
    `query { import(id: "${id}") { id } }`,
    `mutation { runImport(id: "${id}") { id } }`,
    '{ imports { id } }',
    '{ importTemplates { id } }',
  ]) {
    const { errors } = await kehu.ask('rep.north1', document);
    expect(errors![0]!.originalError).toMatchObject({ code: 'FORBIDDEN' });
  }
  await expect(upload('name\nA\n', 'a.csv', 'director')).rejects.toMatchObject({ code: 'FORBIDDEN' });
  expect(await ask('query { import(id: "00000000-0000-4000-8000-000000000000") { id } }', {})).toEqual({
    import: null,
  });
});

it('refuses what is no file to import, and keeps nothing of it', async () => {
  await expect(upload('')).rejects.toThrow('The file is empty.');
  await expect(upload('<html></html>', 'a.html')).rejects.toThrow('XML or HTML');
  const [row] = await kehu.test.database.rows(
    "SELECT COUNT(*) FROM import_chunks c JOIN imports i ON i.pk = c.import_pk WHERE i.state = 'CANCELLED'",
  );
  expect(Number(row![0])).toBe(0);
});

it('keeps plans under names for everybody who imports', async () => {
  const save = 'mutation ($plan: JSON!) { saveImportTemplate(name: "Partner file", plan: $plan) { id name plan } }';
  await ask(save, { plan: { noun: 'customer', source: 'a' } });
  const { saveImportTemplate: kept } = await ask(save, { plan: { noun: 'customer', source: 'b' } });
  expect(kept).toEqual([
    { id: expect.any(String), name: 'Partner file', plan: expect.objectContaining({ source: 'b' }) },
  ]);
  await ask('mutation ($id: ID!) { deleteImportTemplate(id: $id) { id } }', { id: kept[0].id });
  expect(await ask('{ importTemplates { id } }', {})).toEqual({ importTemplates: [] });
});

const hour = 3_600_000;
const pkOf = async (id: string): Promise<number> => (await importById(kehu.test.database, id))!.pk;
/** Everything that is kept of an import beside its figures, as text. */
async function keptOf(id: string): Promise<{ text: string; pieces: number; refusals: number; before: number }> {
  const { database } = kehu.test;
  const pk = await pkOf(id);
  const before = database.dialect === 'mysql' ? '`before`' : '"before"';
  const of = (table: string, columns: string): Promise<unknown[][]> =>
    database.rows(`SELECT ${columns} FROM ${table} WHERE import_pk = ?`, [pk]) as Promise<unknown[][]>;
  const pieces = await of('import_chunks', 'bytes');
  const refusals = await of('import_refusals', 'message, cells');
  const values = (await of('import_rows', before)).filter(([value]) => value !== null);
  const reports = await database.rows('SELECT report FROM imports WHERE pk = ?', [pk]);
  const text = [pieces, refusals, values, reports as unknown[][]]
    .flat(2)
    .map((value) => (Buffer.isBuffer(value) ? value.toString('latin1') : String(value)))
    .join('|');
  return { text, pieces: pieces.length, refusals: refusals.length, before: values.length };
}
async function sweep(now: number): Promise<void> {
  while (await sweepImports(kehu.test.database, now));
}
const upDown = 'id,name,note\nS-1,Sealed,hush-old\n';

it('keeps files, refused rows and replaced values closed, and all of it no longer than it is needed', async () => {
  await act('runImport', await upload(upDown));
  await kehu.jobs.runner.pump();
  const again = 'id,name,note,tier\nS-1,Sealed,hush-new,\nS-2,Bad,hush-bad,hush-tier\n';
  const done = await upload(again);
  await act('rehearseImport', done);
  await kehu.jobs.runner.pump();
  expect(JSON.stringify((await look(done)).report)).toContain('hush-tier');
  expect((await keptOf(done)).text).not.toContain('hush');
  await act('runImport', done);
  await kehu.jobs.runner.pump();
  expect(await look(done)).toMatchObject({ state: 'DONE', updated: 1, refused: 1 });
  expect(await keptOf(done)).toMatchObject({ text: expect.not.stringContaining('hush'), refusals: 1, before: 1 });
  const undone = await upload(`${again}x\n`);
  await act('runImport', undone);
  await kehu.jobs.runner.pump();
  await act('undoImport', undone);
  await kehu.jobs.runner.pump();
  const cancelled = await upload(`${again}y\n`);
  await act('cancelImport', cancelled);

  await sweep(testNow + 1);
  expect(await keptOf(undone)).toMatchObject({ pieces: 0, refusals: 0, before: 0 });
  expect(await keptOf(cancelled)).toMatchObject({ pieces: 0, refusals: 0, before: 0 });
  expect(await keptOf(done)).toMatchObject({ pieces: 1, refusals: 1, before: 1 });
  await sweep(testNow + undoMilliseconds - 1);
  expect(await keptOf(done)).toMatchObject({ pieces: 1, before: 1 });
  const { import: told } = await ask('query ($id: ID!) { import(id: $id) { undoUntil } }', { id: done });
  expect(told.undoUntil).toBe(new Date(testNow + undoMilliseconds).toISOString());
  await sweep(testNow + undoMilliseconds);
  expect(await keptOf(done)).toMatchObject({ pieces: 0, refusals: 0, before: 0, text: 'null' });
  expect(await look(done)).toMatchObject({ state: 'DONE', updated: 1, refused: 1, refusedUrl: null, report: null });
  const { errors } = await kehu.ask('steward', 'mutation ($id: ID!) { undoImport(id: $id) { id } }', { id: done });
  expect(errors![0]!.message).toContain('for 14 days after its end');
});

it('ends uploads and imports that nobody goes on with', async () => {
  const { database } = kehu.test;
  const begin = async (state: 'UPLOADING' | 'PAUSED', now: number): Promise<string> => {
    const id = `00000000-0000-4000-9000-${String(now % 1e12).padStart(12, '0')}`;
    const plan = planShape.parse({ noun: 'customer' });
    const { pk: byUserPk } = await kehu.principal('steward');
    await insertImport(database, {
      id,
      byUserPk,
      state,
      fileName: 'a',
      fileBytes: 1,
      digest: Buffer.alloc(32),
      plan,
      now,
    });
    await database.run('INSERT INTO import_chunks (import_pk, position, bytes) VALUES (?, 0, ?)', [
      await pkOf(id),
      Buffer.from('a'),
    ]);
    return id;
  };
  const uploading = await begin('UPLOADING', testNow);
  const paused = await begin('PAUSED', testNow + 1);
  await sweep(testNow + hour - 1);
  expect((await look(uploading)).state).toBe('UPLOADING');
  await sweep(testNow + hour);
  expect([(await look(uploading)).state, (await look(paused)).state]).toEqual(['CANCELLED', 'PAUSED']);
  expect((await keptOf(uploading)).pieces).toBe(0);
  await sweep(testNow + 15 * 24 * hour);
  expect((await look(paused)).state).toBe('CANCELLED');
  expect((await keptOf(paused)).pieces).toBe(0);
});

it('keeps no more open files of one person than it announces', async () => {
  const ids: string[] = [];
  await expect(
    (async () => {
      for (;;) ids.push(await upload(`name\nRoom ${ids.length}\n`, 'room.csv'));
    })(),
  ).rejects.toMatchObject({ code: 'RATE_LIMITED', message: expect.stringContaining('20 imports may be open') });
  expect(ids.length).toBeLessThanOrEqual(20);
  for (const id of ids) await act('cancelImport', id);
  await act('cancelImport', await upload('name\nRoom again\n'));
});

it('says what it is once its job was ended, whether or not that ever ran', async () => {
  const jobs = async (): Promise<string> => (await ask('{ jobs(first: 1) { id } }', {})).jobs[0].id as string;
  const tell = async (doing: string): Promise<void> =>
    void (await ask(`mutation ($id: ID!) { ${doing}(id: $id) { id } }`, { id: await jobs() }));
  const id = await upload('id,name\nJ-1,Queued\n');
  await act('rehearseImport', id);
  await tell('cancelJob');
  expect((await look(id)).state).toBe('READY');
  await act('rehearseImport', id);
  await tell('pauseJob');
  expect((await look(id)).state).toBe('READY');
  await tell('resumeJob');
  await kehu.jobs.runner.pump();
  expect(await look(id)).toMatchObject({ state: 'READY', report: { rows: 1 } });
  await act('runImport', id);
  await tell('pauseJob');
  expect((await look(id)).state).toBe('PAUSED');
  await tell('cancelJob');
  await act('runImport', id);
  await tell('cancelJob');
  expect((await look(id)).state).toBe('CANCELLED');
  // A fault of ours: the job has failed, and the import can be gone on with.
  const broken = await upload('id,name\nJ-2,Broken\n');
  await kehu.test.database.run('UPDATE import_chunks SET bytes = ? WHERE import_pk = ?', [
    Buffer.from('damaged'),
    await pkOf(broken),
  ]);
  await act('runImport', broken);
  await kehu.jobs.runner.pump();
  expect((await look(broken)).state).toBe('FAILED');
  await changeImport(kehu.test.database, await pkOf(broken), ['FAILED'], { state: 'CANCELLED' }, testNow);
});

it('shares templates as far as their fields may be written, and leaves them to who kept them', async () => {
  const { database } = kehu.test;
  const plan = {
    noun: 'customer',
    overrides: [
      ['Number', 'nationalId'],
      ['Hidden', 'custom_secretScore'],
      ['Called', 'fullName'],
      ['Skipped', '-'],
    ],
    replacements: [
      ['Hidden', [['a', 'b']]],
      ['Called', [['c', 'd']]],
      ['nationalId', [['e', 'f']]],
      ['street', [['g', 'h']]],
    ],
  };
  const save = 'mutation ($name: String!, $plan: JSON!) { saveImportTemplate(name: $name, plan: $plan) { id plan } }';
  const { saveImportTemplate: saved } = await ask(save, { name: 'Shared', plan });
  const [{ id, plan: own }] = saved;
  expect(own.overrides).toEqual([plan.overrides[0], plan.overrides[2], plan.overrides[3]]);
  // Somebody whose rules let it write neither field.
  const rep = kehu.writing(await kehu.principal('rep.north1')).ruleSet;
  const [shown] = await templates(database, rep);
  expect(shown!.plan.overrides).toEqual([
    ['Called', 'fullName'],
    ['Skipped', '-'],
  ]);
  expect(shown!.plan.replacements).toEqual([
    ['Called', [['c', 'd']]],
    ['street', [['g', 'h']]],
  ]);
  // A column that is part of a field is as closed as the field.
  const closed = new Map([...rep.write('customer').fields].filter(([name]) => name !== 'addresses' && name !== 'name'));
  const narrow = { ...rep, write: (noun: string) => ({ ...rep.write(noun), fields: closed }) };
  const [least] = await templates(database, narrow);
  expect([least!.plan.overrides, least!.plan.replacements]).toEqual([[['Skipped', '-']], []]);
  const { pk: other } = await kehu.principal('rep.north1');
  expect(await deleteTemplate(database, id, other)).toBe(false);
  const stored = planShape.parse({ noun: 'customer' });
  await saveTemplate(database, {
    id: '00000000-0000-4000-a000-000000000001',
    byUserPk: other,
    name: 'Shared',
    plan: stored,
    now: 1,
  });
  expect(await templates(database, rep)).toHaveLength(2);
  const large = { noun: 'customer', replacements: [['a', Array.from({ length: 200 }, () => ['x'.repeat(900), 'y'])]] };
  const { errors } = await kehu.ask('steward', save, { name: 'Large', plan: large });
  expect(errors![0]!.message).toContain('at most 100000 characters');
  await expect(
    (async () => {
      for (let i = 0; ; i++) {
        const one = `00000000-0000-4000-b000-${String(i).padStart(12, '0')}`;
        await saveTemplate(database, { id: one, byUserPk: other, name: `T${i}`, plan: stored, now: 1 });
      }
    })(),
  ).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  await database.run('DELETE FROM import_templates');
});

it('reads no code table for who has no grant on it', async () => {
  const steward = kehu.writing(await kehu.principal('steward')).ruleSet;
  expect([...(await importDictionaries(kehu.test.database, steward)).keys()]).toContain('tier');
  const none = {
    ...steward,
    book: steward.book,
    view: () => ({ cells: new Map() }),
    write: () => ({ fields: new Map() }),
  };
  expect(await importDictionaries(kehu.test.database, none as unknown as typeof steward)).toEqual(new Map());
});
