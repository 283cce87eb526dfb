import type { Browser, Page } from 'playwright-core';
import { ask, newPerson, openBrowser, signIn } from './support/browser';
import { canariesIn, watchPage } from './support/everything-held';

interface Self {
  id: string;
  teams: { id: string }[];
}

/** Values planted in records; each stands nowhere else in the world. Names begin alike, so that a search can be near them. */
const shown = {
  'own phone': '13877019341',
  'own note': 'Quokkafern-visible-5c1',
  'name of a colleague’s customer': 'Quokkafern-colleague-7d2',
};
const hidden = {
  'own identity number': 'QNID-OWN-904417',
  'own bank account': 'QBANK-OWN-118252',
  'colleague phone': '13877019342',
  'colleague phone before': '13877019343',
  'colleague e-mail': 'quokkafern.hidden.31@example.org',
  'colleague street': 'Quokkafern Mews 77b',
  'colleague birthday': '1931-03-07',
  'colleague identity number': 'QNID-COL-355190',
  'phone of a colleague’s contact': '13877019344',
  'southern name': 'Quokkafern-southern-a93',
  'southern name before': 'Quokkafern-oldsouth-b17',
  'southern note': 'Quokkafern-southnote-c28',
  'southern phone': '13877019345',
  'southern contact': 'Quokkafern-southcontact-d39',
  'southern activity': 'Quokkafern-southcall-e40',
  'southern ticket': 'Quokkafern-southticket-f51',
};

/** Plants the records as the steward, who may write every field, and tells their addresses. */
async function plant(steward: Page, people: Record<'own' | 'colleague' | 'south', Self>) {
  const made = {} as Record<'own' | 'colleague' | 'south', string>;
  const create = async (who: keyof typeof made, values: Record<string, unknown>) => {
    const { createCustomer } = await ask<{ createCustomer: { customer: { id: string; version: number } } }>(
      steward,
      'mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) { customer { id version } } }',
      { input: { kind: 'PERSON', ownerId: people[who].id, teamId: people[who].teams[0]!.id, ...values } },
    );
    made[who] = createCustomer.customer.id;
    return createCustomer.customer;
  };
  const update = (input: Record<string, unknown>) =>
    ask(steward, 'mutation ($input: UpdateCustomerInput!) { updateCustomer(input: $input) { customer { id } } }', {
      input,
    });

  await create('own', {
    name: 'Quokkafern Own',
    phones: [{ number: `+86${shown['own phone']}`, primary: true }],
    note: shown['own note'],
    nationalId: hidden['own identity number'],
    bankAccount: hidden['own bank account'],
  });
  const colleague = await create('colleague', {
    name: shown['name of a colleague’s customer'],
    phones: [{ number: `+86${hidden['colleague phone before']}`, primary: true }],
    emails: [{ address: hidden['colleague e-mail'], primary: true }],
    addresses: [{ country: 'CN', city: 'Harbin', line: hidden['colleague street'], primary: true }],
    birthDate: hidden['colleague birthday'],
    nationalId: hidden['colleague identity number'],
  });
  await update({ ...colleague, phones: [{ number: `+86${hidden['colleague phone']}`, primary: true }] });
  const south = await create('south', {
    name: hidden['southern name before'],
    phones: [{ number: `+86${hidden['southern phone']}`, primary: true }],
    note: hidden['southern note'],
  });
  await update({ ...south, name: hidden['southern name'] });
  await ask(
    steward,
    `mutation ($colleague: CreateContactInput!, $south: CreateContactInput!, $call: CreateActivityInput!, $ticket: CreateTicketInput!) {
      a: createContact(input: $colleague) { contact { id } }
      b: createContact(input: $south) { contact { id } }
      c: createActivity(input: $call) { activity { id } }
      d: createTicket(input: $ticket) { ticket { id } }
    }`,
    {
      colleague: {
        customerId: made.colleague,
        name: 'Quokkafern Contact',
        phones: [{ number: `+86${hidden['phone of a colleague’s contact']}`, primary: true }],
      },
      south: { customerId: made.south, name: hidden['southern contact'] },
      call: { customerId: made.south, kind: 'CALL', subject: 'A call', body: hidden['southern activity'] },
      ticket: { customerId: made.south, subject: hidden['southern ticket'] },
    },
  );
  return made;
}

