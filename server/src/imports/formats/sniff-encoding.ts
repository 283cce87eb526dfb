/** An encoding a file may have, and how much speaks for it: 0 to 1. */
export interface EncodingGuess {
  encoding: string;
  score: number;
}

/** Encodings that are tried where a file isn't UTF-8 or UTF-16, all known to TextDecoder. */
export const legacyEncodings = ['gb18030', 'big5', 'shift_jis', 'windows-1252'] as const;

/** The encoding that a mark at the start names. */
export function markedEncoding(head: Buffer): string | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8';
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  return null;
}

/** UTF-16 without a mark: Latin letters and signs have a zero byte on one side, always the same. */
export function unmarkedUtf16(head: Buffer): string | null {
  const zeros = [0, 0];
  for (let i = 0; i < head.length; i++) if (head[i] === 0) zeros[i % 2]! += 1;
  const half = head.length / 2;
  if (zeros[1]! > 0.2 * half && zeros[0]! < 0.02 * half) return 'utf-16le';
  if (zeros[0]! > 0.2 * half && zeros[1]! < 0.02 * half) return 'utf-16be';
  return null;
}

interface Tally {
  good: number;
  units: number;
  broken: number;
}

type Reader = (bytes: Buffer, at: number, tally: Tally) => number;

const between = (byte: number | undefined, low: number, high: number): boolean =>
  byte !== undefined && byte >= low && byte <= high;

/** Two bytes of GBK, or four of GB18030; ordinary characters (GB 2312, its first level) count most. */
const gb: Reader = (bytes, at, tally) => {
  const lead = bytes[at]!;
  const trail = bytes[at + 1];
  if (trail === undefined) return 1;
  if (!between(lead, 0x81, 0xfe)) return fail(tally);
  if (between(trail, 0x30, 0x39)) {
    if (at + 3 < bytes.length && !(between(bytes[at + 2], 0x81, 0xfe) && between(bytes[at + 3], 0x30, 0x39)))
      return fail(tally);
    return count(tally, 0.5, 4);
  }
  if (trail < 0x40 || trail === 0x7f || trail === 0xff) return fail(tally);
  const common = trail >= 0xa1 && between(lead, 0xb0, 0xd7);
  const plain = trail >= 0xa1 && between(lead, 0xd8, 0xf7);
  const sign = trail >= 0xa1 && between(lead, 0xa1, 0xa3);
  return count(tally, common ? 1 : sign ? 0.9 : plain ? 0.4 : 0.1, 2);
};

const big5: Reader = (bytes, at, tally) => {
  const lead = bytes[at]!;
  const trail = bytes[at + 1];
  if (trail === undefined) return 1;
  if (!between(lead, 0x81, 0xfe) || !(between(trail, 0x40, 0x7e) || between(trail, 0xa1, 0xfe))) return fail(tally);
  return count(
    tally,
    between(lead, 0xa4, 0xc6) ? 0.98 : between(lead, 0xa1, 0xa3) ? 0.9 : between(lead, 0xc9, 0xf9) ? 0.4 : 0.05,
    2,
  );
};

const shiftJis: Reader = (bytes, at, tally) => {
  const lead = bytes[at]!;
  if (between(lead, 0xa1, 0xdf)) return count(tally, 0.15, 1); // half-width katakana
  const trail = bytes[at + 1];
  if (trail === undefined) return 1;
  if (!(between(lead, 0x81, 0x9f) || between(lead, 0xe0, 0xfc)) || !between(trail, 0x40, 0xfc) || trail === 0x7f)
    return fail(tally);
  const kana =
    (lead === 0x82 && between(trail, 0x9f, 0xf1)) ||
    (lead === 0x83 && between(trail, 0x40, 0x96)) ||
    (lead === 0x81 && between(trail, 0x40, 0x7e));
  return count(tally, kana ? 1 : between(lead, 0x88, 0x97) ? 0.9 : between(lead, 0x98, 0x9f) ? 0.4 : 0.2, 2);
};

/** Letters of western Europe stand alone or in twos among plain ones. */
const latin: Reader = (bytes, at, tally) => {
  let end = at;
  while (end < bytes.length && bytes[end]! >= 0x80) end += 1;
  const run = end - at;
  if ([0x81, 0x8d, 0x8f, 0x90, 0x9d].some((none) => bytes.subarray(at, end).includes(none))) return fail(tally);
  const letter = (byte: number | undefined): boolean =>
    byte !== undefined && (between(byte, 0x41, 0x5a) || between(byte, 0x61, 0x7a));
  const letters = [...bytes.subarray(at, end)].every((byte) => byte >= 0xc0);
  const beside = letter(bytes[at - 1]) || letter(bytes[end]);
  return count(tally, run === 1 ? (letters && beside ? 1 : 0.6) : run === 2 && letters && beside ? 0.6 : 0.05, run);
};

const fail = (tally: Tally): number => {
  tally.broken += 1;
  return 1;
};

const count = (tally: Tally, good: number, length: number): number => {
  tally.good += good;
  tally.units += 1;
  return length;
};

const readers: Readonly<Record<(typeof legacyEncodings)[number], Reader>> = {
  gb18030: gb,
  big5,
  shift_jis: shiftJis,
  'windows-1252': latin,
};

/** How likely each legacy encoding is for these bytes, likeliest first; impossible ones are left out. */
export function guessEncoding(bytes: Buffer): EncodingGuess[] {
  const guesses: EncodingGuess[] = [];
  for (const encoding of legacyEncodings) {
    const tally: Tally = { good: 0, units: 0, broken: 0 };
    for (let at = 0; at < bytes.length;) {
      at += bytes[at]! < 0x80 ? 1 : readers[encoding](bytes, at, tally);
    }
    if (tally.units === 0 || tally.broken > tally.units * 0.01) continue;
    guesses.push({ encoding, score: tally.good / tally.units - (5 * tally.broken) / tally.units });
  }
  return guesses.sort((a, b) => b.score - a.score);
}
