import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { ImportFileError } from '../import-file-error';
import { openCsv } from './open-csv';
import { openJson, openJsonLines } from './open-json';
import { openVcard } from './open-vcard';
import { openXlsx } from './open-xlsx';
import type { ReadOptions, SourceFile, SourceFormat } from './source';

/**
 * Opens a file of records in whatever format it is, told by its content and, where that leaves it open, by its name.
 * @param isKnown whether a header means something to the import: it tells headers from titles above them
 * @throws ImportFileError where the file as a whole can't be read
 */
export async function openSource(
  path: string,
  options: ReadOptions,
  isKnown: (header: string) => boolean,
): Promise<SourceFile> {
  switch (await formatOf(path)) {
    case 'xlsx':
      return openXlsx(path, options, isKnown);
    case 'vcard':
      return openVcard(path, options);
    case 'json':
      return openJson(path, options);
    case 'jsonl':
      return openJsonLines(path, options);
    default:
      return openCsv(path, options, isKnown);
  }
}

async function formatOf(path: string): Promise<SourceFormat> {
  const head = await firstBytes(path);
  if (head.length >= 4 && head[0] === 0x50 && head[1] === 0x4b && head[2]! < 9) return 'xlsx';
  const wide = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  const text = head
    .toString(wide ? 'utf16le' : 'utf8')
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (/^BEGIN:VCARD/i.test(text)) return 'vcard';
  const name = basename(path).toLowerCase();
  const ext = name.slice(name.lastIndexOf('.') + 1);
  if (/^\{[\s\S]*\}\s*\r?\n\s*\{/.test(text) || (text.startsWith('{') && /^(jsonl|ndjson)$/.test(ext))) return 'jsonl';
  if (ext === 'json' ? /^[[{]/.test(text) : /^(\[\s*\{|\{\s*")/.test(text)) return 'json';
  refuseScripts(basename(path), text);
  return 'csv';
}

async function firstBytes(path: string): Promise<Buffer> {
  let file;
  try {
    file = await open(path);
    const buffer = Buffer.alloc(8192);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
    return buffer.subarray(0, bytesRead);
  } catch {
    return Buffer.alloc(0); // what is wrong with it is told where it is read
  } finally {
    await file?.close();
  }
}

/** Text that would pass as a table of one column. */
function refuseScripts(name: string, text: string): void {
  if (/^<[!?a-z]/i.test(text)) {
    throw new ImportFileError(
      name,
      'is XML or HTML, not a table; save it as CSV or .xlsx',
      '是 XML 或 HTML，请另存为 CSV 或 .xlsx',
    );
  }
  if (
    /^(--|\/\*|create (table|database)|insert into|drop (table|database)|set @?[a-z_]+\s*=)/i.test(text) &&
    /;\s*$/m.test(text)
  ) {
    throw new ImportFileError(
      name,
      'is an SQL script; load it into a database and export its tables as CSV',
      '是 SQL 脚本，请先载入数据库再导出为 CSV',
    );
  }
}
