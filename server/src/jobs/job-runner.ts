import { randomUUID } from 'node:crypto';
import type { SqlValue } from '../database/database';
import { KehuError, type Sentence } from '../errors/errors';
import type { JobKind, JobState, StoppedState } from './job-kind';
import { JobStopped } from './job-kind';
import { dropFile } from './job-file';
import { changeHeld, claim, claimable, expiredFiles, jobByPk, releaseAll, type StoredJob } from './job-store';
import { leaseMilliseconds, RunningJob, ViewChanged, type JobWorld } from './running-job';

/** What went wrong with a job, as it is stored. */
export interface JobFault {
  code: string;
  fields: readonly string[];
  sentence: Sentence;
}

export interface JobRunnerOptions extends JobWorld {
  kinds: readonly JobKind[];
  /** Told of faults nobody expected; of a job that ends by one with the number its owner is given. */
  onFault(error: unknown, errorId?: string): void;
  /** What it claims jobs for; a random one unless given. */
  holder?: string;
  /** Jobs that this process runs at once. */
  atOnce?: number;
}

/** Starts of one job without getting any further before it is given up. */
const mostAttempts = 8;
const pollMilliseconds = 1_000;
const sweepMilliseconds = 600_000;
/** How long the file of a job is kept. */
const fileMilliseconds = 24 * 3_600_000;

const passing = new Set(['BusyError', 'UnavailableError']);

/**
 * Runs jobs: takes those that wait, and those whose holder gave no sign of life, whichever process began them. Each process
 * has one; a job has one holder at a time.
 */
export class JobRunner {
  private readonly holder: string;
  private readonly kinds: ReadonlyMap<string, JobKind>;
  private readonly running = new Map<number, { job: RunningJob; end: Promise<void> }>();
  private readonly due: ((now: number) => Promise<void>)[] = [];
  private timer: NodeJS.Timeout | null = null;
  private looking: Promise<unknown> = Promise.resolve();
  private stopping = false;
  private sweptAt = -Infinity;
  private elsewhere: (() => void) | null = null;

  constructor(private readonly options: JobRunnerOptions) {
    this.holder = options.holder ?? randomUUID();
    this.kinds = new Map(options.kinds.map((kind) => [kind.kind, kind]));
  }

  kindOf(name: string): JobKind | undefined {
    return this.kinds.get(name);
  }

  /** Calls `work` with the time at each look for jobs: for what starts jobs by the clock. It must be quick and repeatable. */
  onLook(work: (now: number) => Promise<void>): void {
    this.due.push(work);
  }

  /**
   * Looks for jobs from now on.
   * @param elsewhere where another process runs them: called each time that some wait
   */
  start(elsewhere: (() => void) | null = null): void {
    this.elsewhere = elsewhere;
    this.lookSoon();
  }

  /** Whether it has jobs under way. */
  get isBusy(): boolean {
    return this.running.size > 0;
  }

  /** Lets go of the jobs of a holder that is certainly gone, without waiting for its signs of life. */
  release(holder: string): Promise<void> {
    return releaseAll(this.options.database, holder);
  }

  /** There is something to look for: no need to wait, where it looks at all. */
  kick(): void {
    if (!this.timer) return;
    clearTimeout(this.timer);
    this.lookSoon();
  }

  /** Has every job of this process stop at its next step; another process, or the next start, goes on. */
  async stop(): Promise<void> {
    this.stopping = true;
    if (this.timer) clearTimeout(this.timer);
    await this.looking;
    for (const { job } of this.running.values()) job.stop('shutdown');
    await Promise.all([...this.running.values()].map(({ end }) => end));
  }

  /** A job of this process is told at once; of another, at its next step. */
  tell(pk: number, reason: 'CANCELLED' | 'PAUSED'): void {
    this.running.get(pk)?.job.stop(reason);
  }

  /** Runs everything that can be run now, to its end: for tests and commands. */
  async pump(): Promise<void> {
    while ((await this.look()) > 0 || this.running.size > 0) {
      await Promise.all([...this.running.values()].map(({ end }) => end));
    }
  }

  /** Runs one job that waits, here and now. False where it could not be had. */
  async runOne(pk: number): Promise<boolean> {
    const taken = await this.take(pk);
    await taken?.end;
    return taken !== null;
  }

  private lookSoon(): void {
    this.timer = setTimeout(() => this.lookAgain(), 0).unref();
  }

  private lookAgain(): void {
    this.timer = null;
    this.looking = this.look().catch((error: unknown) => this.options.onFault(error));
    void this.looking.then(() => {
      if (!this.stopping) this.timer = setTimeout(() => this.lookAgain(), pollMilliseconds).unref();
    });
  }

  private async look(): Promise<number> {
    const { database, clock, atOnce = 2 } = this.options;
    const now = clock();
    for (const work of this.due) await work(now);
    if (now - this.sweptAt >= sweepMilliseconds) {
      this.sweptAt = now;
      await this.sweep(now);
    }
    let taken = 0;
    if (this.running.size >= atOnce) return 0;
    const free = await claimable(database, now);
    if (this.elsewhere) {
      if (free.length > 0) this.elsewhere();
      return 0;
    }
    for (const pk of free) {
      if (this.stopping || this.running.size >= atOnce) break;
      if (await this.take(pk)) taken++;
    }
    return taken;
  }

