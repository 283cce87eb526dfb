import { fold } from '@kehu/shared';
import type { Noun, NounRegistry } from '../model/registry';
import type { ReadContext } from '../query/context';
import { findByExternalId, findByText, isPublicId, type FoundRecords } from './find-records';
import type { ImportItem, ImportLink } from './import-item';
import type { ItemOutcome } from './import-file';

/** By what a cell may name a record, in the order they are tried. */
const keysOf: Readonly<Record<string, readonly string[]>> = {
  customer: ['externalId', 'code', 'name'],
  product: ['externalId', 'code', 'name'],
  user: ['email', 'name'],
  team: ['name'],
};

export interface LinkContext {
  reading: ReadContext;
  /** Source of the external ids in the file. */
  source: string;
  language: 'en' | 'zh';
}

/** Values of an item with its links as public ids, or why it can't be written. */
export type LinkedItem =
  | { values: Record<string, unknown> }
  | {
      refused: ItemOutcome & { outcome: 'REFUSED' };
      /** What it names that is not there. */
      missing?: ImportLink;
    };

/** Finds the records that the items' cells name, in the importer's view, with a few statements for the whole batch. */
export async function resolveLinks(context: LinkContext, items: readonly ImportItem[]): Promise<LinkedItem[]> {
  const named = new Map<string, Set<string>>();
  for (const { links } of items) {
    for (const { to, value } of links) {
      if (!isPublicId(value)) named.set(to, (named.get(to) ?? new Set()).add(value));
    }
  }
  const tables = new Map<string, FoundRecords[]>();
  for (const [to, values] of named) tables.set(to, await lookUp(context, to, [...values]));
  return items.map((item) => linked(context, item, tables));
}

async function lookUp(
  { reading, source }: LinkContext,
  to: string,
  values: readonly string[],
): Promise<FoundRecords[]> {
  const noun = reading.nouns.get(to);
  const tables: FoundRecords[] = [];
  let left = values;
  for (const key of keysOf[to] ?? []) {
    if (left.length === 0) break;
    const found =
      key === 'externalId'
        ? await findByExternalId(reading, noun, source, left)
        : await findByText(reading, noun, key, left);
    tables.push(found);
    left = left.filter((value) => !found.has(value) && !found.has(fold(value)));
  }
  return tables;
}

function linked(context: LinkContext, item: ImportItem, tables: ReadonlyMap<string, FoundRecords[]>): LinkedItem {
  const values: Record<string, unknown> = { ...item.values };
  if (Array.isArray(values.items)) values.items = (values.items as object[]).map((entry) => ({ ...entry }));
  for (const link of item.links) {
    const ids = idsOf(link, tables);
    if (ids.length !== 1) {
      return { refused: refusal(context, link, ids.length), ...(ids.length === 0 && { missing: link }) };
    }
    const target = link.item === null ? values : (values.items as Record<string, unknown>[])[link.item]!;
    target[link.field] = ids[0];
  }
  return { values };
}

function idsOf({ to, value }: ImportLink, tables: ReadonlyMap<string, FoundRecords[]>): string[] {
  if (isPublicId(value)) return [value];
  for (const table of tables.get(to) ?? []) {
    const found = table.get(value) ?? table.get(fold(value));
    if (found) return found.map(({ id }) => id);
  }
  return [];
}

const nounLabel = (nouns: NounRegistry, to: string): Pick<Noun, 'label'> => nouns.get(to);

function refusal(
  { reading, language }: LinkContext,
  { field, to, value }: ImportLink,
  count: number,
): ItemOutcome & { outcome: 'REFUSED' } {
  const { label } = nounLabel(reading.nouns, to);
  const name = value.length > 60 ? `${value.slice(0, 60)}…` : value;
  const several = {
    en: `${count} records of "${label.en}" are called "${name}"; name it by code or external id.`,
    zh: `有 ${count} 条${label.zh}记录名为“${name}”，请改用编码或外部编号。`,
  };
  const absent = { en: `There is no ${label.en.toLowerCase()} "${name}".`, zh: `没有名为“${name}”的${label.zh}。` };
  return {
    outcome: 'REFUSED',
    code: count > 1 ? 'BAD_USER_INPUT' : 'NOT_FOUND',
    fields: [field],
    message: (count > 1 ? several : absent)[language],
    sentence: count > 1 ? several : absent,
  };
}
