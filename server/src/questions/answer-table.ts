import { columnsOf, flatten, listsOf } from '@kehu/shared';
import { badInput } from '../errors/errors';
import type { SheetCell } from '../exports/xlsx';

/** An answer as a table: the rows of one of its lists, nested values under dotted headers. */
export interface AnswerTable {
  headers: string[];
  rows: SheetCell[][];
  /** Where the list stands in the answer: response keys from the top. */
  path: readonly string[];
}

/**
 * The rows of the list under `list`, one of the answer's own keys; of its first list where none is named; of the answer itself where
 * it has no list. @throws KehuError BAD_USER_INPUT where there is no such list
 */
export function answerTable(data: unknown, list: string | null = null): AnswerTable {
  const lists = listsOf(data);
  const wanted = list === null ? lists[0] : lists.find(({ path }) => path[0] === list);
  if (list !== null && !wanted) {
    throw badInput('list', `The answer has no list under ${list}.`, `结果中没有名为 ${list} 的列表。`);
  }
  const { items, path } = wanted ?? { items: [data], path: [] };
  const rows = items.map((item) => flatten(item));
  const headers = columnsOf(rows);
  return { headers, rows: rows.map((row) => headers.map((header) => (row[header] ?? null) as SheetCell)), path };
}
