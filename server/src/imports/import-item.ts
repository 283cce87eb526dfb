import type { ErrorCode } from '@kehu/shared';
import type { Sentence } from '../errors/errors';
import type { OtherId } from './read-other-ids';

/** A record named in a cell: by external id of the import's source, public id, business code, e-mail or name. */
export interface ImportLink {
  /** Input field that takes the id: customerId, ownerId, teamId, productId. */
  field: string;
  /** Noun of the record. */
  to: string;
  /** What the cell says, trimmed. */
  value: string;
  /** Which of the order's items it belongs to; null for the record itself. */
  item: number | null;
}

/** A record to be written: input values as its create mutation takes them, links apart. */
export interface ImportItem {
  line: number;
  externalId: string | null;
  /** Ids in further systems, for a new record. */
  otherIds?: readonly OtherId[];
  values: Record<string, unknown>;
  links: ImportLink[];
  /** Header of the column a field came from. */
  columns: ReadonlyMap<string, string>;
  /** The row as the file has it; several for an order of several lines. */
  cells?: string[][];
}

/** A row that was not taken, and why. */
export interface RefusedRow {
  file: string;
  line: number;
  /** Header of the column at fault; null where it is the row as a whole. */
  column: string | null;
  code: ErrorCode;
  message: string;
  /** Without what it tells of records, where it tells any. */
  unnamed?: string;
}

export interface RowFault {
  line: number;
  column: string | null;
  sentence: Sentence;
  /** What the row calls its record, where that can be read. */
  key?: string | null;
  cells?: string[][];
}
