import { csvLine } from '@kehu/shared';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { xlsxBytes, type SheetCell, type SheetColumn } from '../exports/xlsx';
import { answerTable, type AnswerTable } from './answer-table';
import { typeAt } from './type-at';

export const answerFormats = ['csv', 'xlsx', 'json'] as const;
export type AnswerFormat = (typeof answerFormats)[number];

/** An answer, and the question that says of what types its values are. */
export interface Answered {
  schema: GraphQLSchema;
  document: DocumentNode;
  data: unknown;
}

/** Endings and media types of the files that answers are taken away as. */
export const answerFiles: Readonly<Record<AnswerFormat, { extension: string; type: string }>> = {
  csv: { extension: 'csv', type: 'text/csv; charset=utf-8' },
  xlsx: { extension: 'xlsx', type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' },
  json: { extension: 'json', type: 'application/json; charset=utf-8' },
};

const rowsAtOnce = 500;

/**
 * An answer as the bytes of a file, as they are made. Tables hold the rows of the list that is named, else of its first; no cell of
 * theirs is a formula, and decimals are numbers in a workbook. @throws KehuError BAD_USER_INPUT where there is no such list
 */
export function answerBytes(
  answered: Answered,
  format: AnswerFormat,
  list: string | null = null,
): AsyncGenerator<Buffer> {
  if (format === 'json') return jsonBytes(answered.data);
  const table = answerTable(answered.data, list);
  return format === 'csv' ? csvBytes(table) : xlsxBytes(columnsOf(answered, table), each(table.rows));
}

/** With a mark that it is UTF-8, for Excel. */
async function* csvBytes({ headers, rows }: AnswerTable): AsyncGenerator<Buffer> {
  yield Buffer.from(`\ufeff${csvLine(headers)}\r\n`);
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    const part = rows.slice(from, from + rowsAtOnce);
    yield Buffer.from(part.map((cells) => `${csvLine(cells)}\r\n`).join(''));
  }
}

async function* jsonBytes(data: unknown): AsyncGenerator<Buffer> {
  yield Buffer.from(JSON.stringify(data, null, 2));
}

/** Decimals are texts in an answer; by their type, not their look, are they told from codes that are all digits. */
function columnsOf({ schema, document }: Answered, { headers, path }: AnswerTable): SheetColumn[] {
  return headers.map((header) => {
    const keys = header.split('.').filter((part) => !/^\d+$/.test(part));
    return { header, numeric: typeAt(schema, document, [...path, ...keys])?.name === 'Decimal' };
  });
}

async function* each(rows: readonly SheetCell[][]): AsyncGenerator<SheetCell[]> {
  yield* rows;
}
