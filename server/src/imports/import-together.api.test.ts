import { answer, type Row } from '../../test/demo/answers';
import type { TestKehu } from '../../test/kehu';
import { emptyCompany } from '../exports/testing/two-companies';
import { contentsOf } from './testing/contents';

let kehu: TestKehu;

beforeAll(async () => {
  kehu = await emptyCompany();
}, 240_000);
afterAll(() => kehu.drop());

/** As another product writes them: each names the others by ids of that product. */
const files: readonly [string, string][] = [
  [
    'Order.csv',
    'Order Id,Account Id,Order Date,Status,Product Code,Quantity,Unit Price\n801A,001a,2025-02-03,Activated,SKU-1,2,5.5\n801A,001a,2025-02-03,Activated,,1,3\n801B,001A,2025-02-04,Draft,SKU-1,1,5\n',
  ],
  ['Contact.csv', 'Id,AccountId,FirstName,LastName,Title\n003A,001a,Ann,Lee,CEO\n003B,001Z,Lost,Soul,CFO\n'],
  [
    'Opportunity.csv',
    'Id,AccountId,Name,StageName,CloseDate,Amount\n006A,001A,Big deal,won,2025-03-01,1000\n006B,001a,Small deal,lost,2025-03-02,10\n',
  ],
  ['Case.csv', 'Id,AccountId,CaseNumber,Subject,Priority,Status\n500A,001a,0001,Broken,High,New\n'],
  ['Task.csv', 'Id,AccountId,Subject,ActivityDate,TaskSubtype\n00TA,001A,Called back,2025-04-05,Call\n'],
  ['Account.csv', 'Id,Name,BillingCity,Industry\n001A,Upper Inc,Berlin,tech\n001a,lower Inc,Paris,food\n'],
  ['Product.csv', 'Id,Product Code,Product Name,Unit Price\n01tA,SKU-1,Thing,5.5\n'],
];

