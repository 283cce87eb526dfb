import { columnsOf, flatten, listsOf } from '@kehu/shared';

type Row = Record<string, unknown>;

/** A list of an answer, its rows flat. */
export interface AnswerRows {
  /** The key of the answer it stands under; empty where the answer itself is the only row. */
  key: string;
  rows: Row[];
  columns: string[];
}

/** What an answer holds as tables: its lists, or else itself as one row. */
export function answerRows(data: unknown): AnswerRows[] {
  const lists = listsOf(data).map(({ path, items }) => ({ key: path[0]!, rows: items.map((item) => flatten(item)) }));
  const own =
    lists.length === 0 && data !== null && typeof data === 'object' ? [{ key: '', rows: [flatten(data)] }] : [];
  return [...lists, ...own].map((list) => ({ ...list, columns: columnsOf(list.rows) }));
}
