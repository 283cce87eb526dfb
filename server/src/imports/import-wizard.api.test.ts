import { testKehu, type TestKehu } from '../../test/kehu';

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
