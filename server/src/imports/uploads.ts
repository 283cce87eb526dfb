import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Database, SqlRunner } from '../database/database';
import { badInput } from '../errors/errors';
import type { JobVault } from '../jobs/job-vault';
import { insertRows } from '../records/save';
import { bookOf, type ImportBook } from './import-seal';
import type { StoredImport } from './import-store';
import { privateFolder } from './private-folder';

// Raw SQL: the bytes of uploaded files belong to no noun, and are read by the import's owner alone.

/** Most bytes of an uploaded file; the command line takes larger ones. */
export const maxUploadBytes = 1024 * 1024 * 1024;

/** A column holds 32,768; sealed they are a little more. */
const pieceBytes = 32_768 - 256;
/** Pieces written at a time: 2 MiB. */
const piecesAtOnce = 64;

/**
 * Keeps an uploaded file in sealed pieces, as it arrives.
 * @param onPiece told that it still arrives, every few mebibytes
 * @throws KehuError for a file that is too large or empty
 */
export async function storeUpload(
  database: Database,
  { pk, seal }: ImportBook,
  bytes: AsyncIterable<Buffer>,
  onPiece: () => Promise<void>,
): Promise<{ digest: Buffer; bytes: number }> {
  const hash = createHash('sha256');
  let size = 0;
  let position = 0;
  let rest: Buffer = Buffer.alloc(0);
  let pieces: Buffer[] = [];
  const write = async (): Promise<void> => {
    const rows = pieces.map((piece, i) => [pk, position + i, seal.closeBytes(`piece|${position + i}`, piece)]);
    if (rows.length > 0) {
      await database.transaction((tx) => insertRows(tx, 'import_chunks', ['import_pk', 'position', 'bytes'], rows), {
        bulk: true,
      });
    }
    position += pieces.length;
    pieces = [];
    await onPiece();
  };
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > maxUploadBytes) throw tooLarge();
    hash.update(chunk);
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (rest.length >= pieceBytes) {
      pieces.push(Buffer.from(rest.subarray(0, pieceBytes)));
      rest = rest.subarray(pieceBytes);
      if (pieces.length === piecesAtOnce) await write();
    }
  }
  if (rest.length > 0) pieces.push(Buffer.from(rest));
  await write();
  if (size === 0) throw badInput('file', 'The file is empty.', '文件为空。');
  return { digest: hash.digest(), bytes: size };
}

const tooLarge = (): Error =>
  badInput(
    'file',
    `The file is larger than ${maxUploadBytes / 1024 / 1024} MiB. Import it with kehu import.`,
    `文件超过 ${maxUploadBytes / 1024 / 1024} MiB，请使用 kehu import 命令导入。`,
  );

async function* pieces(runner: SqlRunner, { pk, seal }: ImportBook): AsyncGenerator<Buffer> {
  for (let from = 0; ; from += piecesAtOnce) {
    const rows = await runner.rows(
      'SELECT position, bytes FROM import_chunks WHERE import_pk = ? AND position >= ? AND position < ? ORDER BY position',
      [pk, from, from + piecesAtOnce],
    );
    for (const [position, bytes] of rows) yield seal.openBytes(`piece|${Number(position)}`, bytes as Buffer);
    if (rows.length < piecesAtOnce) return;
  }
}

/** Most bytes of a name that every file system takes. */
const nameBytes = 200;

/** The name without what folders are made of, cut in front where it is too long, so that its ending stays. */
export function fileNameOn(name: string): string {
  const clean = basename(name.replaceAll('\\', '/')).replace(/\p{Cc}/gu, '_');
  const characters = [...clean];
  let from = characters.length;
  for (let bytes = 0; from > 0; from--) {
    bytes += Buffer.byteLength(characters[from - 1]!);
    if (bytes > nameBytes) break;
  }
  const kept = characters.slice(from).join('');
  return kept === '' || kept === '.' || kept === '..' ? 'file' : kept;
}

/** What of an import tells its file. */
type Upload = Pick<StoredImport, 'pk' | 'id' | 'sealed' | 'fileName'>;

/** A file on this machine, and how many read it. */
interface LaidDown {
  path: Promise<string>;
  readers: number;
}

/** By id of the import: whoever comes while a file is there reads the same one. */
const laidDown = new Map<string, LaidDown>();

/**
 * Lays an uploaded file down on this machine for as long as `work` takes, readable by this user alone, and once however many
 * look at it.
 */
export async function withUpload<T>(
  runner: SqlRunner,
  vault: JobVault,
  one: Upload,
  work: (path: string) => Promise<T>,
): Promise<T> {
  let file = laidDown.get(one.id);
  if (!file) laidDown.set(one.id, (file = { path: layDown(runner, vault, one), readers: 0 }));
  file.readers += 1;
  try {
    return await work(await file.path);
  } finally {
    file.readers -= 1;
    if (file.readers === 0) {
      laidDown.delete(one.id);
      await file.path.then(
        (path) => rm(dirname(path), { recursive: true, force: true }),
        () => undefined,
      );
    }
  }
}

async function layDown(runner: SqlRunner, vault: JobVault, one: Upload): Promise<string> {
  const folder = await privateFolder();
  // The name tells what it is in messages and by its ending.
  const path = join(folder, fileNameOn(one.fileName));
  try {
    await pipeline(Readable.from(pieces(runner, bookOf(vault, one))), createWriteStream(path, { mode: 0o600 }));
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return path;
}

/** Forgets the bytes of a file; the books of its import stay. */
export async function dropUpload(runner: SqlRunner, importPk: number): Promise<void> {
  await runner.run('DELETE FROM import_chunks WHERE import_pk = ?', [importPk]);
}