  /** Starts it; null where another holds it. */
  private async take(pk: number): Promise<{ end: Promise<void> } | null> {
    const { database, clock } = this.options;
    const now = clock();
    const mine = { holder: this.holder, now, until: now + leaseMilliseconds };
    if (this.running.has(pk) || !(await claim(database, pk, mine))) return null;
    const job = (await jobByPk(database, pk))!;
    const kind = this.kinds.get(job.kind);
    if (!kind || job.wanted || job.attempts > mostAttempts) {
      await this.putAway(job, kind ? null : 'INTERNAL');
      return { end: Promise.resolve() };
    }
    const running = new RunningJob(this.options, job, kind, this.holder);
    const end = this.run(job, kind, running)
      .catch((error: unknown) => this.options.onFault(error))
      .finally(() => {
        this.running.delete(pk);
        this.kick();
      });
    this.running.set(pk, { job: running, end });
    return { end };
  }

  private async run(job: StoredJob, kind: JobKind, running: RunningJob): Promise<void> {
    const now = this.options.clock;
    try {
      const result = await kind.run(running);
      await running.end(true);
      await this.change(job, {
        ...running.counts(),
        state: 'SUCCEEDED',
        result: running.closeJson('result', result),
        checkpoint: null,
        finished_at: now(),
        expires_at: now() + fileMilliseconds,
      });
    } catch (error) {
      await running.end(false);
      await this.afterError(job, running, error);
    }
  }

  private async afterError(job: StoredJob, running: RunningJob, error: unknown): Promise<void> {
    const { clock, database } = this.options;
    const reason = error instanceof JobStopped ? error.reason : running.stopReason;
    const counts = running.counts();
    if (reason === 'lost') return;
    if (reason === 'shutdown') return this.change(job, { ...counts, state: 'QUEUED', not_before: clock() });
    if (reason) return this.settle(job, reason, counts);
    if (error instanceof ViewChanged) {
      await dropFile(database, job.pk);
      const anew = { checkpoint: null, view_key: null, file_size: null, done: 0, total: null };
      return this.change(job, { ...anew, state: 'QUEUED', not_before: clock() });
    }
    if (error instanceof Error && passing.has(error.name) && job.attempts < mostAttempts) {
      const wait = 1_000 * 2 ** job.attempts;
      return this.change(job, { ...counts, state: 'QUEUED', not_before: clock() + wait });
    }
    await this.fail(job, running.closeJson('error', this.faultOf(error)), counts);
  }

  /** What its owner asked for before it could be started, or what nobody can run. */
  private async putAway(job: StoredJob, fault: 'INTERNAL' | null): Promise<void> {
    if (job.wanted) return this.settle(job, job.wanted, {});
    const place = `job|${job.id}|error`;
    await this.fail(job, this.options.vault.closeJson(place, fault ? unknownKind : gaveUp), {});
  }

  private async settle(
    job: StoredJob,
    state: 'PAUSED' | 'CANCELLED',
    counts: Readonly<Record<string, SqlValue>>,
  ): Promise<void> {
    const ended: Record<string, SqlValue> =
      state === 'CANCELLED' ? { finished_at: this.options.clock(), checkpoint: null } : {};
    await this.change(job, { ...counts, ...ended, wanted: null, state });
    if (state === 'CANCELLED') await dropFile(this.options.database, job.pk);
  }

  private fail(job: StoredJob, error: string, counts: Readonly<Record<string, SqlValue>>): Promise<void> {
    return this.change(job, { ...counts, state: 'FAILED', error, finished_at: this.options.clock() });
  }

  private async change(
    job: StoredJob,
    change: Readonly<Record<string, SqlValue>> & { state: JobState },
  ): Promise<void> {
    const { database, vault, clock } = this.options;
    const ended = { lease_until: null, ...change };
    const { state } = change;
    const kind = this.kinds.get(job.kind);
    if (!kind?.onStopped || !isStopped(state)) return void (await changeHeld(database, job.pk, this.holder, ended));
    await database.transaction(async (tx) => {
      if (!(await changeHeld(tx, job.pk, this.holder, ended))) return;
      await kind.onStopped!(tx, vault.openJson(`job|${job.id}|params`, job.params), state, clock());
    });
  }

  private faultOf(error: unknown): JobFault {
    if (error instanceof KehuError) return { code: error.code, fields: error.fields, sentence: error.sentence };
    const errorId = randomUUID();
    this.options.onFault(error, errorId);
    return {
      code: 'INTERNAL',
      fields: [],
      sentence: {
        en: `Something went wrong on our side. Try again; if it stays, tell an administrator the error number ${errorId}.`,
        zh: `系统出现意外错误，请重试；如仍失败，请将错误编号 ${errorId} 告知管理员。`,
      },
    };
  }

  /** Takes away files whose time is over. */
  private async sweep(now: number): Promise<void> {
    for (const pk of await expiredFiles(this.options.database, now)) await dropFile(this.options.database, pk);
  }
}

const isStopped = (state: JobState): state is StoppedState =>
  state === 'PAUSED' || state === 'CANCELLED' || state === 'FAILED';

const gaveUp: JobFault = {
  code: 'UNAVAILABLE',
  fields: [],
  sentence: {
    en: 'The server stopped several times while this ran, without getting any further. Resume it to try again.',
    zh: '任务运行时服务器多次中断且没有进展，可恢复任务重试。',
  },
};

const unknownKind: JobFault = {
  code: 'UNAVAILABLE',
  fields: [],
  sentence: { en: 'This server does not know this kind of work.', zh: '此服务器不支持该类任务。' },
};
