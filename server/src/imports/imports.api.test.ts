import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testKehu, type TestKehu } from '../../test/kehu';
import { importDictionaries } from './import-dictionaries';
import { importFile, type ImportResult } from './import-file';
import type { ImportableNoun } from './import-columns';
import { recordsWriter, type RecordsWriterOptions } from './write-records';

const data = join(__dirname, '..', '..', 'demo-data');
const folder = mkdtempSync(join(tmpdir(), 'kehu-import-'));
let kehu: TestKehu;

beforeAll(async () => {
  kehu = await testKehu({ demo: true });
}, 240_000);
afterAll(async () => {
  await kehu.drop();
  rmSync(folder, { recursive: true });
});

type Options = Partial<RecordsWriterOptions> & {
  as?: string;
  replace?: ReadonlyMap<string, ReadonlyMap<string, string>>;
};

async function run(
  noun: ImportableNoun,
  content: string | { path: string },
  options: Options = {},
): Promise<ImportResult> {
  const path = typeof content === 'string' ? join(folder, 'rows.csv') : content.path;
  if (typeof content === 'string') writeFileSync(path, content);
  const principal = await kehu.principal(options.as ?? 'steward');
  const write = recordsWriter({
    writing: () => kehu.writing(principal),
    noun,
    source: 'test',
    dryRun: false,
    language: 'en',
    ...options,
  });
  const dictionaries = await importDictionaries(kehu.test.database, kehu.writing(principal).ruleSet);
  return importFile({ path, noun, dictionaries, write, replacements: options.replace });
}

const counts = ({ rows, created, updated, unchanged, refusedCount }: ImportResult): number[] => [
  rows,
  created,
  updated,
  unchanged,
  refusedCount,
];

/** What the steward finds. */
async function ask(document: string): Promise<Record<string, unknown>> {
  const { data: answer, errors } = await kehu.ask('steward', document);
  expect(errors).toBeUndefined();
  return answer as Record<string, unknown>;
}

it("imports Northwind's customers, contacts, products and orders, and changes nothing the second time", async () => {
  const file = (name: string): { path: string } => ({ path: join(data, 'northwind', `${name}.csv`) });
  const runs: [ImportableNoun, { path: string }, number][] = [
    ['customer', file('customers'), 91],
    ['contact', file('customers'), 91],
    ['product', file('products'), 77],
    ['order', file('orders'), 830],
  ];
  for (const [noun, path, rows] of runs)
    expect([noun, ...counts(await run(noun, path))]).toEqual([noun, rows, rows, 0, 0, 0]);
  for (const [noun, path, rows] of runs)
    expect([noun, ...counts(await run(noun, path))]).toEqual([noun, rows, 0, 0, rows, 0]);
}, 240_000);

it('links contacts and orders by external id of the same source', async () => {
  await run('customer', 'id,name,phone\nL-1,Linked Ltd,+86 10 6552 9988\n');
  await run('contact', 'id,customer,name,mobile\nL-C,L-1,李雷,138 0013 8000\n');
  await run('product', 'id,sku,name,price,currency\nL-P,L-SKU,Lamp,"1,234.50",CNY\n');
  const lines =
    'order number,id,customer,date,sku,qty,price,discount\nL-O,L-O,L-1,2025-01-31,L-SKU,2,10,15%\nL-O,L-O,L-1,2025-01-31,L-P,1,0.5,\n';
  expect(counts(await run('order', lines))).toEqual([2, 1, 0, 0, 0]);
  const answer = await ask(
    `{ customers(first: 2, where: { name: { eq: "Linked Ltd" } }) { nodes { externalIds { source id } phones { number raw }
         contacts { nodes { name phones { number } } } orders { nodes { code total items { nodes { amount product { code } } } } } } } }`,
  );
  expect(answer.customers).toEqual({
    nodes: [
      {
        externalIds: [{ source: 'test', id: 'L-1' }],
        phones: [{ number: '+861065529988', raw: '+86 10 6552 9988' }],
        contacts: { nodes: [{ name: '李雷', phones: [{ number: '+8613800138000' }] }] },
        orders: {
          nodes: [
            {
              code: 'L-O',
              total: '17.5',
              items: {
                nodes: expect.arrayContaining([
                  { amount: '17', product: { code: 'L-SKU' } },
                  { amount: '0.5', product: { code: 'L-SKU' } },
                ]) as unknown,
              },
            },
          ],
        },
      },
    ],
  });
});

