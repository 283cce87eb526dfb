import { fieldLabels } from './field-labels';
import { openSource } from './formats/open-source';
import type { ImportColumn } from './import-column';
import { importColumns, importableNouns, nounNames, type ImportableNoun } from './import-columns';
import type { ImportPlan } from './import-plan';
import { recordOptions } from './import-plan';
import { isKnownHeader, mapHeaders } from './map-headers';
import { isKnownToAny, recogniseFile } from './prepare-import';
import { KehuError } from '../errors/errors';

const sampleRows = 20;
/** Characters of a cell that a preview shows. */
const shownCharacters = 200;

/** How a file is understood before anything of it is taken. */
export interface ImportPreview {
  product: string | null;
  noun: ImportableNoun;
  nouns: { noun: ImportableNoun; name: string }[];
  settings: object;
  notes: string[];
  headers: string[];
  /** The first rows; a row that can't be taken says why. */
  rows: { line: number; cells: string[]; fault: string | null }[];
  /** Field by header place; null where the column is not read. */
  mapping: (string | null)[];
  /** What columns may mean. */
  fields: { field: string; label: string; list: boolean }[];
  /** What keeps the file from being imported like this. */
  problem: string | null;
}

/** @throws KehuError where the file as a whole can't be read */
export async function previewImport(
  path: string,
  plan: ImportPlan,
  language: 'en' | 'zh',
  added: readonly ImportColumn[] = [],
): Promise<ImportPreview> {
  const options = recordOptions(plan, path, new Map(), added);
  const recognised = await recogniseFile(path, options);
  const file = await openSource(
    path,
    options,
    (header) => isKnownHeader(plan.noun, header, added) || isKnownToAny(header),
  );
  const rows: ImportPreview['rows'] = [];
  for await (const row of file.rows) {
    const cells = (row.cells ?? []).map((cell) => cell.slice(0, shownCharacters));
    rows.push({ line: row.line, cells, fault: 'fault' in row ? row.fault[language] : null });
    if (rows.length >= sampleRows) break;
  }
  const mapping = new Array<string | null>(file.headers.length).fill(null);
  let problem: string | null = null;
  try {
    const map = mapHeaders(file.name, plan.noun, file.headers, options.overrides, added);
    for (const { index, column } of map.mapped) mapping[index] = column.field;
  } catch (error) {
    if (!(error instanceof KehuError)) throw error;
    problem = error.sentence[language];
    const map = mapHeaders(file.name, plan.noun, file.headers, options.overrides, added, { partly: true });
    for (const { index, column } of map.mapped) mapping[index] = column.field;
  }
  return {
    product: recognised.product,
    noun: plan.noun,
    nouns: importableNouns.map((noun) => ({ noun, name: nounNames[noun][language] })),
    settings: file.settings,
    notes: file.notes.map((note) => note[language]),
    headers: file.headers,
    rows,
    mapping,
    fields: [...importColumns[plan.noun], ...added].map(({ field, list }) => ({
      field,
      label: fieldLabels[field]?.[language] ?? field,
      list: list ?? false,
    })),
    problem,
  };
}
