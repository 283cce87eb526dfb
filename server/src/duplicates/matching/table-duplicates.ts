import { columnKindOf, type MatchColumn } from './column-kinds';
import { findDuplicates, type Found } from './find-duplicates';

/** What was found in a table, and which of its columns it was found by. */
export interface TableDuplicates extends Found {
  columns: readonly MatchColumn[];
}

/** Rows that are looked at to find out what a column holds. */
const sampleSize = 2_000;

/**
 * Finds duplicate rows of any table. What the columns hold is read off their headers and values.
 * @param ignored headers that say nothing about who a row is, such as its number
 */
export function tableDuplicates(
  headers: readonly string[],
  rows: readonly (readonly string[])[],
  ignored: ReadonlySet<string> = new Set(),
): TableDuplicates {
  const kinds = headers.map((header, i) =>
    ignored.has(header)
      ? null
      : columnKindOf(
          header,
          rows.slice(0, sampleSize).map((row) => row[i] ?? ''),
        ),
  );
  const used = headers.flatMap((name, i) => (kinds[i] ? [{ name, kind: kinds[i], i }] : []));
  const values = rows.map((row) => used.map(({ i }) => (row[i]?.trim() ? [row[i]] : [])));
  return { columns: used.map(({ name, kind }) => ({ name, kind })), ...findDuplicates(used, values) };
}
