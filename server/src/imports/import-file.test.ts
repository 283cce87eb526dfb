import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoDictionaries } from '../demo/demo-dictionaries';
import { importFile, type ImportOptions, type ImportResult, type ItemOutcome } from './import-file';
import type { ImportableNoun } from './import-columns';
import type { ImportItem } from './import-item';

const folder = mkdtempSync(join(tmpdir(), 'kehu-import-'));
afterAll(() => rmSync(folder, { recursive: true }));

const data = join(__dirname, '..', '..', 'demo-data');
const dictionaries = new Map(Object.entries(demoDictionaries));

interface Run {
  result: ImportResult;
  items: ImportItem[];
  batches: number[];
}

/** Imports into memory: what came before by external id is unchanged. */
async function run(
  noun: ImportableNoun,
  file: { path: string } | { content: string },
  options: Partial<ImportOptions> = {},
): Promise<Run> {
  const path = 'path' in file ? file.path : join(folder, 'rows.csv');
  if ('content' in file) writeFileSync(path, file.content);
  const items: ImportItem[] = [];
  const batches: number[] = [];
  const write = async (batch: readonly ImportItem[]): Promise<ItemOutcome[]> => {
    batches.push(batch.length);
    return batch.map((item) => {
      const known = items.some(({ externalId }) => externalId !== null && externalId === item.externalId);
      items.push(item);
      return { outcome: known ? 'UNCHANGED' : 'CREATED' };
    });
  };
  const result = await importFile({ path, noun, dictionaries, write, ...options });
  return { result, items, batches };
}

const first = async (noun: ImportableNoun, content: string, options?: Partial<ImportOptions>): Promise<ImportItem> => {
  const { items, result } = await run(noun, { content }, options);
  expect(result.refused).toEqual([]);
  return items[0]!;
};

describe('importFile on published files, without any option', () => {
  it("takes all of Northwind's customers", async () => {
    const { result, items } = await run('customer', { path: join(data, 'northwind', 'customers.csv') });
    expect(result).toMatchObject({ rows: 91, created: 91, refused: [], ignored: ['contact_name', 'contact_title'] });
    expect(items[0]).toMatchObject({
      line: 2,
      externalId: 'ALFKI',
      values: {
        kind: 'COMPANY',
        name: 'Alfreds Futterkiste',
        addresses: [{ line: 'Obere Str. 57', city: 'Berlin', postalCode: '12209', country: 'DE', primary: true }],
        phones: [
          { number: '030-0074321', primary: true },
          { number: '030-0076545', kind: 'fax', primary: false },
        ],
      },
    });
  });

  it("takes Northwind's contacts, products and orders", async () => {
    const path = (name: string): { path: string } => ({ path: join(data, 'northwind', `${name}.csv`) });
    const contacts = await run('contact', path('customers'));
    expect(contacts.result).toMatchObject({ created: 91, refused: [] });
    expect(contacts.items[0]).toMatchObject({
      values: { name: 'Maria Anders', title: 'Sales Representative' },
      links: [{ field: 'customerId', to: 'customer', value: 'ALFKI', item: null }],
    });
    const products = await run('product', path('products'));
    expect(products.items[0]!.values).toEqual({ name: 'Chai', price: '18', active: false });
    const orders = await run('order', path('orders'));
    expect(orders.result).toMatchObject({ rows: 830, created: 830, refused: [] });
    expect(orders.items[0]).toMatchObject({ externalId: '10248', values: { orderedAt: '1996-07-04T12:00:00.000Z' } });
  });

  it("takes Maven's 8,800 opportunities in batches of at most 250", async () => {
    const { result, items, batches } = await run('opportunity', { path: join(data, 'maven', 'sales_pipeline.csv') });
    expect(result).toMatchObject({ rows: 8800, created: 8800, refused: [], ignored: ['engage_date'] });
    expect(Math.max(...batches)).toBe(250);
    expect(items[0]).toMatchObject({
      externalId: '1C1I7A6R',
      values: { name: 'GTX Plus Basic – Cancity', stage: 'won', amount: '1054', closedAt: '2017-03-01T12:00:00.000Z' },
      links: [
        { field: 'ownerId', to: 'user', value: 'Moses Frase' },
        { field: 'productId', to: 'product', value: 'GTX Plus Basic' },
        { field: 'customerId', to: 'customer', value: 'Cancity' },
      ],
    });
  });

  it("refuses the misspelt rows of Maven's accounts one by one, unless told what they mean", async () => {
    const path = join(data, 'maven', 'accounts.csv');
    const { result } = await run('customer', { path });
    expect(result.refused[0]).toEqual({
      file: 'accounts.csv',
      line: 2,
      column: 'sector',
      code: 'BAD_USER_INPUT',
      message: 'There is no industry "technolgy"; did you mean technology?',
    });
    const replacements = new Map([
      ['sector', new Map([['technolgy', 'technology']])],
      ['office_location', new Map([['Philipines', 'Philippines']])],
    ]);
    expect((await run('customer', { path }, { replacements })).result).toMatchObject({ created: 85, refused: [] });
  });
});

