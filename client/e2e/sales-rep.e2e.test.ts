import type { Browser, Page } from 'playwright-core';
import { ask, keepPicture, listenToAnswers, newPerson, openBrowser, signIn } from './support/browser';

interface Named {
  id: string;
  name: string;
}

async function customerOf(page: Page, owner: string): Promise<Named> {
  const { customers } = await ask<{ customers: { nodes: Named[] } }>(
    page,
    `query ($owner: String!) {
      customers(where: { owner: { name: { eq: $owner } }, primaryPhone: { isNull: false } }, first: 1) { nodes { id name } }
    }`,
    { owner },
  );
  const [customer] = customers.nodes;
  if (!customer) throw new Error(`${owner} has no customer`);
  return customer;
}

async function find(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill(text);
  await page.locator('#palette-hits[data-settled=true]').waitFor();
}

describe('a sales rep at work', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  it('sees what is theirs to see, is told why not, and edits their own', async () => {
    const south = await (await newPerson(browser)).newPage();
    await signIn(south, 'rep.south1');
    const { me: southMe } = await ask<{ me: Named }>(south, '{ me { id name } }');
    const southern = await customerOf(south, southMe.name);

    const page = await (await newPerson(browser)).newPage();
    const answers = listenToAnswers(page);
    await signIn(page, 'rep.north1');
    const { me } = await ask<{ me: Named }>(page, '{ me { id name } }');
    const own = await customerOf(page, me.name);

    // Found by name, opened by enter.
    await find(page, own.name);
    await page
      .getByRole('option', { name: new RegExp(own.name) })
      .first()
      .waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: own.name }).waitFor();
    expect(await page.locator('[data-profile=phones] a[href^="tel:"]').count()).toBeGreaterThan(0);

    // The identity number is locked, and the lock says why.
    await page.locator('[data-profile=nationalId] .lock-hidden').click();
    await page.locator('[data-testid=why] p').first().waitFor();
    expect(await page.locator('[data-testid=why]').innerText()).toMatch(/Service agent|Data protection officer/);
    await keepPicture(page, 'sales-rep-locked-field');
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { level: 1 }).click();

    // Their own may be changed in place.
    const note = `Called ${new Date().toISOString()}`;
    await page.locator('[data-profile=note]').hover();
    await page.locator('[data-profile=note] .pencil').click();
    await page.locator('[data-profile=note] textarea').fill(note);
    await page.locator('[data-profile=note] button[type=submit]').click();
    await page.locator('.toast-good').waitFor();
    expect(await page.locator('[data-profile=note]').innerText()).toContain(note);

    // A call is logged and stands in the timeline at once.
    await page.locator('.composer').getByRole('button', { name: 'Call' }).click();
    await page.locator('.composer textarea').first().fill('Agreed to a demo on Thursday');
    await page.keyboard.press('Control+Enter');
    await page
      .locator('[data-event=activity]:not(.event-pending)', { hasText: 'Agreed to a demo on Thursday' })
      .waitFor();

    // Whom they met there: what is wrong stands beside its field, what was typed stays, and what was made opens.
    await page.getByRole('button', { name: 'New contact' }).click();
    const form = page.getByRole('dialog', { name: 'New contact' });
    await form.getByTestId('form-save').click();
    await form.getByText('Name is needed').waitFor();
    await form.getByLabel('Name', { exact: true }).fill('Ada Pump');
    await form.getByRole('button', { name: 'Add a phone number' }).click();
    const phone = form.getByRole('textbox', { name: 'Add a phone number' });
    await phone.fill('no number');
    await form.getByTestId('form-save').click();
    await form.locator('.ant-form-item-has-error [type=tel]').waitFor();
    expect(await form.getByLabel('Name', { exact: true }).inputValue()).toBe('Ada Pump');
    await phone.fill('+86 138 0013 8000');
    await form.getByTestId('form-save').click();
    const made = page.getByRole('dialog', { name: 'Ada Pump' });
    await made.getByText('138 0013 8000').waitFor();
    await keepPicture(page, 'sales-rep-new-contact');
    await made.getByRole('button', { name: 'Close' }).click();
    await page.locator('.people').getByText('Ada Pump').waitFor();
    // Products are others' to make.
    await page.goto('/products');
    await page.locator('.cell-name').first().waitFor();
    await page.waitForLoadState('networkidle');
    expect(await page.getByRole('button', { name: 'New product' }).count()).toBe(0);

    // A colleague's phone is masked and the record is closed to changes.
    const colleague = await ask<{ customers: { nodes: Named[] } }>(
      page,
      'query ($me: ID!) { customers(where: { owner: { id: { ne: $me }, isNull: false } }, first: 1) { nodes { id name } } }',
      { me: me.id },
    );
    await page.goto(`/customers/${colleague.customers.nodes[0]?.id}`);
    await page.locator('[data-profile=phones] .masked').waitFor();
    expect(await page.locator('[data-profile=phones]').innerText()).toContain('•••');
    expect(await page.locator('a[href^="tel:"]').count()).toBe(0);
    expect(await page.locator('.pencil').count()).toBe(0);

    // Sorting asks the server once and starts the list at its top.
    await page.goto('/customers');
    await page.locator('.cell-name').first().waitFor();
    await page.waitForLoadState('networkidle');
    const asked: string[] = [];
    page.on('request', (request) => {
      if (request.postData()?.includes('"operationName":"CustomerList"')) asked.push(request.postData() ?? '');
    });
    await page.getByRole('columnheader', { name: 'Lifetime value' }).getByRole('button').click();
    await page.waitForURL(/sort=-lifetimeValue/);
    await page.waitForLoadState('networkidle');
    expect(asked).toHaveLength(1);
    expect(asked[0]).toContain('"lifetimeValue":"DESC"');

    // A southern customer cannot be found, by name or by address.
    await find(page, southern.name);
    expect(await page.getByRole('option', { name: new RegExp(southern.name) }).count()).toBe(0);
    await page.goto(`/customers/${southern.id}`);
    await page.getByText('No such customer in your view').waitFor();
    expect(await answers()).not.toContain(southern.name);
  });
});
