import type { Principal, Purpose } from '../access/principal';
import type { SqlRow, SqlRunner, SqlValue } from '../database/database';
import type { Language } from '../graphql/language';
import { bytesToId, idToBytes } from '../query/values';
import type { JobState } from './job-kind';

// Raw SQL: jobs belong to no noun; the queue is read before there is a principal, and an owner's list names its owner.

/** Whose job it is. */
export interface JobOwner {
  kind: Principal['kind'];
  pk: number;
}

/** A job as it is stored; sealed texts stay sealed. */
export interface StoredJob {
  pk: number;
  id: string;
  kind: string;
  title: string | null;
  state: JobState;
  wanted: 'PAUSED' | 'CANCELLED' | null;
  owner: JobOwner;
  purpose: Purpose;
  language: Language;
  params: string;
  checkpoint: string | null;
  result: string | null;
  error: string | null;
  done: number;
  total: number | null;
  /** Units per second. */
  rate: number | null;
  viewKey: Buffer | null;
  fileName: string | null;
  fileType: string | null;
  fileSize: number | null;
  chunks: number;
  holder: string | null;
  leaseUntil: number | null;
  attempts: number;
  createdAt: number;
  startedAt: number | null;
  finishedAt: number | null;
  expiresAt: number | null;
}

const columns = `pk, id, kind, title, state, wanted, owner_user_pk, owner_client_pk, purpose, language, params, checkpoint,
  result, error, done, total, rate, view_key, file_name, file_type, file_size, chunks, holder, lease_until, attempts,
  created_at, started_at, finished_at, expires_at`;

const number = (value: unknown): number | null => (value === null ? null : Number(value));
const text = (value: unknown): string | null => (value === null ? null : String(value));

function jobOf(row: SqlRow): StoredJob {
  const rate = number(row[16]);
  return {
    pk: Number(row[0]),
    id: bytesToId(row[1] as Uint8Array),
    kind: String(row[2]),
    title: text(row[3]),
    state: String(row[4]) as JobState,
    wanted: text(row[5]) as StoredJob['wanted'],
    owner: row[6] === null ? { kind: 'client', pk: Number(row[7]) } : { kind: 'user', pk: Number(row[6]) },
    purpose: String(row[8]) as Purpose,
    language: String(row[9]) as Language,
    params: String(row[10]),
    checkpoint: text(row[11]),
    result: text(row[12]),
    error: text(row[13]),
    done: Number(row[14]),
    total: number(row[15]),
    rate: rate === null ? null : rate / 1000,
    viewKey: row[17] as Buffer | null,
    fileName: text(row[18]),
    fileType: text(row[19]),
    fileSize: number(row[20]),
    chunks: Number(row[21]),
    holder: text(row[22]),
    leaseUntil: number(row[23]),
    attempts: Number(row[24]),
    createdAt: Number(row[25]),
    startedAt: number(row[26]),
    finishedAt: number(row[27]),
    expiresAt: number(row[28]),
  };
}

const ownerColumn = ({ kind }: JobOwner): string => (kind === 'user' ? 'owner_user_pk' : 'owner_client_pk');

export interface NewJob {
  id: string;
  kind: string;
  title: string | null;
  owner: JobOwner;
  purpose: Purpose;
  language: Language;
  /** Sealed. */
  params: string;
  now: number;
  notBefore: number;
}

export async function insertJob(runner: SqlRunner, job: NewJob): Promise<void> {
  await runner.run(
    `INSERT INTO jobs (id, kind, title, state, ${ownerColumn(job.owner)}, purpose, language, params, done, chunks, attempts,
       created_at, not_before)
     VALUES (?, ?, ?, 'QUEUED', ?, ?, ?, ?, 0, 0, 0, ?, ?)`,
    [
      idToBytes(job.id),
      job.kind,
      job.title,
      job.owner.pk,
      job.purpose,
      job.language,
      job.params,
      job.now,
      job.notBefore,
    ],
  );
}

/** The owner's job of this id; null for another's as for none. */
export async function jobOfOwner(runner: SqlRunner, owner: JobOwner, id: string): Promise<StoredJob | null> {
  const bytes = idToBytes(id);
  if (!bytes) return null;
  const [row] = await runner.rows(`SELECT ${columns} FROM jobs WHERE id = ? AND ${ownerColumn(owner)} = ?`, [
    bytes,
    owner.pk,
  ]);
  return row ? jobOf(row) : null;
}

/** The owner's jobs, newest first. */
export async function jobsOfOwner(
  runner: SqlRunner,
  owner: JobOwner,
  page: { kinds: readonly string[] | null; first: number; beforePk: number | null },
): Promise<StoredJob[]> {
  const params: SqlValue[] = [owner.pk];
  let where = `${ownerColumn(owner)} = ?`;
  if (page.kinds) {
    if (page.kinds.length === 0) return [];
    where += ` AND kind IN (${page.kinds.map(() => '?').join(', ')})`;
    params.push(...page.kinds);
  }
  if (page.beforePk !== null) {
    where += ' AND pk < ?';
    params.push(page.beforePk);
  }
  const rows = await runner.rows(
    `SELECT ${columns} FROM jobs WHERE ${where} ORDER BY pk DESC LIMIT ${Math.trunc(page.first)}`,
    params,
  );
  return rows.map(jobOf);
}