describe('importFile', () => {
  it('understands Chinese headers', async () => {
    const content =
      '姓名,手机号码,邮箱,身份证号,出生日期,等级,客户状态,标签,备注\n王小明,138 0013 8000,wang@mail.example,990001199001011234,1990年1月1日,金牌,潜在客户,展会；批发,好\n';
    expect((await first('customer', content)).values).toEqual({
      kind: 'PERSON',
      name: '王小明',
      phones: [{ number: '138 0013 8000', kind: 'mobile', primary: true }],
      emails: [{ address: 'wang@mail.example', primary: true }],
      nationalId: '990001199001011234',
      birthDate: '1990-01-01',
      tier: 'gold',
      status: 'POTENTIAL',
      tags: ['展会', '批发'],
      note: '好',
    });
  });

  it.each([
    [
      'Salesforce',
      'Account Name,Account Number,Phone,Billing Street,Billing City,Billing Country\nAcme,A-1,+1 415 555 0123,1 Main St,Austin,United States\n',
      { kind: 'COMPANY', name: 'Acme', code: 'A-1' },
    ],
    [
      'HubSpot',
      'Record ID,First Name,Last Name,Email,Phone Number\n7,Ada,Byron,ada@mail.example,+44 20 7946 0123\n',
      { kind: 'PERSON', name: 'Ada Byron' },
    ],
    [
      'Google',
      'Name,Given Name,Family Name,E-mail 1 - Value,Phone 1 - Value\nAda Byron,Ada,Byron,a@b.example ::: c@d.example,\n',
      { kind: 'PERSON', name: 'Ada Byron' },
    ],
    ['parts', '姓,名\n欧阳,小明\n', { kind: 'PERSON', name: '欧阳小明' }],
  ])('understands the headers of %s', async (_, content, values) => {
    expect((await first('customer', content)).values).toMatchObject(values);
  });

  it('lets options say what a column means, or that it is not to be read', async () => {
    const overrides = new Map([
      ['Firma', 'name'],
      ['industry', '-'],
    ]);
    const item = await first('customer', 'Firma,Industry,E-Mail\nAcme,Whaling,a@b.example\n', { overrides });
    expect(item.values).toEqual({ kind: 'COMPANY', name: 'Acme', emails: [{ address: 'a@b.example', primary: true }] });
    const wrong = run('customer', { content: 'name\nA\n' }, { overrides: new Map([['Nope', 'name']]) });
    await expect(wrong).rejects.toThrow('The file has no column "Nope".');
    await expect(run('customer', { content: 'name\nA\n' }, { overrides: new Map([['name', 'nope']]) })).rejects.toThrow(
      'There is no field "nope"',
    );
  });

  it('takes the good rows and reports the others with line, column and reason', async () => {
    const content =
      'name,phone,credit limit,email\nA,12,x,y\n"B\nB",,100,\n,13800138000,,\nC,,,c@d.example,extra\nD,,,d@d.example\n';
    const { result, items } = await run('customer', { content });
    expect(items.map(({ line, values }) => [line, values.name])).toEqual([
      [3, 'B B'],
      [7, 'D'],
    ]);
    expect(result).toMatchObject({ rows: 5, created: 2, refusedCount: 3 });
    expect(result.refused.map(({ line, column, message }) => [line, column, message])).toEqual([
      [2, 'phone', '"12" is no phone number. Also wrong: credit limit, email.'],
      [5, null, 'The row has no name.'],
      [6, null, 'The row has 5 cells, the header 4.'],
    ]);
  });

  it('names the column of a field the writer refused, in the language asked for', async () => {
    const write = async (items: readonly ImportItem[]): Promise<ItemOutcome[]> =>
      items.map(() => ({
        outcome: 'REFUSED',
        code: 'FORBIDDEN',
        fields: ['values.phones[0].number'],
        message: '无权',
      }));
    const { result } = await run('customer', { content: '名称,手机\n甲,13800138000\n,\n' }, { write, language: 'zh' });
    expect(result.refused).toEqual([{ file: 'rows.csv', line: 2, column: '手机', code: 'FORBIDDEN', message: '无权' }]);
  });

  it.each([
    ['colour,size\nred,1\n', /rows\.csv: has no column that gives customers their name; its columns are: colour, size/],
    ['', /rows\.csv: is empty/],
  ])('refuses %j as a whole, before anything is written', async (content, message) => {
    let written = 0;
    const write = async (items: readonly ImportItem[]): Promise<ItemOutcome[]> => {
      written += items.length;
      return [];
    };
    await expect(run('customer', { content }, { write })).rejects.toThrow(message);
    expect(written).toBe(0);
  });

  it('undoes the protection of cells that look like formulas', async () => {
    expect((await first('customer', "name,note\nA,'=1+1\n")).values.note).toBe('=1+1');
  });

  it('says how far it is after each batch', async () => {
    const seen: number[] = [];
    const content = `name\n${'A\n'.repeat(1200)}`;
    await run('customer', { content }, { onProgress: ({ rows }) => seen.push(rows) });
    expect(seen).toEqual([250, 500, 750, 1000, 1200]);
  });
});

