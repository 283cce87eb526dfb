import type { Right } from '../access/policy';
import type { Principal } from '../access/principal';
import type { RuleSet } from '../access/rule-set';
import type { Database, SqlRunner } from '../database/database';
import type { Language } from '../graphql/language';
import type { ReadContext } from '../query/context';
import type { WriteContext } from '../records/write-context';
import type { JobFile } from './job-file';

export type JobState = 'QUEUED' | 'RUNNING' | 'PAUSED' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';

/** States in which nothing is done for a job until its owner says so. */
export type StoppedState = 'PAUSED' | 'CANCELLED' | 'FAILED';

/** Why a job has to stop where it is. */
export type StopReason =
  | 'CANCELLED' // its owner wants no more of it
  | 'PAUSED' // its owner wants it to wait
  | 'shutdown' // this process ends; another goes on from the checkpoint
  | 'lost'; // another process has taken it over

/** Ends a run at its next step. A kind lets it through; what it has not saved is done again by the next run. */
export class JobStopped extends Error {
  constructor(readonly reason: StopReason) {
    super(`job stopped: ${reason}`);
    this.name = 'JobStopped';
  }
}

/** Whom a job acts for, as of the moment of a step. */
export interface JobStep {
  principal: Principal;
  ruleSet: RuleSet;
  /** The two roads of the principal, their statements behind those of requests. For this step alone. */
  reading: ReadContext;
  writing: WriteContext;
}

/** What a kind of job works with. Everything is asked again after a restart, so nothing is kept beside the checkpoint. */
export interface JobRun<P = unknown, C = unknown> {
  readonly id: string;
  readonly params: P;
  readonly language: Language;
  /** As last saved; null at the first run, or where none was. */
  readonly checkpoint: C | null;
  /** Aborted when the job has to stop; {@link step} throws from then on. */
  readonly signal: AbortSignal;
  /** The database behind requests: few statements of jobs at once, however many jobs there are. */
  readonly database: Database;
  /** Epoch milliseconds of the injected clock. */
  clock(): number;
  /**
   * Call it before each piece of work (some hundreds of records, a second or less): it lets requests through, asks whether to
   * go on, and looks the owner up again with today's roles and rules.
   * @throws JobStopped; KehuError UNAUTHENTICATED for an owner that may not sign in any more, FORBIDDEN without the right
   */
  step(): Promise<JobStep>;
  /** How far it is, in units of its own; written down every second or two. */
  progress(done: number, total?: number | null): void;
  /**
   * Writes down where to go on from, with `tx` in the transaction that did the work: then nothing is ever done twice.
   * @throws JobStopped when another process has taken the job over, so that the transaction is rolled back
   */
  save(checkpoint: C, tx?: SqlRunner): Promise<void>;
  /** The file that the job makes for its owner. One that exists is gone on with after its last {@link JobFile.save}. */
  file(name: string, type: string): JobFile;
}

/** A kind of background work, told apart by its name. */
export interface JobKind<P = unknown, C = unknown> {
  kind: string;
  /** What the owner's roles must carry, at the start and at each step. */
  right?: Right;
  /**
   * `data`: the result is made of records, so it is given only while the owner's view is the one it was made in. `summary`: it
   * only counts what the job did.
   */
  result: 'data' | 'summary';
  /** Does the work, from the checkpoint on. The answer becomes the result: JSON. */
  run(run: JobRun<P, C>): Promise<unknown>;
  /**
   * Told, in the transaction that makes it so, that a job waits, is cancelled or has failed, whether or not it ever ran: what
   * it was for must not look as if it still went on.
   */
  onStopped?(tx: SqlRunner, params: P, state: StoppedState, now: number): Promise<void>;
}

/** A kind among others, whatever its parameters. */
export const jobKind = <P, C>(kind: JobKind<P, C>): JobKind => kind as unknown as JobKind;
