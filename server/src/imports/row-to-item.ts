import { unprotectCell } from '@kehu/shared';
import { CellError } from './cell-error';
import type { SourceRow } from './formats/source';
import type { ImportableNoun } from './import-columns';
import type { ImportItem, ImportLink, RowFault } from './import-item';
import type { HeaderMap, MappedColumn } from './map-headers';
import { kindInFront } from './kind-in-front';
import { entriesOf } from './list-entries';
import { readOtherIds } from './read-other-ids';
import { readPhone, readPhones, readValue, type CellValue, type ReadContext } from './read-value';

export interface RowContext extends ReadContext {
  noun: ImportableNoun;
  map: HeaderMap;
  /** Cells to be read as something else, by header: `technolgy` as `technology`. */
  replacements?: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

interface CellFault {
  column: string;
  index: number;
  error: CellError;
}

/** Runs `work` for a column; what its cell is at fault for is noted and gives undefined. */
type Attempt = <T>(column: MappedColumn, work: () => T) => T | undefined;

interface ReadCell {
  mapped: MappedColumn;
  value: CellValue;
}

/** Turns a row into a record to be written, or tells its first fault and what else is wrong. */
export function rowToItem(row: SourceRow, context: RowContext): ImportItem | RowFault {
  const faults: CellFault[] = [];
  const attempt: Attempt = ({ header, index }, work) => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof CellError)) throw error;
      faults.push({ column: header, index, error });
      return undefined;
    }
  };
  const cells: ReadCell[] = [];
  for (const mapped of context.map.mapped) {
    const text = cellText(row, mapped, context);
    if (text === '') continue;
    const value = attempt(mapped, () => readValue(mapped.column, text, context));
    if (value !== undefined) cells.push({ mapped, value });
  }
  const item = assemble(row.line, cells, context, attempt);
  if (faults.length === 0 && !('sentence' in item)) return item;
  const key = cells.find(({ mapped: { column } }) => column.field === 'externalId' || column.field === 'code')?.value;
  const fault = faults.length > 0 ? joined(row.line, faults) : (item as RowFault);
  return { ...fault, key: (key as string | undefined) ?? null };
}

const cellText = (row: SourceRow, { index, header }: MappedColumn, context: RowContext): string => {
  const text = unprotectCell(row.cells[index]!).trim();
  return context.replacements?.get(header)?.get(text) ?? text;
};

/** One entry a row: the first fault in full, the columns of the others behind it. */
function joined(line: number, faults: readonly CellFault[]): RowFault {
  const [first, ...others] = [...faults].sort((a, b) => a.index - b.index);
  const also = [...new Set(others.map(({ column }) => column))].filter((column) => column !== first!.column);
  const { en, zh } = first!.error.sentence;
  return {
    line,
    column: first!.column,
    sentence: also.length
      ? { en: `${en} Also wrong: ${also.join(', ')}.`, zh: `${zh}另有错误的列：${also.join('、')}。` }
      : { en, zh },
  };
}

function assemble(
  line: number,
  cells: readonly ReadCell[],
  { noun, country: usual }: RowContext,
  attempt: Attempt,
): ImportItem | RowFault {
  const values: Record<string, unknown> = {};
  const columns = new Map<string, string>();
  const links: ImportLink[] = [];
  const address: Record<string, unknown> = {};
  const others: Record<string, unknown>[] = [];
  const line1: Record<string, unknown> = {};
  let externalId: string | null = null;
  let otherIds: ImportItem['otherIds'];
  const country = cells.find(({ mapped }) => mapped.column.type === 'country')?.value as string | undefined;
  for (const cell of cells) {
    const { mapped, value } = cell;
    const { column, header, kind, group, part } = mapped;
    const { field } = column;
    const listed = column.type === 'phone' || column.type === 'email' ? entriesOf(String(value)) : null;
    if (field === 'externalId') externalId = value as string;
    else if (column.type === 'ids') otherIds = attempt(mapped, () => readOtherIds(value as string));
    else if (listed) {
      const placed = noun === 'customer' && country !== undefined;
      const asNumber = (entry: Record<string, unknown>): Record<string, unknown> =>
        field === 'phones' ? { ...entry, number: readPhone(String(entry.number), country ?? usual, placed) } : entry;
      const entries = attempt(mapped, () => listed.map(asNumber));
      appendAsWritten(values, field, entries ?? []);
    } else if (column.type === 'link') {
      const inputField = `${group === 'item' ? part : field}Id`;
      links.push({ field: inputField, to: column.to!, value: value as string, item: group === 'item' ? 0 : null });
      columns.set(inputField, header);
    } else if (group === 'address') address[part!] = value;
    else if (group === 'item') line1[part!] = value;
    else if (column.type === 'phone') {
      const numbers = attempt(mapped, () =>
        readPhones(value as string, country ?? usual, noun === 'customer' && country !== undefined),
      );
      append(
        values,
        'phones',
        (numbers ?? []).map(({ number, kind: said }) => ({ number, ...((said ?? kind) && { kind: said ?? kind }) })),
      );
    } else if (column.type === 'email') {
      append(
        values,
        'emails',
        (value as string[]).map(kindInFront).map(({ kind: said, rest: address }) => ({
          address,
          ...((said ?? kind) && { kind: said ?? kind }),
        })),
      );
    } else if (column.type === 'tags')
      values.tags = [...new Set([...((values.tags as string[] | undefined) ?? []), ...(value as string[])])];
    else if (field === 'otherAddresses') others.push(...(JSON.parse(value as string) as Record<string, unknown>[]));
    else values[field] = column.type === 'json' ? (JSON.parse(value as string) as unknown) : value;
    const known = group === 'custom' ? field : group;
    if (!columns.has(known)) columns.set(known, header);
  }
  if (Object.keys(address).length > 0 || others.length > 0) {
    const first = Object.keys(address).length > 0;
    values.addresses = first
      ? [{ ...address, primary: true }, ...others.map((other) => ({ ...other, primary: false }))]
      : others;
  }
  if (noun === 'order' && (Object.keys(line1).length > 0 || links.some(({ item }) => item === 0)))
    values.items = [line1];
  columns.set('addresses', columns.get('address') ?? '');
  columns.set('items', columns.get('item') ?? '');
  return finish[noun](line, { line, externalId, ...(otherIds && { otherIds }), values, links, columns });
}

