const kept: unknown[] = [];

/**
 * Keeps a closed or open SQLite handle reachable for as long as the process lives. Node 24 aborts when better-sqlite3 12 frees
 * a handle during garbage collection (its destructor asks for an environment that is not there then); a closed handle is small,
 * and a server makes three. To go when better-sqlite3 does not do that any more.
 */
export function keepHandle<T>(handle: T): T {
  kept.push(handle);
  return handle;
}
