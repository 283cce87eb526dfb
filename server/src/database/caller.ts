/** Somebody who waits for an answer and may go away before it is there. */
export class Caller {
  private gone = false;
  private readonly listeners = new Set<() => void>();

  get isGone(): boolean {
    return this.gone;
  }

  /** Nobody waits any more: whatever was started for the caller is ended. */
  leave(): void {
    if (this.gone) return;
    this.gone = true;
    for (const listener of [...this.listeners]) listener();
    this.listeners.clear();
  }

  /** Calls `listener` once the caller has gone; the answer takes it back. */
  onLeave(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }
}
