import type { Browser, Locator, Page } from 'playwright-core';
import { ask, keepPicture, listClosed, newPerson, openBrowser, openList, signIn } from './support/browser';

interface Named {
  id: string;
  name: string;
}

const PASSWORD = 'four quiet words here';
const monthsAgo = (months: number): string => {
  const at = new Date();
  at.setMonth(at.getMonth() - months);
  return at.toISOString();
};

/** Picks an entry of a list by what it is called. */
async function choose(page: Page, list: Locator, name: string): Promise<void> {
  await listClosed(page);
  await list.click();
  await page.keyboard.type(name);
  await openList(page)
    .locator('.ant-select-item-option', { has: page.getByText(name, { exact: true }) })
    .first()
    .click();
}

async function customers(page: Page, where: object, first: number): Promise<Named[]> {
  const answer = await ask<{ customers: { nodes: Named[] } }>(
    page,
    `query ($where: CustomerWhere!, $first: Int!) {
      customers(where: $where, first: $first, orderBy: [{ code: ASC }]) { nodes { id name } }
    }`,
    { where, first },
  );
  return answer.customers.nodes;
}

const inside = (page: Page, condition: string): Locator => page.locator(`[data-condition="${condition}"]`);

/** The scope of the journey, built from its conditions in words. */
async function buildScope(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Scopes' }).click();
  await page.getByRole('button', { name: 'New scope' }).first().click();
  await choose(page, page.getByTestId('add-condition-Customer'), 'Orders');
  await choose(page, page.getByTestId('add-condition-Order'), 'Ordered');
  await choose(page, page.getByTestId('add-condition-Customer').last(), 'Tickets');
  await choose(page, page.getByTestId('add-condition-Ticket'), 'Assignee');
  await choose(page, page.getByTestId('add-condition-Ticket'), 'Status');
  const status = inside(page, 'Ticket.status');
  await choose(page, status.locator('.condition-many'), 'Open');
  await page.keyboard.type('Pending');
  await page.locator('.ant-select-item-option', { hasText: 'Pending' }).click();
  await page.keyboard.press('Escape');
  const sentence = await page.getByTestId('scope-sentence').innerText();
  expect(sentence).toBe(
    'Customer records where among Orders there is one where Ordered lies within the last 12 months, and ' +
      'among Tickets there is one where Assignee is the reader, and Status is Open or Pending.',
  );
  await page.getByLabel('Name in English').fill('customers under warranty');
  await page.getByLabel('Name in Chinese').fill('在保客户');
  await keepPicture(page, 'administration-scope');
  await page.getByRole('button', { name: 'Add to changes' }).click();
  await page.getByTestId('draft-tray').getByText('1 change not saved yet').waitFor();
}

