import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { keepPicture, newPerson, openBrowser, signIn } from './support/browser';

async function sample(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Samples' }).click();
  await page.getByRole('menuitem', { name, exact: true }).click();
}

/** Writes a question over the one that stands there. */
async function ask(page: Page, document: string): Promise<void> {
  await page.locator('[data-editor=graphql] .cm-content').click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(document);
}

const deals = `query Deals {
  opportunityAggregate(where: { dataSet: { eq: "maven" } }, groupBy: [{ owner: { name: true } }, { stage: true }], first: 200) {
    nodes { key { owner { name } stage { name } } sum { amount } count }
  }
}`;

async function run(page: Page): Promise<void> {
  await page.getByTestId('run').click();
  await page.locator('.result[aria-busy=false] .result-grid').waitFor();
}

describe('an analyst on the query page', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  it('gets the published figures, takes them away, and no personal field', async () => {
    const page = await (await newPerson(browser)).newPage();
    await signIn(page, 'analyst1');
    await page.goto('/query');

    // Maven: 4,238 won deals, 10,005,534 in all, most of it by Darcel Schlecht.
    await sample(page, 'Won amount by agent');
    await page.getByText(/^Cost [\d,]+ of [\d,]+$/).waitFor();
    await run(page);
    expect(await page.getByTestId('totals').innerText()).toContain('10,005,534');
    expect(await page.getByTestId('totals').innerText()).toContain('4,238');
    const best = await page.locator('.result-row').first().innerText();
    expect(best).toContain('Darcel Schlecht');
    expect(best).toContain('1,153,214');
    await keepPicture(page, 'analyst-won-by-agent');

    await page.getByRole('button', { name: 'Chart', exact: true }).click();
    await page.locator('.bars li', { hasText: 'Darcel Schlecht' }).waitFor();
    await keepPicture(page, 'analyst-chart');
    await page.getByRole('button', { name: 'Grid', exact: true }).click();

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'CSV' }).click(),
    ]);
    const csv = readFileSync(await download.path(), 'utf8').split('\r\n');
    expect(csv[0]).toBe('\ufeffkey.owner.name,count,sum.amount');
    expect(csv[1]).toMatch(/^Darcel Schlecht,349,1153214(\.0+)?$/);

    const [book] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Excel' }).click(),
    ]);
    expect(book.suggestedFilename()).toBe('WonByAgent.xlsx');
    expect(
      readFileSync(await book.path())
        .subarray(0, 2)
        .toString(),
    ).toBe('PK');

    // Northwind: net revenue and the best customer.
    await sample(page, 'Revenue per year');
    await run(page);
    expect(await page.getByTestId('totals').innerText()).toContain('1,265,793.04');
    await sample(page, 'Best customers');
    await run(page);
    const quick = await page.locator('.result-row').first().innerText();
    expect(quick).toContain('QUICK-Stop');
    expect(quick).toContain('110,277.3');

    // Personal fields answer null, and the page says so.
    await page.locator('[data-editor=graphql] .cm-content').click();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText('query Phones { customers(first: 20) { nodes { code primaryPhone } } }');
    await page.keyboard.press('Control+Enter');
    await page.getByText(/primaryPhone is null in every row/).waitFor();
    expect(await page.locator('.result-row').first().innerText()).toContain('null');
  });

  it('is told of every list of an answer, of what it holds back, and of what a wrong word should be', async () => {
    const page = await (await newPerson(browser)).newPage();
    await signIn(page, 'analyst1');
    await page.goto('/query');
    await page.locator('[data-testid=docs]:enabled').waitFor();
    await ask(page, '{ gold: tickets(where: { status: { eq: NEW } }) { nodes { subject } } }');
    await page.getByTestId('run').click();
    await page.getByText('TicketStatus has: OPEN, PENDING, RESOLVED, CLOSED.').waitFor();

    await ask(
      page,
      `{ some: customers(first: 20) { nodes { code } }
         stages: opportunityAggregate(groupBy: [{ stage: true }]) { nodes { key { stage { name } } countDistinct { customer } } } }`,
    );
    await run(page);
    await page.getByTestId('more').waitFor();
    await page.locator('.result-bar .ant-select').click();
    await page.locator('.ant-select-item-option', { hasText: 'stages' }).click();
    await page.getByText('Prospecting').waitFor();
    expect(await page.getByTestId('more').count()).toBe(0);
    const stages = await page.locator('.result-row').allInnerTexts();
    expect(stages.map((row) => row.split(/\s+/)[1])).toEqual(['Prospecting', 'Engaging', 'Won', 'Lost']);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/some.*stages\.csv$/);
    expect(readFileSync(await download.path(), 'utf8').split('\r\n')[0]).toBe(
      '\ufeffkey.stage.name,countDistinct.customer',
    );
  });

  it('lays groups out as a table and goes from any of them to exactly its records', async () => {
    const page = await (await newPerson(browser)).newPage();
    await signIn(page, 'analyst1');
    await page.goto('/query');
    await ask(page, deals);
    await page.getByTestId('run').click();
    await page.locator('.result[aria-busy=false] .result-grid').waitFor();

    await page.getByRole('button', { name: 'Pivot', exact: true }).click();
    const table = page.locator('.pivot-table');
    await table.waitFor();
    await page.getByLabel('Amount to draw').locator('..').locator('..').waitFor();
    await keepPicture(page, 'analyst-pivot');
    const total = table.locator('tr[data-depth="0"]');
    expect(await total.locator('td').last().innerText()).toBe('8,800');
    const won = table.locator('thead th', { hasText: 'Won' });
    const at = await won.evaluate((th) => (th as HTMLTableCellElement).cellIndex);
    expect(
      await total
        .locator('td')
        .nth(at - 1)
        .innerText(),
    ).toBe('4,238');

    // One cell: an agent's lost deals.
    const row = table.locator('tbody tr', { hasText: 'Darcel Schlecht' });
    const count = await row
      .locator('td')
      .nth(at - 1)
      .innerText();
    expect(count).toBe('349');
    await row
      .locator('td')
      .nth(at - 1)
      .getByRole('button')
      .click();
    await page.getByTestId('group-chip').waitFor();
    await page.getByText(/^349 /).first().waitFor();
    await keepPicture(page, 'analyst-drill');

    // A bar of a chart, with a group of no value, on a kind of record that has no list of its own.
    await page.goto('/query');
    await ask(
      page,
      '{ activityAggregate(groupBy: [{ occurredAt: { bucket: YEAR, timeZone: "Asia/Shanghai" } }]) { nodes { key { occurredAt } count } } }',
    );
    await page.getByTestId('run').click();
    await page.locator('.result[aria-busy=false] .result-grid').waitFor();
    const first = await page.locator('.result-row').first().locator('[role=cell]').last().innerText();
    await page.getByRole('button', { name: 'Chart', exact: true }).click();
    // Kinds without a list are asked for by a query that is made from the schema, once the page has it.
    await page.locator('[data-testid=docs]:enabled').waitFor();
    await page.locator('.bars li').first().click();
    await page.locator('[data-editor=graphql]', { hasText: 'ActivityRecords' }).waitFor();
    await page.getByText(`totalCount`).first().waitFor();
    await page.getByRole('button', { name: 'JSON', exact: true }).first().click();
    await page.locator('.result-json', { hasText: `"count": ${first.replace(',', '')}` }).waitFor();
  });
});
