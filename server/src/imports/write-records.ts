import { fold, parsePhone } from '@kehu/shared';
import { KehuError, badInput } from '../errors/errors';
import type { Noun } from '../model/registry';
import { createRecord } from '../records/create-record';
import { updateRecord } from '../records/update-record';
import { upsertRecords } from '../records/upsert-records';
import type { RecordInput, UpsertOutcome, WriteContext } from '../records/write-context';
import { findByText } from './find-records';
import type { ImportableNoun } from './import-columns';
import type { ItemOutcome, WriteBatch } from './import-file';
import type { ImportItem } from './import-item';
import { resolveLinks } from './resolve-links';
import { rollingBack } from './rolling-back';

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

export interface RecordsWriterOptions {
  /** A context for each batch: of the principal on whose behalf the import runs. */
  writing(): WriteContext;
  noun: ImportableNoun;
  /** System that the external ids of the file come from. */
  source: string;
  /** Where not given: the external id, else the code, else for contacts the name at the customer; the rest is new. */
  match?: MatchKey;
  dryRun: boolean;
  language: 'en' | 'zh';
}

/**
 * Writes batches of an import as ordinary creates and updates of its principal. With `dryRun` everything is done and
 * undone again.
 */
export function recordsWriter(options: RecordsWriterOptions): WriteBatch {
  return async (items) => {
    const fresh = options.writing();
    const context = options.dryRun ? { ...fresh, database: rollingBack(fresh.database) } : fresh;
    const noun = context.nouns.get(options.noun);
    requireMatchField(noun, options.match);
    const reading = { ...context, runner: context.database };
    const linked = await resolveLinks({ reading, source: options.source, language: options.language }, items);
    const outcomes = new Array<ItemOutcome>(items.length);
    const byExternalId: { at: number; externalId: string; values: RecordInput }[] = [];
    const others: { at: number; item: ImportItem; values: RecordInput }[] = [];
    linked.forEach((result, at) => {
      const item = items[at]!;
      if ('refused' in result) outcomes[at] = result.refused;
      else if (item.externalId !== null && (options.match ?? 'externalId') === 'externalId') {
        byExternalId.push({ at, externalId: item.externalId, values: result.values });
      } else others.push({ at, item, values: result.values });
    });
    if (byExternalId.length > 0) {
      const written = await upsertRecords(context, noun, byExternalId, { source: options.source });
      for (const outcome of written) outcomes[byExternalId[outcome.index]!.at] = told(outcome, options.language);
    }
    for (const { at, values } of others) outcomes[at] = await writeOne(context, noun, values, options);
    return outcomes;
  };
}

/** @throws KehuError for a match key that the noun has no field for */
function requireMatchField(noun: Noun, match: MatchKey | undefined): void {
  if (match === undefined || match === 'externalId' || noun.fields.has(matchFields[match])) return;
  throw badInput(
    'match',
    `${noun.label.en} has no ${match} to match by.`,
    `${noun.label.zh}没有可用于匹配的 ${match}。`,
  );
}

const told = ({ outcome, error }: UpsertOutcome, language: 'en' | 'zh'): ItemOutcome =>
  outcome === 'REFUSED' ? refused(error!, language) : { outcome };

const refused = ({ code, fields, sentence }: KehuError, language: 'en' | 'zh'): ItemOutcome => ({
  outcome: 'REFUSED',
  code,
  fields,
  message: sentence[language],
});

async function writeOne(
  context: WriteContext,
  noun: Noun,
  values: RecordInput,
  { match, language }: RecordsWriterOptions,
): Promise<ItemOutcome> {
  try {
    const known = await existing(context, noun, values, match);
    if (!known) {
      await createRecord(context, noun, values);
      return { outcome: 'CREATED' };
    }
    const { changed } = await updateRecord(context, noun, { ...values, ...known });
    return { outcome: changed ? 'UPDATED' : 'UNCHANGED' };
  } catch (error) {
    if (error instanceof KehuError) return refused(error, language);
    throw error;
  }
}

/** The one record in the importer's view with the row's match key, if there is one. @throws KehuError where there are several */
async function existing(
  context: WriteContext,
  noun: Noun,
  values: RecordInput,
  match: MatchKey | undefined,
): Promise<{ id: string; version: number } | undefined> {
  const key = match ?? defaultMatch(noun);
  const value = key === undefined || key === 'externalId' ? undefined : keyValue(values, key);
  if (key === undefined || key === 'externalId' || value === undefined) return undefined;
  const customer = noun.name === 'contact' ? { field: 'customer', id: String(values.customerId) } : undefined;
  const reading = { ...context, runner: context.database };
  const found = await findByText(reading, noun, matchFields[key], [value], customer);
  const records = found.get(fold(value)) ?? [];
  if (records.length <= 1) return records[0];
  throw badInput(key, `${records.length} records have this ${key}.`, `有 ${records.length} 条记录的 ${key} 相同。`);
}

/** Of a row without external id: its code, or for a person at a customer the name there. */
function defaultMatch(noun: Noun): MatchKey | undefined {
  if (noun.fields.has('code')) return 'code';
  return noun.name === 'contact' ? 'name' : undefined;
}

function keyValue(values: RecordInput, key: Exclude<MatchKey, 'externalId'>): string | undefined {
  const first = (list: unknown, part: string): string | undefined =>
    (list as Record<string, string>[] | undefined)?.find((entry) => entry.primary)?.[part];
  if (key === 'email') return first(values.emails, 'address');
  if (key === 'phone') return phoneNumber(first(values.phones, 'number'), first(values.addresses, 'country'));
  return values[key] as string | undefined;
}

/** E.164, as the primary phone is kept. */
const phoneNumber = (typed: string | undefined, country: string | undefined): string | undefined =>
  typed === undefined ? undefined : parsePhone(typed, country)?.number;
