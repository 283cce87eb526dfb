import type { Browser } from 'playwright-core';
import { ask, keepPicture, newPerson, openBrowser, signIn } from './support/browser';

const create = `mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) { customer { id } } }`;

describe('a steward and duplicates', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  it('is warned in the form, merges on the desk and splits again in the history', async () => {
    const page = await (await newPerson(browser, 'zh-CN')).newPage();
    await signIn(page, 'steward');
    const one = {
      kind: 'COMPANY',
      name: '东方宏图精密仪器有限公司',
      phones: [{ number: '13912340001', primary: true }],
    };
    const other = { ...one, name: '东方宏图精密仪器', emails: [{ address: 'office@hongtu.example', primary: true }] };
    for (const input of [one, other]) await ask(page, create, { input });

    await page.goto('/customers');
    await page.getByRole('button', { name: '新建客户' }).first().click();
    await page.getByLabel('名称').first().fill('东方宏图精密仪器');
    await page.locator('[data-testid=possible-duplicates]').waitFor();
    await keepPicture(page, 'duplicates-form');

    await page.goto('/duplicates');
    await page.locator('[data-testid=sweep]').click();
    await page.locator('.duplicates-nav button', { hasText: '东方宏图' }).click({ timeout: 120_000 });
    await page.locator('[data-testid=duplicate-group]', { hasText: '东方宏图' }).waitFor();
    await keepPicture(page, 'duplicates-desk');
    const stays = await page.locator('thead [data-stays] a').getAttribute('href');
    await page.keyboard.press('m');
    await page.locator('.toast-good').waitFor();

    await page.goto(stays ?? '');
    await page.getByText('变更历史').first().click();
    await page.locator('[data-testid=merges]').waitFor();
    await keepPicture(page, 'duplicates-split');
    await page.locator('[data-testid=unmerge]').click();
    await page.locator('[data-testid=unmerge]').waitFor({ state: 'hidden' });
    const { customers } = await ask<{ customers: { nodes: unknown[] } }>(
      page,
      '{ customers(where: { name: { contains: "东方宏图精密" } }, first: 5) { nodes { id } } }',
    );
    expect(customers.nodes).toHaveLength(2);
  }, 180_000);
});
