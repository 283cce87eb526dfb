import { csvLine } from '@kehu/shared';
import type { GuardedRow } from '../access/guard';
import type { Noun } from '../model/registry';
import type { CellValue } from './columns';
import { rowsOf, type ExportPlan } from './export-columns';
import { vcardOf } from './vcard';

export const exportFormats = ['csv', 'xlsx', 'jsonl', 'vcard'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** A format that is written record by record, so that an export can be gone on with after any of them. */
export interface TextFormat {
  head(plan: ExportPlan): string;
  record(plan: ExportPlan, row: GuardedRow): string;
}

/** Tells Excel that the file is UTF-8. */
const byteOrderMark = '\ufeff';

/** Nested by the dots of their headers, empty cells left out. */
function objectOf(headers: readonly string[], cells: readonly CellValue[]): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  headers.forEach((header, i) => {
    const value = cells[i]!;
    if (value === null) return;
    const parts = header.split('.');
    let at = result;
    for (const part of parts.slice(0, -1)) at = (at[part] ??= {}) as Record<string, unknown>;
    at[parts.at(-1)!] = value;
  });
  return result;
}

const headers = (plan: ExportPlan): string[] => plan.columns.map(({ header }) => header);

export const textFormats: Readonly<Record<Exclude<ExportFormat, 'xlsx'>, TextFormat>> = {
  csv: {
    head: (plan) => `${byteOrderMark}${csvLine(headers(plan))}\r\n`,
    record: (plan, row) =>
      rowsOf(plan, row)
        .map((cells) => `${csvLine(cells)}\r\n`)
        .join(''),
  },
  jsonl: {
    head: () => '',
    record: (plan, row) =>
      rowsOf(plan, row)
        .map((cells) => `${JSON.stringify(objectOf(headers(plan), cells))}\n`)
        .join(''),
  },
  vcard: {
    head: () => '',
    record: (plan, row) =>
      rowsOf(plan, row)
        .map((cells) => vcardOf(objectOf(headers(plan), cells)))
        .join(''),
  },
};

const types: Readonly<Record<ExportFormat, { type: string; extension: string }>> = {
  csv: { type: 'text/csv; charset=utf-8', extension: 'csv' },
  jsonl: { type: 'application/x-ndjson', extension: 'jsonl' },
  vcard: { type: 'text/vcard; charset=utf-8', extension: 'vcf' },
  xlsx: { type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', extension: 'xlsx' },
};

/** Name and type of the file of an export. */
export const fileOf = (
  noun: Pick<Noun, 'plural'>,
  format: ExportFormat,
  now: number,
): { name: string; type: string } => ({
  name: `${noun.plural}-${new Date(now).toISOString().slice(0, 10)}.${types[format].extension}`,
  type: types[format].type,
});
