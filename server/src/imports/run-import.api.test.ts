import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testKehu, type TestKehu } from '../../test/kehu';
import type { Principal } from '../access/principal';
import { viewKey } from '../jobs/view-key';
import { keptRows, refusalsAfter } from './import-books';
import { bookOf, type ImportBook } from './import-seal';
import { planShape, type ImportPlan } from './import-plan';
import { changeImport, insertImport, loadImport, type StoredImport } from './import-store';
import { importFile } from './import-file';
import { refusedFile } from './refused-file';
import { contentsOf } from './testing/contents';
import { runImport, type ImportRunner } from './run-import';
import { workbookOf } from './testing/zip';
import { undoImport } from './undo-import';
import { recordsWriter } from './write-records';

const folder = mkdtempSync(join(tmpdir(), 'kehu-run-import-'));
let kehu: TestKehu;
let steward: Principal;
let number = 0;

beforeAll(async () => {
  kehu = await testKehu({ demo: true });
  steward = await kehu.principal('steward');
}, 240_000);
afterAll(async () => {
  await kehu.drop();
  rmSync(folder, { recursive: true });
});

const pathOf = (pk: number): string => join(folder, `${pk}.csv`);

async function prepare(content: string | Buffer, plan: Partial<ImportPlan> = {}, by = steward): Promise<number> {
  const bytes = Buffer.from(content as string);
  const pk = await insertImport(kehu.test.database, {
    id: `00000000-0000-4000-8000-${String((number += 1)).padStart(12, '0')}`,
    byUserPk: by.pk,
    state: 'READY',
    fileName: 'rows.csv',
    fileBytes: bytes.length,
    digest: createHash('sha256').update(bytes).digest(),
    plan: planShape.parse({ noun: 'customer', source: 'run', ...plan }),
    now: 1,
  });
  writeFileSync(pathOf(pk), bytes);
  return pk;
}

const book = async (pk: number): Promise<ImportBook> =>
  bookOf(kehu.imports.vault, await loadImport(kehu.test.database, pk));

const runnerOf = (pk: number, more: Partial<ImportRunner> = {}): ImportRunner => ({
  writing: () => kehu.writing(steward),
  vault: kehu.imports.vault,
  path: pathOf(pk),
  clock: () => 1_000,
  batchSize: 7,
  ...more,
});

const counts = ({ created, updated, unchanged, refused }: StoredImport): number[] => [
  created,
  updated,
  unchanged,
  refused,
];

const customers = (from: number, to: number, note: string): string =>
  Array.from(
    { length: to - from },
    (_, i) =>
      `R-${from + i},CODE-${from + i},Row ${from + i},138 0013 ${String(1000 + from + i)},r${from + i}@example.com,red;blue,gold,${note},44030119900101${1000 + i}\n`,
  ).join('');
const header = 'id,code,name,mobile,email,tags,tier,note,national id\n';

it('books what it does, goes on where it stopped, and takes nothing twice', async () => {
  const pk = await prepare(header + customers(0, 30, 'a') + 'broken\n' + customers(30, 40, 'b'));
  let batches = 0;
  const first = await runImport(runnerOf(pk, { shouldStop: () => (batches += 1) === 2 }), pk);
  expect([first.state, first.checkpoint, ...counts(first)]).toEqual(['RUNNING', 14, 14, 0, 0, 0]);
  const done = await runImport(runnerOf(pk), pk);
  expect([done.state, done.checkpoint, ...counts(done)]).toEqual(['DONE', 41, 40, 0, 0, 1]);
  expect(await refusalsAfter(kehu.test.database, await book(pk), -1, 10, null)).toEqual([
    expect.objectContaining({ position: 30, line: 32, place: null, cells: [['broken']] }),
  ]);
  const copy = await prepare(readFileSync(pathOf(pk), 'utf8'), { source: 'another', match: 'name' });
  // The steward may not read the identity numbers it writes, so writing them always counts as a change.
  expect(counts(await runImport(runnerOf(copy), copy))).toEqual([0, 40, 0, 1]);
}, 120_000);

