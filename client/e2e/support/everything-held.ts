import type { Page } from 'playwright-core';

/** The places of a page in which a value can lie, each with whatever text lies there. */
export type Places = Record<
  | 'document'
  | 'memory'
  | 'local storage'
  | 'session storage'
  | 'databases'
  | 'caches'
  | 'cookies'
  | 'network'
  | 'console',
  string
>;

/**
 * Follows a page from now on: what comes over the network (addresses, headers, bodies, socket frames) and what is said on the
 * console. The answer tells everything the page holds at the moment it is asked.
 */
export async function watchPage(page: Page): Promise<() => Promise<Places>> {
  const heard: (string | Promise<string>)[] = [];
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(String(error)));
  page.on('response', (response) => {
    heard.push(response.url(), JSON.stringify(response.headers()));
    // A redirect or an answer that was thrown away has no body to read.
    heard.push(response.text().catch(() => ''));
  });
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => void heard.push(payload.toString()));
  });
  return async () => ({
    document: await page.content(),
    memory: await memoryOf(page),
    ...(await storedBy(page)),
    cookies: JSON.stringify(await page.context().cookies()),
    network: (await Promise.all(heard)).join('\n'),
    console: said.join('\n'),
  });
}

/** Every string of the page's JavaScript, caches of the app included, after the garbage was collected. */
async function memoryOf(page: Page): Promise<string> {
  const session = await page.context().newCDPSession(page);
  const chunks: string[] = [];
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk));
  await session.send('HeapProfiler.enable');
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  await session.detach();
  const { strings } = JSON.parse(chunks.join('')) as { strings: string[] };
  return strings.join('\n');
}

const storedBy = (page: Page) =>
  page.evaluate(async () => {
    const databases: unknown[] = [];
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((opened, failed) => {
        const request = indexedDB.open(name ?? '');
        request.onsuccess = () => opened(request.result);
        request.onerror = () => failed(request.error);
      });
      for (const store of database.objectStoreNames)
        databases.push(
          await new Promise((read, failed) => {
            const request = database.transaction(store).objectStore(store).getAll();
            request.onsuccess = () => read(request.result);
            request.onerror = () => failed(request.error);
          }),
        );
    }
    const cached: string[] = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys())
        cached.push(request.url, (await (await cache.match(request))?.text()) ?? '');
    }
    return {
      'local storage': JSON.stringify({ ...localStorage }),
      'session storage': JSON.stringify({ ...sessionStorage }),
      databases: JSON.stringify(databases),
      caches: cached.join('\n'),
    };
  });

/** Which of `canaries` lies where: `phone in memory`, sorted; empty where none does. */
export function canariesIn(places: Places, canaries: Record<string, string>): string[] {
  const found: string[] = [];
  for (const [place, text] of Object.entries(places))
    for (const [name, canary] of Object.entries(canaries)) if (text.includes(canary)) found.push(`${name} in ${place}`);
  return found.sort();
}
