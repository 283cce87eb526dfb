import { fold } from '@kehu/shared';
import type { SqlRunner } from '../database/database';
import { badInput, KehuError, notFound } from '../errors/errors';
import type { Noun } from '../model/registry';
import { list, raw, sql } from '../query/sql';
import { breathe } from './breathe';
import { unusableCode, lineOf } from './coerce-text';
import { Draft, type OwnedRow } from './draft';
import { countExternalIds, externalIdLabel, maxExternalId, refuseExternalId } from './external-ids';
import { checkFurtherIds } from './further-ids';
import { parseInput, requireFields, type ParsedInput } from './input';
import { uniqueFields } from './unique-codes';
import { isChange } from './write-drafts';
import { writeRounds } from './write-rounds';
import type { RecordInput, WriteContext } from './write-context';

/** One record of a batch: what it is to hold, and by what it is known. */
export interface BatchItem {
  values: RecordInput;
  /** Id to be given to the record where it is created. */
  externalId: { source: string; id: string } | null;
  /** Ids in further systems that it is given where it is created. */
  otherIds?: readonly { source: string; id: string }[];
  /** What items of one record share: two of them are written one after the other. Codes and external ids are added. */
  keys: readonly string[];
}

/** What a look-up found for an item. */
export type BatchMatch =
  | { found: { id: string } | null }
  /** The external id leads to a record that the writer doesn't see. */
  | { taken: true }
  | { refusal: KehuError };

export interface BatchOptions<I extends BatchItem> {
  /** Whether an item finds a record that is there already; asked for a few hundred items at once. */
  match(tx: SqlRunner, items: readonly I[]): Promise<readonly BatchMatch[]>;
  /** What is written: records that are new, those that are there, or both. */
  mode: 'create' | 'update' | 'both';
  /** Collects what stood in changed fields before, so that it can be put back. */
  keepBefore: boolean;
}

/** Values that stood in a record before it was changed, in the form records are kept in. */
export interface ValuesBefore {
  /** By field: links as internal keys, secrets as ciphertext in base64. */
  values: Record<string, unknown>;
  /** Rows of owned relations, by field. */
  owned: Record<string, Record<string, unknown>[]>;
}

export interface BatchWritten {
  outcome: 'CREATED' | 'UPDATED' | 'UNCHANGED' | 'REFUSED';
  pk: number | null;
  /** Version after the write. */
  version: number | null;
  before: ValuesBefore | null;
  error: KehuError | null;
  /** Kept for writing down that codes were taken: see `reportTaken`. */
  draft: Draft | null;
}

/** Items that are read before others may have their turn. */
const readAtOnce = 64;

/**
 * Creates and updates records in a running transaction, each whole or not at all, with a few statements for all of them.
 * The rules, checks and traces are those of every other write.
 */
export async function writeBatch<I extends BatchItem>(
  context: WriteContext,
  tx: SqlRunner,
  noun: Noun,
  items: readonly I[],
  options: BatchOptions<I>,
): Promise<BatchWritten[]> {
  const written = new Array<BatchWritten>(items.length);
  const readable: { at: number; item: I; parsed: ParsedInput }[] = [];
  for (const [at, item] of items.entries()) {
    if (at % readAtOnce === 0) await breathe();
    try {
      if (item.externalId) checkExternalId(item.externalId.id);
      readable.push({ at, item, parsed: parseInput(context.nouns, noun, item.values, 'upsert') });
    } catch (error) {
      if (!(error instanceof KehuError)) throw error;
      written[at] = refused(error);
    }
  }
  for (const part of apart(noun, readable)) {
    const matches = await options.match(
      tx,
      part.map(({ item }) => item),
    );
    const drafts = part.map(({ item, parsed }, i) => draftOf(noun, i, item, parsed, matches[i]!, options.mode));
    countExternalIds(context, drafts);
    await checkFurtherIds(context, tx, noun, drafts);
    const secrets = new Map<Draft, Record<string, unknown>>();
    await writeRounds(context, tx, noun, drafts, async (open) => {
      if (options.keepBefore) await readSecrets(tx, noun, open, secrets);
    });
    drafts.forEach((draft, i) => {
      written[part[i]!.at] = told(draft, options.keepBefore ? (secrets.get(draft) ?? {}) : null);
    });
  }
  return written;
}

function checkExternalId(id: unknown): void {
  const place = { path: 'externalId', label: externalIdLabel };
  let read: string | null = null;
  try {
    read = lineOf(id, maxExternalId, place);
  } catch {
    // The same sentence for whatever is wrong with it.
  }
  if (read === null) throw unusableCode(place, maxExternalId);
}

type Readable<I> = { at: number; item: I; parsed: ParsedInput };