it('gives the refused rows back as a file that can be mended and imported', async () => {
  const pk = await prepare('id,name,phone\nF-1,Good,138 0013 8000\nF-2,"Bad, Ltd",12\nF-3,=Risky,x\n');
  const one = await runImport(runnerOf(pk), pk);
  expect(counts(one)).toEqual([1, 0, 0, 2]);
  let text = '';
  for await (const part of refusedFile(kehu.test.database, await book(pk), ['id', 'name', 'phone'], 'en', null))
    text += part;
  expect(text).toBe(
    '\uFEFFRefused: line,Refused: reason,id,name,phone\r\n' +
      '3,"phone: ""12"" is no phone number.",F-2,"Bad, Ltd",12\r\n' +
      '4,"phone: ""x"" is no phone number.",F-3,\'=Risky,x\r\n',
  );
  const mended = await prepare(text.replace(',12\r', ',138 0013 8001\r').replace(',x\r', ',138 0013 8002\r'));
  expect(counts(await runImport(runnerOf(mended), mended))).toEqual([2, 0, 0, 0]);
});

it('is paused, gone on with and cancelled by what stands in its books', async () => {
  const pk = await prepare(header + customers(100, 130, 'p'));
  const { database } = kehu.test;
  const ask = (wanted: 'pause' | 'cancel'): ImportRunner =>
    runnerOf(pk, {
      onProgress: async ({ checkpoint }) => {
        if (checkpoint % 14 === 7) await changeImport(database, pk, ['RUNNING'], { wanted }, 1);
      },
    });
  const paused = await runImport(ask('pause'), pk);
  expect([paused.state, paused.checkpoint]).toEqual(['PAUSED', 14]);
  const cancelled = await runImport(ask('cancel'), pk);
  expect([cancelled.state, cancelled.checkpoint]).toEqual(['CANCELLED', 28]);
  expect((await runImport(runnerOf(pk), pk)).state).toBe('CANCELLED');
});

it('stops where another process has gone on with it', async () => {
  const pk = await prepare(header + customers(200, 230, 'o'));
  let batches = 0;
  const overtaken = await runImport(
    runnerOf(pk, {
      onProgress: async () => {
        if ((batches += 1) === 1) await runImport(runnerOf(pk), pk);
      },
    }),
    pk,
  );
  expect([overtaken.state, ...counts(overtaken)]).toEqual(['DONE', 30, 0, 0, 0]);
});

it('fails as a whole with a sentence, and can be run again', async () => {
  const pk = await prepare('shoe size\n43\n');
  const failed = await runImport(runnerOf(pk), pk);
  expect([failed.state, failed.fault!.en]).toEqual([
    'FAILED',
    expect.stringContaining('has no column that gives customers their name'),
  ]);
  writeFileSync(pathOf(pk), 'name\nA\n');
  expect((await runImport(runnerOf(pk), pk)).state).toBe('DONE');
});

/** The newest customers as each account is shown them, counted, and found by what the rows of a test are called. */
async function views(): Promise<object> {
  const document = `{ customers(first: 60, orderBy: [{ createdAt: DESC }]) { totalCount { count } nodes {
      id name code note tags primaryPhone primaryEmail status tier { key } owner { name } team { name } externalIds { source id } } }
    found: customers(search: "Row 30", first: 20, orderBy: [{ createdAt: DESC }]) { nodes { id name } } }`;
  const shown: Record<string, unknown> = {};
  for (const account of ['rep.north1', 'manager.north', 'director', 'agent1', 'analyst1', 'steward', 'dpo']) {
    const { data, errors } = await kehu.ask(account, document);
    shown[account] = { data, errors: errors?.map(String) };
  }
  return shown;
}

