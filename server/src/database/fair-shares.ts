import { KehuError } from '../errors/errors';
import type { Caller } from './caller';
import {
  StatementEnded,
  type Bounds,
  type Database,
  type SqlRow,
  type SqlRunner,
  type SqlValue,
  type TransactionOptions,
} from './database';
import { Mutex } from './mutex';
import { TooManyWaiting, Turns } from './turns';

/** Seconds that a read of a principal may take on the engine. */
export interface StatementSeconds {
  /** Lists and records. */
  light: number;
  /** Aggregates, and whatever else reads much. */
  heavy: number;
  /** Reads of background jobs; the usual limit unless given. */
  background?: number;
  /** How long a light read may hold everybody up, where it does; the usual limit unless given. */
  hold?: number;
}

/** On whose behalf statements run, and what they are like. */
export interface Behalf {
  /** Shares are by this: the principal's id. */
  holder: string;
  /** Whether the operation reads much, as its document says. */
  heavy: boolean;
  /** Who waits for reads, where they may be ended when nobody does. */
  caller?: Caller | undefined;
  /** Seconds that a read may take, where nobody waits for it at a screen. */
  seconds?: number;
  /** What all reads of a request have together: each takes from it what it took. Left out, each has its limit alone. */
  together?: { /** Milliseconds. */ left: number };
}

/** Whom statements of background work count for: all of it together has the share of one principal. */
const backgroundHolder = 'background';

/** Statements of one principal that run at once, and that wait. */
const perHolder = { light: 3, heavy: 1, writes: 2 };
/** The same of light reads that are done in processes beside this one. */
const lightBeside = 1;
const waiting = { perHolder: 500, inAll: 20_000 };

/**
 * Where light reads hold everybody up, one is ended after this long and begun again where it does not. Its statement, whoever
 * brings it next, and whatever its principal reads next go there at once.
 */
const holdSeconds = 0.05;
/** What can't be ended, and took longer, sends its principal's next reads there; and this long, the statement. */
const slowMilliseconds = 100;
const verySlowMilliseconds = 1_000;
const slowForMilliseconds = 60_000;
const rememberedSlow = 1_000;

/**
 * Shares one database out among principals, so that nobody's questions keep others waiting: few statements of each at once,
 * in turn; a smaller lane for what reads much; writes beside both. Every read has a limit, and ends when its caller goes.
 * Shares are those of this process.
 */
export class FairShares {
  private readonly turns: Turns;
  /** Holders whose light reads were slow, and texts of statements that were very slow. */
  private readonly slowUntil = new Map<string, number>();
  private readonly backgroundWrites = new Mutex();

  constructor(
    private readonly database: Database,
    private readonly seconds: StatementSeconds,
    /** Milliseconds, to see how long reads take. */
    private readonly clock: () => number = () => performance.now(),
  ) {
    const { light, heavy, writes, lightHoldsAll } = database.capacity;
    const most = { ...perHolder, ...(lightHoldsAll && { light: lightBeside }) };
    this.turns = new Turns({ slots: { light, heavy, writes }, perHolder: most, waiting });
  }

  /** The database as a principal's operation uses it. What runs inside a transaction has its turn already. */
  onBehalf(of: Behalf): Database {
    const { database, turns } = this;
    const write = <T>(work: () => Promise<T>): Promise<T> => turns.run(of.holder, 'writes', work).catch(refusal);
    return {
      dialect: database.dialect,
      capacity: database.capacity,
      rows: (sql, params = []) => this.read(of, sql, params),
      boundedRows: (sql, params, bounds) => database.boundedRows(sql, params, bounds),
      run: (sql, params) => write(() => database.run(sql, params)),
      transaction: <T>(work: (tx: SqlRunner) => Promise<T>, options?: TransactionOptions) =>
        write(() => database.transaction(work, options)),
      savepoint: (tx, work) => database.savepoint(tx, work),
      snapshot: () => database.snapshot(),
      analyze: () => database.analyze(),
      onStatement: (listener) => database.onStatement(listener),
      close: () => database.close(),
    };
  }

  /**
   * The database as background work uses it: what it reads counts as much, of its statements one read and one write run at
   * once, and those of requests have their turns between them.
   */
  inBackground(caller: Caller, seconds: number): Database {
    const shared = this.onBehalf({ holder: backgroundHolder, heavy: true, caller, seconds });
    return {
      ...shared,
      run: (sql, params) => this.backgroundWrites.run(() => shared.run(sql, params)),
      transaction: <T>(work: (tx: SqlRunner) => Promise<T>, options?: TransactionOptions) =>
        this.backgroundWrites.run(() => shared.transaction(work, options)),
    };
  }