/** What a curious person does: every page, the record's every part, the search palette, the other language. */
async function roam(page: Page, records: Record<string, string>): Promise<void> {
  for (const path of [
    '/',
    '/customers',
    '/customers?sort=-primaryPhone',
    '/opportunities',
    '/tickets',
    '/orders',
    '/products',
  ]) {
    await page.goto(path);
    await page.waitForLoadState('networkidle');
  }
  await page.goto('/customers');
  await page.locator('.cell-name').first().waitFor();
  await page.keyboard.press('Control+k');
  for (const text of ['Quokkafern', 'quokkafer', '1387701', 'kf'])
    await page
      .getByRole('combobox')
      .fill(text)
      .then(() => page.locator('#palette-hits[data-settled=true]').waitFor());
  await page.keyboard.press('Escape');
  for (const id of Object.values(records)) {
    await page.goto(`/customers/${id}`);
    await page.waitForLoadState('networkidle');
    for (const lock of await page.locator('.lock-hidden').all()) {
      await lock.click();
      await page.locator('[data-testid=why] p').first().waitFor();
      await page.getByRole('heading', { level: 1 }).click();
      await page.locator('[data-testid=why]').waitFor({ state: 'hidden' });
    }
  }
}

async function signOut(page: Page): Promise<void> {
  await page.locator('[data-testid=account]').click();
  await page.getByText('Sign out', { exact: true }).click();
  await page.waitForURL(/sign-in/);
  await page.locator('button[type=submit]').waitFor();
}

// Heap pictures of a busy machine take their time.
jest.setTimeout(240_000);

describe('the page of somebody who may not', () => {
  let browser: Browser;
  let records: Record<'own' | 'colleague' | 'south', string>;

  beforeAll(async () => {
    browser = await openBrowser();
    const people = {} as Record<'own' | 'colleague' | 'south', Self>;
    for (const [who, account] of [
      ['own', 'rep.north1'],
      ['colleague', 'rep.north2'],
      ['south', 'rep.south1'],
    ] as const) {
      const page = await (await newPerson(browser)).newPage();
      await signIn(page, account);
      people[who] = (await ask<{ me: Self }>(page, '{ me { id teams { id } } }')).me;
      await page.context().close();
    }
    const steward = await (await newPerson(browser)).newPage();
    await signIn(steward, 'steward');
    records = await plant(steward, people);
    await steward.context().close();
  });
  afterAll(() => browser.close());

  it('holds no hidden value: document, memory, storage, cookies, network, console', async () => {
    const page = await (await newPerson(browser)).newPage();
    const held = await watchPage(page);
    await signIn(page, 'rep.north1');
    await roam(page, records);
    await page.goto(`/customers/${records.colleague}`);
    await page.locator('[data-profile=phones] .masked').waitFor();
    const places = await held();
    expect(canariesIn(places, hidden)).toEqual([]);

    // The same search of the same page finds what may be seen, so it would have found the rest.
    await page.goto(`/customers/${records.own}`);
    await page.locator('[data-profile=note]', { hasText: shown['own note'] }).waitFor();
    expect(canariesIn(await held(), shown)).toEqual(
      expect.arrayContaining([
        'own note in document',
        'own note in memory',
        'own note in network',
        'own phone in memory',
        'name of a colleague’s customer in network',
      ]),
    );
    await page.context().close();
  });

  it('keeps nothing of the person before who could', async () => {
    const page = await (await newPerson(browser)).newPage();
    await signIn(page, 'steward');
    const heldBefore = await watchPage(page);
    await roam(page, records);
    expect(canariesIn(await heldBefore(), hidden)).toEqual(
      expect.arrayContaining(['southern name in memory', 'southern note in network', 'colleague phone in network']),
    );
    await signOut(page);
    const held = await watchPage(page);
    // Before the test itself loads another page, which would empty the memory.
    expect(canariesIn(await held(), hidden)).toEqual([]);
    await signIn(page, 'rep.north1');
    await roam(page, records);
    expect(canariesIn(await held(), hidden)).toEqual([]);
    await page.context().close();
  });
});
