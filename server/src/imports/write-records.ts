import type { SqlRunner } from '../database/database';
import { alikeKeys, looksForAlike, matchAlike, type AlikeRule } from '../duplicates/found/match-alike';
import type { KehuError } from '../errors/errors';
import type { Noun } from '../model/registry';
import { requireGuesses } from '../records/code-guesses';
import { sourceOf } from '../records/external-ids';
import { uniqueFields } from '../records/unique-codes';
import { writeBatch, type BatchWritten } from '../records/write-batch';
import { inTransaction, reportTaken } from '../records/write-drafts';
import type { RecordInput, WriteContext } from '../records/write-context';
import type { ImportableNoun } from './import-columns';
import type { ItemOutcome, WriteBatch } from './import-file';
import type { ImportItem } from './import-item';
import { keyOf, matchRecords, requireMatchField, sharedKeys, type KeyedItem, type MatchKey } from './match-records';
import { resolveLinks } from './resolve-links';
import type { Rehearsal } from './rehearsal';
import { rollingBack } from './rolling-back';

export { matchKeys, type MatchKey } from './match-records';

export interface RecordsWriterOptions {
  /** A context for each batch: of the principal on whose behalf the import runs. */
  writing(): WriteContext;
  noun: ImportableNoun;
  /** System that the external ids of the file come from. */
  source: string;
  /** Where not given: the external id, else the code, else for contacts the name at the customer; the rest is new. */
  match?: MatchKey;
  /** What is written: new records, those that are there, or both (where not given). */
  mode?: 'create' | 'update' | 'both';
  /** What becomes of a row with a field its writer may not write: refused whole (where not given), or taken without it. */
  denied?: 'refuse' | 'skip';
  /** What becomes of a row that would be new and looks like a record that is there; taken without looking where not given. */
  alike?: AlikeRule;
  dryRun: boolean;
  /** What a dry run would have written so far. */
  rehearsal?: Rehearsal;
  language: 'en' | 'zh';
  /** Which items became which records when this very file was imported before: public ids by place in the batch. */
  before?(tx: SqlRunner, items: readonly ImportItem[]): Promise<ReadonlyMap<number, string>>;
  /** Told how long the transaction of a batch kept other writers waiting, in milliseconds. */
  held?(milliseconds: number): void;
  /** Told in the same transaction what was written, so that it can be noted with it. */
  finish?(tx: SqlRunner, written: readonly WrittenItem[]): Promise<void>;
}

/** What became of one item, for the import's own books. */
export interface WrittenItem {
  outcome: ItemOutcome;
  written: BatchWritten | null;
}

/**
 * Writes batches of an import as creates and updates of its principal, each batch in one transaction. With `dryRun`
 * everything is done and undone again.
 */
export function recordsWriter(options: RecordsWriterOptions): WriteBatch {
  return async (items) => {
    const fresh = options.writing();
    const context = options.dryRun ? { ...fresh, database: rollingBack(fresh.database) } : fresh;
    const noun = context.nouns.get(options.noun);
    requireMatchField(noun, options.match);
    // It stops here and is gone on with later, where each of its rows would be refused alike.
    if (items.some((item) => namesOne(noun, item))) requireGuesses(context);
    const results = await inTransaction(
      context,
      async (tx) => {
        const from = performance.now();
        const named = items.some(({ externalId }) => externalId !== null);
        const source = named ? await sourceOf(context, tx, options.source) : null;
        const written = await writeItems(context, tx, noun, source, items, options);
        await options.finish?.(tx, written);
        options.held?.(performance.now() - from);
        return written;
      },
      // The checkpoint stands in it: what a power cut took is done again.
      { bulk: true },
    );
    const drafts = results.flatMap(({ written }) => written?.draft ?? []);
    await reportTaken(context, noun, drafts);
    return results.map(({ outcome }) => outcome);
  };
}

/** Whether the item names an id or a code that another record may have. */
const namesOne = (noun: Noun, { externalId, otherIds, values }: ImportItem): boolean =>
  externalId !== null || otherIds !== undefined || uniqueFields(noun).some(({ name }) => values[name] !== undefined);

