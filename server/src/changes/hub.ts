import type { Principal } from '../access/principal';
import type { Database, Snapshot } from '../database/database';
import type { Credential } from '../graphql/context';
import type { Language } from '../graphql/language';
import type { NounRegistry } from '../model/registry';
import type { ReadContext } from '../query/context';
import { Feed } from './feed';
import { closeCodes, socketLimits, type Closing } from './limits';
import { TooSlow } from './outbox';
import { Round } from './round';
import { Subscriber, type Frame } from './subscriber';
import type { WatchRequest } from './watch';

export interface HubOptions {
  database: Database;
  nouns: () => NounRegistry;
  clock: () => number;
  /** Who a token stands for now, without counting as a use of it; null for one that has ended. @throws KehuError FORBIDDEN */
  recheck(token: string, purpose: string | undefined): Promise<{ principal: Principal; credential: Credential } | null>;
  reading(principal: Principal, language: Language, strict: boolean): ReadContext;
  /** Told what went wrong in a round that nobody asked for. */
  onFault(error: unknown): void;
}

/** With what a socket was opened. */
export interface SocketRequest {
  token: string;
  purpose: string | undefined;
  language: Language;
  /** A denied field in a selection is an error instead of null. */
  strict: boolean;
  /** Closes the connection. Called at most once, and not after {@link ChangeHub.leave}. */
  close(closing: Closing): void;
}

/** An open socket and whom it speaks for as of its last check. */
export interface Socket extends SocketRequest {
  principal: Principal;
  credential: Credential;
  readonly subscribers: Set<Subscriber>;
}

/** Milliseconds between looks for news from other nodes, while there are subscriptions. */
const pollMilliseconds = 300;

/** Fewest milliseconds between two rounds: writes that come close together are one. */
const restMilliseconds = 25;

/**
 * Tells subscribers what changed in their views. Works in rounds: each takes a snapshot of the database, finds what was
 * written since the last one (by whichever node), asks every credential again, and lets each subscription compare what its
 * principal is shown of the records concerned in the two snapshots.
 */
export class ChangeHub {
  private readonly sockets = new Set<Socket>();
  private readonly feed: Feed;
  private last: { snapshot: Snapshot; at: number } | null = null;
  private running: Promise<void> | null = null;
  private again = false;
  private timer: NodeJS.Timeout | null = null;
  private polling = false;
  private kicked = false;

  constructor(private readonly options: HubOptions) {
    this.feed = new Feed(options.nouns, options.clock);
  }

  /** Open sockets and running subscriptions. */
  get size(): { sockets: number; subscriptions: number } {
    return { sockets: this.sockets.size, subscriptions: this.subscribers().length };
  }

  /** Lets a socket in, or says with what to close it. */
  async join(request: SocketRequest): Promise<Socket | Closing> {
    const known = await this.known(request);
    if ('code' in known) return known;
    const of = [...this.sockets].filter(({ principal }) => principal.id === known.principal.id).length;
    const full = this.sockets.size >= socketLimits.maxSockets;
    if (full || of >= socketLimits.maxSocketsPerPrincipal) return closeCodes.tooMany;
    const socket = { ...request, ...known, subscribers: new Set<Subscriber>() };
    this.sockets.add(socket);
    if (!this.timer && !this.running) this.wait(pollMilliseconds);
    return socket;
  }

  /** Forgets a socket that has closed. */
  leave(socket: Socket): void {
    if (!this.sockets.delete(socket)) return;
    for (const subscriber of [...socket.subscribers]) subscriber.end();
    void this.rest();
  }

  /**
   * Starts a subscription: from now on the frames tell what changes in the socket's view.
   * @throws KehuError for what its principal may not ask, or for one subscription too many
   */
  async subscribe(socket: Socket, request: WatchRequest): Promise<AsyncIterableIterator<Frame>> {
    const subscriber = new Subscriber(request, () => {
      socket.subscribers.delete(subscriber);
      void this.rest();
    });
    await subscriber.watch.check(this.contextOf(socket));
    await this.pump(); // what was there before is no news
    if (this.sockets.has(socket)) socket.subscribers.add(subscriber);
    else subscriber.end();
    return subscriber.frames;
  }

