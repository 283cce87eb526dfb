import { fold, limits } from '@kehu/shared';
import { badInput, KehuError } from '../errors/errors';
import type { Noun } from '../model/registry';
import { breathe } from './breathe';
import { lineOf, unusableCode } from './coerce-text';
import { Draft } from './draft';
import {
  countExternalIds,
  externalIdLabel,
  matchExternalIds,
  maxExternalId,
  refuseExternalId,
  sourceOf,
  type Match,
} from './external-ids';
import { parseInput, requireFields, type ParsedInput } from './input';
import { uniqueFields } from './unique-codes';
import { inTransaction, isChange, reportTaken } from './write-drafts';
import { writeRounds } from './write-rounds';
import type { RecordInput, UpsertOutcome, WriteContext } from './write-context';

/** One record by the id another system knows it by. */
export interface UpsertItem {
  externalId: string;
  /** As for create. On a record that is there already, absent fields stay. */
  values: RecordInput;
}

export interface UpsertOptions {
  /** Source of the external ids for a person's import; API clients write under their credential's own. */
  source?: string;
}

/**
 * Items that share a transaction. Each step of a batch is taken for all of its items in one go, and nobody else is answered
 * meanwhile: more of them save little, and hold everybody up.
 */
const batchSize = 50;

/** An item whose input could be read. */
interface Item {
  index: number;
  externalId: string;
  values: RecordInput;
  parsed: ParsedInput;
}

/**
 * Creates or updates records by external id, each item whole or not at all; those after a refused one go on.
 * @throws KehuError where the call as a whole is refused (no source); refused items carry their own error
 */
export async function upsertRecords(
  context: WriteContext,
  noun: Noun,
  items: readonly UpsertItem[],
  options: UpsertOptions = {},
): Promise<UpsertOutcome[]> {
  if (!noun.features.externalIds) throw new Error(`${noun.name} has no external ids`);
  if (items.length > limits.maxBatchSize) {
    throw badInput(
      'items',
      `${items.length} items are more than the ${limits.maxBatchSize} of one call. Send them in several.`,
      `一次最多写入 ${limits.maxBatchSize} 条，本次为 ${items.length} 条，请分批提交。`,
    );
  }
  const source = await sourceOf(context, context.database, options.source);
  const outcomes: UpsertOutcome[] = [];
  const readable: Item[] = [];
  for (const [index, { externalId, values }] of items.entries()) {
    if (index % batchSize === 0) await breathe();
    try {
      const id = externalIdOf(externalId);
      readable.push({ index, externalId: id, values, parsed: parseInput(context.nouns, noun, values, 'upsert') });
    } catch (error) {
      if (!(error instanceof KehuError)) throw error;
      outcomes[index] = refused(index, error);
    }
  }
  for (const batch of batches(noun, readable)) {
    for (const draft of await upsertBatch(context, noun, source, batch)) outcomes[draft.index] = outcomeOf(draft);
  }
  return outcomes;
}

function externalIdOf(value: unknown): string {
  const place = { path: 'externalId', label: externalIdLabel };
  try {
    const id = lineOf(value, maxExternalId, place);
    if (id !== null) return id;
  } catch {
    // The same sentence for whatever is wrong with it, see below.
  }
  throw unusableCode(place, maxExternalId);
}

/** Cut so that no two items of a batch are about the same record or code: the second must see what the first wrote. */
function* batches(noun: Noun, items: readonly Item[]): Generator<Item[]> {
  const unique = uniqueFields(noun);
  let batch: Item[] = [];
  let seen = new Set<string>();
  for (const item of items) {
    const keys = [
      `external|${item.externalId}`,
      ...unique.flatMap((field) => {
        const code = item.parsed.values.get(field.name);
        return typeof code === 'string' ? [`${field.name}|${fold(code)}`] : [];
      }),
    ];
    if (batch.length >= batchSize || keys.some((key) => seen.has(key))) {
      yield batch;
      batch = [];
      seen = new Set();
    }
    for (const key of keys) seen.add(key);
    batch.push(item);
  }
  if (batch.length > 0) yield batch;
}

async function upsertBatch(
  context: WriteContext,
  noun: Noun,
  source: string,
  items: readonly Item[],
): Promise<Draft[]> {
  const drafts = await inTransaction(context, async (tx) => {
    const ids = items.map((item) => item.externalId);
    const matches = await matchExternalIds(context, tx, noun, source, ids);
    const made = items.map((item) => draftOf(context, noun, source, item, matches.get(item.externalId)));
    countExternalIds(context, made);
    await writeRounds(context, tx, noun, made);
    return made;
  });
  await reportTaken(context, noun, drafts);
  return drafts;
}

function draftOf(
  context: WriteContext,
  noun: Noun,
  source: string,
  { index, externalId, values }: Item,
  match: Match | undefined,
): Draft {
  const found = match?.visible ? match : null;
  // Read again, because a draft changes what it is made of, and a transaction may start again.
  const parsed = parseInput(context.nouns, noun, values, 'upsert');
  const draft = new Draft(index, noun, found ? 'update' : 'create', parsed);
  draft.lenient = true;
  if (found) {
    draft.id = found.id;
    return draft;
  }
  draft.externalId = { source, id: externalId, path: 'externalId', taken: false };
  if (match) refuseExternalId(draft);
  try {
    requireFields(noun, parsed);
  } catch (error) {
    if (!(error instanceof KehuError)) throw error;
    draft.refuse(error);
  }
  return draft;
}

const refused = (index: number, error: KehuError): UpsertOutcome => ({
  index,
  outcome: 'REFUSED',
  id: null,
  pk: null,
  error,
});

function outcomeOf(draft: Draft): UpsertOutcome {
  if (draft.refusal) return refused(draft.index, draft.refusal);
  const outcome = draft.action === 'create' ? 'CREATED' : isChange(draft) ? 'UPDATED' : 'UNCHANGED';
  return { index: draft.index, outcome, id: draft.id, pk: draft.pk, error: null };
}
