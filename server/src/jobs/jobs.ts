import type { Principal, Purpose } from '../access/principal';
import type { SqlRunner, SqlValue } from '../database/database';
import { badInput, forbidden, KehuError, notFound } from '../errors/errors';
import type { Language } from '../graphql/language';
import { dropFile, fileBytes } from './job-file';
import type { JobFault, JobRunner } from './job-runner';
import { changeInState, insertJob, jobOfOwner, jobsOfOwner, openJobsOf, type StoredJob } from './job-store';
import type { JobWorld } from './running-job';
import { viewKey } from './view-key';

/** Jobs of one owner that are not at their end. */
const mostOpen = 20;

export interface JobRequest {
  kind: string;
  /** In the owner's words; shown beside the kind. */
  title?: string | null;
  /** JSON. Kept sealed; no ids but public ones, as the job resolves them through its owner's view. */
  params: unknown;
  language: Language;
  /** Epoch milliseconds; at once unless given. */
  notBefore?: number;
}

/** A job as its owner is shown it. */
export interface ShownJob {
  id: string;
  kind: string;
  title: string | null;
  state: StoredJob['state'];
  done: number;
  total: number | null;
  secondsLeft: number | null;
  /** Units per second. */
  rate: number | null;
  result: unknown;
  /** Its result was made in another view than the owner's of today, and is kept back. */
  stale: boolean;
  error: { code: string; fields: readonly string[]; message: string } | null;
  file: { name: string; size: number; url: string } | null;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
}

/** A file on its way to its owner. */
export interface Download {
  name: string;
  type: string;
  size: number;
  bytes: AsyncIterable<Buffer>;
}

export interface JobsOptions extends JobWorld {
  runner: JobRunner;
  newId: () => string;
}

/** What a principal does with background jobs: its own, and no others. Another's job is as none. */
export class Jobs {
  constructor(private readonly options: JobsOptions) {}

  get runner(): JobRunner {
    return this.options.runner;
  }

  /**
   * Puts a job in line, in `tx` where it belongs to a change.
   * @returns its id
   * @throws KehuError FORBIDDEN without the right of its kind, RATE_LIMITED where too many wait
   */
  async enqueue(principal: Principal, request: JobRequest, tx?: SqlRunner): Promise<string> {
    const { database, clock, newId, vault, runner } = this.options;
    const kind = runner.kindOf(request.kind);
    if (!kind) throw badInput('kind', 'There is no such kind of job.', '没有这种任务。');
    if (kind.right && !this.options.ruleSet(principal).rights.has(kind.right)) {
      throw forbidden(
        [],
        `Your roles don't carry the right this needs (${kind.right}).`,
        `您的角色没有所需的权限（${kind.right}）。`,
      );
    }
    if ((await openJobsOf(tx ?? database, principal)) >= mostOpen) {
      throw new KehuError('RATE_LIMITED', {
        en: `${mostOpen} of your jobs wait or run already. Let some end, or cancel them.`,
        zh: `您已有 ${mostOpen} 个任务在等待或运行，请等待其结束或取消部分任务。`,
      });
    }
    const id = newId();
    const now = clock();
    await insertJob(tx ?? database, {
      id,
      kind: kind.kind,
      title: request.title?.slice(0, 200) ?? null,
      owner: principal,
      purpose: principal.purpose,
      language: request.language,
      params: vault.closeJson(`job|${id}|params`, request.params),
      now,
      notBefore: request.notBefore ?? now,
    });
    runner.kick();
    return id;
  }

  /** The principal's job of this id; null for another's as for none. */
  async find(principal: Principal, id: string, language: Language): Promise<ShownJob | null> {
    const job = await jobOfOwner(this.options.database, principal, id);
    return job && this.shown(principal, job, language);
  }

  /**
   * The principal's jobs, newest first, after the one of the id `after`.
   * @throws KehuError NOT_FOUND for an `after` that is no job of its own
   */
  async list(
    principal: Principal,
    page: { kinds: readonly string[] | null; first: number; after: string | null },
    language: Language,
  ): Promise<ShownJob[]> {
    const { database } = this.options;
    const after = page.after === null ? null : await jobOfOwner(database, principal, page.after);
    if (page.after !== null && !after) throw notFound('after');
    const found = await jobsOfOwner(database, principal, { ...page, beforePk: after?.pk ?? null });
    const keys = new Map<Purpose, Promise<Buffer>>();
    return Promise.all(found.map((job) => this.shown(principal, job, language, keys)));
  }

  /** Ends a job for good; what it did so far stays. @throws KehuError NOT_FOUND, CONFLICT */
  cancel(principal: Principal, id: string): Promise<void> {
    return this.ask(principal, id, 'CANCELLED');
  }

  /** Has a job wait at its next step, until it is resumed. @throws KehuError NOT_FOUND, CONFLICT */
  pause(principal: Principal, id: string): Promise<void> {
    return this.ask(principal, id, 'PAUSED');
  }

