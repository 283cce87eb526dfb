import { fold } from '@kehu/shared';
import type { Noun, NounRegistry } from '../model/registry';
import type { ReadContext } from '../query/context';
import { findByExternalId, findByText, isPublicId, type FoundRecord } from './find-records';
import type { ImportItem, ImportLink } from './import-item';
import type { ItemOutcome } from './import-file';

/** By what a cell may name a record, in the order they are tried. */
const keysOf: Readonly<Record<string, readonly string[]>> = {
  customer: ['externalId', 'code', 'name'],
  contact: ['externalId'],
  product: ['externalId', 'code', 'name'],
  order: ['externalId', 'code'],
  opportunity: ['externalId', 'name'],
  user: ['email', 'name'],
  team: ['name'],
};

export interface LinkContext {
  reading: ReadContext;
  /** Source of the external ids in the file. */
  source: string;
  language: 'en' | 'zh';
  /** Whether a record of this name will be there: in a rehearsal. */
  promised?(to: string, value: string): boolean;
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
      named.set(to, (named.get(to) ?? new Set()).add(value));
    }
  }
  const tables = new Map<string, Called[]>();
  for (const [to, values] of named) tables.set(to, await lookUp(context, to, [...values]));
  return items.map((item) => linked(context, item, tables));
}

/** Records that a cell names by one key. */
type Called = (value: string) => readonly FoundRecord[] | undefined;

async function lookUp({ reading, source }: LinkContext, to: string, values: readonly string[]): Promise<Called[]> {
  const noun = reading.nouns.get(to);
  const tables: Called[] = [];
  let left = values;
  for (const key of keysOf[to] ?? []) {
    // Ids of ours may be external ids, where they came from another company of ours; they are no names.
    if (key !== 'externalId') left = left.filter((value) => !isPublicId(value));
    if (left.length === 0) break;
    const isId = key === 'externalId';
    const records = isId
      ? await findByExternalId(reading, noun, source, left)
      : await findByText(reading, noun, key, left);
    // Ids are told apart by case; texts are looked up folded.
    const called = (value: string): readonly FoundRecord[] | undefined => records.get(isId ? value : fold(value));
    tables.push(called);
    left = left.filter((value) => !called(value));
  }
  return tables;
}

function linked(context: LinkContext, item: ImportItem, tables: ReadonlyMap<string, Called[]>): LinkedItem {
  const values: Record<string, unknown> = { ...item.values };
  if (Array.isArray(values.items)) values.items = (values.items as object[]).map((entry) => ({ ...entry }));
  for (const link of item.links) {
    const ids = idsOf(context, link, tables);
    if (ids.length !== 1) {
      return { refused: refusal(context, link, ids.length), ...(ids.length === 0 && { missing: link }) };
    }
    const target = link.item === null ? values : (values.items as Record<string, unknown>[])[link.item]!;
    target[link.field] = ids[0];
  }
  return { values };
}

function idsOf({ promised }: LinkContext, { to, value }: ImportLink, tables: ReadonlyMap<string, Called[]>): string[] {
  for (const table of tables.get(to) ?? []) {
    const found = table(value);
    if (found) return found.map(({ id }) => id);
  }
  return isPublicId(value) && promised?.(to, value) !== true ? [value] : [];
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