  /** Looks at everything that has happened until now, and resolves when each subscription has been told. */
  async pump(): Promise<void> {
    if (this.running) {
      // The running one may have taken its snapshot before what the caller is asking for.
      this.again = true;
      return this.running;
    }
    this.running = this.rounds().finally(() => {
      this.running = null;
      return this.rest();
    });
    return this.running;
  }

  /** Something was written on this node: look soon. */
  kick(): void {
    if (this.kicked) return;
    this.kicked = true;
    this.wait(restMilliseconds);
  }

  /** Looks for news by itself from now on. */
  start(): void {
    this.polling = true;
  }

  /** Closes every socket and lets go of the database. */
  async stop(): Promise<void> {
    this.polling = false;
    this.closeAll(closeCodes.goingAway);
    await this.running?.catch(() => undefined);
    await this.rest();
  }

  private subscribers(): Subscriber[] {
    return [...this.sockets].flatMap(({ subscribers }) => [...subscribers]);
  }

  private async rounds(): Promise<void> {
    do {
      this.again = false;
      await this.round();
    } while (this.again);
    this.wait(this.kicked ? restMilliseconds : pollMilliseconds);
  }

  private wait(milliseconds: number): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    if (!this.polling || this.sockets.size === 0) {
      this.kicked = false;
      return;
    }
    this.timer = setTimeout(() => {
      this.timer = null;
      this.kicked = false;
      this.pump().catch((error: unknown) => this.options.onFault(error));
    }, milliseconds);
    this.timer.unref();
  }

  private async round(): Promise<void> {
    if (this.sockets.size === 0) return;
    try {
      this.last ??= await this.begin();
      const { database, nouns, clock } = this.options;
      const at = clock();
      const snapshot = await database.snapshot();
      const { last } = this;
      this.last = { snapshot, at };
      try {
        const news = await this.feed.read(last.snapshot, snapshot);
        const round = new Round(nouns(), last.snapshot, snapshot, news, last.at, at);
        for (const socket of [...this.sockets]) await this.deliver(socket, round);
      } finally {
        await last.snapshot.close();
      }
    } catch (error) {
      // What was not compared now can never be: clients connect again and read.
      this.closeAll(closeCodes.restart);
      await this.rest();
      this.options.onFault(error);
    }
  }

  private async begin(): Promise<{ snapshot: Snapshot; at: number }> {
    const at = this.options.clock();
    const snapshot = await this.options.database.snapshot();
    await this.feed.begin(snapshot);
    return { snapshot, at };
  }

  private async deliver(socket: Socket, round: Round): Promise<void> {
    const known = await this.known(socket);
    if (!this.sockets.has(socket)) return;
    if ('code' in known) return this.close(socket, known);
    Object.assign(socket, known);
    const context = this.contextOf(socket);
    for (const subscriber of [...socket.subscribers]) {
      try {
        await subscriber.take(context, round);
      } catch (error) {
        if (error instanceof TooSlow) return this.close(socket, closeCodes.tooSlow);
        subscriber.end(error);
      }
    }
  }

  private async known(of: SocketRequest): Promise<{ principal: Principal; credential: Credential } | Closing> {
    try {
      const known = await this.options.recheck(of.token, of.purpose);
      // Whether any share is for the principal may differ between the two moments of a round.
      return known ? { ...known, principal: { ...known.principal, holdsShares: undefined } } : closeCodes.unauthorized;
    } catch (error) {
      if (
        (error as { code?: unknown }).code === 'FORBIDDEN' ||
        (error as { code?: unknown }).code === 'BAD_USER_INPUT'
      ) {
        return closeCodes.forbidden;
      }
      throw error;
    }
  }

  private contextOf({ principal, language, strict }: Socket): ReadContext {
    return this.options.reading(principal, language, strict);
  }

  private close(socket: Socket, closing: Closing): void {
    this.leave(socket);
    socket.close(closing);
  }

  private closeAll(closing: Closing): void {
    for (const socket of [...this.sockets]) this.close(socket, closing);
  }

  /** Lets go of the snapshot and the timer where nobody is left to tell. */
  private async rest(): Promise<void> {
    if (this.sockets.size > 0 || this.running) return;
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    const { last } = this;
    this.last = null;
    await last?.snapshot.close();
  }
}
