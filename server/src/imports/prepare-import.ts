import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { openSource } from './formats/open-source';
import type { ReadOptions } from './formats/source';
import { importableNouns, type ImportableNoun } from './import-columns';
import { ImportFileError } from './import-file-error';
import { isKnownHeader } from './map-headers';
import { recognise, type Recognised } from './recognise';

/** The order in which related files are imported: what others name comes first. */
export const importOrder: readonly ImportableNoun[] = [
  'product',
  'customer',
  'contact',
  'opportunity',
  'order',
  'ticket',
  'activity',
];

/**
 * SHA-256 and size of a file.
 * @throws ImportFileError where it can't be read
 */
export async function digestOf(path: string): Promise<{ digest: Buffer; bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      bytes += chunk.length;
    }
  } catch (error) {
    const name = basename(path);
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new ImportFileError(name, 'does not exist', '文件不存在');
    if (code === 'EISDIR') throw new ImportFileError(name, 'is a folder', '是文件夹');
    if (code === 'EACCES') throw new ImportFileError(name, 'may not be read', '无读取权限');
    throw error;
  }
  return { digest: hash.digest(), bytes };
}

/** Whether a header means something for any noun. */
export const isKnownToAny = (header: string): boolean => importableNouns.some((noun) => isKnownHeader(noun, header));

/** Finds out what the rows of a file are. @throws ImportFileError where it can't be read */
export async function recogniseFile(path: string, read: ReadOptions = {}): Promise<Recognised> {
  const file = await openSource(path, read, isKnownToAny);
  // Cards are people and companies, each of which says what it is.
  if (file.settings.format === 'vcard') return { product: null, noun: 'customer' };
  return recognise(file.headers);
}
