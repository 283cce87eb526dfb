import type { Browser, Page } from 'playwright-core';
import { ask, keepPicture, newPerson, openBrowser, signIn } from './support/browser';

const name = 'Customers by team, weekly';

/** Opens the actions of a saved item and picks one. */
async function act(page: Page, item: string, action: string): Promise<void> {
  await page.getByRole('button', { name: `More for ${item}` }).click();
  await page.getByRole('menuitem', { name: action }).click();
}

/** What the card of an item says, once it was answered. */
async function card(page: Page, item: string): Promise<string> {
  const body = page.getByRole('region', { name: item });
  await body.locator('.bars, .card-rows, .figures, .result-grid, .empty').first().waitFor();
  return body.innerText();
}

describe('saved questions', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  it('are shared, pinned, sent by e-mail, and answered to whoever looks as themselves', async () => {
    const analyst = await (await newPerson(browser)).newPage();
    await signIn(analyst, 'analyst1');
    await analyst.goto('/query');
    await analyst.locator('[data-editor=graphql] .cm-content').click();
    await analyst.keyboard.press('Control+a');
    await analyst.keyboard.insertText(
      'query ByTeam { customerAggregate(groupBy: [{ team: { name: true } }], first: 20) { nodes { key { team { name } } count } } }',
    );
    await analyst.getByTestId('run').click();
    await analyst.locator('.result[aria-busy=false] .result-grid').waitFor();
    await analyst.getByRole('button', { name: 'Chart', exact: true }).click();
    await analyst.locator('.chart .ant-select').first().click();
    await analyst.locator('.ant-select-item-option', { hasText: 'Pareto' }).click();
    await analyst.locator('.chart .ant-select').first().click();
    await analyst.locator('.ant-select-item-option', { hasText: 'Bars' }).click();
    await analyst.getByRole('button', { name: 'Saved' }).click();
    await analyst.getByRole('menuitem', { name: 'Save this query' }).click();
    const dialog = analyst.locator('.ant-modal');
    await dialog.getByLabel('Name').fill(name);
    await dialog.locator('.ant-select').click();
    await analyst.locator('.ant-select-item-option', { hasText: 'Everybody' }).click();
    await dialog.getByText('Put it on my dashboard').click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });

    // It is where the analyst starts from now on, and comes by e-mail until it is paused.
    await analyst.goto('/');
    await analyst.waitForURL('**/dashboard');
    expect(await card(analyst, name)).toMatch(/Northern Team|North/);
    await keepPicture(analyst, 'dashboard');
    await analyst.getByRole('link', { name: 'Saved lists and queries' }).click();
    await act(analyst, name, 'Send by e-mail');
    await dialog.getByRole('button', { name: 'Save' }).click();
    const row = analyst.locator(`[data-saved="${name}"]`);
    await row.getByText(/Next: /).waitFor();
    await act(analyst, name, 'Pause');
    await row.getByText('Paused').waitFor();
    await keepPicture(analyst, 'saved');
    await act(analyst, name, 'Stop sending');
    await row.getByText('Paused').waitFor({ state: 'detached' });

    // Somebody else opens it and sees their own part alone.
    const rep = await (await newPerson(browser, 'zh-CN')).newPage();
    await signIn(rep, 'rep.south1');
    const { items } = await ask<{ items: { id: string; name: string }[] }>(rep, '{ items: savedItems { id name } }');
    const { id } = items.find((one) => one.name === name)!;
    await rep.goto(`/dashboard/saved/${id}`);
    const own = await card(rep, name);
    expect(own).not.toMatch(/Northern|North/);
    const answered = await ask<{ savedAnswer: { customerAggregate: { nodes: unknown[] } } }>(
      rep,
      'query ($id: ID!) { savedAnswer(id: $id) }',
      { id },
    );
    expect(answered.savedAnswer.customerAggregate.nodes).toHaveLength(1);
    await keepPicture(rep, 'saved-view-zh');

    // A list keeps what its words say: mine is of whoever looks.
    await rep.goto('/customers?tab=mine');
    await rep.locator('[data-list-grid]').waitFor();
    await rep.getByRole('button', { name: '视图' }).click();
    await rep.getByRole('menuitem', { name: '保存此视图' }).click();
    const save = rep.locator('.ant-modal');
    await save.locator('input').first().fill('我的客户');
    await save.getByText('放到我的工作台').click();
    await save.locator('.ant-btn-primary').click();
    await save.waitFor({ state: 'detached' });
    await rep.goto('/dashboard');
    expect(await card(rep, '我的客户')).toMatch(/共 [\d,]+ 条/);
    await keepPicture(rep, 'dashboard-zh');

    // What is shared no more is gone from everybody's list, with no trace of an answer.
    await act(analyst, name, 'Delete');
    await row.waitFor({ state: 'detached' });
    await rep.goto(`/dashboard/saved/${id}`);
    await rep.getByText('404').or(rep.locator('.empty')).first().waitFor();
    expect(await rep.content()).not.toContain(name);
    await rep.goto('/dashboard/saved');
    await rep.getByRole('button', { name: '“我的客户”的更多操作' }).click();
    await rep.getByRole('menuitem', { name: '删除' }).click();
    await rep.locator('[data-saved="我的客户"]').waitFor({ state: 'detached' });
  }, 120_000);
});