it('undoes what it created and changed: everything is what it was, in the view of everybody', async () => {
  const setUp = await prepare(header + customers(300, 310, 'before'));
  await runImport(runnerOf(setUp), setUp);
  const before = await contentsOf(kehu.test.database);
  const seen = await views();
  const told = async (): Promise<number> =>
    Number((await kehu.test.database.rows('SELECT MAX(pk) FROM history'))[0]![0]);
  const toldBefore = await told();
  const pk = await prepare(
    'id,code,name,mobile,tags,tier,note,national id,owner\n' +
      Array.from(
        { length: 20 },
        (_, i) =>
          `R-${300 + i},${i < 10 ? `NEW-${i}` : ''},Changed ${i},139 1111 ${2000 + i},green,silver,after,${i},Moses Frase\n`,
      ).join('') +
      'R-301,NEW-1b,Changed twice,,,,,,\nR-315,,Created then changed,,,,,,\n',
  );
  const done = await runImport(runnerOf(pk), pk);
  expect(await refusalsAfter(kehu.test.database, await book(pk), -1, 1, null)).toEqual([]);
  expect([done.state, ...counts(done)]).toEqual(['DONE', 10, 12, 0, 0]);
  expect(await contentsOf(kehu.test.database)).not.toEqual(before);
  expect(await views()).not.toEqual(seen);
  let batches = 0;
  const undoing = { writing: () => kehu.writing(steward), vault: kehu.imports.vault, clock: () => 2_000, batchSize: 5 };
  const half = await undoImport({ ...undoing, shouldStop: () => (batches += 1) === 2 }, pk);
  expect(half.state).toBe('UNDOING');
  const undone = await undoImport(undoing, pk);
  expect([undone.state, undone.kept]).toEqual(['UNDONE', 0]);
  expect(await contentsOf(kehu.test.database)).toEqual(before);
  expect(await views()).toEqual(seen);
  // What was done and undone stays in the history of what is still there.
  expect(await told()).toBeGreaterThan(toldBefore);
  const again = await prepare(readFileSync(pathOf(pk), 'utf8'));
  expect(counts(await runImport(runnerOf(again), again))).toEqual([10, 12, 0, 0]);
}, 120_000);

it('keeps and tells what somebody changed since, and what something hangs on', async () => {
  const pk = await prepare('id,name\nK-1,Untouched\nK-2,Edited\nK-3,With a contact\n');
  await runImport(runnerOf(pk), pk);
  const find = async (name: string): Promise<{ id: string; version: number }> => {
    const { data } = await kehu.ask(
      'steward',
      'query ($name: String!) { customers(where: { name: { eq: $name } }) { nodes { id version } } }',
      { name },
    );
    return data!.customers.nodes[0];
  };
  const edited = await find('Edited');
  await kehu.ask(
    'steward',
    'mutation ($id: ID!, $version: Int!) { updateCustomer(input: { id: $id, version: $version, note: "mine" }) { customer { id } } }',
    edited,
  );
  const { id } = await find('With a contact');
  await kehu.ask(
    'steward',
    'mutation ($id: ID!) { createContact(input: { customerId: $id, name: "Eve" }) { contact { id } } }',
    { id },
  );
  const undone = await undoImport(
    { writing: () => kehu.writing(steward), vault: kehu.imports.vault, clock: () => 3_000 },
    pk,
  );
  expect([undone.state, undone.kept]).toEqual(['UNDONE', 2]);
  expect(await keptRows(kehu.test.database, pk, 10)).toEqual([
    { line: 3, reason: 'edited' },
    { line: 4, reason: 'inUse' },
  ]);
  expect([await find('Untouched'), (await find('Edited')).id, (await find('With a contact')).id]).toEqual([
    undefined,
    edited.id,
    id,
  ]);
});