/** Cut so that no two items of a part are about the same record or code: the second must see what the first wrote. */
function* apart<I extends BatchItem>(noun: Noun, items: readonly Readable<I>[]): Generator<Readable<I>[]> {
  const unique = uniqueFields(noun);
  let part: Readable<I>[] = [];
  let seen = new Set<string>();
  for (const one of items) {
    const { item, parsed } = one;
    const keys = [...item.keys];
    if (item.externalId) keys.push(`external|${item.externalId.id}`);
    for (const { source, id } of item.otherIds ?? []) keys.push(`external|${source}|${id}`);
    for (const field of unique) {
      const code = parsed.values.get(field.name);
      if (typeof code === 'string') keys.push(`${field.name}|${fold(code)}`);
    }
    if (keys.some((key) => seen.has(key))) {
      yield part;
      part = [];
      seen = new Set();
    }
    for (const key of keys) seen.add(key);
    part.push(one);
  }
  if (part.length > 0) yield part;
}

function draftOf(
  noun: Noun,
  index: number,
  { externalId, otherIds = [] }: BatchItem,
  parsed: ParsedInput,
  match: BatchMatch,
  mode: BatchOptions<BatchItem>['mode'],
): Draft {
  const found = 'found' in match ? match.found : null;
  const draft = new Draft(index, noun, found ? 'update' : 'create', parsed);
  draft.lenient = true;
  if ('refusal' in match) {
    draft.refuse(match.refusal);
  } else if (found) {
    draft.id = found.id;
    if (mode === 'create') draft.refuse(there(noun));
  } else if (mode === 'update') {
    draft.refuse(notFound());
  } else {
    const [first, ...others] = [...(externalId ? [externalId] : []), ...otherIds];
    if (first) draft.externalId = { ...first, path: externalId ? 'externalId' : 'externalIds', taken: false, others };
    if ('taken' in match) refuseExternalId(draft);
    try {
      requireFields(noun, parsed);
    } catch (error) {
      if (!(error instanceof KehuError)) throw error;
      draft.refuse(error);
    }
  }
  return draft;
}

const there = (noun: Noun): KehuError =>
  badInput(
    'externalId',
    `This ${noun.label.en.toLowerCase()} is there already, and only new ones were to be taken.`,
    `该${noun.label.zh}已存在，本次仅导入新记录。`,
  );

const refused = (error: KehuError): BatchWritten => ({
  outcome: 'REFUSED',
  pk: null,
  version: null,
  before: null,
  error,
  draft: null,
});

function told(draft: Draft, secrets: Record<string, unknown> | null): BatchWritten {
  if (draft.refusal) return { ...refused(draft.refusal), draft };
  const created = draft.action === 'create';
  const changed = created || isChange(draft);
  const stored = draft.stored?.get('version');
  return {
    outcome: created ? 'CREATED' : changed ? 'UPDATED' : 'UNCHANGED',
    pk: draft.pk,
    version: created ? 1 : typeof stored === 'number' ? stored + (changed ? 1 : 0) : null,
    before: changed && !created && secrets ? beforeOf(draft, secrets) : null,
    error: null,
    draft,
  };
}

function beforeOf(draft: Draft, secrets: Record<string, unknown>): ValuesBefore {
  const values: Record<string, unknown> = { ...secrets };
  const owned: ValuesBefore['owned'] = {};
  for (const name of draft.changed) {
    const { kind } = draft.noun.fields.get(name)!;
    if (kind === 'many') owned[name] = (draft.ownedBefore.get(name) ?? []).map(plain);
    else if (kind !== 'secret') values[name] = draft.stored!.get(name) ?? null;
  }
  return { values, owned };
}

const plain = ({ values }: OwnedRow): Record<string, unknown> => Object.fromEntries(values);

/** Ciphertexts of secrets that are about to be replaced. */
async function readSecrets(
  tx: SqlRunner,
  noun: Noun,
  drafts: readonly Draft[],
  into: Map<Draft, Record<string, unknown>>,
): Promise<void> {
  for (const field of noun.fields.values()) {
    if (field.kind !== 'secret') continue;
    const writing = new Map(
      drafts.flatMap((draft) =>
        draft.action === 'update' && draft.changed.has(field.name) ? [[draft.pk!, draft]] : [],
      ),
    );
    if (writing.size === 0) continue;
    const text = sql`SELECT pk, ${raw(field.column)} FROM ${raw(noun.table)} WHERE pk IN ${list([...writing.keys()])}`;
    for (const [pk, bytes] of await tx.rows(text.text, text.params)) {
      const draft = writing.get(Number(pk))!;
      const value = bytes === null ? null : (bytes as Buffer).toString('base64');
      into.set(draft, { ...into.get(draft), [field.name]: value });
    }
  }
}
