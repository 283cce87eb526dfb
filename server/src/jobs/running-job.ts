import type { Principal } from '../access/principal';
import type { RuleSet } from '../access/rule-set';
import { Caller } from '../database/caller';
import type { Database, SqlRunner } from '../database/database';
import { forbidden, unauthenticated } from '../errors/errors';
import type { Language } from '../graphql/language';
import type { ReadContext } from '../query/context';
import type { WriteContext } from '../records/write-context';
import { JobFile } from './job-file';
import { JobStopped, type JobKind, type JobRun, type JobStep, type StopReason } from './job-kind';
import { askedOf, changeHeld, type JobOwner, type StoredJob } from './job-store';
import type { JobVault } from './job-vault';
import { viewKey } from './view-key';

/** What running jobs needs of the product. */
export interface JobWorld {
  database: Database;
  clock: () => number;
  vault: JobVault;
  /** Looks the owner up as it is now; null for one that may not sign in any more. */
  principalOf(owner: JobOwner, purpose: string): Promise<Principal | null>;
  ruleSet(principal: Principal): RuleSet;
  reading(principal: Principal, language: Language): ReadContext;
  writing(principal: Principal, language: Language): WriteContext;
  /** The database behind requests; `caller` ends what it reads. */
  inBackground(caller: Caller): Database;
}

/** The view that a job was begun in is not its owner's any more: it has to begin anew. */
export class ViewChanged extends Error {
  constructor() {
    super('the view has changed');
    this.name = 'ViewChanged';
  }
}

/** Milliseconds that a holder has a job for, from its last sign of life; and between two of these. */
export const leaseMilliseconds = 20_000;
const beatMilliseconds = 2_000;

/** One run of a job by this process. */
export class RunningJob implements JobRun {
  readonly id: string;
  readonly params: unknown;
  readonly language: Language;
  readonly checkpoint: unknown;
  readonly database: Database;
  readonly signal: AbortSignal;
  private readonly abort = new AbortController();
  private readonly caller = new Caller();
  private readonly beat: NodeJS.Timeout;
  private readonly began: { at: number; done: number };
  private beating: Promise<void> = Promise.resolve();
  private reason: StopReason | null = null;
  private done: number;
  private total: number | null;
  private made: JobFile | null = null;
  private key: Buffer | null;

  constructor(
    private readonly world: JobWorld,
    private readonly job: StoredJob,
    private readonly kind: JobKind,
    private readonly holder: string,
  ) {
    this.id = job.id;
    this.language = job.language;
    this.params = world.vault.openJson(this.placeOf('params'), job.params);
    this.checkpoint = job.checkpoint && world.vault.openJson(this.placeOf('checkpoint'), job.checkpoint);
    this.done = job.done;
    this.total = job.total;
    this.key = job.viewKey;
    this.began = { at: world.clock(), done: job.done };
    this.signal = this.abort.signal;
    this.database = world.inBackground(this.caller);
    this.beat = setInterval(() => {
      this.beating = this.live();
    }, beatMilliseconds).unref();
  }

  clock(): number {
    return this.world.clock();
  }

  /** Why it has to stop; null while it may go on. */
  get stopReason(): StopReason | null {
    return this.reason;
  }

  /** Has it stop at its next step, and ends what it reads. */
  stop(reason: StopReason): void {
    if (this.reason) return;
    this.reason = reason;
    this.abort.abort(new JobStopped(reason));
    this.caller.leave();
  }

  async step(): Promise<JobStep> {
    await new Promise(setImmediate);
    const { world, job } = this;
    const asked = await askedOf(world.database, job.pk);
    if (asked?.holder !== this.holder) this.stop('lost');
    else if (asked.wanted) this.stop(asked.wanted);
    this.mayGoOn();
    const principal = await world.principalOf(job.owner, job.purpose);
    if (!principal) throw unauthenticated();
    const ruleSet = world.ruleSet(principal);
    const { right, result } = this.kind;
    if (right && !ruleSet.rights.has(right)) {
      throw forbidden(
        [],
        `Your roles don't carry the right this needs (${right}).`,
        `您的角色没有所需的权限（${right}）。`,
      );
    }
    if (result === 'data') await this.checkView(principal, ruleSet);
    return {
      principal,
      ruleSet,
      reading: { ...world.reading(principal, this.language), runner: this.database },
      writing: { ...world.writing(principal, this.language), database: this.database },
    };
  }

  progress(done: number, total: number | null = this.total): void {
    this.done = done;
    this.total = total;
  }

  async save(checkpoint: unknown, tx?: SqlRunner): Promise<void> {
    const change = { checkpoint: this.closeJson('checkpoint', checkpoint), attempts: 1, ...this.counts() };
    if (!(await changeHeld(tx ?? this.world.database, this.job.pk, this.holder, change))) {
      this.stop('lost');
      this.mayGoOn();
    }
  }

  file(name: string, type: string): JobFile {
    const { database, vault } = this.world;
    const closeJson = (value: unknown): string => this.closeJson('checkpoint', value);
    return (this.made ??= new JobFile({ job: this.job, holder: this.holder, name, type, database, vault, closeJson }));
  }

  /** Closes what is stored of the job, bound to what it is. */
  closeJson(what: string, value: unknown): string {
    return this.world.vault.closeJson(this.placeOf(what), value);
  }

  /** How far it is, as columns. */
  counts(): Record<string, number | null> {
    const now = this.clock();
    const seconds = (now - this.began.at) / 1000;
    const rate = seconds > 0 ? Math.round(((this.done - this.began.done) / seconds) * 1000) : null;
    return { done: this.done, total: this.total, ...(rate !== null && rate >= 0 && { rate }), heartbeat_at: now };
  }

  /** Ends the signs of life; the file is written to its end where the job got there. */
  async end(finished: boolean): Promise<void> {
    clearInterval(this.beat);
    await this.beating;
    if (finished) await this.made?.finish();
  }

  private placeOf(what: string): string {
    return `job|${this.job.id}|${what}`;
  }

  private mayGoOn(): void {
    if (this.reason) throw new JobStopped(this.reason);
  }

  /** What is made of records is made in one view from start to end. */
  private async checkView(principal: Principal, ruleSet: RuleSet): Promise<void> {
    const key = await viewKey(this.world.database, principal, ruleSet, this.clock());
    if (this.key?.equals(key)) return;
    if (this.key) throw new ViewChanged();
    this.key = key;
    if (!(await changeHeld(this.world.database, this.job.pk, this.holder, { view_key: key }))) this.stop('lost');
    this.mayGoOn();
  }

  private async live(): Promise<void> {
    try {
      const change = { lease_until: this.clock() + leaseMilliseconds, ...this.counts() };
      if (!(await changeHeld(this.world.database, this.job.pk, this.holder, change))) this.stop('lost');
      const asked = await askedOf(this.world.database, this.job.pk);
      if (asked?.holder === this.holder && asked.wanted) this.stop(asked.wanted);
    } catch {
      // The next sign of life, or the next step, finds out whether the job is still this process's.
    }
  }
}