it('leaves no choice of an added field behind of a record that it takes away', async () => {
  const { database } = kehu.test;
  const pk = await prepare('id,name\nR-chosen,Chosen\n');
  await runImport(runnerOf(pk), pk);
  const [[record] = []] = await database.rows("SELECT record_pk FROM external_ids WHERE external_id = 'R-chosen'");
  const { insertId } = await database.run(
    `INSERT INTO custom_fields (id, version, noun, field_key, kind, label, label_zh, help, required, position, indexed, retired_at)
     VALUES (?, 1, 'customer', 'gone', 'multiChoice', 'Gone', 'Gone', '', 0, 1, 0, 1)`,
    [Buffer.alloc(16, 9)],
  );
  const choices = async (): Promise<unknown> =>
    database.rows('SELECT choice FROM custom_choices WHERE record_pk = ?', [Number(record)]);
  await database.run('INSERT INTO custom_choices (field_pk, record_pk, choice) VALUES (?, ?, ?)', [
    insertId,
    Number(record),
    'red',
  ]);
  expect(await choices()).toHaveLength(1);
  await undoImport({ writing: () => kehu.writing(steward), vault: kehu.imports.vault, clock: () => 4_000 }, pk);
  expect(await choices()).toEqual([]);
  await database.run('DELETE FROM custom_fields WHERE pk = ?', [insertId]);
});

it('undoes orders with their lines and what they add up to', async () => {
  const setUp = await prepare('id,name,currency\nO-1,Buyer,CNY\n');
  await runImport(runnerOf(setUp), setUp);
  const lines = 'order number,id,customer,sku,qty,price\nON-1,ON-1,O-1,,2,10\nON-1,ON-1,O-1,,1,5\nON-2,ON-2,O-1,,1,7\n';
  const products = await prepare('id,sku,name,price\nOP-1,OSKU,Thing,3\n', { noun: 'product' });
  await runImport(runnerOf(products), products);
  const first = await prepare(lines.replaceAll('O-1,,', 'O-1,OSKU,'), { noun: 'order' });
  expect(counts(await runImport(runnerOf(first), first))).toEqual([2, 0, 0, 0]);
  const before = await contentsOf(kehu.test.database);
  const pk = await prepare(
    'order number,id,customer,sku,qty,price\nON-1,ON-1,O-1,OSKU,9,9\nON-3,ON-3,O-1,OSKU,1,100\n',
    { noun: 'order' },
  );
  expect(counts(await runImport(runnerOf(pk), pk))).toEqual([1, 1, 0, 0]);
  await undoImport({ writing: () => kehu.writing(steward), vault: kehu.imports.vault, clock: () => 4_000 }, pk);
  expect(await contentsOf(kehu.test.database)).toEqual(before);
});

it('takes rows without the fields that their writer may not write, where that was chosen', async () => {
  const rep = await kehu.principal('rep.north1');
  const content = 'name,mobile,credit limit,national id\nSkipping,138 0013 9999,100,X1\n';
  const strict = await prepare(content);
  expect(counts(await runImport(runnerOf(strict, { writing: () => kehu.writing(rep) }), strict))).toEqual([0, 0, 0, 1]);
  const [refusal] = await refusalsAfter(kehu.test.database, await book(strict), -1, 1, null);
  expect([refusal!.code, refusal!.place]).toEqual(['FORBIDDEN', expect.stringMatching(/credit limit|national id/)]);
  const lenient = await prepare(`${content}\n`, { denied: 'skip' });
  expect(counts(await runImport(runnerOf(lenient, { writing: () => kehu.writing(rep) }), lenient))).toEqual([
    1, 0, 0, 0,
  ]);
  expect(await loadImport(kehu.test.database, lenient)).toMatchObject({ state: 'DONE' });
});

it('creates only, or updates only, as chosen', async () => {
  const content = 'id,name\nM-1,One\nM-2,Two\n';
  const create = await prepare('id,name\nM-1,One\n', { mode: 'create' });
  expect(counts(await runImport(runnerOf(create), create))).toEqual([1, 0, 0, 0]);
  const more = await prepare(content, { mode: 'create' });
  expect(counts(await runImport(runnerOf(more), more))).toEqual([1, 0, 0, 1]);
  const update = await prepare('id,name\nM-1,Eins\nM-3,Three\n', { mode: 'update' });
  expect(counts(await runImport(runnerOf(update), update))).toEqual([0, 1, 0, 1]);
});