it('takes opportunities by the names of agents, products and accounts', async () => {
  const content = `opportunity_id,sales_agent,product,account,deal_stage,close_date,close_value
T1,Moses Frase,GTX Plus Basic,Cancity,Won,2017-03-01,1054
T2,Nobody Known,GTX Plus Basic,Cancity,Won,2017-03-01,1054
T3,Moses Frase,GTXPro,Isdom,Won,2017-03-01,1
`;
  const result = await run('opportunity', content, {
    replace: new Map([['product', new Map([['GTXPro', 'GTX Pro']])]]),
  });
  expect(counts(result)).toEqual([3, 2, 0, 0, 1]);
  expect(result.refused).toEqual([
    {
      file: 'rows.csv',
      line: 3,
      column: 'sales_agent',
      code: 'NOT_FOUND',
      message: 'There is no user "Nobody Known".',
    },
  ]);
});

it('updates what a changed file says and leaves what it does not', async () => {
  await run('customer', 'id,name,note,tier\nU-1,Before,keep me,gold\n');
  expect(counts(await run('customer', 'id,name,note,tier\nU-1,After,,gold\n'))).toEqual([1, 0, 1, 0, 0]);
  const answer = await ask('{ customers(where: { name: { eq: "After" } }) { nodes { note tier { key } version } } }');
  expect(answer.customers).toEqual({ nodes: [{ note: 'keep me', tier: { key: 'gold' }, version: 2 }] });
});

it('finds records by code where the file has no external ids', async () => {
  expect(counts(await run('customer', 'code,name\nM-1,By code\nM-2,Two\n'))).toEqual([2, 2, 0, 0, 0]);
  expect(counts(await run('customer', 'code,name\nM-1,By code\nM-2,Deux\n'))).toEqual([2, 0, 1, 1, 0]);
});

it('matches by phone when told, and says where that is not enough', async () => {
  await run('customer', 'name,phone\nPhone A,138 1111 2222\nPhone B,138 1111 3333\nPhone C,138 1111 3333\n');
  const result = await run(
    'customer',
    'name,phone,note\nPhone A,+86 138-1111-2222,seen\nPhone B,138 1111 3333,seen\n',
    { match: 'phone' },
  );
  expect(counts(result)).toEqual([2, 0, 1, 0, 1]);
  expect(result.refused[0]!.message).toBe('2 records have this phone.');
  await expect(run('product', 'name\nX\n', { match: 'phone' })).rejects.toThrow('Product has no phone to match by.');
});

it('does everything and takes it back in a dry run', async () => {
  const content = 'id,name,email\nD-1,Dry,a@b.example\nD-2,Dry,not an address\n';
  const dry = await run('customer', content, { dryRun: true });
  expect(counts(dry)).toEqual([2, 1, 0, 0, 1]);
  expect(await ask('{ customers(where: { name: { eq: "Dry" } }) { nodes { id } } }')).toEqual({
    customers: { nodes: [] },
  });
  expect(counts(await run('customer', content))).toEqual(counts(dry));
});

it('writes as its user: a rep neither updates nor finds what is not theirs', async () => {
  const [south] = (
    (await ask('{ customers(where: { team: { name: { eq: "South 1" } } }, first: 1) { nodes { code } } }'))
      .customers as {
      nodes: { code: string }[];
    }
  ).nodes;
  const result = await run('contact', `customer,name\n${south!.code},Spy\n`, { as: 'rep.north1' });
  expect(result.refused.map(({ code, column }) => [code, column])).toEqual([['NOT_FOUND', 'customer']]);
  const taken = await run('customer', `code,name\n${south!.code},Mine now\n`, { as: 'rep.north1' });
  expect(taken.refused.map(({ code, column }) => [code, column])).toEqual([['BAD_USER_INPUT', 'code']]);
});

it('goes on where an import was cut off: whole batches are there, nothing twice, no half record', async () => {
  const content = `id,name,tags\n${Array.from({ length: 1200 }, (_, i) => `K-${i},Cut ${i},a;b\n`).join('')}`;
  const principal = await kehu.principal('steward');
  const path = join(folder, 'cut.csv');
  writeFileSync(path, content);
  const whole = recordsWriter({
    writing: () => kehu.writing(principal),
    noun: 'customer',
    source: 'cut',
    dryRun: false,
    language: 'en',
  });
  let batches = 0;
  const dying = importFile({
    path,
    noun: 'customer',
    dictionaries: new Map(),
    write: async (items) => {
      if (batches++ === 1) throw new Error('killed');
      return whole(items);
    },
  });
  await expect(dying).rejects.toThrow('killed');
  const again = await run('customer', { path }, { source: 'cut' });
  expect(counts(again)).toEqual([1200, 950, 0, 250, 0]);
}, 240_000);
