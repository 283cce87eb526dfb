import { basename } from 'node:path';
import { ImportFileError } from '../import-file-error';
import { cellTooLong, maxCellCharacters, maxColumns, type RawRow, type ReadOptions, type SourceFile } from './source';
import { findTable } from './table';
import { readWorkbook, unescape, type Sheet, type Workbook } from './workbook';
import { xmlReader } from './xml-events';
import { ZipArchive } from './zip-archive';

/**
 * Opens a sheet of a workbook; rows are read as they are unpacked.
 * @throws ImportFileError where it is no workbook, has no such sheet, or unpacks to far more than it is
 */
export async function openXlsx(
  path: string,
  options: ReadOptions,
  isKnown: (header: string) => boolean,
): Promise<SourceFile> {
  const zip = await ZipArchive.open(path);
  try {
    const book = await workbookOf(zip);
    const sheet = chosenSheet(zip, book, options.sheet);
    const state = { read: 0 };
    const table = await findTable(closing(zip, sheetRows(zip, book, sheet, state)), {
      name: basename(path),
      headerRow: options.headerRow,
      isKnown,
      lossy: false,
    });
    const size = Math.max(1, zip.size(sheet.part));
    return {
      name: basename(path),
      headers: table.headers,
      rows: table.rows,
      notes: table.notes,
      progress: () => Math.min(1, state.read / size),
      settings: {
        format: 'xlsx',
        encoding: null,
        encodingSure: true,
        delimiter: null,
        quote: null,
        sheet: sheet.name,
        sheets: book.sheets.filter(({ hidden }) => !hidden).map(({ name }) => name),
        headerRow: table.headerLine,
      },
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function workbookOf(zip: ZipArchive): Promise<Workbook> {
  try {
    return await readWorkbook(zip);
  } catch (error) {
    throw error instanceof ImportFileError ? error : unreadable(zip.name);
  }
}

const unreadable = (name: string): ImportFileError =>
  new ImportFileError(name, 'is a damaged workbook; save it anew', '工作簿已损坏，请重新保存');

function chosenSheet(zip: ZipArchive, { sheets }: Workbook, wanted: string | undefined): Sheet {
  const present = sheets.filter(({ part }) => zip.has(part));
  const sheet =
    wanted === undefined
      ? (present.find(({ hidden }) => !hidden) ?? present[0])
      : present.find(({ name }) => name.trim().toLowerCase() === wanted.trim().toLowerCase());
  if (sheet) return sheet;
  const names = present.map(({ name }) => name).join(', ');
  throw new ImportFileError(
    zip.name,
    wanted === undefined ? 'has no sheet' : `has no sheet "${wanted}"; its sheets are: ${names}`,
    wanted === undefined ? '没有工作表' : `没有名为“${wanted}”的工作表；现有：${names}`,
  );
}

async function* closing(zip: ZipArchive, rows: AsyncIterable<RawRow>): AsyncGenerator<RawRow> {
  try {
    yield* rows;
  } finally {
    zip.close();
  }
}

/** Most cells of a sheet, with those between its first and last column that are not in the file. */
const maxCells = 500_000_000;
/** Most characters of a row: cells may name one long text over and over. */
const maxRowCharacters = 8_000_000;

/** A row as it is put together: few of its cells may be in the file. */
interface OpenRow {
  line: number;
  cells: Map<number, string>;
  /** Behind its last cell. */
  width: number;
  characters: number;
  broken?: RawRow['broken'];
}

interface OpenCell {
  column: number;
  type: string;
  style: number;
  text: string;
}

async function* sheetRows(
  zip: ZipArchive,
  book: Workbook,
  sheet: Sheet,
  state: { read: number },
): AsyncGenerator<RawRow> {
  let queue: OpenRow[] = [];
  let row: OpenRow | null = null;
  let cell: OpenCell | null = null;
  let reading = false;
  let phonetic = false;
  let next = 1;
  const reader = xmlReader({
    open(name, attributes) {
      if (name === 'row') {
        const said = Number(attributes.r ?? next);
        const line = Number.isInteger(said) && said >= next && said <= maxLine ? said : next;
        row = { line, cells: new Map(), width: 0, characters: 0 };
        next = line + 1;
      } else if (name === 'c' && row) {
        const column = attributes.r ? columnOf(attributes.r) : row.width;
        cell = { column, type: attributes.t ?? 'n', style: Number(attributes.s ?? 0), text: '' };
      } else if (name === 'v' || name === 't') reading = true;
      else if (name === 'rPh') phonetic = true;
    },
    text(piece) {
      if (!reading || phonetic || !cell || !row) return;
      if (cell.text.length + piece.length > maxCellCharacters) row.broken ??= cellTooLong(cell.column + 1);
      else cell.text += piece;
    },
    close(name) {
      if (name === 'v' || name === 't') reading = false;
      else if (name === 'rPh') phonetic = false;
      else if (name === 'c' && row && cell) {
        put(row, cell, book);
        cell = null;
      } else if (name === 'row' && row) {
        queue.push(row);
        row = null;
      }
    },
  });
  let width = 0;
  let given = 0;
  try {
    for await (const chunk of zip.text(sheet.part)) {
      state.read += chunk.length;
      reader.write(chunk);
      const ready = queue;
      queue = [];
      for (const one of ready) {
        if (one.cells.size === 0 && !one.broken) continue;
        // Cells behind the last filled one are not in the file.
        width = Math.max(width, one.width);
        given += width;
        if (given > maxCells) throw new ImportFileError(zip.name, ...tooManyCellsOfSheet);
        yield rawRow(one, width);
      }
    }
    reader.close();
  } catch (error) {
    if (error instanceof ImportFileError) throw error;
    yield {
      line: next,
      cells: [],
      broken: {
        kind: 'structure',
        fault: {
          en: 'The workbook is damaged here; nothing below is read.',
          zh: '工作簿在此处损坏，其后的内容未读取。',
        },
      },
    };
  }
}

/** Rows of spreadsheets are far fewer; a line that is no number, or stands before the one above, is counted on. */
const maxLine = 2 ** 31 - 2;

const tooManyCellsOfSheet = [
  'has more cells than can be read from a workbook; save the sheet as "CSV UTF-8"',
  '工作表的单元格过多，请另存为“CSV UTF-8”',
] as const;

function rawRow({ line, cells, broken }: OpenRow, width: number): RawRow {
  const all = new Array<string>(width).fill('');
  for (const [column, text] of cells) all[column] = text;
  return { line, cells: all, ...(broken && { broken }) };
}

/** `AB7` is column 27, counted from 0. */
function columnOf(reference: string): number {
  let column = 0;
  for (let i = 0; i < reference.length; i++) {
    const code = reference.charCodeAt(i) & ~32;
    if (code < 65 || code > 90) break;
    column = column * 26 + code - 64;
  }
  return column - 1;
}

function put(row: OpenRow, cell: OpenCell, book: Workbook): void {
  const { column } = cell;
  if (column < 0 || column >= maxColumns) return;
  row.width = Math.max(row.width, column + 1);
  if (cell.type === 'e') {
    row.broken ??= {
      kind: 'formula',
      fault: {
        en: `Cell ${column + 1} holds the error ${cell.text} instead of a value.`,
        zh: `第 ${column + 1} 个单元格是错误值 ${cell.text}。`,
      },
    };
  }
  const text = textOf(cell, book);
  row.characters += text.length;
  if (row.characters > maxRowCharacters) row.broken ??= rowTooLong;
  else if (text !== '') row.cells.set(column, text);
}

const rowTooLong: RawRow['broken'] = {
  kind: 'tooLong',
  fault: {
    en: `The row is longer than ${maxRowCharacters.toLocaleString('en-US')} characters.`,
    zh: `该行超过 ${maxRowCharacters.toLocaleString('en-US')} 个字符。`,
  },
};

function textOf({ type, style, text }: OpenCell, book: Workbook): string {
  switch (type) {
    case 's':
      return book.strings[Number(text)] ?? '';
    case 'b':
      return text === '1' ? 'true' : text === '' ? '' : 'false';
    case 'n':
      return text === '' ? '' : numberText(text, book.dateStyles[style] ?? false, book.from1904);
    case 'inlineStr':
    case 'str':
      return unescape(text);
    default:
      return text;
  }
}

/** A number as the sheet shows it: no binary remainders, no exponent, dates as dates. */
export function numberText(text: string, isDate: boolean, from1904: boolean): string {
  const value = Number(text);
  if (!Number.isFinite(value)) return text;
  if (isDate && value >= 0) return dateText(value, from1904);
  const shown = Number(value.toPrecision(15));
  if (Number.isInteger(shown) && Math.abs(shown) < 1e21) return BigInt(shown).toString();
  const plain = String(shown);
  return /e/i.test(plain) ? shown.toFixed(20).replace(/\.?0+$/, '') : plain;
}

const day = 86_400_000;

/** Days since the last day of 1899 (which counts a 29 February 1900 that never was), as ISO text. */
function dateText(serial: number, from1904: boolean): string {
  const whole = Math.floor(serial);
  const seconds = Math.round((serial - whole) * 86_400);
  const clock = new Date(seconds * 1000).toISOString().slice(11, 19);
  if (serial < 1 && !from1904) return clock;
  const start = from1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, serial < 60 ? 31 : 30);
  const date = new Date(start + (whole + (seconds === 86_400 ? 1 : 0)) * day);
  if (Number.isNaN(date.getTime())) return String(serial);
  const dayText = date.toISOString().slice(0, 10);
  return seconds % 86_400 === 0 ? dayText : `${dayText} ${clock}`;
}
