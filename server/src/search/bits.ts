/**
 * Sets of records by their internal keys, in blocks of {@link blockSize} keys. A stored block is a list of two-byte places
 * while that is shorter, else a bit for every place.
 */
export const blockSize = 32_768;

const blockBytes = blockSize / 8;
const words = blockSize / 32;

export const blockOf = (pk: number): number => Math.floor(pk / blockSize);

/** A stored block of ascending keys, which are all of this block. */
export function encodeBlock(block: number, pks: readonly number[]): Buffer {
  if (pks.length * 2 < blockBytes) {
    const buffer = Buffer.allocUnsafe(pks.length * 2);
    pks.forEach((pk, i) => buffer.writeUInt16LE(pk - block * blockSize, i * 2));
    return buffer;
  }
  const buffer = Buffer.alloc(blockBytes);
  for (const pk of pks) {
    const place = pk - block * blockSize;
    buffer[place >> 3]! |= 1 << (place & 7);
  }
  return buffer;
}

/** A stored block with these keys of it added, which ascend; the keys that it holds are not taken apart. */
export function addToBlock(block: number, stored: Buffer, pks: readonly number[]): Buffer {
  const first = block * blockSize;
  if (stored.length < blockBytes) {
    const places = mergedPlaces(stored, pks, first);
    if (places.length * 2 < blockBytes) return Buffer.from(places.buffer, places.byteOffset, places.byteLength);
    const bits = Buffer.alloc(blockBytes);
    for (const place of places) bits[place >> 3]! |= 1 << (place & 7);
    return bits;
  }
  const bits = Buffer.from(stored);
  for (const pk of pks) bits[(pk - first) >> 3]! |= 1 << ((pk - first) & 7);
  return bits;
}

/** Places of a stored list and of these keys, each once, ascending, as they are stored. */
function mergedPlaces(stored: Buffer, pks: readonly number[], first: number): Uint16Array {
  const merged = new Uint16Array(stored.length / 2 + pks.length);
  let [length, next] = [0, 0];
  for (let i = 0; i < stored.length; i += 2) {
    const place = stored.readUInt16LE(i);
    while (next < pks.length && pks[next]! - first < place) merged[length++] = pks[next++]! - first;
    if (next < pks.length && pks[next]! - first === place) next++;
    merged[length++] = place;
  }
  while (next < pks.length) merged[length++] = pks[next++]! - first;
  return merged.subarray(0, length);
}

/** Keys of a stored block, ascending. */
export function decodeBlock(block: number, stored: Buffer): number[] {
  const set = new RecordSet();
  set.add(block, stored);
  return set.toArray();
}

/** A set of records that is being worked out. */
export class RecordSet {
  readonly #blocks = new Map<number, Uint32Array>();

  /** The set of these keys. */
  static of(pks: Iterable<number>): RecordSet {
    const set = new RecordSet();
    for (const pk of pks) {
      const block = blockOf(pk);
      const place = pk - block * blockSize;
      set.#open(block)[place >> 5]! |= 1 << (place & 31);
    }
    return set;
  }

  #open(block: number): Uint32Array {
    let bits = this.#blocks.get(block);
    if (!bits) this.#blocks.set(block, (bits = new Uint32Array(words)));
    return bits;
  }

  /** Adds what a stored block holds. */
  add(block: number, stored: Buffer): void {
    const bits = this.#open(block);
    if (stored.length === blockBytes) {
      for (let i = 0; i < words; i++) bits[i]! |= stored.readInt32LE(i * 4);
      return;
    }
    for (let i = 0; i < stored.length; i += 2) {
      const place = stored[i]! | (stored[i + 1]! << 8);
      bits[place >> 5]! |= 1 << (place & 31);
    }
  }

  /** What is in either. */
  or(other: RecordSet): RecordSet {
    const result = new RecordSet();
    for (const [block, bits] of this.#blocks) result.#blocks.set(block, bits.slice());
    for (const [block, bits] of other.#blocks) {
      const own = result.#blocks.get(block);
      if (!own) result.#blocks.set(block, bits.slice());
      else for (let i = 0; i < words; i++) own[i]! |= bits[i]!;
    }
    return result;
  }

  /** What is in both. */
  and(other: RecordSet): RecordSet {
    const result = new RecordSet();
    for (const [block, bits] of this.#blocks) {
      const others = other.#blocks.get(block);
      if (!others) continue;
      const both = new Uint32Array(words);
      for (let i = 0; i < words; i++) both[i] = bits[i]! & others[i]!;
      result.#blocks.set(block, both);
    }
    return result;
  }

  get size(): number {
    let size = 0;
    for (const bits of this.#blocks.values()) for (const word of bits) size += onesOf(word);
    return size;
  }

  /** The keys, ascending. */
  toArray(): number[] {
    const pks: number[] = [];
    for (const block of [...this.#blocks.keys()].sort((a, b) => a - b)) {
      const bits = this.#blocks.get(block)!;
      for (let i = 0; i < words; i++) {
        let word = bits[i]!;
        while (word !== 0) {
          const low = 31 - Math.clz32(word & -word);
          pks.push(block * blockSize + i * 32 + low);
          word &= word - 1;
        }
      }
    }
    return pks;
  }
}

function onesOf(word: number): number {
  let of = word - ((word >>> 1) & 0x55555555);
  of = (of & 0x33333333) + ((of >>> 2) & 0x33333333);
  return (((of + (of >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