it('plans nothing anew once rows were taken: undo takes back what was written and nothing else', async () => {
  const { database } = kehu.test;
  const pk = await prepare(header + customers(500, 514, 'plan'));
  await runImport(runnerOf(pk, { shouldStop: () => true }), pk);
  for (const state of ['FAILED', 'READY'] as const) {
    await changeImport(database, pk, ['RUNNING', 'FAILED'], { state }, 1);
    const { id } = await loadImport(database, pk);
    await expect(kehu.imports.plan(steward, id, { noun: 'product' })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await loadImport(database, pk)).plan.noun).toBe('customer');
  }
  // Nor does a run go on that began before the import was planned anew.
  const racing = await prepare(header + customers(520, 524, 'race'));
  const overtaken = await runImport(
    runnerOf(racing, {
      onOpened: () =>
        void database.run("UPDATE imports SET noun = 'product', plan = ? WHERE pk = ?", [
          JSON.stringify(planShape.parse({ noun: 'product' })),
          racing,
        ]),
    }),
    racing,
  );
  expect(counts(overtaken)).toEqual([0, 0, 0, 0]);
});

it('knows rows again by user, file and the way it is read alone: another sheet is another file', async () => {
  const sheet = (names: readonly string[]): string =>
    ['name', ...names].map((name, i) => `<row r="${i + 1}"><c t="str" r="A${i + 1}"><v>${name}</v></c></row>`).join('');
  const book = workbookOf({ East: sheet(['Sheet A', 'Sheet B']), West: sheet(['Sheet C', 'Sheet D']) });
  const take = async (name: string | undefined, by = steward): Promise<number[]> => {
    const pk = await prepare(book, { ...(name !== undefined && { read: { sheet: name } }) }, by);
    return counts(await runImport(runnerOf(pk, { writing: () => kehu.writing(by) }), pk));
  };
  expect(await take('East')).toEqual([2, 0, 0, 0]);
  expect(await take('West')).toEqual([2, 0, 0, 0]);
  expect(await take(undefined)).toEqual([0, 0, 2, 0]); // the first one, chosen or found
  const { data } = await kehu.ask(
    'steward',
    '{ customers(where: { name: { startsWith: "Sheet " } }, orderBy: [{ name: ASC }]) { nodes { name } } }',
  );
  expect(data!.customers.nodes.map((node: { name: string }) => node.name)).toEqual([
    'Sheet A',
    'Sheet B',
    'Sheet C',
    'Sheet D',
  ]);
  // Somebody else is neither refused nor told by what rows they can't see became of them.
  const rep = await kehu.principal('rep.north1');
  expect(await take('East', rep)).toEqual([2, 0, 0, 0]);
});

it('tells nothing of records out of sight, nor of what hangs on them out of sight', async () => {
  const { database } = kehu.test;
  const rep = await kehu.principal('rep.north1');
  const undoing = (principal: Principal): Parameters<typeof undoImport>[0] => ({
    writing: () => kehu.writing(principal),
    vault: kehu.imports.vault,
    clock: () => 3_000,
  });
  // Hidden, hidden and edited, hidden and changed back: all the same.
  const hidden = await prepare('id,name,team\nH-1,Hidden,South 1\nH-2,Hidden edited,South 1\nH-1,Hidden again,\n');
  expect(counts(await runImport(runnerOf(hidden), hidden))).toEqual([2, 1, 0, 0]);
  await database.run("UPDATE customers SET version = version + 1 WHERE name = 'Hidden edited'");
  expect((await undoImport(undoing(rep), hidden)).kept).toBe(3);
  expect((await keptRows(database, hidden, 10)).map(({ reason }) => reason)).toEqual(['denied', 'denied', 'denied']);
  // A contact that was deleted still hangs on its customer, and is in nobody's view.
  const own = await prepare('id,name\nH-3,Deleted child\n');
  await runImport(runnerOf(own), own);
  const run = async (
    document: string,
    variables: object,
  ): Promise<Record<string, Record<string, { id: string; version: number }>>> => {
    const { data, errors } = await kehu.ask('steward', document, variables as Record<string, unknown>);
    expect(errors).toBeUndefined();
    return data!;
  };
  const found = await run('{ customers(where: { name: { eq: "Deleted child" } }) { nodes { id } } }', {});
  const [{ id }] = (found.customers as unknown as { nodes: [{ id: string }] }).nodes;
  const { createContact } = await run(
    'mutation ($id: ID!) { createContact(input: { customerId: $id, name: "Eve" }) { contact { id version } } }',
    { id },
  );
  await run(
    'mutation ($id: ID!, $version: Int!) { deleteContact(input: { id: $id, version: $version }) { contact { id } } }',
    createContact!.contact!,
  );
  await undoImport(undoing(steward), own);
  expect(await keptRows(database, own, 10)).toEqual([{ line: 2, reason: 'denied' }]);
});