async function* bytes(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

async function uploaded(content = files): Promise<string[]> {
  const ids: string[] = [];
  const steward = await kehu.principal('steward');
  for (const [name, text] of content) ids.push((await kehu.imports.upload(steward, name, bytes(text))).id);
  return ids;
}

const fields = 'id noun state created updated unchanged refused kept report fault';

async function all(name: string, ids: readonly string[]): Promise<Row[]> {
  const kind = name === 'relatedImports' ? 'query' : 'mutation';
  const document = `${kind} ($ids: [ID!]!) { ${name}(ids: $ids) { ${fields} } }`;
  const rows = (await answer(kehu, 'steward', document, { ids }))[name] as Row[];
  return rows;
}

const sum = (rows: readonly Row[], name: string): number =>
  rows.reduce((total, row) => total + (row[name] as number), 0);

it('takes related files in one go: rehearsed, run and taken back as one, joined by their own ids', async () => {
  const before = await contentsOf(kehu.test.database);
  const ids = await uploaded();
  expect((await all('relatedImports', ids)).map(({ noun }) => noun)).toEqual([
    'product',
    'customer',
    'contact',
    'opportunity',
    'order',
    'ticket',
    'activity',
  ]);
  expect((await all('rehearseImports', ids)).map(({ state }) => state)).toEqual(ids.map(() => 'REHEARSING'));
  await kehu.jobs.runner.pump();
  const rehearsed = await all('relatedImports', ids);
  expect(rehearsed.map(({ state, fault }) => [state, fault])).toEqual(ids.map(() => ['READY', null]));
  const reports = rehearsed.map(({ report }) => report as Row);
  expect([sum(reports, 'rows'), sum(reports, 'created'), sum(reports, 'refused')]).toEqual([12, 10, 1]);
  expect(await contentsOf(kehu.test.database)).toEqual(before);

  await all('runImports', ids);
  await kehu.jobs.runner.pump();
  const done = await all('relatedImports', ids);
  expect(done.map(({ state }) => state)).toEqual(ids.map(() => 'DONE'));
  // As rehearsed.
  expect(done.map(({ created, refused }) => [created, refused])).toEqual(
    reports.map(({ created, refused }) => [created, refused]),
  );
  const { customers } = await answer(
    kehu,
    'steward',
    `{ customers(first: 5, orderBy: [{ name: ASC }]) { nodes { name contacts(first: 5) { nodes { name } } opportunities(first: 5) { nodes { name } }
       orders(first: 5) { nodes { total items(first: 5) { nodes { product { name } } } } } tickets(first: 5) { nodes { subject } } activities(first: 5) { nodes { subject } } } } }`,
  );
  // Ids that differ in case alone are two.
  expect(customers.nodes).toEqual([
    {
      name: 'lower Inc',
      contacts: { nodes: [{ name: 'Ann Lee' }] },
      opportunities: { nodes: [{ name: 'Small deal' }] },
      orders: { nodes: [{ total: '14', items: { nodes: [{ product: null }, { product: { name: 'Thing' } }] } }] },
      tickets: { nodes: [{ subject: 'Broken' }] },
      activities: { nodes: [] },
    },
    {
      name: 'Upper Inc',
      contacts: { nodes: [] },
      opportunities: { nodes: [{ name: 'Big deal' }] },
      orders: { nodes: [{ total: '5', items: { nodes: [{ product: { name: 'Thing' } }] } }] },
      tickets: { nodes: [] },
      activities: { nodes: [{ subject: 'Called back' }] },
    },
  ]);

  await all('undoImports', ids);
  await kehu.jobs.runner.pump();
  const undone = await all('relatedImports', ids);
  expect(undone.map(({ state, kept }) => [state, kept])).toEqual(ids.map(() => ['UNDONE', 0]));
  expect(await contentsOf(kehu.test.database)).toEqual(before);
}, 120_000);

it('leaves the files behind one that fails as they were, and goes on with them when it is mended', async () => {
  const ids = await uploaded([
    ['Contact.csv', 'Id,AccountId,LastName,Title\n3,1,Lee,CEO\n'],
    ['Account.csv', 'Id,Name,BillingCity\n1,Acme,Berlin\n'],
  ]);
  const [contact, account] = ids as [string, string];
  const steward = await kehu.principal('steward');
  await kehu.imports.plan(steward, account, { noun: 'customer', overrides: [['Name', '-']] });
  await all('runImports', ids);
  await kehu.jobs.runner.pump();
  expect((await all('relatedImports', ids)).map(({ noun, state }) => [noun, state])).toEqual([
    ['customer', 'FAILED'],
    ['contact', 'READY'],
  ]);
  await kehu.imports.plan(steward, account, { noun: 'customer' });
  await all('runImports', [contact, account]);
  await kehu.jobs.runner.pump();
  expect(sum(await all('relatedImports', ids), 'created')).toBe(2);
  const again = await kehu.ask('steward', 'mutation ($ids: [ID!]!) { runImports(ids: $ids) { id } }', { ids });
  expect(again.errors![0]!.originalError).toMatchObject({ code: 'CONFLICT' });
  await all('undoImports', ids);
  await kehu.jobs.runner.pump();
}, 120_000);

it('asks first what rows are where the columns of one file don’t tell', async () => {
  const ids = await uploaded([
    ['People.csv', 'External id,Customer,Name,Email\n8,9,Ann Lee,ann@lee.example\n'],
    ['Account.csv', 'Id,Name,BillingCity\n9,Acme,Berlin\n'],
  ]);
  expect((await all('relatedImports', ids)).map(({ noun }) => noun)).toEqual([null, 'customer']);
  for (const name of ['rehearseImports', 'runImports']) {
    const asked = await kehu.ask('steward', `mutation ($ids: [ID!]!) { ${name}(ids: $ids) { id } }`, { ids });
    expect(asked.errors![0]!.message).toMatch(/^People\.csv: nothing tells/);
  }
  expect((await all('relatedImports', ids)).map(({ state }) => state)).toEqual(['READY', 'READY']);
  await kehu.imports.plan(await kehu.principal('steward'), ids[0]!, { noun: 'contact' });
  await all('runImports', ids);
  await kehu.jobs.runner.pump();
  const done = await all('relatedImports', ids);
  expect(done.map(({ noun, created }) => [noun, created])).toEqual([
    ['customer', 1],
    ['contact', 1],
  ]);
  await all('undoImports', ids);
  await kehu.jobs.runner.pump();
}, 120_000);

it('knows no file of another, and none without the right', async () => {
  const ids = await uploaded([['a.csv', 'id,name\n1,A\n']]);
  for (const name of ['rehearseImports', 'runImports', 'undoImports']) {
    const document = `mutation ($ids: [ID!]!) { ${name}(ids: $ids) { id } }`;
    const none = await kehu.ask('steward', document, { ids: [...ids, '00000000-0000-4000-8000-000000000000'] });
    expect(none.errors![0]!.originalError).toMatchObject({ code: 'NOT_FOUND' });
    const denied = await kehu.ask('rep', document, { ids });
    expect(denied.errors![0]!.originalError).toMatchObject({ code: 'FORBIDDEN' });
  }
  expect((await all('relatedImports', ids))[0]).toMatchObject({ state: 'READY' });
});
