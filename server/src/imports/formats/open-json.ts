import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { CellError } from '../cell-error';
import { ImportFileError } from '../import-file-error';
import type { Sentence } from '../../errors/errors';
import { inspectText } from './inspect-text';
import { flatten } from './flatten';
import { encodingNotes } from './notes';
import { decodedText, told } from './open-csv';
import { maxCellCharacters, type BrokenRow, type ReadOptions, type SourceFile, type SourceRow } from './source';

/** Most bytes of a JSON document: it is held in memory as a whole, unlike lines, and takes many times its size there. */
const maxDocument = 16 * 1024 * 1024;
/** Most different keys. */
const maxColumns = 2_000;

/** A record as cells, or why it is none. */
type Flat = { values: ReadonlyMap<string, string> } | { fault: Sentence };

const noObject: Flat = { fault: { en: 'The line is no JSON object.', zh: '该行不是 JSON 对象。' } };

const broken = (line: number, fault: Sentence, text?: string): BrokenRow => ({
  line,
  kind: 'structure',
  fault,
  ...(text !== undefined && { cells: [text.slice(0, 2_000)] }),
});

const moreColumns: Sentence = {
  en: `The file has more than ${maxColumns.toLocaleString('en-US')} different keys; the others are not read.`,
  zh: `文件中不同的键超过 ${maxColumns.toLocaleString('en-US')} 个，其余未读取。`,
};

/** The keys of all records, in the order they turn up. */
class Headers {
  readonly keys = new Set<string>();
  notes: Sentence[] = [];

  add(flat: Flat): void {
    if (!('values' in flat)) return;
    for (const key of flat.values.keys()) {
      if (this.keys.size < maxColumns) this.keys.add(key);
      else if (!this.keys.has(key)) this.notes = [moreColumns];
    }
  }
}

/** @returns why it is too much, for a record that can't be laid out in cells */
function flat(record: Readonly<Record<string, unknown>>): Flat {
  try {
    return { values: flatten(record) };
  } catch (error) {
    if (!(error instanceof CellError)) throw error;
    return { fault: error.sentence };
  }
}

const tooLong = (line: number): BrokenRow => ({
  line,
  kind: 'tooLong',
  fault: { en: 'A value is longer than 1,000,000 characters.', zh: '有超过 1,000,000 个字符的值。' },
});

/**
 * Opens a file of JSON lines, one object a line. It is read twice, because any line may have a key that no other has.
 * @throws ImportFileError where no line is an object
 */
export async function openJsonLines(path: string, options: ReadOptions): Promise<SourceFile> {
  const facts = await inspectText(path, options.encoding);
  const found = new Headers();
  for await (const { flat } of entries(path, facts.encoding)) found.add(flat);
  const name = basename(path);
  const headers = [...found.keys];
  if (headers.length === 0) {
    throw new ImportFileError(name, 'holds no JSON objects, one a line', '不含每行一个的 JSON 对象');
  }
  let read = 0;
  return {
    name,
    headers,
    notes: [...encodingNotes(facts), ...found.notes],
    progress: () => read / facts.bytes,
    settings: {
      format: 'jsonl',
      ...told(facts),
      delimiter: null,
      quote: null,
      sheet: null,
      sheets: [],
      headerRow: 0,
    },
    rows: (async function* () {
      for await (const { line, flat, text } of entries(path, facts.encoding, (bytes) => (read += bytes))) {
        yield 'values' in flat ? rowOf(line, flat.values, headers) : broken(line, flat.fault, text);
      }
    })(),
  };
}

async function* entries(
  path: string,
  encoding: string,
  onRead?: (bytes: number) => void,
): AsyncGenerator<{ line: number; flat: Flat; text: string }> {
  let line = 0;
  for await (const text of lines(path, encoding, onRead)) {
    line += 1;
    if (text.trim() === '') continue;
    yield { line, flat: objectOf(text), text };
  }
}

async function* lines(path: string, encoding: string, onRead?: (bytes: number) => void): AsyncGenerator<string> {
  let pieces: string[] = [];
  let length = 0;
  for await (const chunk of decodedText(path, encoding, onRead)) {
    let at = 0;
    for (let end = chunk.indexOf('\n'); end !== -1; end = chunk.indexOf('\n', at)) {
      pieces.push(chunk.slice(at, end));
      yield pieces.join('');
      pieces = [];
      length = 0;
      at = end + 1;
    }
    length += chunk.length - at;
    // A line without end is cut: it is no object then, and is reported as such.
    if (length < 32 * maxCellCharacters) pieces.push(chunk.slice(at));
  }
  if (pieces.length > 0) yield pieces.join('');
}

function objectOf(text: string): Flat {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return noObject;
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? flat(value as Record<string, unknown>)
    : noObject;
}

function rowOf(line: number, values: ReadonlyMap<string, string>, headers: readonly string[]): SourceRow | BrokenRow {
  const cells = headers.map((key) => values.get(key) ?? '');
  if (cells.some((cell) => cell.length > maxCellCharacters)) return tooLong(line);
  if (cells.some((cell) => cell.includes('\0'))) {
    return { line, cells, kind: 'nul', fault: { en: 'The row holds a zero byte.', zh: '该行含有空字符（NUL）。' } };
  }
  return { line, cells };
}

/** The list of records of a document: itself, or what it holds as `records`, `data`, `items` or `results`. */
function recordsOf(document: unknown): Record<string, unknown>[] | null {
  const holder = document as Record<string, unknown> | unknown[] | null;
  const found = Array.isArray(holder)
    ? holder
    : ['records', 'data', 'items', 'results'].map((key) => holder?.[key]).find(Array.isArray);
  const list = found?.filter(
    (item): item is Record<string, unknown> => typeof item === 'object' && item !== null && !Array.isArray(item),
  );
  return list && list.length > 0 && list.length === found!.length ? list : null;
}

/**
 * Opens a JSON document with a list of objects, such as Salesforce's trees of records.
 * @throws ImportFileError where it holds no such list, or is too large to be held in memory
 */
export async function openJson(path: string, options: ReadOptions): Promise<SourceFile> {
  const facts = await inspectText(path, options.encoding);
  const name = basename(path);
  if ((await stat(path)).size > maxDocument) {
    throw new ImportFileError(
      name,
      'is too large for one JSON document; write one object a line (.jsonl)',
      '作为单个 JSON 文档过大，请改为每行一个对象（.jsonl）',
    );
  }
  const text = new TextDecoder(facts.encoding).decode(await readFile(path));
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new ImportFileError(name, 'is no JSON', '不是 JSON');
  }
  const records = recordsOf(document);
  if (!records) throw new ImportFileError(name, 'holds no list of objects', '不含对象列表');
  const found = new Headers();
  // Laid out twice rather than kept: as cells the records take far more memory.
  for (const record of records) found.add(flat(record));
  const headers = [...found.keys];
  let given = 0;
  return {
    name,
    headers,
    notes: [...encodingNotes(facts), ...found.notes],
    progress: () => given / records.length,
    settings: {
      format: 'json',
      ...told(facts),
      delimiter: null,
      quote: null,
      sheet: null,
      sheets: [],
      headerRow: 0,
    },
    rows: (async function* () {
      for (const record of records) {
        given += 1;
        const row = flat(record);
        yield 'values' in row ? rowOf(given, row.values, headers) : broken(given, row.fault);
      }
    })(),
  };
}