  private async read(
    { holder, heavy, caller, seconds: given, together }: Behalf,
    sql: string,
    params: readonly SqlValue[],
  ): Promise<SqlRow[]> {
    const apart = heavy || this.isSlow(holder) || this.isSlow(sql);
    const seconds = given ?? (heavy ? this.seconds.heavy : this.seconds.light);
    const holdsAll = !apart && this.database.capacity.lightHoldsAll;
    if (holdsAll) {
      // There is no turn to wait for where each is done before the next can be asked for.
      const rows = await this.heldShortly(holder, sql, params);
      if (rows) return rows;
    }
    const bounds = { milliseconds: seconds * 1000, heavy: apart || holdsAll, caller };
    const work = (): Promise<SqlRow[]> =>
      this.taking(together, bounds, (of) => this.database.boundedRows(sql, params, of));
    try {
      return await this.turns.run(holder, heavy ? 'heavy' : 'light', work, caller);
    } catch (error) {
      return refusal(error, together && together.left <= 0 ? null : seconds);
    }
  }

  /** Reads within what the request has left, once its turn has come. */
  private async taking<T>(
    together: Behalf['together'],
    bounds: Bounds,
    read: (bounds: Bounds) => Promise<T>,
  ): Promise<T> {
    if (!together) return read(bounds);
    if (together.left <= 0) throw new StatementEnded('limit', new Error('the request has had its time'));
    const started = this.clock();
    try {
      return await read({ ...bounds, milliseconds: Math.min(bounds.milliseconds, Math.ceil(together.left)) });
    } finally {
      together.left -= this.clock() - started;
    }
  }

  private isSlow(what: string): boolean {
    const until = this.slowUntil.get(what);
    if (until === undefined) return false;
    if (until > this.clock()) return true;
    this.slowUntil.delete(what);
    return false;
  }

  /**
   * Reads while everybody else waits; null where that took too long. Notes whose reads are slow, and which: the next ones are
   * done elsewhere.
   */
  private async heldShortly(holder: string, sql: string, params: readonly SqlValue[]): Promise<SqlRow[] | null> {
    const milliseconds = (this.seconds.hold ?? holdSeconds) * 1_000;
    // The engine does all of it before it answers with the promise.
    const started = this.clock();
    const result = this.database.boundedRows(sql, params, { milliseconds, heavy: false });
    const now = this.clock();
    if (now - started > slowMilliseconds) this.noteSlow(holder, now);
    if (now - started > verySlowMilliseconds) this.noteSlow(sql, now);
    try {
      return await result;
    } catch (error) {
      if (!(error instanceof StatementEnded) || error.reason !== 'limit') throw error;
      this.noteSlow(holder, now);
      this.noteSlow(sql, now);
      return null;
    }
  }

  private noteSlow(what: string, now: number): void {
    if (this.slowUntil.size >= rememberedSlow) this.slowUntil.delete(this.slowUntil.keys().next().value!);
    this.slowUntil.set(what, now + slowForMilliseconds);
  }
}

/** What the caller is told: constant words, whatever the statement was about. Null where not one read took too long but all together. */
function refusal(error: unknown, seconds: number | null = 0): never {
  if (error instanceof TooManyWaiting && error.whose === 'holder') {
    throw new KehuError('RATE_LIMITED', {
      en: 'Too many of your requests wait for the database. Send a few at a time, and the next when they are answered.',
      zh: '您有过多请求正在等待数据库，请减少同时发送的请求，待其返回后再继续。',
    });
  }
  if (error instanceof TooManyWaiting) {
    throw new KehuError('UNAVAILABLE', {
      en: 'Too many requests wait for the database right now. Try again in a moment.',
      zh: '当前等待数据库的请求过多，请稍后重试。',
    });
  }
  if (!(error instanceof StatementEnded)) throw error;
  if (error.reason === 'caller-gone') {
    throw new KehuError('UNAVAILABLE', {
      en: 'The connection was closed before the answer was ready. Ask again.',
      zh: '连接在返回结果前已关闭，请重新请求。',
    });
  }
  if (seconds === null) {
    throw new KehuError('QUERY_TOO_EXPENSIVE', {
      en: 'All reads of this request together take the database too long. Ask in several requests, or for less in each.',
      zh: '该请求的全部查询合计占用数据库时间过长，请拆分为多次请求，或减少每次查询的内容。',
    });
  }
  throw new KehuError('QUERY_TOO_EXPENSIVE', {
    en: `This takes the database longer than ${seconds} seconds. Ask for less: add filters, group by fewer fields, leave out counts or order by a field of the record itself.`,
    zh: `该查询的数据库执行时间超过 ${seconds} 秒。请缩小范围：增加筛选条件、减少分组字段、去掉计数，或按记录自身的字段排序。`,
  });
}
