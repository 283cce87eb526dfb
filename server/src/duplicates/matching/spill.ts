import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Pairs of numbers below 2^32 written out in parts, so that what is too much for memory is sorted part by part. */
export class Spill {
  private readonly folder = mkdtempSync(join(tmpdir(), 'kehu-duplicates-'));
  private readonly files: number[];
  private readonly buffers: Buffer[];
  private readonly filled: number[];

  constructor(
    readonly parts: number,
    private readonly bufferBytes = 64 * 1024,
  ) {
    this.files = Array.from({ length: parts }, (_, i) => openSync(this.path(i), 'w', 0o600));
    this.buffers = this.files.map(() => Buffer.allocUnsafe(bufferBytes));
    this.filled = this.files.map(() => 0);
  }

  add(part: number, high: number, low: number): void {
    let at = this.filled[part]!;
    if (at === this.bufferBytes) {
      this.flush(part);
      at = 0;
    }
    const buffer = this.buffers[part]!;
    buffer.writeUInt32LE(low, at);
    buffer.writeUInt32LE(high, at + 4);
    this.filled[part] = at + 8;
  }

  /** The numbers of a part in order, each once, as high * 2^32 + low. */
  sorted(part: number): BigUint64Array {
    this.flush(part);
    const bytes = readFileSync(this.path(part));
    const numbers = new BigUint64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)).sort();
    let kept = 0;
    for (let i = 0; i < numbers.length; i++) {
      if (i === 0 || numbers[i] !== numbers[kept - 1]) numbers[kept++] = numbers[i]!;
    }
    return numbers.subarray(0, kept);
  }

  /** Removes every trace. */
  close(): void {
    for (const file of this.files) closeSync(file);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private flush(part: number): void {
    const bytes = this.filled[part]!;
    if (bytes > 0) writeSync(this.files[part]!, this.buffers[part]!, 0, bytes);
    this.filled[part] = 0;
  }

  private path(part: number): string {
    return join(this.folder, String(part));
  }
}

/** A number below 2^32 for a text, evenly spread (FNV-1a, mixed). */
export function hashOf(text: string, seed: number): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