async function writeItems(
  context: WriteContext,
  tx: SqlRunner,
  noun: Noun,
  source: string | null,
  items: readonly ImportItem[],
  options: RecordsWriterOptions,
): Promise<WrittenItem[]> {
  const { match, language } = options;
  const reading = { ...context, runner: tx };
  const promised = (to: string, value: string): boolean => options.rehearsal?.has(to, value) === true;
  const linked = await resolveLinks({ reading, source: options.source, language, promised }, items);
  const before = await options.before?.(tx, items);
  const rule = options.alike ?? 'create';
  const looks = looksForAlike(noun.name, rule);
  const results = new Array<WrittenItem>(items.length);
  const writing: { at: number; item: KeyedItem }[] = [];
  linked.forEach((result, at) => {
    if ('refused' in result) {
      const waits = options.rehearsal && isPromised(options.rehearsal, items[at]!, result.missing);
      results[at] = { outcome: waits ? { outcome: 'CREATED' } : result.refused, written: null };
      return;
    }
    const { externalId, otherIds } = items[at]!;
    const values = options.denied === 'skip' ? allowed(context, noun, result.values) : result.values;
    const key = keyOf(noun, values, externalId, match);
    const item: KeyedItem = {
      values,
      externalId: externalId !== null && source !== null ? { source, id: externalId } : null,
      ...(otherIds && { otherIds }),
      key,
      before: before?.get(at) ?? null,
      keys: [...sharedKeys(noun, { key, values }), ...(looks ? alikeKeys(values) : [])],
    };
    writing.push({ at, item });
  });
  const write = async (these: typeof writing): Promise<void> => {
    const written = await writeBatch(
      context,
      tx,
      noun,
      these.map(({ item }) => item),
      {
        match: async (inside, part) => {
          const matches = await matchRecords(context, inside, noun, source, part);
          return looks ? matchAlike(context, inside, noun, rule, part, matches) : matches;
        },
        mode: options.mode ?? 'both',
        keepBefore: options.finish !== undefined,
      },
    );
    these.forEach(({ at }, i) => (results[at] = { outcome: told(written[i]!, language), written: written[i]! }));
  };
  if (writing.length > 0) await write(writing);
  if (options.denied === 'skip') {
    const again = writing.flatMap(({ at, item }) => {
      const values = withoutDenied(item.values, results[at]!.written!);
      return values ? [{ at, item: { ...item, values } }] : [];
    });
    if (again.length > 0) await write(again);
  }
  if (options.rehearsal) rehearse(options.rehearsal, noun, items, results);
  return results;
}

/** Whether what the item names is not there only because this is a rehearsal. */
const isPromised = (
  rehearsal: Rehearsal,
  item: ImportItem,
  missing: ImportItem['links'][number] | undefined,
): boolean => missing !== undefined && item.links.includes(missing) && rehearsal.has(missing.to, missing.value);

/** Counts a row that repeats one of before as the update that it would be, and notes what would be there. */
function rehearse(rehearsal: Rehearsal, noun: Noun, items: readonly ImportItem[], results: WrittenItem[]): void {
  results.forEach(({ outcome }, i) => {
    const item = items[i]!;
    if (outcome.outcome !== 'CREATED') return;
    const again = item.externalId !== null && rehearsal.hasId(noun.name, item.externalId);
    if (again) results[i] = { ...results[i]!, outcome: { outcome: 'UPDATED' } };
    rehearsal.note(noun.name, item);
  });
}

const inputField = (noun: Noun, name: string): string =>
  name.endsWith('Id') && noun.fields.get(name.slice(0, -2))?.kind === 'link' ? name.slice(0, -2) : name;

/** The values without those of fields that rules alone keep the writer from writing. */
function allowed(context: WriteContext, noun: Noun, values: RecordInput): RecordInput {
  const rules = context.ruleSet.write(noun.name).fields;
  return Object.fromEntries(
    Object.entries(values).filter(([name]) => {
      const rule = rules.get(inputField(noun, name));
      return rule && !(rule.create.kind === 'none' && rule.update.kind === 'none');
    }),
  );
}

/** The values without the fields that were refused on this row; null where it was not fields that were refused. */
function withoutDenied(values: RecordInput, { error }: BatchWritten): RecordInput | null {
  if (error?.code !== 'FORBIDDEN' || error.fields.length === 0) return null;
  const denied = new Set(error.fields.flatMap((field) => [field, field.split('.')[0]]));
  const left = Object.entries(values).filter(([name]) => !denied.has(name));
  return left.length < Object.keys(values).length ? Object.fromEntries(left) : null;
}

const told = ({ outcome, error }: BatchWritten, language: 'en' | 'zh'): ItemOutcome =>
  outcome === 'REFUSED' ? refused(error!, language) : { outcome };

const refused = ({ code, fields, sentence, unnamed }: KehuError, language: 'en' | 'zh'): ItemOutcome => ({
  outcome: 'REFUSED',
  code,
  fields,
  message: sentence[language],
  ...(unnamed && { unnamed }),
});
