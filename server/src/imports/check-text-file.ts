import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { ImportFileError } from './import-file-error';

const startsWith = (chunk: Buffer, ...bytes: number[]): boolean => bytes.every((byte, i) => chunk[i] === byte);

/** What the first bytes say the file is instead of text. */
function otherKind(chunk: Buffer): readonly [en: string, zh: string] | null {
  if (startsWith(chunk, 0x50, 0x4b, 3, 4))
    return ['is a workbook or archive; save the sheet as "CSV UTF-8" first', '是工作簿或压缩包，请先另存为“CSV UTF-8”'];
  if (startsWith(chunk, 0xd0, 0xcf, 0x11, 0xe0))
    return [
      'is an old Excel workbook; save the sheet as "CSV UTF-8" first',
      '是旧版 Excel 工作簿，请先另存为“CSV UTF-8”',
    ];
  if (startsWith(chunk, 0xff, 0xfe) || startsWith(chunk, 0xfe, 0xff))
    return ['is UTF-16; save it as "CSV UTF-8"', '是 UTF-16 编码，请另存为“CSV UTF-8”'];
  return null;
}

/**
 * Reads the whole file once and refuses what is no text in the encoding, before any row of it is written.
 * @throws ImportFileError
 */
export async function checkTextFile(path: string, encoding: string): Promise<void> {
  const name = basename(path);
  const decoder = new TextDecoder(encoding, { fatal: true });
  let line = 1;
  let first = true;
  const notText = (): ImportFileError =>
    new ImportFileError(
      name,
      `is not ${encoding.toUpperCase()} text (near line ${line}); save it as "CSV UTF-8" or name its encoding, for example --encoding gb18030`,
      `不是 ${encoding.toUpperCase()} 文本（第 ${line} 行附近），请另存为“CSV UTF-8”，或用 --encoding gb18030 指明编码`,
    );
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 }) as AsyncIterable<Buffer>) {
      const other = first ? otherKind(chunk) : null;
      if (other) throw new ImportFileError(name, ...other);
      first = false;
      if (chunk.includes(0)) throw new ImportFileError(name, 'is a binary file, not CSV', '是二进制文件，不是 CSV');
      decode(decoder, chunk, notText);
      for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) line += 1;
    }
    decode(decoder, undefined, notText);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new ImportFileError(name, 'does not exist', '文件不存在');
    if (code === 'EISDIR') throw new ImportFileError(name, 'is a folder', '是文件夹');
    if (code === 'EACCES') throw new ImportFileError(name, 'may not be read', '无读取权限');
    throw error;
  }
  if (first) throw new ImportFileError(name, 'is empty', '文件为空');
}

function decode(decoder: InstanceType<typeof TextDecoder>, chunk: Buffer | undefined, failure: () => Error): void {
  try {
    decoder.decode(chunk, { stream: chunk !== undefined });
  } catch {
    throw failure();
  }
}
