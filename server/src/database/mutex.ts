/** Runs one piece of work at a time, in the order of asking. */
export class Mutex {
  private tail: Promise<unknown> = Promise.resolve();

  /** Resolves or rejects as `work` does; the next in line starts either way. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.tail.then(work);
    this.tail = mine.catch(() => undefined);
    return mine;
  }
}
