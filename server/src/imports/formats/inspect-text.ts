import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { ImportFileError } from '../import-file-error';
import { guessEncoding, markedEncoding, unmarkedUtf16 } from './sniff-encoding';

/** What reading a text file once shows. */
export interface TextFacts {
  /** A label TextDecoder knows. */
  encoding: string;
  sure: boolean;
  /** Some bytes are no text in that encoding: rows that hold them must not be taken. */
  lossy: boolean;
  bytes: number;
}

/** Most bytes beside plain ASCII that a guess is made from. */
const sampleBytes = 1 << 16;

/**
 * Reads the whole file once and finds out which text it is.
 * @throws ImportFileError where it is no text, or nothing tells in which encoding
 */
export async function inspectText(path: string, named?: string): Promise<TextFacts> {
  const name = basename(path);
  const sample: Buffer[] = [];
  let sampled = 0;
  let bytes = 0;
  let zeros = 0;
  let marked: string | null = null;
  let utf8: Validity | null = null;
  let told: Validity | null = null;
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 }) as AsyncIterable<Buffer>) {
      if (bytes === 0) {
        marked = named ?? markedEncoding(chunk) ?? unmarkedUtf16(chunk.subarray(0, 4096));
        refuseOtherKinds(name, chunk);
        if (marked) told = new Validity(marked);
        utf8 = new Validity('utf-8');
      }
      bytes += chunk.length;
      if (!marked?.startsWith('utf-16')) zeros += countZeros(chunk);
      utf8!.read(chunk);
      told?.read(chunk);
      if (sampled < sampleBytes && !utf8!.valid) sampled += keepHigh(chunk, sample, sampleBytes - sampled);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new ImportFileError(name, 'does not exist', '文件不存在');
    if (code === 'EISDIR') throw new ImportFileError(name, 'is a folder', '是文件夹');
    if (code === 'EACCES') throw new ImportFileError(name, 'may not be read', '无读取权限');
    throw error;
  }
  if (bytes === 0) throw new ImportFileError(name, 'is empty', '文件为空');
  if (zeros > bytes / 50 + 4)
    throw new ImportFileError(name, 'is a binary file, not a table', '是二进制文件，不是表格');
  utf8!.end();
  told?.end();
  if (marked && (named || told!.valid)) return { encoding: marked, sure: true, lossy: !told!.valid, bytes };
  if (utf8!.valid) return { encoding: 'utf-8', sure: true, lossy: false, bytes };
  return { ...guessed(name, Buffer.concat(sample), utf8!), bytes };
}

function guessed(name: string, sample: Buffer, utf8: Validity): Omit<TextFacts, 'bytes'> {
  const damaged = looksLikeUtf8(sample);
  if (damaged && utf8.faults > 0) return { encoding: 'utf-8', sure: false, lossy: true };
  const [best, next] = guessEncoding(sample);
  if (best && best.score >= 0.55 && best.score - (next?.score ?? 0) >= 0.08) {
    return { encoding: best.encoding, sure: false, lossy: !new Validity(best.encoding).whole(sample) };
  }
  const maybe = best ? ` (it may be ${[best, next].flatMap((guess) => guess?.encoding ?? []).join(' or ')})` : '';
  throw new ImportFileError(
    name,
    `is not UTF-8 text and nothing tells its encoding${maybe}; save it as "CSV UTF-8" or name its encoding, for example --encoding gb18030`,
    `不是 UTF-8 文本，无法判断编码${maybe.replace('it may be', '可能是').replace(' or ', ' 或 ')}，请另存为“CSV UTF-8”，或用 --encoding gb18030 指明编码`,
  );
}

/** Whether most of what is no ASCII is well-formed UTF-8: then a few bytes of the file are damaged. */
function looksLikeUtf8(sample: Buffer): boolean {
  const text = new TextDecoder('utf-8').decode(sample);
  let good = 0;
  let bad = 0;
  for (const character of text) {
    if (character === '\uFFFD') bad += 1;
    else if (character > '\u007F') good += 1;
  }
  return good > 9 * bad;
}

/** Keeps the lines' parts around bytes beyond ASCII. */
function keepHigh(chunk: Buffer, sample: Buffer[], most: number): number {
  let kept = 0;
  for (let at = 0; at < chunk.length && kept < most;) {
    const start = chunk.subarray(at).findIndex((byte) => byte >= 0x80);
    if (start === -1) break;
    // From the start of the line, so that no character is cut in two.
    const from = Math.max(at, chunk.lastIndexOf(10, at + start) + 1);
    const stop = chunk.indexOf(10, at + start);
    const to = Math.min(stop === -1 ? chunk.length : stop + 1, from + most - kept);
    sample.push(chunk.subarray(from, to));
    kept += to - from;
    at = to;
  }
  return kept;
}

function countZeros(chunk: Buffer): number {
  let zeros = 0;
  for (let at = chunk.indexOf(0); at !== -1; at = chunk.indexOf(0, at + 1)) zeros += 1;
  return zeros;
}

const startsWith = (chunk: Buffer, ...bytes: number[]): boolean => bytes.every((byte, i) => chunk[i] === byte);

function refuseOtherKinds(name: string, chunk: Buffer): void {
  if (startsWith(chunk, 0xd0, 0xcf, 0x11, 0xe0)) {
    throw new ImportFileError(
      name,
      'is an old Excel workbook; save it as .xlsx or "CSV UTF-8" first',
      '是旧版 Excel 工作簿，请先另存为 .xlsx 或“CSV UTF-8”',
    );
  }
  if (startsWith(chunk, 0x25, 0x50, 0x44, 0x46)) throw new ImportFileError(name, 'is a PDF', '是 PDF 文件');
  if (startsWith(chunk, 0x1f, 0x8b))
    throw new ImportFileError(name, 'is packed; unpack it first', '是压缩文件，请先解压');
}

/** Decodes a file to see whether all of it is text in an encoding. */
class Validity {
  valid = true;
  faults = 0;
  private decoder: InstanceType<typeof TextDecoder>;

  constructor(private readonly encoding: string) {
    this.decoder = new TextDecoder(encoding, { fatal: true });
  }

  read(chunk: Buffer | undefined): void {
    if (!this.valid) return;
    try {
      this.decoder.decode(chunk, { stream: chunk !== undefined });
    } catch {
      this.valid = false;
      this.faults += 1;
    }
  }

  end(): void {
    this.read(undefined);
  }

  whole(bytes: Buffer): boolean {
    try {
      new TextDecoder(this.encoding, { fatal: true }).decode(bytes);
      return true;
    } catch {
      return false;
    }
  }
}