/** The role: every customer by name, phones of those alone, the rest masked; its own tickets. */
async function buildRole(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Roles' }).click();
  await page.getByRole('button', { name: 'New role' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name in English').fill('Warranty desk');
  await dialog.getByLabel('Name in Chinese').fill('保修服务台');
  await dialog.getByRole('button', { name: 'Add to changes' }).click();
  await page.getByRole('heading', { level: 1, name: 'Warranty desk' }).waitFor();
  await choose(page, page.locator('[data-rows=read] .ant-select'), 'every record');
  await page.locator('[data-cell="@personal-read"]').click();
  const editor = page.locator('.cell-editor');
  await choose(page, editor.locator('.ant-select'), 'customers under warranty');
  await editor.getByText('Show a mask').click();
  await page.keyboard.press('Escape');
  expect(await page.locator('[data-cell="@personal-read"]').innerText()).toBe('customers under warranty');
  expect(await page.locator('[data-cell="@personal-mask"]').innerText()).toContain('masked');
  expect(await page.locator('[data-cell="@sensitive-read"]').innerText()).toBe('nowhere');
  await keepPicture(page, 'administration-role');
  await page.getByRole('navigation', { name: 'Kinds of records' }).getByText('Ticket').click();
  await choose(page, page.locator('[data-rows=read] .ant-select'), 'tickets assigned to one');
  await page.getByTestId('draft-tray').getByText('4 changes not saved yet').waitFor();
}

/** Tries the role on an agent, reads what would change, and saves it with a reason. */
async function checkAndSave(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Check and save' }).click();
  const user = page.locator('.trial-new .ant-select').first();
  await user.click();
  await page.keyboard.type('agent1');
  await page.locator('.ant-select-item-option', { hasText: 'agent1@kehu.example' }).click();
  await page.getByRole('button', { name: 'Try', exact: true }).click();
  const preview = page.getByTestId('preview');
  const agent = preview.locator('.principal').first();
  await agent.waitFor();
  await keepPicture(page, 'administration-preview');
  expect(await agent.innerText()).toMatch(/Service agent → Warranty desk/);
  expect(await agent.innerText()).toMatch(/Consent[^]*no longer sees [\d,]+ records/);
  expect(await agent.innerText()).toMatch(/Phones[^]*−[\d,]+ records/);
  const rules = await preview.locator('.differences').innerText();
  expect(rules).toMatch(/See[^]*Phones[^]*nowhere[^]*customers under warranty/);
  await page.getByLabel('Reason').fill('A desk for warranty cases');
  await page.getByTestId('save-rules').click();
  await page.locator('[data-version]', { hasText: 'A desk for warranty cases' }).waitFor();
}

async function createUser(page: Page): Promise<string> {
  await page.getByRole('link', { name: 'Users' }).click();
  await page.getByRole('button', { name: 'New user' }).click();
  const form = page.locator('.ant-drawer');
  // Refused at the field: the address is taken.
  await form.getByLabel('Name', { exact: true }).fill('Wang Wei');
  await form.getByLabel('E-mail').fill('agent1@kehu.example');
  await choose(page, form.locator('.ant-form-item', { hasText: 'Roles' }).locator('.ant-select'), 'Warranty desk');
  await page.keyboard.press('Escape');
  await page.getByTestId('account-save').click();
  await form.locator('.ant-form-item', { hasText: 'E-mail' }).locator('.ant-form-item-explain-error').waitFor();
  await form.getByLabel('E-mail').fill('wang.wei@kehu.example');
  await page.getByTestId('account-save').click();
  const password = await page.getByTestId('secret').innerText();
  await page.getByTestId('secret-taken').click();
  await page.getByTestId('secret').waitFor({ state: 'detached' });
  return password;
}

describe('an administrator who has never seen the product', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  it('makes a warranty desk without code, and its holder sees exactly that', async () => {
    const page = await (await newPerson(browser)).newPage();
    await signIn(page, 'admin');
    await page.getByRole('link', { name: 'Administration' }).click();
    await buildScope(page);
    await buildRole(page);
    await checkAndSave(page);
    const once = await createUser(page);
    const { accounts } = await ask<{ accounts: { nodes: Named[] } }>(
      page,
      '{ accounts(search: "wang.wei") { nodes { id name } } }',
    );
    const userId = accounts.nodes[0]?.id ?? '';

    // A steward hands out tickets: with a recent order and open, recent and closed, open with old orders alone.
    const steward = await (await newPerson(browser)).newPage();
    await signIn(steward, 'steward');
    const reached = { primaryPhone: { isNull: false }, tickets: { none: {} } };
    const lately = { orderedAt: { gte: monthsAgo(11) } };
    const [open, closed] = await customers(steward, { ...reached, orders: { some: lately } }, 2);
    const [old] = await customers(
      steward,
      { ...reached, orders: { some: {}, none: { orderedAt: { gte: monthsAgo(13) } } } },
      1,
    );
    for (const [customer, status] of [
      [open, 'OPEN'],
      [closed, 'CLOSED'],
      [old, 'OPEN'],
    ] as const) {
      await ask(steward, 'mutation ($input: CreateTicketInput!) { createTicket(input: $input) { ticket { id } } }', {
        input: { customerId: customer?.id, subject: 'Warranty', status, assigneeId: userId },
      });
    }

    // The new user: a password of their own first, then what the role shows.
    const desk = await (await newPerson(browser)).newPage();
    await desk.goto('/sign-in');
    await desk.getByLabel('E-mail').fill('wang.wei@kehu.example');
    await desk.getByLabel('Password').fill(once);
    await desk.keyboard.press('Enter');
    await desk.getByRole('heading', { name: 'Set your own password' }).waitFor();
    await desk.getByLabel('New password').fill(PASSWORD);
    await desk.getByLabel('Once more').fill(PASSWORD);
    await desk.getByRole('button', { name: 'Set and go on' }).click();
    await desk.getByTestId('account').waitFor();
    await desk.goto(`/customers/${open?.id}`);
    await desk.locator('[data-profile=phones] a[href^="tel:"]').first().waitFor();
    await keepPicture(desk, 'administration-warranty-desk');
    for (const customer of [closed, old]) {
      await desk.goto(`/customers/${customer?.id}`);
      await desk.getByRole('heading', { level: 1, name: customer?.name ?? '' }).waitFor();
      await desk.locator('[data-profile=phones] .masked').first().waitFor();
      expect(await desk.locator('a[href^="tel:"]').count()).toBe(0);
    }
    const seen = await customers(desk, { primaryPhone: { isNull: false } }, 50);
    expect(seen.map(({ id }) => id)).toEqual([open?.id]);

    // The administrator looks through their eyes, reads only, and comes back.
    await page.getByPlaceholder('Search by name or e-mail').fill('wang.wei');
    await page.locator('.admin-table').getByText('Wang Wei').click();
    await page.getByRole('button', { name: 'See what they see' }).click();
    await page.getByTestId('preview-banner').getByText('You see what Wang Wei sees').waitFor();
    await keepPicture(page, 'administration-preview-as');
    await page.getByRole('button', { name: 'End', exact: true }).click();
    await page.getByTestId('preview-banner').waitFor({ state: 'detached' });

    // Why the new user sees one phone and not another, by the address of the record.
    await page.getByRole('link', { name: 'Who sees what, and why' }).click();
    await page.getByRole('combobox', { name: 'Person' }).fill('wang.wei');
    await page.getByRole('option', { name: /Wang Wei/ }).waitFor({ state: 'attached' });
    await page.keyboard.press('Enter');
    await page.locator('[data-explain=phones]').click();
    for (const [customer, sees] of [
      [open, 'Sees it'],
      [closed, 'Does not see it'],
    ] as const) {
      await page.getByLabel('Address or id of a record').fill(`/customers/${customer?.id}`);
      await page.getByTestId('explanation').getByText(sees, { exact: true }).waitFor();
      await keepPicture(page, `administration-explain-${sees === 'Sees it' ? 'seen' : 'hidden'}`);
    }

    // Undone, the new role shows nothing any more.
    await page.getByRole('link', { name: 'History of rules' }).click();
    const versions = page.locator('[data-version]');
    await versions.filter({ hasText: 'A desk for warranty cases' }).getByRole('button', { name: 'Undo' }).click();
    const current = versions.first();
    const before = Number(await current.getAttribute('data-version'));
    await page.getByRole('dialog').getByRole('button', { name: 'Go back to this' }).click();
    await page.locator(`[data-version="${before + 1}"]`).waitFor();
    await desk.goto(`/customers/${open?.id}`);
    await desk.getByText('No such customer in your view').waitFor();
  });
});