describe('rows that would be new and look like a customer that is there', () => {
  const file =
    'name,mobile,email\nHieronymus Quackenbush,139 1111 2222,hiq@quack.example\nNobody Alike,139 3333 4444,none@alike.example\n';
  const alike = file.replace('Quackenbush', 'Quakenbush');
  let there: number[];

  beforeAll(async () => {
    const pk = await prepare(file);
    there = counts(await runImport(runnerOf(pk), pk));
  });

  it('are taken without looking unless asked for', async () => {
    expect(there).toEqual([2, 0, 0, 0]);
    expect(planShape.parse({ noun: 'customer' }).alike).toBe('create');
  });

  it('are refused with the one they look like, in the rehearsal too', async () => {
    const pk = await prepare(alike, { alike: 'refuse', source: 'another' });
    const told = /^This looks like "Hieronymus Quackenbush", there already \(9\d %\)\.$/;
    const refused: string[] = [];
    const write = recordsWriter({
      writing: () => kehu.writing(steward),
      noun: 'customer',
      source: 'another',
      alike: 'refuse',
      dryRun: true,
      language: 'en',
    });
    await importFile({
      path: pathOf(pk),
      noun: 'customer',
      dictionaries: new Map(),
      language: 'en',
      write,
      onRefused: ({ message }) => void refused.push(message),
    });
    expect(refused[0]).toMatch(told);
    expect(counts(await runImport(runnerOf(pk), pk))).toEqual([0, 0, 0, 2]);
    const messages = async (view: Buffer | null): Promise<string[]> =>
      (await refusalsAfter(kehu.test.database, await book(pk), -1, 10, view)).map(({ message }) => message.en);
    const [first] = await messages(await viewKey(kehu.test.database, steward, kehu.writing(steward).ruleSet, 1_000));
    expect(first).toMatch(told);
    // Whoever sees something else by now is told of no record.
    const rep = await kehu.principal('rep.north1');
    const others = await viewKey(kehu.test.database, rep, kehu.writing(rep).ruleSet, 1_000);
    const unnamed = 'This looked like a record that was there already.';
    expect([...(await messages(others)), ...(await messages(null))]).toEqual(Array(4).fill(unnamed));
  });

  it('are taken for it, also where it stands in the same file', async () => {
    const twice = `${alike}Hieronymous Quackenbush,139 1111 2222,\nOther Person,138 7777 8888,op@other.example\nOther Persom,138 7777 8888,op@other.example\n`;
    const pk = await prepare(twice, { alike: 'match', source: 'third' });
    expect(counts(await runImport(runnerOf(pk), pk))).toEqual([1, 3, 1, 0]);
  });

  it('tell nothing of customers out of sight', async () => {
    const rep = await kehu.principal('rep.north1');
    const pk = await prepare(alike, { alike: 'refuse', source: 'fourth' }, rep);
    const one = await runImport(runnerOf(pk, { writing: () => kehu.writing(rep) }), pk);
    expect(counts(one)).toEqual([2, 0, 0, 0]);
  });
});
