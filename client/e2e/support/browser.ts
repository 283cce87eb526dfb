import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Locator, type Page } from 'playwright-core';

export const PASSWORD = 'kehu-demo-2026';

const artifacts = join(__dirname, '../artifacts');

export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A fresh person at a laptop: no cookies, nothing stored. */
export async function newPerson(browser: Browser, locale: 'en' | 'zh-CN' = 'en'): Promise<BrowserContext> {
  const context = await browser.newContext({
    baseURL: process.env.KEHU_E2E_URL ?? '',
    locale,
    viewport: { width: 1440, height: 900 },
    acceptDownloads: true,
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(20_000);
  return context;
}

/** Signs in through the page, as a person does: by the one click the demo offers. */
export async function signIn(page: Page, account: string): Promise<void> {
  await page.goto('/sign-in');
  await page.locator('.demo button', { has: page.getByText(account, { exact: true }) }).click();
  await page.locator('button[type=submit]').click();
  await page.locator('[data-testid=account]').waitFor();
}

/** The list of entries of a select that is open, or still closing. */
export const openList = (page: Page): Locator => page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden)');

/**
 * Waits until the list that was picked from is gone. One that is still closing takes the Escape that was meant for what
 * it stands in, and its entries would be taken for those of the next list.
 */
export async function listClosed(page: Page): Promise<void> {
  await openList(page).first().waitFor({ state: 'hidden' });
}

interface Answer<Data> {
  data: Data;
  errors?: { message: string }[];
}

/** Asks the API with the session of the page. */
export async function ask<Data>(page: Page, query: string, variables: Record<string, unknown> = {}): Promise<Data> {
  const answer = (await page.evaluate(
    async ([document, values]) => {
      const response = await fetch('/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: document, variables: values }),
      });
      return (await response.json()) as unknown;
    },
    [query, variables] as const,
  )) as Answer<Data>;
  if (answer.errors) throw new Error(answer.errors.map(({ message }) => message).join('; '));
  return answer.data;
}

/** Everything the server answered to this page, for looking whether something came that should not have. */
export function listenToAnswers(page: Page): () => Promise<string> {
  const bodies: Promise<string>[] = [];
  page.on('response', (response) => {
    if (response.url().endsWith('/graphql')) bodies.push(response.text().catch(() => ''));
  });
  return async () => (await Promise.all(bodies)).join('\n');
}

export async function keepPicture(page: Page, name: string): Promise<void> {
  mkdirSync(artifacts, { recursive: true });
  await page.screenshot({ path: join(artifacts, `${name}.png`) });
}
