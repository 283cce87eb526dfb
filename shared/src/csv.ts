/**
 * What a spreadsheet may take for a formula: it starts with one of these, full-width forms included, blanks before it left out,
 * as some programs do. Leading apostrophes count because they are our own escape (see {@link csvCell}).
 */
const formula = /^'*(?:[\t\r\n]|\s*[=+\-@＝＋－＠])/;
const plainNumber = /^[+-]?\d+(\.\d+)?$/;

/**
 * One cell of a CSV file: quoted where needed, and with an apostrophe in front where a spreadsheet would run the text as a
 * formula. Plain numbers and phone numbers in E.164 are left as they are. Null is an empty cell.
 */
export function csvCell(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return '';
  const safe = protectCell(String(value));
  return /[",;\r\n\t]|^\s|\s$/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

/** A text that no spreadsheet takes for a formula: with an apostrophe in front where it might. */
export const protectCell = (text: string): string =>
  formula.test(text) && !plainNumber.test(text) ? `'${text}` : text;

/** One line of a CSV file, without the line end. */
export const csvLine = (cells: readonly (string | number | boolean | null | undefined)[]): string =>
  cells.map(csvCell).join(',');

/** What {@link protectCell} protected, as it was: takes the apostrophe in front of a formula away again. */
export const unprotectCell = (text: string): string =>
  text.startsWith("'") && formula.test(text) ? text.slice(1) : text;
