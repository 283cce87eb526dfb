import type { SqlRunner, SqlValue } from '../../database/database';
import type { ReadContext } from '../../query/context';
import { bind, list, sql } from '../../query/sql';
import { bytesToId, idToBytes } from '../../query/values';
import { insertRows } from '../../records/save';
import type { WriteContext } from '../../records/write-context';

// Raw SQL: merges are no noun of the model. Who may know of one is decided by the record that stayed, through its view.

/** What a merge did, as far as it can't be read off the records that were merged away: they stay as they were. */
export interface MergeState {
  /** By field of the record that stayed. */
  fields: Record<string, { before: unknown; after: unknown; from: string[] }>;
  /** Encrypted fields that were empty and taken over; `after` is the blind index. */
  secrets: Record<string, { after: string; from: string }>;
  /** Consents of the record that stayed that became stricter. */
  consents: {
    pk: number;
    before: { state: unknown; decidedAt: unknown };
    after: { state: unknown; decidedAt: unknown };
  }[];
  /** Every consent of the records as it stood after the merge, to tell what was decided since. */
  decided?: { pk: number; state: string; decidedAt: number }[];
  /** Codes that were taken from records that were merged away. */
  codes: { pk: number; field: string; value: unknown }[];
}

export interface StoredMerge {
  pk: number;
  id: string;
  noun: string;
  survivorPk: number;
  at: number;
  byUserPk: number | null;
  undoneAt: number | null;
  state: MergeState;
  memberPks: number[];
}

export interface StoredMove {
  noun: string;
  link: string;
  rowPk: number;
  fromPk: number;
}

/** Stands for the ids in other systems among the nouns of moved rows. */
export const externalIdMoves = 'externalId';

const place = (id: string): string => `merge|${id}`;

/** Writes down a merge. Returns its key. */
export async function insertMerge(
  context: WriteContext,
  tx: SqlRunner,
  merge: Pick<StoredMerge, 'id' | 'noun' | 'survivorPk' | 'state' | 'memberPks'>,
  moves: readonly StoredMove[],
): Promise<number> {
  const { kind, pk: by } = context.principal;
  const { insertId } = await tx.run(
    'INSERT INTO merges (id, noun, survivor_pk, at, by_user_pk, by_client_pk, state) VALUES (?, ?, ?, ?, ?, ?, ?)',
    [
      idToBytes(merge.id),
      merge.noun,
      merge.survivorPk,
      context.now,
      kind === 'user' ? by : null,
      kind === 'client' ? by : null,
      context.vault.seal(JSON.stringify(merge.state), place(merge.id)),
    ],
  );
  await insertRows(
    tx,
    'merge_members',
    ['merge_pk', 'record_pk'],
    merge.memberPks.map((pk) => [insertId, pk]),
  );
  const rows = moves.map(({ noun, link, rowPk, fromPk }): SqlValue[] => [insertId, noun, link, rowPk, fromPk]);
  if (rows.length > 0) await insertRows(tx, 'merge_moves', ['merge_pk', 'noun', 'link', 'row_pk', 'from_pk'], rows);
  return insertId;
}

const columns = 'pk, id, noun, survivor_pk, at, by_user_pk, undone_at, state';

/** The merge of this public id; null where there is none. In a transaction on MySQL it is locked. */
export async function mergeOfId(context: WriteContext, tx: SqlRunner, id: string): Promise<StoredMerge | null> {
  const bytes = idToBytes(id);
  if (!bytes) return null;
  const lock = tx.dialect === 'mysql' ? ' FOR UPDATE' : '';
  const rows = await tx.rows(`SELECT ${columns} FROM merges WHERE id = ?${lock}`, [bytes]);
  return (await withMembers(context, tx, rows))[0] ?? null;
}

/** Merges into any of these records, newest first. */
export async function mergesInto(
  context: Pick<ReadContext, 'vault'>,
  runner: SqlRunner,
  noun: string,
  pks: readonly number[],
): Promise<StoredMerge[]> {
  const text = sql`SELECT pk, id, noun, survivor_pk, at, by_user_pk, undone_at, state FROM merges WHERE noun = ${bind(noun)} AND survivor_pk IN ${list(pks)} ORDER BY at DESC, pk DESC`;
  return withMembers(context, runner, await runner.rows(text.text, text.params));
}

async function withMembers(
  { vault }: Pick<ReadContext, 'vault'>,
  runner: SqlRunner,
  rows: readonly unknown[][],
): Promise<StoredMerge[]> {
  if (rows.length === 0) return [];
  const text = sql`SELECT merge_pk, record_pk FROM merge_members WHERE merge_pk IN ${list(rows.map(([pk]) => Number(pk)))} ORDER BY merge_pk, record_pk`;
  const members = await runner.rows(text.text, text.params);
  return rows.map(([pk, idBytes, noun, survivorPk, at, byUserPk, undoneAt, state]): StoredMerge => {
    const id = bytesToId(idBytes as Uint8Array);
    return {
      pk: Number(pk),
      id,
      noun: String(noun),
      survivorPk: Number(survivorPk),
      at: Number(at),
      byUserPk: byUserPk === null ? null : Number(byUserPk),
      undoneAt: undoneAt === null ? null : Number(undoneAt),
      state: JSON.parse(vault.unseal(String(state), place(id)) ?? '{}') as MergeState,
      memberPks: members.filter(([of]) => Number(of) === Number(pk)).map(([, member]) => Number(member)),
    };
  });
}

/** What moved in a merge. */
export async function movesOf(tx: SqlRunner, mergePk: number): Promise<StoredMove[]> {
  const rows = await tx.rows(
    'SELECT noun, link, row_pk, from_pk FROM merge_moves WHERE merge_pk = ? ORDER BY noun, link, row_pk',
    [mergePk],
  );
  return rows.map(([noun, link, rowPk, fromPk]) => ({
    noun: String(noun),
    link: String(link),
    rowPk: Number(rowPk),
    fromPk: Number(fromPk),
  }));
}

/** Marks a merge as taken back. */
export async function markUndone(tx: SqlRunner, mergePk: number, at: number): Promise<void> {
  await tx.run('UPDATE merges SET undone_at = ? WHERE pk = ?', [at, mergePk]);
}
