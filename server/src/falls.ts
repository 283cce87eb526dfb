/** So many that fall within a minute show that the next would only fall again. */
const mostFalls = 5;
const fallsWithin = 60_000;

/** Counts processes that ended without being told to. */
export class Falls {
  private at: number[] = [];

  note(): void {
    this.at = [...this.at, performance.now()];
  }

  /** Whether so many fell lately that another is not to be started now. */
  get areTooMany(): boolean {
    const now = performance.now();
    this.at = this.at.filter((at) => now - at < fallsWithin);
    return this.at.length >= mostFalls;
  }
}
