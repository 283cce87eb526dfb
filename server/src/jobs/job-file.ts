import type { Database, SqlRunner, SqlValue } from '../database/database';
import { JobStopped } from './job-kind';
import { changeHeld } from './job-store';
import type { JobVault } from './job-vault';

// Raw SQL: files of jobs belong to no noun; who may have one is asked before, see download.ts.

/** Bytes of a file in one row; sealed they are a little more. */
const chunkBytes = 56 * 1024;
/** Chunks that are kept in memory before they are written. */
const waitingChunks = 8;

const place = (id: string, seq: number): string => `job|${id}|${seq}`;

export interface JobFileOptions {
  job: { pk: number; id: string; chunks: number; fileSize: number | null };
  holder: string;
  name: string;
  type: string;
  database: Database;
  vault: JobVault;
  closeJson(value: unknown): string;
}

/**
 * The file a job makes, in sealed pieces in the database, where every node can give it out. What was written after the last
 * {@link save} is not part of it, so a run that goes on from its checkpoint goes on with the file of that moment.
 */
export class JobFile {
  private buffer: Buffer[] = [];
  private buffered = 0;
  private waiting: Buffer[] = [];
  /** Pieces that are in the database or wait for it. */
  private chunks: number;
  private size: number;
  private begun = false;

  constructor(private readonly options: JobFileOptions) {
    this.chunks = options.job.chunks;
    this.size = options.job.fileSize ?? 0;
  }

  /** Bytes so far. */
  get length(): number {
    return this.size;
  }

  async write(data: string | Buffer): Promise<void> {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    this.size += bytes.length;
    this.buffer.push(bytes);
    this.buffered += bytes.length;
    if (this.buffered < chunkBytes) return;
    this.cut();
    if (this.waiting.length >= waitingChunks) {
      await this.options.database.transaction((tx) => this.store(tx));
    }
  }

  /**
   * Writes down what there is together with where to go on from, with `tx` in the transaction that did the work.
   * @throws JobStopped when the job is another process's
   */
  async save(checkpoint: unknown, tx?: SqlRunner): Promise<void> {
    const { database, closeJson } = this.options;
    const work = (runner: SqlRunner): Promise<void> => this.keep(runner, { checkpoint: closeJson(checkpoint) });
    await (tx ? work(tx) : database.transaction(work));
  }

  /** Starts over with an empty file. */
  async restart(): Promise<void> {
    this.buffer = [];
    this.waiting = [];
    this.buffered = this.chunks = this.size = 0;
    this.begun = false;
    this.options.job.chunks = 0;
    await this.save(null);
  }

  /** The whole file is written. */
  async finish(): Promise<void> {
    await this.options.database.transaction((tx) => this.keep(tx, {}));
  }

  private async keep(tx: SqlRunner, change: Readonly<Record<string, SqlValue>>): Promise<void> {
    const { job, holder, name, type } = this.options;
    this.cut(true);
    await this.store(tx);
    const file = { chunks: this.chunks, file_size: this.size, file_name: name, file_type: type };
    if (!(await changeHeld(tx, job.pk, holder, { ...change, ...file, attempts: 1 }))) throw new JobStopped('lost');
  }

  private cut(all = false): void {
    let bytes = Buffer.concat(this.buffer);
    while (bytes.length >= chunkBytes || (all && bytes.length > 0)) {
      this.waiting.push(bytes.subarray(0, chunkBytes));
      bytes = bytes.subarray(chunkBytes);
    }
    this.buffer = bytes.length > 0 ? [bytes] : [];
    this.buffered = bytes.length;
  }

  private async store(tx: SqlRunner): Promise<void> {
    const { job, vault } = this.options;
    if (!this.begun) {
      // What a run that was cut off wrote after its last checkpoint.
      await tx.run('DELETE FROM job_chunks WHERE job_pk = ? AND seq >= ?', [job.pk, job.chunks]);
      this.begun = true;
    }
    for (const bytes of this.waiting) {
      const seq = this.chunks++;
      await tx.run('INSERT INTO job_chunks (job_pk, seq, bytes) VALUES (?, ?, ?)', [
        job.pk,
        seq,
        vault.close(place(job.id, seq), bytes),
      ]);
    }
    this.waiting = [];
  }
}

/** The bytes of a file, piece by piece. */
export async function* fileBytes(
  runner: SqlRunner,
  vault: JobVault,
  job: { pk: number; id: string; chunks: number },
): AsyncGenerator<Buffer> {
  for (let seq = 0; seq < job.chunks; seq++) {
    const [row] = await runner.rows('SELECT bytes FROM job_chunks WHERE job_pk = ? AND seq = ?', [job.pk, seq]);
    if (!row) throw new Error('the file of a job has lost a piece');
    yield vault.open(place(job.id, seq), row[0] as Buffer);
  }
}

/** Takes the file of a job away. */
export async function dropFile(runner: SqlRunner, pk: number): Promise<void> {
  await runner.run('DELETE FROM job_chunks WHERE job_pk = ?', [pk]);
  await runner.run('UPDATE jobs SET chunks = 0 WHERE pk = ?', [pk]);
}
