import { performance } from 'node:perf_hooks';

/** Milliseconds that a batch works without letting others have their turn. */
const longest = 4;

let since = 0;

/**
 * Lets requests that came in meanwhile be answered, where a batch has worked long enough. On the embedded engine a
 * transaction never waits for anything, and reads don't wait for it: only the one thread stands between them.
 */
export async function breathe(): Promise<void> {
  if (performance.now() - since < longest) return;
  await new Promise<void>((resolve) => setImmediate(resolve));
  since = performance.now();
}
