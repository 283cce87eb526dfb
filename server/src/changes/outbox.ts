import type { ViewChange } from './event';

/** Thrown into a subscription whose client takes news too slowly. */
export class TooSlow extends Error {
  constructor() {
    super('the client is too slow');
    this.name = 'TooSlow';
  }
}

/**
 * Changes that wait to be sent on one subscription, at most one for each record: later news of a record replace those that
 * still wait. One reader takes them in order, as an async iterator.
 */
export class Outbox<C> implements AsyncIterableIterator<{ change: ViewChange; context: C }> {
  private readonly waiting = new Map<string, { change: ViewChange; context: C }>();
  private wake: (() => void) | null = null;
  private failure: unknown = null;
  private closed = false;

  /** `onClose` is called once, however it ends. */
  constructor(
    private readonly most: number,
    private readonly onClose: () => void,
  ) {}

  get size(): number {
    return this.waiting.size;
  }

  /** @throws TooSlow where too many records wait; nothing more is delivered then. */
  put(change: ViewChange, context: C): void {
    if (this.closed) return;
    const waiting = this.waiting.get(change.id)?.change;
    const merged = waiting ? merge(waiting, change) : change;
    this.waiting.delete(change.id);
    if (merged) this.waiting.set(change.id, { change: merged, context });
    if (this.waiting.size > this.most) throw new TooSlow();
    this.wake?.();
  }

  /** Ends it after what waits is taken; with an error, which the reader is thrown in the end. */
  end(failure?: unknown): void {
    if (this.closed) return;
    this.failure = failure ?? null;
    this.close();
  }

  async next(): Promise<IteratorResult<{ change: ViewChange; context: C }>> {
    for (;;) {
      for (const [id, value] of this.waiting) {
        this.waiting.delete(id);
        return { done: false, value };
      }
      if (this.closed) {
        const { failure } = this;
        this.failure = null;
        if (failure !== null) throw failure;
        return { done: true, value: undefined };
      }
      await new Promise<void>((resolve) => (this.wake = resolve));
      this.wake = null;
    }
  }

  async return(): Promise<IteratorResult<{ change: ViewChange; context: C }>> {
    this.waiting.clear();
    this.close();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private close(): void {
    if (this.closed) return;
    this.closed = true;
    this.onClose();
    this.wake?.();
  }
}

/** What two changes of a record are as one, for a client that has met neither; null where nothing is left to tell. */
function merge(earlier: ViewChange, later: ViewChange): ViewChange | null {
  const first = earlier.first;
  if (later.kind === 'REMOVED') return first ? null : { ...later, first: false };
  if (earlier.kind === 'REMOVED') return { ...later, kind: 'UPDATED', first: false };
  return { ...later, kind: earlier.kind, first };
}
