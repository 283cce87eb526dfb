import { badInput } from '../errors/errors';
import { headerKey } from './header-key';
import type { ImportColumn } from './import-column';
import { importColumns, neededColumns, nounNames, type ImportableNoun } from './import-columns';
import { ImportFileError } from './import-file-error';
import { isReasonHeader } from './refused-file';

/** A column of the file that means something. */
export interface MappedColumn {
  /** Position in the row. */
  index: number;
  /** As the file writes it. */
  header: string;
  column: ImportColumn;
  /** Kind of phone or e-mail the header tells. */
  kind: string | null;
  /** The two sides of a field like `address.city`. */
  group: string;
  part: string | undefined;
}

export interface HeaderMap {
  mapped: MappedColumn[];
  /** Headers that mean nothing known; their cells are not read. */
  ignored: string[];
}

/** Whether a header means something for this noun: what tells a header row from a title above it. */
export const isKnownHeader = (noun: ImportableNoun, header: string, added: readonly ImportColumn[] = []): boolean =>
  columnCalled([...importColumns[noun], ...added], header) !== undefined;

/** `field` in an override that says: don't read this column. */
const leaveOut = '-';

/**
 * Finds out what each column of a file means, by known headers in English and Chinese and by `overrides` (header to field,
 * `-` to leave the column out).
 * @param added columns of fields that administrators added; what the product has a column for is that
 * @param partly gives what is known of a file that lacks columns its noun needs
 * @throws ImportFileError where no column, or none that the noun needs, is known
 * @throws KehuError for an override that names no column of the file or no field
 */
export function mapHeaders(
  file: string,
  noun: ImportableNoun,
  headers: readonly string[],
  overrides: ReadonlyMap<string, string> = new Map(),
  added: readonly ImportColumn[] = [],
  { partly = false }: { partly?: boolean } = {},
): HeaderMap {
  const columns = [...importColumns[noun], ...added];
  const hasCity = headers.some((header) => headerKey(header) === 'city');
  const chosen = resolveOverrides(noun, columns, headers, overrides);
  const mapped: MappedColumn[] = [];
  const ignored: string[] = [];
  const taken = new Set([...chosen.values()].flatMap((column) => (column && !column.list ? [column.field] : [])));
  headers.forEach((header, index) => {
    const column = chosen.has(index) ? chosen.get(index) : free(knownColumn(noun, columns, header, hasCity), taken);
    if (!column) {
      if (header !== '' && !isReasonHeader(header) && !isNameBeside(columns, headers, header)) ignored.push(header);
      return;
    }
    if (!column.list) taken.add(column.field);
    const [group, part] = column.field.split('.') as [string, string | undefined];
    mapped.push({ index, header, column, group, part, kind: kindOf(column, header) });
  });
  if (!partly) requireNeeded(file, noun, headers, mapped);
  return { mapped, ignored };
}

const kindOf = ({ kinds = {} }: ImportColumn, header: string): string | null => {
  const key = headerKey(header);
  return Object.hasOwn(kinds, key) ? kinds[key]! : null; // a header may be called as what every object has
};

/** Whether this is the name that our exports write beside the id of a linked record, for people. */
const isNameBeside = (columns: readonly ImportColumn[], headers: readonly string[], header: string): boolean =>
  columns.some(({ field, type }) => type === 'link' && header === `${field}Name` && headers.includes(field));

const free = (column: ImportColumn | undefined, taken: ReadonlySet<string>): ImportColumn | undefined =>
  column && !taken.has(column.field) ? column : undefined;

function knownColumn(
  noun: ImportableNoun,
  columns: readonly ImportColumn[],
  header: string,
  hasCity: boolean,
): ImportColumn | undefined {
  const key = headerKey(header);
  if (key === '') return undefined;
  // Beside a city, "region" is the province of the address, as in Northwind.
  if (noun === 'customer' && key === 'region' && hasCity) {
    return columns.find(({ field }) => field === 'address.region');
  }
  return columnCalled(columns, header);
}

/** The column of exactly this name, else of a name or alias that differs in signs and case alone. */
function columnCalled(columns: readonly ImportColumn[], header: string): ImportColumn | undefined {
  const key = headerKey(header);
  return (
    columns.find(({ field }) => field === header) ??
    columns.find(({ field }) => headerKey(field) === key) ??
    columns.find(({ aliases }) => aliases.includes(key))
  );
}

function resolveOverrides(
  noun: ImportableNoun,
  columns: readonly ImportColumn[],
  headers: readonly string[],
  overrides: ReadonlyMap<string, string>,
): Map<number, ImportColumn | null> {
  const chosen = new Map<number, ImportColumn | null>();
  const keys = headers.map(headerKey);
  for (const [header, field] of overrides) {
    const index = keys.indexOf(headerKey(header));
    if (index === -1) {
      throw badInput('map', `The file has no column "${header}".`, `文件中没有“${header}”这一列。`);
    }
    const column = columnCalled(columns, field);
    if (!column && field.trim() !== leaveOut) {
      const fields = columns.map((item) => item.field).join(', ');
      throw badInput(
        'map',
        `There is no field "${field}" to import ${nounNames[noun].en} into; there are: ${fields}.`,
        `导入${nounNames[noun].zh}时没有字段“${field}”，可用字段：${fields}。`,
      );
    }
    chosen.set(index, column ?? null);
  }
  return chosen;
}

/** What `--map` takes for a field: names have one word, whoever they are of. */
const mapKeyOf = (field: string): string => (/Name$/.test(field) ? 'name' : field);

function requireNeeded(
  file: string,
  noun: ImportableNoun,
  headers: readonly string[],
  mapped: readonly MappedColumn[],
): void {
  const found = headers
    .filter((header) => header !== '')
    .slice(0, 12)
    .join(', ');
  for (const group of neededColumns[noun]) {
    if (mapped.some(({ column }) => group.includes(column.field))) continue;
    const wanted = mapKeyOf(group[0]!);
    throw new ImportFileError(
      file,
      `has no column that gives ${nounNames[noun].en} their ${wanted}; its columns are: ${found}. Say which one it is (on the command line: --map "Header=${wanted}")`,
      `缺少${nounNames[noun].zh}所需的“${wanted}”列；现有列：${found}。请指定对应的列（命令行：--map "列名=${wanted}"）`,
    );
  }
}
