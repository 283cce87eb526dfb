/** Told the text of every statement that reaches the engine, transaction control left out. Never the values. */
export type StatementListener = (sql: string) => void;

/** The listeners of one database. Costs one comparison a statement while there are none. */
export class StatementListeners {
  private readonly listeners = new Set<StatementListener>();

  /** Adds a listener; the answer removes it. */
  add(listener: StatementListener): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  tell(sql: string): void {
    if (this.listeners.size === 0) return;
    for (const listener of this.listeners) listener(sql);
  }
}
