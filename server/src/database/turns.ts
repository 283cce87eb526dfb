import type { Caller } from './caller';
import { StatementEnded } from './database';

export type Lane = 'light' | 'heavy' | 'writes';

export interface TurnOptions {
  /** How much runs in each lane at once. */
  slots: Readonly<Record<Lane, number>>;
  /** How much of one holder runs in each lane at once. */
  perHolder: Readonly<Record<Lane, number>>;
  /** How much of one holder, and of all together, may wait. */
  waiting: { perHolder: number; inAll: number };
}

/** More waits than may wait: of this holder, or of all. */
export class TooManyWaiting extends Error {
  constructor(readonly whose: 'holder' | 'all') {
    super(`too many waiting: ${whose}`);
    this.name = 'TooManyWaiting';
  }
}

interface Waiting {
  start(): void;
}

/**
 * Gives work its turn. Each lane has so many slots, each holder may use so many of them, and whoever waits in a lane is
 * served in turn, one piece of work each, however much one of them has brought.
 */
export class Turns {
  private readonly running: Record<Lane, number> = { light: 0, heavy: 0, writes: 0 };
  private readonly held: Record<Lane, Map<string, number>> = { light: new Map(), heavy: new Map(), writes: new Map() };
  /** Holders in the order of their turns. */
  private readonly queues: Record<Lane, Map<string, Waiting[]>> = {
    light: new Map(),
    heavy: new Map(),
    writes: new Map(),
  };
  private waiting = 0;

  constructor(private readonly options: TurnOptions) {}

  /**
   * Runs `work` when it is its turn.
   * @throws TooManyWaiting at once; StatementEnded where the caller goes away before its turn
   */
  run<T>(holder: string, lane: Lane, work: () => Promise<T>, caller?: Caller): Promise<T> {
    if (caller?.isGone) return Promise.reject(new StatementEnded('caller-gone'));
    if (this.mayStart(holder, lane)) return this.start(holder, lane, work);
    return new Promise((resolve, reject) => {
      const queue = this.queues[lane];
      const mine = queue.get(holder) ?? [];
      const { perHolder, inAll } = this.options.waiting;
      if (mine.length >= perHolder) return reject(new TooManyWaiting('holder'));
      if (this.waiting >= inAll) return reject(new TooManyWaiting('all'));
      const one: Waiting = {
        start: () => {
          stay?.();
          this.start(holder, lane, work).then(resolve, reject);
        },
      };
      const stay = caller?.onLeave(() => {
        this.remove(holder, lane, one);
        reject(new StatementEnded('caller-gone'));
      });
      mine.push(one);
      queue.set(holder, mine);
      this.waiting++;
    });
  }

  private mayStart(holder: string, lane: Lane): boolean {
    const { slots, perHolder } = this.options;
    return this.running[lane] < slots[lane] && (this.held[lane].get(holder) ?? 0) < perHolder[lane];
  }

  private start<T>(holder: string, lane: Lane, work: () => Promise<T>): Promise<T> {
    const held = this.held[lane];
    this.running[lane]++;
    held.set(holder, (held.get(holder) ?? 0) + 1);
    const done = (): void => {
      this.running[lane]--;
      const left = held.get(holder)! - 1;
      if (left > 0) held.set(holder, left);
      else held.delete(holder);
      if (this.waiting > 0) this.next(lane);
    };
    const result = work();
    result.then(done, done);
    return result;
  }

  /** A slot is free, and a holder has room: the next that may begin does. */
  private next(lane: Lane): void {
    const queue = this.queues[lane];
    for (const [holder, mine] of [...queue]) {
      if (this.running[lane] >= this.options.slots[lane]) return;
      if (!this.mayStart(holder, lane)) continue;
      const one = mine.shift()!;
      this.waiting--;
      // To the end of the line with the rest.
      queue.delete(holder);
      if (mine.length > 0) queue.set(holder, mine);
      one.start();
    }
  }

  private remove(holder: string, lane: Lane, one: Waiting): void {
    const mine = this.queues[lane].get(holder);
    const at = mine?.indexOf(one) ?? -1;
    if (!mine || at < 0) return;
    mine.splice(at, 1);
    this.waiting--;
    if (mine.length === 0) this.queues[lane].delete(holder);
  }
}