  /** Goes on with a job that waits, or that failed, from its checkpoint. @throws KehuError NOT_FOUND, CONFLICT */
  async resume(principal: Principal, id: string): Promise<void> {
    const { database, clock, runner } = this.options;
    const job = await this.own(principal, id);
    const change = { state: 'QUEUED', wanted: null, attempts: 0, error: null, finished_at: null, not_before: clock() };
    if (!(await changeInState(database, job.pk, ['PAUSED', 'FAILED'], change))) throw notInState();
    runner.kick();
  }

  /**
   * The file a job made, for its owner, in the view it was made in.
   * @throws KehuError NOT_FOUND, CONFLICT where the owner's view has changed since
   */
  async download(principal: Principal, id: string): Promise<Download> {
    const { database, vault, ruleSet } = this.options;
    const job = await this.own(principal, id);
    const right = this.runner.kindOf(job.kind)?.right;
    if (right && !ruleSet(principal).rights.has(right)) throw notFound('id');
    if (job.state !== 'SUCCEEDED' || job.fileName === null || (job.chunks === 0 && job.fileSize !== 0)) {
      throw notFound('id');
    }
    if (!job.viewKey?.equals(await this.keyOf(principal, job.purpose))) throw viewHasChanged();
    return {
      name: job.fileName,
      type: job.fileType!,
      size: job.fileSize!,
      bytes: fileBytes(database, vault, job),
    };
  }

  private async ask(principal: Principal, id: string, wanted: 'CANCELLED' | 'PAUSED'): Promise<void> {
    const { database, clock, runner, vault } = this.options;
    const job = await this.own(principal, id);
    const still = wanted === 'CANCELLED' ? (['QUEUED', 'PAUSED', 'FAILED'] as const) : (['QUEUED'] as const);
    const ended: Record<string, SqlValue> = wanted === 'CANCELLED' ? { finished_at: clock(), checkpoint: null } : {};
    const stopped = await database.transaction(async (tx) => {
      if (!(await changeInState(tx, job.pk, still, { state: wanted, ...ended }))) return false;
      const params = vault.openJson(`job|${job.id}|params`, job.params);
      await runner.kindOf(job.kind)?.onStopped?.(tx, params, wanted, clock());
      return true;
    });
    if (stopped) {
      if (wanted === 'CANCELLED') await dropFile(database, job.pk);
      return;
    }
    if (!(await changeInState(database, job.pk, ['RUNNING'], { wanted }))) throw notInState();
    runner.tell(job.pk, wanted);
  }

  private async own(principal: Principal, id: string): Promise<StoredJob> {
    const job = await jobOfOwner(this.options.database, principal, id);
    if (!job) throw notFound('id');
    return job;
  }

  /** Of the principal's view of now, for the purpose that a job had. */
  private keyOf(principal: Principal, purpose: Purpose): Promise<Buffer> {
    const { database, ruleSet, clock } = this.options;
    const acting = { ...principal, purpose };
    return viewKey(database, acting, ruleSet(acting), clock());
  }

  private async isStale(principal: Principal, job: StoredJob, keys: Map<Purpose, Promise<Buffer>>): Promise<boolean> {
    if (job.state !== 'SUCCEEDED' || this.runner.kindOf(job.kind)?.result === 'summary') return false;
    let key = keys.get(job.purpose);
    if (!key) keys.set(job.purpose, (key = this.keyOf(principal, job.purpose)));
    return !job.viewKey?.equals(await key);
  }

  private async shown(
    principal: Principal,
    job: StoredJob,
    language: Language,
    keys = new Map<Purpose, Promise<Buffer>>(),
  ): Promise<ShownJob> {
    const { vault } = this.options;
    const left = job.state === 'RUNNING' && job.rate && job.total !== null ? (job.total - job.done) / job.rate : null;
    const stale = await this.isStale(principal, job, keys);
    const error = job.error && (vault.openJson(`job|${job.id}|error`, job.error) as JobFault);
    const hasFile = job.state === 'SUCCEEDED' && job.fileName !== null && (job.chunks > 0 || job.fileSize === 0);
    return {
      id: job.id,
      kind: job.kind,
      title: job.title,
      state: job.state,
      done: job.done,
      total: job.total,
      secondsLeft: left === null ? null : Math.max(0, Math.ceil(left)),
      rate: job.rate,
      result: job.result === null || stale ? null : vault.openJson(`job|${job.id}|result`, job.result),
      stale,
      error: error ? { code: error.code, fields: error.fields, message: error.sentence[language] } : null,
      file: hasFile && !stale ? { name: job.fileName!, size: job.fileSize!, url: `/files/jobs/${job.id}` } : null,
      createdAt: new Date(job.createdAt).toISOString(),
      startedAt: job.startedAt === null ? null : new Date(job.startedAt).toISOString(),
      finishedAt: job.finishedAt === null ? null : new Date(job.finishedAt).toISOString(),
    };
  }
}

const notInState = (): KehuError =>
  new KehuError(
    'CONFLICT',
    {
      en: 'The job is not in a state for this any more. Look at it again.',
      zh: '任务当前状态不允许此操作，请刷新后重试。',
    },
    ['id'],
  );

const viewHasChanged = (): KehuError =>
  new KehuError('CONFLICT', {
    en: 'What you may see has changed since this was made. Run it again.',
    zh: '您的可见范围在生成后已发生变化，请重新运行。',
  });
