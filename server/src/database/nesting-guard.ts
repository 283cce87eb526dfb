import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Finds the programmer's error that would hang the single writer of SQLite: asking the database, instead of the running
 * transaction, for a write. Switched on in tests only, as following promises costs time.
 */
export class NestingGuard {
  private readonly inside: AsyncLocalStorage<true> | null;

  constructor(on: boolean) {
    this.inside = on ? new AsyncLocalStorage<true>() : null;
  }

  /** @throws Error when called from within {@link enter}. */
  check(what: string): void {
    if (this.inside?.getStore()) throw new Error(`${what} inside a transaction: use the transaction's own runner`);
  }

  enter<T>(work: () => Promise<T>): Promise<T> {
    return this.inside ? this.inside.run(true, work) : work();
  }
}
