import { fold } from '@kehu/shared';
import { badInput } from '../../errors/errors';
import type { Field, Noun } from '../../model/registry';
import type { StoredValues } from '../../records/draft';

/** A record that is to be made one with others: what it holds, and which fields of it the merger may read. */
export interface MergedRecord {
  pk: number;
  /** Public id. */
  id: string;
  values: StoredValues;
  readable(field: string): boolean;
}

/** Values of the record that stays, and which of the records each came from. */
export interface MergePlan {
  values: Map<string, unknown>;
  /** By field: public ids of the records whose value it is; several where lists were put together. */
  sources: Map<string, string[]>;
}

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

/** What makes two items of a list one. */
const itemKeys: Partial<Record<Field['kind'], (item: never) => string>> = {
  phones: (item: { number: string }) => item.number,
  emails: (item: { address: string }) => fold(item.address),
  addresses: (item: Record<string, unknown>) =>
    JSON.stringify([item.country, item.region, item.city, item.line, item.postalCode]),
  tags: (item: string) => fold(item),
};

/**
 * Decides what the record that stays will hold. A chosen value counts; else its own; else that of the first of the others
 * that has one. Lists are put together, its own items first. Who owns a record and which team works with it is never taken
 * over unasked: it decides who sees it.
 * @param records the one that stays, then the others
 * @param fields those that may be merged
 * @param choices by field: the number of the record whose value is to be kept
 */
export function planMerge(
  noun: Noun,
  records: readonly MergedRecord[],
  fields: readonly string[],
  choices: ReadonlyMap<string, number>,
): MergePlan {
  const plan: MergePlan = { values: new Map(), sources: new Map() };
  for (const name of fields) {
    const field = noun.fields.get(name)!;
    const holders = records.filter((record) => record.readable(name));
    const own = records[0]!;
    if (!own.readable(name)) continue;
    const chosen = choices.get(name);
    if (chosen !== undefined) set(plan, name, records[chosen]!.values.get(name) ?? null, [records[chosen]!.id]);
    else if (itemKeys[field.kind]) putTogether(plan, field, holders);
    else {
      const takes = field.kind !== 'link';
      const holder = takes ? (holders.find(({ values }) => !isEmpty(values.get(name))) ?? own) : own;
      set(plan, name, holder.values.get(name) ?? null, [holder.id]);
    }
  }
  return plan;
}

function set(plan: MergePlan, field: string, value: unknown, from: string[]): void {
  plan.values.set(field, value);
  plan.sources.set(field, from);
}

function putTogether(plan: MergePlan, field: Field, holders: readonly MergedRecord[]): void {
  const keyOf = itemKeys[field.kind] as (item: unknown) => string;
  const items = new Map<string, unknown>();
  const sources: string[] = [];
  for (const { id, values } of holders) {
    let adds = false;
    for (const item of (values.get(field.name) as unknown[] | null) ?? []) {
      const key = keyOf(item);
      if (items.has(key)) continue;
      // One item is the primary one: that of the first record that has any.
      items.set(key, isPrimary(item) && [...items.values()].some(isPrimary) ? { ...item, primary: false } : item);
      adds = true;
    }
    if (adds) sources.push(id);
  }
  if (items.size > mostItems) {
    throw badInput(
      `choices.${field.name}`,
      `${field.label.en}: together these are more than ${mostItems}. Choose whose to keep.`,
      `${field.label.zh}合并后超过 ${mostItems} 项，请选择保留哪条记录的内容。`,
    );
  }
  set(plan, field.name, [...items.values()], sources.length > 0 ? sources : [holders[0]!.id]);
}

/** Most items of one list. */
const mostItems = 50;

const isPrimary = (item: unknown): item is { primary: true } =>
  typeof item === 'object' && item !== null && 'primary' in item && item.primary === true;
