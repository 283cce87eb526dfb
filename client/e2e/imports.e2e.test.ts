import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { ask, keepPicture, newPerson, openBrowser, signIn } from './support/browser';

let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const header = '客户名称,客户编号,手机号码,邮箱,城市,行业,客户等级';
const rows = Array.from(
  { length: 40 },
  (_, i) => `旅程公司${i},JOURNEY-${i},138 0013 ${1000 + i},j${i}@example.com,上海,${i === 7 ? '科计' : '科技'},gold`,
);
const file = `客户名单（示例）\n${header}\n${rows.join('\n')}\n合计,,,,,,\n`;

const found = async (page: Parameters<typeof ask>[0]): Promise<number> => {
  const { customers } = await ask<{ customers: { totalCount: { count: number } } }>(
    page,
    '{ customers(where: { name: { startsWith: "旅程公司" } }) { totalCount { count } } }',
  );
  return customers.totalCount.count;
};

it('brings a file in: looks at it, rehearses, runs, and takes it back', async () => {
  const person = await newPerson(browser);
  const page = await person.newPage();
  await signIn(page, 'steward');
  await page.getByRole('link', { name: 'Imports' }).click();
  await page
    .getByTestId('import-file')
    .setInputFiles({ name: '客户.csv', mimeType: 'text/csv', buffer: Buffer.from(file) });
  await page.getByText('The columns are named in line 2').waitFor();
  await page.getByText('旅程公司0', { exact: true }).waitFor();
  expect(await page.getByRole('button', { name: 'Import', exact: true }).isEnabled()).toBe(false);
  await page.getByRole('button', { name: 'Rehearse' }).click();
  const report = page.getByRole('region', { name: 'Rehearsal' });
  await report.waitFor();
  expect(await report.innerText()).toMatch(/New\s+39[\s\S]*Refused\s+2/);
  await report.getByText('科计').first().waitFor();
  expect(await found(page)).toBe(0);
  await keepPicture(page, 'import-rehearsed');

  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByRole('heading', { name: 'Done' }).waitFor();
  expect(await found(page)).toBe(39);
  await keepPicture(page, 'import-done');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Refused rows' }).click(),
  ]);
  const refused = readFileSync(await download.path(), 'utf8');
  expect(refused).toContain(`Refused: line,Refused: reason,${header}`);
  expect(refused).toContain('科计');

  await page.getByRole('button', { name: 'Take it back' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Take it back' }).click();
  await page.getByText('Everything is as it was before this import.').waitFor();
  expect(await found(page)).toBe(0);
  await page.getByRole('link', { name: 'Imports' }).first().click();
  await page.getByText('Taken back', { exact: true }).waitFor();
  await keepPicture(page, 'imports');
  await person.close();
});

const related = [
  ['Contact.csv', 'Id,AccountId,FirstName,LastName,Title\nTC-1,TA-1,Ann,Lee,CEO\nTC-2,TA-9,Lost,Soul,CFO\n'],
  ['Order.csv', 'Order Id,Account Id,Order Date,Quantity,Unit Price\nTO-1,TA-2,2025-02-03,2,5.5\n'],
  ['Account.csv', 'Id,Name,BillingCity\nTA-1,Together One,Berlin\nTA-2,Together Two,Paris\n'],
] as const;

it.each(['en', 'zh-CN'] as const)('brings related files in as one, and takes them back (%s)', async (locale) => {
  const person = await newPerson(browser, locale);
  const page = await person.newPage();
  const word = (en: string, zh: string): string => (locale === 'en' ? en : zh);
  await signIn(page, 'steward');
  await page.goto('/imports');
  await page
    .getByTestId('import-file')
    .setInputFiles(related.map(([name, text]) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })));
  await page.getByRole('button', { name: word('Rehearse all', '全部试运行') }).click();
  const files = page.getByRole('region', { name: word('Files', '文件') });
  // What others name comes first.
  expect(await files.locator('tbody a[href^="/imports/"]').allInnerTexts()).toEqual([
    'Account.csv',
    'Contact.csv',
    'Order.csv',
  ]);
  const report = page.getByRole('region', { name: word('Rehearsal', '试运行结果') });
  await report.getByText('TA-9').first().waitFor();
  expect(await report.locator('dd').allInnerTexts()).toEqual(['4', '0', '0', '1']);
  await keepPicture(page, `imports-together-rehearsed-${locale}`);
  await page.getByRole('button', { name: word('Import all', '全部导入') }).click();
  await page.getByRole('region', { name: word('All files', '全部文件') }).waitFor();
  await page.getByRole('button', { name: word('Take all back', '全部撤销') }).click();
  await keepPicture(page, `imports-together-done-${locale}`);
  await page
    .getByRole('dialog')
    .getByRole('button', { name: word('Take all back', '全部撤销') })
    .click();
  await files.getByText(word('Taken back', '已撤销'), { exact: true }).nth(2).waitFor();
  const { customers } = await ask<{ customers: { totalCount: { count: number } } }>(
    page,
    '{ customers(where: { name: { startsWith: "Together " } }) { totalCount { count } } }',
  );
  expect(customers.totalCount.count).toBe(0);
  await person.close();
});

it('asks what rows are where their columns don’t tell, of one file and among several', async () => {
  const person = await newPerson(browser);
  const page = await person.newPage();
  await signIn(page, 'steward');
  const people = 'External id,Customer,Name,Email\nAQ-2,AQ-1,Ann Asked,ann@asked.example\n';
  const csv = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
  await page.goto('/imports');
  await page.getByTestId('import-file').setInputFiles(csv('people.csv', people));
  const question = page.getByRole('region', { name: 'What is each row?' });
  await question.waitFor();
  expect(await page.getByRole('button', { name: 'Rehearse' }).isEnabled()).toBe(false);
  await keepPicture(page, 'import-asks');
  await question.getByRole('button', { name: 'contacts' }).click();
  await question.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Rehearse' }).click();
  await page.getByRole('region', { name: 'Rehearsal' }).getByText('AQ-1').first().waitFor();

  await page.goto('/imports');
  await page
    .getByTestId('import-file')
    .setInputFiles([csv('people.csv', people), csv('companies.csv', 'External id,Name,City\nAQ-1,Asked,Paris\n')]);
  await page.getByText('Say first what the rows of each file are.').waitFor();
  expect(await page.getByRole('button', { name: 'Rehearse all' }).isEnabled()).toBe(false);
  await page.getByRole('combobox', { name: 'Say what it is: people.csv' }).click();
  await page.getByTitle('contacts').click();
  await page.getByRole('button', { name: 'Rehearse all' }).click();
  const report = page.getByRole('region', { name: 'Rehearsal' });
  await report.locator('dd').first().waitFor();
  expect(await report.locator('dd').allInnerTexts()).toEqual(['2', '0', '0', '0']);
  await person.close();
});

it('is no page of who may not import', async () => {
  const person = await newPerson(browser);
  const page = await person.newPage();
  await signIn(page, 'rep.north1');
  expect(await page.getByRole('link', { name: 'Imports' }).count()).toBe(0);
  await page.goto('/imports');
  await page.getByText('There is no such page').waitFor();
  await person.close();
});
