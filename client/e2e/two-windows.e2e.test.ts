import type { Browser, Page } from 'playwright-core';
import { ask, keepPicture, newPerson, openBrowser, signIn } from './support/browser';

async function editNote(page: Page, text: string): Promise<void> {
  await page.locator('[data-profile=note]').hover();
  await page.locator('[data-profile=note] .pencil').click();
  await page.locator('[data-profile=note] textarea').fill(text);
}

const saveNote = (page: Page): Promise<void> => page.locator('[data-profile=note] button[type=submit]').click();

describe('two windows on one customer', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  it('show both values to whoever saves second, and keep the one chosen', async () => {
    const person = await newPerson(browser, 'zh-CN');
    const first = await person.newPage();
    await signIn(first, 'rep.north2');
    const { me } = await ask<{ me: { id: string } }>(first, '{ me { id } }');
    const { customers } = await ask<{ customers: { nodes: { id: string }[] } }>(
      first,
      'query ($me: ID!) { customers(where: { owner: { id: { eq: $me } } }, first: 1) { nodes { id } } }',
      { me: me.id },
    );
    const id = customers.nodes[0]?.id ?? '';
    const second = await person.newPage();
    for (const page of [first, second]) {
      await page.goto(`/customers/${id}`);
      await page.locator('[data-profile=note]').waitFor();
    }

    await editNote(first, '先保存的备注');
    await editNote(second, '后保存的备注');
    await saveNote(first);
    await first.locator('.toast-good').waitFor();
    await saveNote(second);

    const dialog = second.getByRole('dialog');
    await dialog.waitFor();
    const row = dialog.locator('[data-conflict=note]');
    expect(await row.innerText()).toContain('先保存的备注');
    expect(await row.innerText()).toContain('后保存的备注');
    const save = dialog.getByRole('button', { name: '保存所选' });
    expect(await save.isDisabled()).toBe(true);
    await keepPicture(second, 'two-windows-conflict');

    await row.getByText('后保存的备注').click();
    await save.click();
    await dialog.waitFor({ state: 'hidden' });
    await second.locator('.toast-good').waitFor();

    await first.reload();
    await first.locator('[data-profile=note]', { hasText: '后保存的备注' }).waitFor();
    const { customer } = await ask<{ customer: { note: string } }>(
      first,
      'query ($id: ID!) { customer(id: $id) { note } }',
      { id },
    );
    expect(customer.note).toBe('后保存的备注');
  });
});

describe('two windows of one browser', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  const shows = (page: Page, row: string): Promise<void> => page.getByText(row).first().waitFor();

  it('hold nothing of a person who signed out in one of them', async () => {
    const person = await newPerson(browser);
    const [first, second] = [await person.newPage(), await person.newPage()];
    await signIn(first, 'rep.north1');
    const { customers } = await ask<{ customers: { nodes: { name: string }[] } }>(
      first,
      '{ customers(first: 1) { nodes { name } } }',
    );
    const name = customers.nodes[0]!.name;
    await second.goto('/customers');
    await shows(second, name);
    await first.locator('[data-testid=account]').click();
    await first.getByText('Sign out', { exact: true }).click();
    await first.waitForURL('**/sign-in*');

    await second.waitForURL('**/sign-in*');
    expect(await second.content()).not.toContain(name);
    expect(await first.evaluate(() => JSON.stringify(localStorage))).not.toMatch(/kehu\.(session|queries)/);
  });

  it('are of the person who signed in last', async () => {
    const person = await newPerson(browser);
    const [first, second] = [await person.newPage(), await person.newPage()];
    await signIn(first, 'rep.north1');
    await signIn(second, 'agent1');
    const mine = await ask<{ me: { name: string } }>(second, '{ me { name } }');
    await first.getByRole('button', { name: mine.me.name }).waitFor();
  });
});
