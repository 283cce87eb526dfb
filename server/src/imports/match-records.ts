import { fold, parsePhone } from '@kehu/shared';
import type { SqlRunner } from '../database/database';
import { badInput, notFound } from '../errors/errors';
import type { Noun } from '../model/registry';
import { matchExternalIds } from '../records/external-ids';
import { visibleKeys } from '../records/references';
import type { BatchItem, BatchMatch } from '../records/write-batch';
import { readingIn, type RecordInput, type WriteContext } from '../records/write-context';
import { childKey, findByText, findChildren, isPublicId, type FoundRecord } from './find-records';

/** By what a row finds the record that is there already. */
export const matchKeys = ['externalId', 'code', 'name', 'email', 'phone'] as const;
export type MatchKey = (typeof matchKeys)[number];

/** Fields that the match keys but the external id stand for. */
const matchFields: Readonly<Record<Exclude<MatchKey, 'externalId'>, string>> = {
  code: 'code',
  name: 'name',
  email: 'primaryEmail',
  phone: 'primaryPhone',
};

/** @throws KehuError for a match key that the noun has no field for */
export function requireMatchField(noun: Noun, match: MatchKey | undefined): void {
  if (match === undefined || match === 'externalId' || noun.fields.has(matchFields[match])) return;
  throw badInput(
    'match',
    `${noun.label.en} has no ${match} to match by.`,
    `${noun.label.zh}没有可用于匹配的 ${match}。`,
  );
}

/** An item with the key it is looked up by, if it has one. */
export interface KeyedItem extends BatchItem {
  key: { by: MatchKey; value: string } | null;
  /** Public id of the record that the very same row of the very same file became once. */
  before: string | null;
}

/** By what an item is looked up: what was asked for, else its external id, its code, or for contacts the name at the customer. */
export function keyOf(
  noun: Noun,
  values: RecordInput,
  externalId: string | null,
  match: MatchKey | undefined,
): KeyedItem['key'] {
  const by = match ?? (externalId !== null ? 'externalId' : defaultMatch(noun));
  if (by === undefined) return null;
  const value = by === 'externalId' ? externalId : valueOf(values, by);
  return value === null || value === undefined ? null : { by, value };
}

/** What two items share that are about one record. */
export const sharedKeys = (noun: Noun, { key, values }: Pick<KeyedItem, 'key' | 'values'>): string[] =>
  key ? [`${key.by}|${atCustomer(noun, key.by) ? String(values.customerId) : ''}|${fold(key.value)}`] : [];

function defaultMatch(noun: Noun): MatchKey | undefined {
  if (noun.fields.has('code')) return 'code';
  return noun.name === 'contact' ? 'name' : undefined;
}

/** Contacts are looked for at their customer, except by external id. */
const atCustomer = (noun: Noun, by: MatchKey): boolean => noun.name === 'contact' && by !== 'externalId';

function valueOf(values: RecordInput, key: Exclude<MatchKey, 'externalId'>): string | undefined {
  const first = (list: unknown, part: string): string | undefined =>
    (list as Record<string, string>[] | undefined)?.find((entry) => entry.primary)?.[part];
  if (key === 'email') return first(values.emails, 'address');
  if (key === 'phone') return phoneNumber(first(values.phones, 'number'), first(values.addresses, 'country'));
  return values[key] as string | undefined;
}

/** E.164, as the primary phone is kept. */
const phoneNumber = (typed: string | undefined, country: string | undefined): string | undefined =>
  typed === undefined ? undefined : parsePhone(typed, country)?.number;

/** Looks items up in the writer's view, a few statements for all of them. What of a record can't be read doesn't find it. */
export async function matchRecords(
  context: WriteContext,
  tx: SqlRunner,
  noun: Noun,
  source: string | null,
  items: readonly KeyedItem[],
): Promise<BatchMatch[]> {
  const reading = readingIn(context, tx);
  const matches = new Array<BatchMatch>(items.length).fill({ found: null });
  const known = await visibleKeys(
    context,
    tx,
    noun,
    items.flatMap(({ before }) => before ?? []),
  );
  const keys = items.map((item) => item.key);
  const by = (key: MatchKey): number[] => keys.flatMap((one, i) => (one?.by === key ? [i] : []));
  const set = (i: number, key: MatchKey, found: readonly FoundRecord[] | undefined): void => {
    if (!found || found.length === 0) return;
    matches[i] = found.length === 1 ? { found: found[0]! } : { refusal: several(key, found.length) };
  };
  for (const key of matchKeys) {
    const at = by(key);
    if (at.length === 0) continue;
    const values = at.map((i) => keys[i]!.value);
    if (key === 'externalId') {
      if (source === null) continue;
      const found = await matchExternalIds(context, tx, noun, source, values);
      for (const i of at) {
        const match = found.get(keys[i]!.value);
        if (match) matches[i] = match.visible ? { found: match } : { taken: true };
      }
      await matchOwnIds(context, tx, noun, items, at, keys, matches);
    } else if (atCustomer(noun, key)) {
      const children = at.map((i) => ({ value: keys[i]!.value, parent: String(items[i]!.values.customerId) }));
      const found = await findChildren(reading, noun, matchFields[key], 'customer', children);
      at.forEach((i, n) => set(i, key, found.get(childKey(children[n]!))));
    } else {
      const found = await findByText(reading, noun, matchFields[key], values);
      for (const i of at) set(i, key, found.get(fold(keys[i]!.value)));
    }
  }
  items.forEach(({ before }, i) => {
    if (before === null) return;
    // Gone or out of sight since: taken once all the same, and not taken again.
    matches[i] = known.has(before.toLowerCase()) ? { found: { id: before } } : { refusal: notFound() };
  });
  return matches;
}

/**
 * Our own exports call a record that has no id in the source by its public id: it is that record where it is in the view, else it
 * is looked for by what it is looked for without an external id.
 */
async function matchOwnIds(
  context: WriteContext,
  tx: SqlRunner,
  noun: Noun,
  items: readonly KeyedItem[],
  at: readonly number[],
  keys: KeyedItem['key'][],
  matches: BatchMatch[],
): Promise<void> {
  const own = at.filter((i) => 'found' in matches[i]! && matches[i].found === null && isPublicId(keys[i]!.value));
  if (own.length === 0) return;
  const idOf = (i: number): string => keys[i]!.value.toLowerCase();
  const known = await visibleKeys(context, tx, noun, own.map(idOf));
  for (const i of own) {
    const id = idOf(i);
    if (known.has(id)) matches[i] = { found: { id } };
    else keys[i] = keyOf(noun, items[i]!.values, null, undefined);
  }
}

const several = (key: MatchKey, count: number): ReturnType<typeof badInput> =>
  badInput(key, `${count} records have this ${key}.`, `有 ${count} 条记录的 ${key} 相同。`);
