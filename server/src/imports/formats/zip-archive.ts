import { basename } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { open, type Entry, type ZipFile } from 'yauzl';
import { ImportFileError } from '../import-file-error';

/** Most bytes that one part of an archive may unpack to. */
const maxPart = 8 * 1024 * 1024 * 1024;
/** Parts beyond this size may not unpack to more than this many times their packed size: tables never do. */
const suspiciousFrom = 16 * 1024 * 1024;
const suspiciousRatio = 400;
const maxParts = 10_000;

/** A ZIP archive whose parts are unpacked as they are read, never more than they say. */
export class ZipArchive {
  private constructor(
    readonly name: string,
    private readonly zip: ZipFile,
    private readonly entries: ReadonlyMap<string, Entry>,
  ) {}

  /** @throws ImportFileError where it is no archive, or one that unpacks to far more than it is */
  static async open(path: string): Promise<ZipArchive> {
    const name = basename(path);
    const zip = await new Promise<ZipFile>((resolve, reject) => {
      open(path, { lazyEntries: true, autoClose: false }, (error, file) =>
        error ? reject(damaged(name)) : resolve(file),
      );
    });
    const entries = new Map<string, Entry>();
    let count = 0; // several entries may have one name
    try {
      await new Promise<void>((resolve, reject) => {
        zip.on('entry', (entry: Entry) => {
          if ((count += 1) > maxParts || isBomb(entry)) return reject(bomb(name));
          if ((entry.generalPurposeBitFlag & 1) === 1) return reject(locked(name));
          entries.set(entry.fileName.replace(/^\//, ''), entry);
          zip.readEntry();
        });
        zip.on('end', resolve);
        zip.on('error', () => reject(damaged(name)));
        zip.readEntry();
      });
    } catch (error) {
      zip.close();
      throw error;
    }
    return new ZipArchive(name, zip, entries);
  }

  get parts(): string[] {
    return [...this.entries.keys()];
  }

  has(part: string): boolean {
    return this.entries.has(part);
  }

  /** Bytes of a part once unpacked. */
  size(part: string): number {
    return this.entries.get(part)?.uncompressedSize ?? 0;
  }

  /** The text of a part, in pieces. @throws ImportFileError where the archive is damaged */
  async *text(part: string): AsyncGenerator<string> {
    const entry = this.entries.get(part);
    if (!entry) throw damaged(this.name);
    const stream = await new Promise<NodeJS.ReadableStream>((resolve, reject) => {
      this.zip.openReadStream(entry, (error, opened) => (error ? reject(damaged(this.name)) : resolve(opened)));
    });
    const decoder = new StringDecoder('utf8');
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) yield decoder.write(chunk);
      yield decoder.end();
    } catch (error) {
      if (error instanceof ImportFileError) throw error;
      throw damaged(this.name);
    }
  }

  close(): void {
    this.zip.close();
  }
}

const isBomb = ({ compressedSize, uncompressedSize }: Entry): boolean =>
  uncompressedSize > maxPart ||
  (uncompressedSize > suspiciousFrom && uncompressedSize > suspiciousRatio * Math.max(1, compressedSize));

const damaged = (name: string): ImportFileError =>
  new ImportFileError(name, 'is a damaged archive or workbook', '是已损坏的压缩包或工作簿');

const bomb = (name: string): ImportFileError =>
  new ImportFileError(
    name,
    'unpacks to far more than a table would; it was not opened',
    '解压后远超正常表格大小，未打开',
  );

const locked = (name: string): ImportFileError =>
  new ImportFileError(name, 'is protected by a password; save it without one', '已加密，请另存为无密码的文件');
