import { fieldLabels } from './field-labels';
import { openSource } from './formats/open-source';
import type { ImportColumn } from './import-column';
import { importColumns, importableNouns, nounNames, type ImportableNoun } from './import-columns';
import { readOptions, settled, type OpenPlan } from './import-plan';
import { isKnownHeader, mapHeaders } from './map-headers';
import { isKnownToAny, recogniseFile } from './prepare-import';
import { KehuError } from '../errors/errors';

const sampleRows = 20;
/** Characters of a cell that a preview shows. */
const shownCharacters = 200;

/** How a file is understood before anything of it is taken. */
export interface ImportPreview {
  product: string | null;
  /** Null where nothing tells what the rows are: then no column means anything yet, and `problem` asks. */
  noun: ImportableNoun | null;
  /** What rows may be, and how many of the columns would mean something then. */
  nouns: { noun: ImportableNoun; name: string; known: number }[];
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
  plan: OpenPlan,
  language: 'en' | 'zh',
  added: readonly ImportColumn[] = [],
): Promise<ImportPreview> {
  const read = readOptions(plan);
  const recognised = await recogniseFile(path, read);
  const file = await openSource(
    path,
    read,
    (header) => (plan.noun !== null && isKnownHeader(plan.noun, header, added)) || isKnownToAny(header),
  );
  const rows: ImportPreview['rows'] = [];
  for await (const row of file.rows) {
    const cells = (row.cells ?? []).map((cell) => cell.slice(0, shownCharacters));
    rows.push({ line: row.line, cells, fault: 'fault' in row ? row.fault[language] : null });
    if (rows.length >= sampleRows) break;
  }
  const mapping = new Array<string | null>(file.headers.length).fill(null);
  const overrides = new Map(plan.overrides);
  let problem: string | null = null;
  try {
    const { noun } = settled(plan);
    const map = mapHeaders(file.name, noun, file.headers, overrides, added);
    for (const { index, column } of map.mapped) mapping[index] = column.field;
  } catch (error) {
    if (!(error instanceof KehuError)) throw error;
    problem = error.sentence[language];
    const map = plan.noun && mapHeaders(file.name, plan.noun, file.headers, overrides, added, { partly: true });
    for (const { index, column } of map?.mapped ?? []) mapping[index] = column.field;
  }
  return {
    product: recognised.product,
    noun: plan.noun,
    nouns: importableNouns.map((noun) => ({
      noun,
      name: nounNames[noun][language],
      known: mapHeaders(file.name, noun, file.headers, undefined, [], { partly: true }).mapped.length,
    })),
    settings: file.settings,
    notes: file.notes.map((note) => note[language]),
    headers: file.headers,
    rows,
    mapping,
    fields: [...(plan.noun ? importColumns[plan.noun] : []), ...added].map(({ field, list }) => ({
      field,
      label: fieldLabels[field]?.[language] ?? field,
      list: list ?? false,
    })),
    problem,
  };
}
