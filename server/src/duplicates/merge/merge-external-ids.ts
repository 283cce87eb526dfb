import type { SqlRunner } from '../../database/database';
import { bind, list, sql } from '../../query/sql';
import { externalIdMoves, type StoredMove } from './merge-store';

// Raw SQL: ids in other systems are rows of no noun. They go where their record goes, so that an upsert still finds it.

/** Hangs the ids that other systems know records by on another record; each keeps leading somewhere. */
export async function moveExternalIds(
  tx: SqlRunner,
  noun: string,
  from: readonly number[],
  to: number,
): Promise<StoredMove[]> {
  const found = sql`SELECT pk, record_pk FROM external_ids WHERE noun = ${bind(noun)} AND record_pk IN ${list(from)} ORDER BY pk`;
  const moves = (await tx.rows(found.text, found.params)).map(([pk, on]): StoredMove => ({
    noun: externalIdMoves,
    link: 'record',
    rowPk: Number(pk),
    fromPk: Number(on),
  }));
  if (moves.length > 0) {
    const text = sql`UPDATE external_ids SET record_pk = ${bind(to)} WHERE pk IN ${list(moves.map(({ rowPk }) => rowPk))}`;
    await tx.run(text.text, text.params);
  }
  return moves;
}

/** Gives the ids back to the records they came from, as far as they still are where the merge hung them. */
export async function returnExternalIds(
  tx: SqlRunner,
  moves: readonly StoredMove[],
  survivorPk: number,
): Promise<void> {
  for (const { rowPk, fromPk } of moves) {
    await tx.run('UPDATE external_ids SET record_pk = ? WHERE pk = ? AND record_pk = ?', [fromPk, rowPk, survivorPk]);
  }
}
