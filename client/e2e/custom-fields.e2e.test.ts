import type { Browser, Locator, Page } from 'playwright-core';
import { ask, keepPicture, listClosed, newPerson, openBrowser, openList, signIn } from './support/browser';

/** Opens a list and picks one of its entries. */
async function choose(page: Page, list: Locator, name: string): Promise<void> {
  await list.click();
  await pick(page, name);
  await listClosed(page);
}

/** Picks an entry of the list that is open. */
async function pick(page: Page, name: string): Promise<void> {
  await openList(page).locator('.ant-select-item-option', { hasText: name }).first().click();
}

/** A choice of two values, made by somebody who has never seen the page. */
async function makeField(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Administration' }).click();
  await page.getByRole('link', { name: 'Fields', exact: true }).click();
  await page.getByRole('button', { name: 'New field' }).first().click();
  const drawer = page.locator('.ant-drawer');
  await drawer.getByLabel('Name in English').fill('Favourite colour');
  await drawer.getByLabel('Name in Chinese').fill('喜欢的颜色');
  await choose(page, drawer.locator('.ant-form-item', { hasText: 'Holds' }).locator('.ant-select'), 'One of several');
  for (const [index, [en, zh]] of [
    ['Red', '红'],
    ['Blue', '蓝'],
  ].entries()) {
    await drawer.getByRole('button', { name: 'Add a value' }).click();
    await drawer.getByLabel('Value in English').nth(index).fill(en!);
    await drawer.getByLabel('Value in Chinese').nth(index).fill(zh!);
  }
  await keepPicture(page, 'custom-field-new');
  await page.getByTestId('field-save').click();
  await page.locator('[data-field=favouriteColour]').waitFor();
  expect(await page.locator('[data-field=favouriteColour]').innerText()).toMatch(/One of several values\s+Red · Blue/);
  await keepPicture(page, 'custom-fields');
}

/** Representatives see it and fill it in on their own customers. */
async function grantIt(page: Page): Promise<void> {
  await page.goto('/admin/roles/sales-rep?type=Customer');
  for (const action of ['read', 'update', 'create']) {
    await page.locator(`[data-cell="custom.favouriteColour-${action}"]`).click();
    const editor = page.locator('.cell-editor');
    const choices = editor.getByTestId(`choice-${action}`);
    await choices.first().waitFor();
    for (let i = 0; i < (await choices.count()); i += 1) await choose(page, choices.nth(i), 'Yes');
    await page.keyboard.press('Escape');
    await editor.waitFor({ state: 'detached' });
  }
  await keepPicture(page, 'custom-field-rule');
  await page.getByRole('button', { name: 'Check and save' }).click();
  await page.getByLabel('Reason').fill('Representatives keep favourite colours');
  // What would change for whom is counted over every record first.
  await page.getByTestId('save-rules').click({ timeout: 60_000 });
  await page.locator('[data-version]', { hasText: 'Representatives keep favourite colours' }).waitFor();
}

describe('a field that a company adds', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  it('is made, granted, filled in and filtered by without a restart, and is there for nobody else', async () => {
    const rep = await (await newPerson(browser)).newPage();
    await signIn(rep, 'rep.north1');
    await rep.goto('/customers?tab=mine');
    await rep.locator('[data-testid=account]').waitFor();
    expect(await ask(rep, '{ customFields(type: "Customer") { key } }')).toEqual({ customFields: [] });

    const admin = await (await newPerson(browser)).newPage();
    await signIn(admin, 'admin');
    await makeField(admin);
    await grantIt(admin);

    const { me } = await ask<{ me: { id: string } }>(rep, '{ me { id } }');
    const { customers } = await ask<{ customers: { nodes: { id: string; name: string }[] } }>(
      rep,
      'query ($me: ID!) { customers(where: { owner: { id: { eq: $me } } }, first: 1) { nodes { id name } } }',
      { me: me.id },
    );
    const [{ id, name }] = customers.nodes as [{ id: string; name: string }];
    await rep.goto(`/customers/${id}`);
    const line = rep.locator('[data-profile="custom.favouriteColour"]');
    await line.waitFor();
    await line.getByRole('button', { name: /Favourite colour/ }).click();
    await choose(rep, line.locator('.ant-select'), 'Blue');
    await line.getByRole('button', { name: 'Save' }).click();
    await line.getByText('Blue', { exact: true }).waitFor();
    await keepPicture(rep, 'custom-field-record');

    await rep.goto('/customers?cols=name,custom-favouriteColour,tier,owner');
    await rep.getByRole('columnheader', { name: 'Favourite colour' }).waitFor();
    await rep.getByRole('button', { name: 'Filter', exact: false }).first().click();
    await rep.getByRole('menuitem', { name: 'Favourite colour' }).click();
    await pick(rep, 'Blue');
    await rep.keyboard.press('Escape');
    await rep.getByText('1 you can see').waitFor();
    expect(await rep.locator('[role=rowgroup] [role=row], .grid-body [role=row]').first().innerText()).toContain(name);
    await keepPicture(rep, 'custom-field-list');

    await rep.goto(`/customers/${id}`);
    await rep.getByRole('button', { name: 'Edit', exact: true }).first().click();
    const section = rep.locator('.form-custom');
    await section.waitFor();
    await section.scrollIntoViewIfNeeded();
    expect(await section.innerText()).toContain('Favourite colour');
    await keepPicture(rep, 'custom-field-form');

    const agent = await (await newPerson(browser, 'zh-CN')).newPage();
    await signIn(agent, 'agent1');
    await agent.goto(`/customers/${id}`);
    await agent.locator('[data-profile=code]').waitFor();
    expect(await agent.locator('[data-profile="custom.favouriteColour"]').count()).toBe(0);
    expect(await agent.content()).not.toMatch(/favouriteColour|Favourite colour|喜欢的颜色/);
  }, 120_000);
});