describe('importFile on order lines', () => {
  const header = 'order number,customer,date,sku,quantity,price,discount\n';

  it('makes one order of the rows that follow one another', async () => {
    const { result, items } = await run('order', {
      content: `${header}1,Acme,2025-01-01,P1,2,9.99,\n1,Acme,2025-01-01,P2,1,5,15%\n2,Acme,2025-01-02,P1,,9.99,\n`,
    });
    expect(result).toMatchObject({ rows: 3, created: 2 });
    expect(items.map(({ values }) => values.items)).toEqual([
      [
        { quantity: '2', unitPrice: '9.99' },
        { quantity: '1', unitPrice: '5', discount: '0.15' },
      ],
      [{ quantity: '1', unitPrice: '9.99' }],
    ]);
    expect(items[0]!.links).toEqual([
      { field: 'customerId', to: 'customer', value: 'Acme', item: null },
      { field: 'productId', to: 'product', value: 'P1', item: 0 },
      { field: 'productId', to: 'product', value: 'P2', item: 1 },
    ]);
  });

  it('refuses an order whole where one of its rows is wrong', async () => {
    const { result, items } = await run('order', {
      content: `${header}1,Acme,2025-01-01,P1,1,1,\n2,Acme,2025-01-01,P1,1,1,\n2,Acme,2025-01-01,P2,many,5,\n2,Acme,2025-01-01,P3,1,1,\n3,Acme,2025-01-02,P1,1,1,\n`,
    });
    expect(items.map(({ values }) => values.code)).toEqual(['1', '3']);
    expect(result.refused.map(({ line, column, message }) => [line, column, message])).toEqual([
      [3, null, 'Refused with line 4 of the same order.'],
      [4, 'quantity', '"many" is not a number.'],
      [5, null, 'Refused with line 4 of the same order.'],
    ]);
  });
});
