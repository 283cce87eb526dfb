import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { ImportFileError } from '../import-file-error';
import { inspectText } from './inspect-text';
import { flatten } from './flatten';
import { encodingNotes } from './notes';
import { decodedText, told } from './open-csv';
import { maxCellCharacters, type BrokenRow, type ReadOptions, type SourceFile, type SourceRow } from './source';

/** A JSON document is held in memory as a whole, unlike lines. */
const maxDocument = 64 * 1024 * 1024;
/** Most different keys. */
const maxColumns = 2_000;

interface Entry {
  line: number;
  values: ReadonlyMap<string, string> | null;
}

const broken = (line: number, text: string): BrokenRow => ({
  line,
  kind: 'structure',
  fault: { en: 'The line is no JSON object.', zh: '该行不是 JSON 对象。' },
  cells: [text.slice(0, 2_000)],
});

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
  const keys = new Set<string>();
  for await (const { values } of entries(path, facts.encoding)) {
    if (keys.size < maxColumns) for (const key of values?.keys() ?? []) keys.add(key);
  }
  const name = basename(path);
  if (keys.size === 0) throw new ImportFileError(name, 'holds no JSON objects, one a line', '不含每行一个的 JSON 对象');
  const headers = [...keys];
  let read = 0;
  return {
    name,
    headers,
    notes: encodingNotes(facts),
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
      for await (const { line, values, text } of entries(path, facts.encoding, (bytes) => (read += bytes))) {
        yield values ? rowOf(line, values, headers) : broken(line, text);
      }
    })(),
  };
}

async function* entries(
  path: string,
  encoding: string,
  onRead?: (bytes: number) => void,
): AsyncGenerator<Entry & { text: string }> {
  let line = 0;
  for await (const text of lines(path, encoding, onRead)) {
    line += 1;
    if (text.trim() === '') continue;
    yield { line, values: objectOf(text), text };
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

function objectOf(text: string): ReadonlyMap<string, string> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? flatten(value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
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
  const rows = records.map((record) => flatten(record));
  const headers = [...new Set(rows.flatMap((row) => [...row.keys()]))].slice(0, maxColumns);
  let given = 0;
  return {
    name,
    headers,
    notes: encodingNotes(facts),
    progress: () => given / rows.length,
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
      for (const row of rows) yield rowOf((given += 1), row, headers);
    })(),
  };
}