type Listed = { primary: boolean; [part: string]: unknown };

const append = (values: Record<string, unknown>, field: string, entries: readonly Omit<Listed, 'primary'>[]): void => {
  const list = (values[field] as Listed[] | undefined) ?? [];
  for (const entry of entries) {
    const same = (other: Listed): boolean => other.number === entry.number && other.address === entry.address;
    if (!list.some(same)) list.push({ ...entry, primary: list.length === 0 });
  }
  values[field] = list;
};

/** Entries as they were exported; which is the primary one counts where they are the only ones. */
function appendAsWritten(values: Record<string, unknown>, field: string, entries: Record<string, unknown>[]): void {
  const list = (values[field] as Listed[] | undefined) ?? [];
  values[field] = [...list, ...(list.length === 0 ? entries : entries.map((entry) => ({ ...entry, primary: false })))];
}

const missing = (line: number, en: string, zh: string): RowFault => ({
  line,
  column: null,
  sentence: { en: `The row has no ${en}.`, zh: `该行缺少${zh}。` },
});

type Finish = (line: number, item: ImportItem) => ImportItem | RowFault;

/** Full name from its parts: family name first, without a space, where it is Chinese. */
function personName({ values }: ImportItem): string | undefined {
  const { fullName, firstName, lastName } = values as Record<string, string | undefined>;
  delete values.fullName;
  delete values.firstName;
  delete values.lastName;
  if (fullName) return fullName;
  const chinese = /\p{Script=Han}/u.test(`${firstName ?? ''}${lastName ?? ''}`);
  const parts = chinese ? [lastName, firstName] : [firstName, lastName];
  return parts.filter(Boolean).join(chinese ? '' : ' ') || undefined;
}

/** What each noun makes of its cells at last: names, defaults, what must be there. */
const finish: Record<ImportableNoun, Finish> = {
  customer: (line, item) => {
    const { values } = item;
    const saysPerson = ['firstName', 'lastName', 'gender', 'birthDate'].some((field) => values[field] !== undefined);
    const calledPerson = /姓名/.test(item.columns.get('fullName') ?? '');
    const company = values.companyName as string | undefined;
    const person = personName(item);
    delete values.companyName;
    values.kind ??= !company && person && (saysPerson || calledPerson) ? 'PERSON' : 'COMPANY';
    const name = values.kind === 'PERSON' ? (person ?? company) : (company ?? person);
    if (!name) return missing(line, 'name', '名称');
    values.name = name;
    return item;
  },
  contact: (line, item) => {
    const name = personName(item);
    delete item.values.phoneCountry;
    if (!name) return missing(line, 'name', '姓名');
    item.values.name = name;
    return item.links.some(({ to }) => to === 'customer') ? item : missing(line, 'customer', '客户');
  },
  product: (line, item) => {
    const { values } = item;
    if (!values.name) return missing(line, 'name', '名称');
    if (values.discontinued !== undefined) values.active ??= values.discontinued;
    delete values.discontinued;
    return item;
  },
  order: (line, item) => {
    const entry = (item.values.items as Record<string, unknown>[] | undefined)?.[0];
    if (entry) entry.quantity ??= '1';
    return item.links.some(({ to }) => to === 'customer') ? item : missing(line, 'customer', '客户');
  },
  opportunity: (line, item) => {
    const { values, links } = item;
    const named = (to: string): string | undefined => links.find((link) => link.to === to)?.value;
    const name =
      values.name ?? ([named('product'), named('customer') ?? item.externalId].filter(Boolean).join(' – ') || null);
    if (!name) return missing(line, 'name', '名称');
    values.name = name;
    return item;
  },
  activity: (line, item) => {
    item.values.kind ??= 'NOTE';
    return item.links.some(({ to }) => to === 'customer') ? item : missing(line, 'customer', '客户');
  },
  ticket: (line, item) => {
    if (!item.values.subject) return missing(line, 'subject', '主题');
    return item.links.some(({ to }) => to === 'customer') ? item : missing(line, 'customer', '客户');
  },
};
