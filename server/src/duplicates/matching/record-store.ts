import { createCipheriv, randomBytes } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MatchColumn } from './column-kinds';
import type { PreparedRecord } from './comparing';
import { valueOf } from './prepare-value';

/** Bytes that are gathered before they are written out. */
const page = 256 * 1024;

/**
 * Records as they are compared, out of memory: what a sweep has read it does not read from the database again. The file is
 * encrypted under a key that nobody but this object has.
 */
export class RecordStore {
  private readonly key = randomBytes(32);
  private readonly folder = mkdtempSync(join(tmpdir(), 'kehu-records-'));
  private readonly file = openSync(join(this.folder, 'records'), 'wx+', 0o600);
  private readonly waiting = Buffer.allocUnsafe(page);
  private filled = 0;
  private written = 0;
  /** Where each record begins, by its number, and where the next one will. */
  private offsets = new Float64Array(4096);
  private count = 0;

  constructor(private readonly columns: readonly MatchColumn[]) {}

  get size(): number {
    return this.count;
  }

  /** Keeps a record; its number is how many were kept before it. */
  add(record: PreparedRecord): number {
    const number = this.count++;
    const plain = JSON.stringify(record.map((values) => values.map(({ text, sound }) => [text, sound])));
    const bytes = this.crypt(number, Buffer.from(plain));
    if (this.filled + bytes.length > page) this.flush();
    if (bytes.length > page) this.written += writeSync(this.file, bytes, 0, bytes.length, this.written);
    else this.filled += bytes.copy(this.waiting, this.filled);
    if (number + 2 > this.offsets.length) {
      const more = new Float64Array(this.offsets.length * 2);
      more.set(this.offsets);
      this.offsets = more;
    }
    this.offsets[number + 1] = this.written + this.filled;
    return number;
  }

  /** The record of this number. */
  get(number: number): PreparedRecord {
    if (this.filled > 0) this.flush();
    const from = this.offsets[number]!;
    const bytes = Buffer.allocUnsafe(this.offsets[number + 1]! - from);
    readSync(this.file, bytes, 0, bytes.length, from);
    const record = JSON.parse(this.crypt(number, bytes).toString()) as [string, string | null][][];
    return record.map((values, i) => values.map(([text, sound]) => valueOf(this.columns[i]!.kind, text, sound)));
  }

  /** Removes every trace. */
  close(): void {
    closeSync(this.file);
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The same both ways: a stream of its own for each record, told apart by its number. */
  private crypt(number: number, bytes: Buffer): Buffer {
    const start = Buffer.alloc(16);
    start.writeUInt32BE(number, 4);
    return createCipheriv('aes-256-ctr', this.key, start).update(bytes);
  }

  private flush(): void {
    this.written += writeSync(this.file, this.waiting, 0, this.filled, this.written);
    this.filled = 0;
  }
}
