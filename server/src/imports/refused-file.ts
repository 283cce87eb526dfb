import { csvLine } from '@kehu/shared';
import type { SqlRunner } from '../database/database';
import { refusalsAfter } from './import-books';
import type { ImportBook } from './import-seal';

/** Headers of the two columns that say what was wrong; imports leave them out. */
export const reasonHeaders = { en: ['Refused: line', 'Refused: reason'], zh: ['未导入：行', '未导入：原因'] } as const;

/** Whether a column is one of those that a file of refused rows adds. */
export const isReasonHeader = (header: string): boolean =>
  [...reasonHeaders.en, ...reasonHeaders.zh].some((reason) => reason === header.trim());

const pageSize = 500;

/**
 * The rows that were not taken, as a CSV file with the columns of the original and two more in front that say where and
 * why: mended, it can be imported as it is.
 * @param view key of the reader's view of now
 */
export async function* refusedFile(
  runner: SqlRunner,
  book: ImportBook,
  headers: readonly string[],
  language: 'en' | 'zh',
  view: Buffer | null,
): AsyncGenerator<string> {
  yield `\uFEFF${csvLine([...reasonHeaders[language], ...headers])}\r\n`;
  let position = -1;
  for (;;) {
    const page = await refusalsAfter(runner, book, position, pageSize, view);
    if (page.length === 0) return;
    let text = '';
    for (const { line, place, message, cells } of page) {
      const reason = `${place === null ? '' : `${place}: `}${message[language]}`;
      for (const row of cells.length > 0 ? cells : [[]]) text += `${csvLine([line, reason, ...row])}\r\n`;
    }
    yield text;
    position = page.at(-1)!.position;
  }
}
