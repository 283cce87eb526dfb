import type { Sentence } from '../../errors/errors';

/** How a file is to be read; what isn't said is found out from its content. */
export interface ReadOptions {
  /** One character between cells. */
  delimiter?: string;
  /** The character around cells that hold delimiters; a double quote by default, `''` for none. */
  quote?: string;
  /** A label TextDecoder knows. */
  encoding?: string;
  /** Name of the sheet of a workbook; the first visible one with rows by default. */
  sheet?: string;
  /** Row of the file that names the columns, the first being 1. */
  headerRow?: number;
}

export type SourceFormat = 'csv' | 'xlsx' | 'vcard' | 'jsonl' | 'json';

/** What was found out, or was said, about how a file is read. */
export interface ReadSettings {
  format: SourceFormat;
  encoding: string | null;
  /** Whether the encoding was told by a mark or by validity rather than guessed by likelihood. */
  encodingSure: boolean;
  delimiter: string | null;
  quote: string | null;
  sheet: string | null;
  /** Sheets one may choose from. */
  sheets: string[];
  headerRow: number;
}

/** A row that can be read: its cells, as many as there are headers. */
export interface SourceRow {
  /** Line of the file (row of a sheet) that the row starts on; the first is 1. */
  line: number;
  cells: string[];
}

/** A row that can't be taken as it stands, or the point from which nothing can be read. */
export interface BrokenRow {
  line: number;
  fault: Sentence;
  /** Kind of the fault, for counting. */
  kind: FaultKind;
  /** What could be read of it, for the file of refused rows. */
  cells?: string[];
}

export type FaultKind =
  'cells' | 'shifted' | 'quote' | 'unclosed' | 'nul' | 'undecodable' | 'tooLong' | 'footer' | 'formula' | 'structure';

export interface SourceFile {
  /** Name without folders, for messages. */
  name: string;
  headers: string[];
  settings: ReadSettings;
  /** What a person should know about how the file was read. */
  notes: Sentence[];
  /** The rows below the header, one at a time; rows without any content are left out. */
  rows: AsyncIterable<SourceRow | BrokenRow>;
  /** Share of the file read so far, 0 to 1. */
  progress(): number;
}

/** A row as a format gives it, before header and width are known. */
export interface RawRow {
  line: number;
  cells: string[];
  /** Why it can't be taken, where the format itself knows. */
  broken?: { fault: Sentence; kind: FaultKind };
}

/** Most characters of one cell. */
export const maxCellCharacters = 1_000_000;

/** Most cells of a row, as many as spreadsheets have. */
export const maxColumns = 16_384;

export const tooManyCells: RawRow['broken'] = {
  kind: 'cells',
  fault: {
    en: `The row has more than ${maxColumns.toLocaleString('en-US')} cells.`,
    zh: `该行超过 ${maxColumns.toLocaleString('en-US')} 个单元格。`,
  },
};

export const cellTooLong = (column: number): RawRow['broken'] => ({
  kind: 'tooLong',
  fault: {
    en: `Cell ${column} is longer than ${maxCellCharacters.toLocaleString('en-US')} characters.`,
    zh: `第 ${column} 个单元格超过 ${maxCellCharacters.toLocaleString('en-US')} 个字符。`,
  },
});
