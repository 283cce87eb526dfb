import type { SqlRunner, SqlValue } from '../database/database';
import type { Noun, NounRegistry } from '../model/registry';
import type { StoredChange } from '../query/history';
import { list, raw, sql } from '../query/sql';
import { bytesToId, idToBytes } from '../query/values';
import type { Draft } from './draft';
import { insertRows } from './save';
import { sameValue, toAnswer } from './stored-form';
import type { WriteAction, WriteContext } from './write-context';

/** Appends what each write changed to the history of its record. Secrets and owned rows leave a mark without values. */
export async function appendHistory(
  context: WriteContext,
  tx: SqlRunner,
  noun: Noun,
  drafts: readonly Draft[],
): Promise<void> {
  if (!noun.features.history || drafts.length === 0) return;
  const ids = await publicIds(context.nouns, tx, noun, drafts);
  const rows = drafts.map((draft) =>
    entry(context, noun, draft.pk!, draft.action, draft.action === 'update' ? changesOf(draft, ids) : []),
  );
  await insertRows(tx, 'history', columns, rows);
}

/**
 * Notes a write of a row whose noun keeps no history of values, for whoever follows what is written: subscriptions find
 * every write in this table.
 */
export async function noteWrite(
  context: WriteContext,
  tx: SqlRunner,
  noun: Noun,
  pk: number,
  action: WriteAction,
): Promise<void> {
  await insertRows(tx, 'history', columns, [entry(context, noun, pk, action, [])]);
}

const columns = ['id', 'noun', 'record_pk', 'at', 'by_user_pk', 'by_client_pk', 'action', 'changes'];

function entry(
  { principal, now, newId }: WriteContext,
  noun: Noun,
  pk: number,
  action: WriteAction,
  changes: readonly StoredChange[],
): SqlValue[] {
  const { kind, pk: by } = principal;
  return [
    idToBytes(newId()),
    noun.name,
    pk,
    now,
    kind === 'user' ? by : null,
    kind === 'client' ? by : null,
    action,
    JSON.stringify(changes),
  ];
}

type Ids = ReadonlyMap<string, ReadonlyMap<number, string>>;

function changesOf(draft: Draft, ids: Ids): StoredChange[] {
  const changes: StoredChange[] = [];
  for (const name of draft.changed) {
    const field = draft.noun.fields.get(name)!;
    if (field.kind === 'secret' || field.kind === 'many') {
      changes.push({ field: name, old: null, new: null });
      continue;
    }
    const before = draft.stored!.get(name) ?? null;
    const after = draft.values.get(name) ?? null;
    if (sameValue(before, after)) continue; // counted as a change only because the writer can't read it
    const answer = (value: unknown): unknown =>
      field.kind === 'link' ? (ids.get(field.to!)?.get(value as number) ?? null) : toAnswer(field, value);
    changes.push({ field: name, old: answer(before), new: answer(after) });
  }
  return changes;
}

/** Public ids of the records that changed links named and name now, by noun and key. */
async function publicIds(nouns: NounRegistry, tx: SqlRunner, noun: Noun, drafts: readonly Draft[]): Promise<Ids> {
  const wanted = new Map<string, Set<number>>();
  for (const draft of drafts) {
    if (draft.action !== 'update') continue;
    for (const name of draft.changed) {
      const field = noun.fields.get(name)!;
      if (field.kind !== 'link') continue;
      const pks = wanted.get(field.to!) ?? new Set<number>();
      for (const pk of [draft.stored!.get(name), draft.values.get(name)]) if (typeof pk === 'number') pks.add(pk);
      wanted.set(field.to!, pks);
    }
  }
  const ids = new Map<string, Map<number, string>>();
  for (const [to, pks] of wanted) {
    if (pks.size === 0) continue;
    const text = sql`SELECT pk, id FROM ${raw(nouns.get(to).table)} WHERE pk IN ${list([...pks])}`;
    const rows = await tx.rows(text.text, text.params);
    ids.set(to, new Map(rows.map(([pk, id]) => [Number(pk), bytesToId(id as Uint8Array)])));
  }
  return ids;
}
