import type { ReadContext } from '../query/context';
import type { ViewChange } from './event';
import { socketLimits } from './limits';
import { Outbox } from './outbox';
import type { Round } from './round';
import { Watch, type WatchRequest } from './watch';

/** A change and the eyes it was seen with, for the resolvers that put it in words. */
export interface Frame {
  change: ViewChange;
  context: ReadContext;
}

/** One running subscription: what it watches, and what waits to be sent. */
export class Subscriber {
  readonly watch: Watch;
  readonly frames: Outbox<ReadContext>;

  /** `onEnd` is called once, whoever ends it. */
  constructor(request: WatchRequest, onEnd: () => void) {
    this.watch = new Watch(request);
    this.frames = new Outbox(socketLimits.maxWaitingRecords, onEnd);
  }

  /** Takes what the round brings. @throws TooSlow, or why the subscription can't go on */
  async take(context: ReadContext, round: Round): Promise<void> {
    for (const change of await this.watch.changes(context, round)) this.frames.put(change, context);
  }

  /** Ends it after what waits is sent; with an error, which its client is told. */
  end(failure?: unknown): void {
    this.frames.end(failure);
  }
}