/** How many of the owner's jobs are not at their end. */
export async function openJobsOf(runner: SqlRunner, owner: JobOwner): Promise<number> {
  const [row] = await runner.rows(
    `SELECT COUNT(*) FROM jobs WHERE ${ownerColumn(owner)} = ? AND state IN ('QUEUED', 'RUNNING', 'PAUSED')`,
    [owner.pk],
  );
  return Number(row![0]);
}

export async function jobByPk(runner: SqlRunner, pk: number): Promise<StoredJob | null> {
  const [row] = await runner.rows(`SELECT ${columns} FROM jobs WHERE pk = ?`, [pk]);
  return row ? jobOf(row) : null;
}

/** Jobs that could be run now, oldest first: one for each owner, and none of an owner with one that runs. */
export async function claimable(runner: SqlRunner, now: number): Promise<number[]> {
  const rows = await runner.rows(
    `SELECT pk, owner_user_pk, owner_client_pk, state, lease_until FROM jobs
     WHERE state IN ('QUEUED', 'RUNNING') AND not_before <= ? ORDER BY pk LIMIT 500`,
    [now],
  );
  const owner = (row: SqlRow): string => `${String(row[1])}|${String(row[2])}`;
  const isFree = (row: SqlRow): boolean => row[3] === 'QUEUED' || Number(row[4] ?? 0) < now;
  const busy = new Set(rows.filter((row) => !isFree(row)).map(owner));
  return rows.flatMap((row) => {
    if (!isFree(row) || busy.has(owner(row))) return [];
    busy.add(owner(row));
    return [Number(row[0])];
  });
}

/** Takes a job for this holder; false where another was quicker. */
export async function claim(
  runner: SqlRunner,
  pk: number,
  of: { holder: string; now: number; until: number },
): Promise<boolean> {
  const { changes } = await runner.run(
    `UPDATE jobs SET state = 'RUNNING', holder = ?, lease_until = ?, heartbeat_at = ?, attempts = attempts + 1,
       started_at = COALESCE(started_at, ?)
     WHERE pk = ? AND (state = 'QUEUED' OR (state = 'RUNNING' AND lease_until < ?))`,
    [of.holder, of.until, of.now, of.now, pk, of.now],
  );
  return changes === 1;
}

/** Lets go of whatever a holder has: anybody may take it from now on. */
export async function releaseAll(runner: SqlRunner, holder: string): Promise<void> {
  await runner.run("UPDATE jobs SET lease_until = 0 WHERE holder = ? AND state = 'RUNNING'", [holder]);
}

/** Changes columns of a job while this holder has it; false where it has it no more. Names are of this module's callers. */
export async function changeHeld(
  runner: SqlRunner,
  pk: number,
  holder: string,
  change: Readonly<Record<string, SqlValue>>,
): Promise<boolean> {
  const names = Object.keys(change);
  const { changes } = await runner.run(
    `UPDATE jobs SET ${names.map((name) => `${name} = ?`).join(', ')} WHERE pk = ? AND holder = ? AND state = 'RUNNING'`,
    [...names.map((name) => change[name]!), pk, holder],
  );
  return changes === 1;
}

/** Changes columns of a job that is in one of these states; false where it is not. */
export async function changeInState(
  runner: SqlRunner,
  pk: number,
  states: readonly JobState[],
  change: Readonly<Record<string, SqlValue>>,
): Promise<boolean> {
  const names = Object.keys(change);
  const { changes } = await runner.run(
    `UPDATE jobs SET ${names.map((name) => `${name} = ?`).join(', ')}
     WHERE pk = ? AND state IN (${states.map(() => '?').join(', ')})`,
    [...names.map((name) => change[name]!), pk, ...states],
  );
  return changes === 1;
}

/** What is asked of a running job, and who runs it. */
export async function askedOf(
  runner: SqlRunner,
  pk: number,
): Promise<{ holder: string | null; wanted: StoredJob['wanted'] } | null> {
  const [row] = await runner.rows("SELECT holder, wanted FROM jobs WHERE pk = ? AND state = 'RUNNING'", [pk]);
  return row ? { holder: text(row[0]), wanted: text(row[1]) as StoredJob['wanted'] } : null;
}

/** Files whose time is over. */
export async function expiredFiles(runner: SqlRunner, now: number): Promise<number[]> {
  const rows = await runner.rows(
    'SELECT pk FROM jobs WHERE expires_at IS NOT NULL AND expires_at <= ? AND chunks > 0 LIMIT 100',
    [now],
  );
  return rows.map(([pk]) => Number(pk));
}
