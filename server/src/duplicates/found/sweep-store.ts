import type { SqlRunner } from '../../database/database';
import type { ReadContext } from '../../query/context';
import { bytesToId, idToBytes } from '../../query/values';
import { insertRows } from '../../records/save';
import type { SweptPair } from '../matching/sweep';
import { bind, list, sql } from '../../query/sql';

// Raw SQL: what a sweep found is no noun. It is found through a view and shown to nobody who has another one.

export interface StoredSweep {
  pk: number;
  id: string;
  records: number;
  pairs: number;
  at: number;
}

/** Evidence as it is stored: field, level, weight. */
export type StoredEvidence = [string, number, number][];

export interface StoredPair {
  a: number;
  b: number;
  cluster: number;
  weight: number;
  evidence: StoredEvidence;
}

const place = (sweep: string): string => `duplicates|${sweep}`;

/** Keeps what a sweep found, instead of what earlier ones in the same view did. */
export async function keepSweep(
  tx: SqlRunner,
  vault: { seal(plain: string, binding: string): string },
  sweep: { id: string; noun: string; key: Buffer; records: number; startedAt: number; now: number },
  pairs: readonly SweptPair[],
): Promise<void> {
  const old = await tx.rows('SELECT pk FROM duplicate_sweeps WHERE noun = ? AND view_key = ?', [sweep.noun, sweep.key]);
  for (const [pk] of old) {
    await tx.run('DELETE FROM duplicate_pairs WHERE sweep_pk = ?', [Number(pk)]);
    await tx.run('DELETE FROM duplicate_sweeps WHERE pk = ?', [Number(pk)]);
  }
  const { insertId } = await tx.run(
    'INSERT INTO duplicate_sweeps (id, noun, view_key, model, records, pairs, started_at, finished_at) VALUES (?, ?, ?, NULL, ?, ?, ?, ?)',
    [idToBytes(sweep.id), sweep.noun, sweep.key, sweep.records, pairs.length, sweep.startedAt, sweep.now],
  );
  const columns = ['sweep_pk', 'a_pk', 'b_pk', 'cluster_pk', 'weight', 'evidence'];
  const rows = pairs.map(({ a, b, cluster, weight, evidence }) => {
    const kept: StoredEvidence = evidence.map((of) => [of.column, of.level, Math.round(of.weight * 100) / 100]);
    return [insertId, a, b, cluster, Math.round(weight * 1000), vault.seal(JSON.stringify(kept), place(sweep.id))];
  });
  if (rows.length > 0) await insertRows(tx, 'duplicate_pairs', columns, rows);
}

/** The last sweep in this view; null before the first. */
export async function lastSweep(runner: SqlRunner, noun: string, key: Buffer): Promise<StoredSweep | null> {
  const [row] = await runner.rows(
    'SELECT pk, id, records, pairs, finished_at FROM duplicate_sweeps WHERE noun = ? AND view_key = ? AND finished_at IS NOT NULL ORDER BY finished_at DESC LIMIT 1',
    [noun, key],
  );
  if (!row) return null;
  const [pk, id, records, pairs, at] = row;
  return {
    pk: Number(pk),
    id: bytesToId(id as Uint8Array),
    records: Number(records),
    pairs: Number(pairs),
    at: Number(at),
  };
}

/**
 * Groups of a sweep with a pair that nobody has told apart, the surest first, or else in the order of their records; those put
 * off come last.
 */
export async function openClusters(
  runner: SqlRunner,
  noun: string,
  sweepPk: number,
  page: { first: number; from: number; bySureness: boolean },
): Promise<number[]> {
  const rows = await runner.rows(
    `SELECT p.cluster_pk, MAX(p.weight) AS w, MAX(CASE WHEN d.decision = 'LATER' THEN 1 ELSE 0 END) AS later
     FROM duplicate_pairs p LEFT JOIN duplicate_decisions d ON d.noun = ? AND d.a_pk = p.a_pk AND d.b_pk = p.b_pk
     WHERE p.sweep_pk = ? AND (d.decision IS NULL OR d.decision = 'LATER')
     GROUP BY p.cluster_pk ORDER BY later, ${page.bySureness ? 'w DESC, ' : ''}p.cluster_pk LIMIT ? OFFSET ?`,
    [noun, sweepPk, page.first, page.from],
  );
  return rows.map(([cluster]) => Number(cluster));
}

/** Most pairs of one group that are shown: enough to see why it is one. */
const mostPairs = 100;

/** The surest pairs of these groups that nobody has told apart. */
export async function pairsOf(
  context: Pick<ReadContext, 'runner' | 'vault'>,
  noun: string,
  sweep: StoredSweep,
  clusters: readonly number[],
): Promise<(StoredPair & { later: boolean })[]> {
  if (clusters.length === 0) return [];
  const open = sql`SELECT p.a_pk, p.b_pk, p.cluster_pk, p.weight, p.evidence, d.decision, ROW_NUMBER() OVER (PARTITION BY p.cluster_pk ORDER BY p.weight DESC, p.a_pk, p.b_pk) AS n FROM duplicate_pairs p LEFT JOIN duplicate_decisions d ON d.noun = ${bind(noun)} AND d.a_pk = p.a_pk AND d.b_pk = p.b_pk WHERE p.sweep_pk = ${bind(sweep.pk)} AND p.cluster_pk IN ${list(clusters)} AND (d.decision IS NULL OR d.decision = 'LATER')`;
  const text = sql`SELECT x.a_pk, x.b_pk, x.cluster_pk, x.weight, x.evidence, x.decision FROM (${open}) x WHERE x.n <= ${bind(mostPairs)} ORDER BY x.weight DESC, x.a_pk, x.b_pk`;
  const rows = await context.runner.rows(text.text, text.params);
  return rows.map(([a, b, cluster, weight, evidence, decision]) => ({
    a: Number(a),
    b: Number(b),
    cluster: Number(cluster),
    weight: Number(weight) / 1000,
    evidence: JSON.parse(context.vault.unseal(String(evidence), place(sweep.id)) ?? '[]') as StoredEvidence,
    later: decision !== null,
  }));
}

/** Remembers what people decided about every two of these records. */
export async function keepDecisions(
  tx: SqlRunner,
  noun: string,
  pks: readonly number[],
  decision: 'DISTINCT' | 'LATER' | null,
  by: { at: number; userPk: number | null },
): Promise<void> {
  const sorted = [...pks].sort((x, y) => x - y);
  for (const [i, a] of sorted.entries()) {
    for (const b of sorted.slice(i + 1)) {
      await tx.run('DELETE FROM duplicate_decisions WHERE noun = ? AND a_pk = ? AND b_pk = ?', [noun, a, b]);
      if (decision === null) continue;
      await tx.run(
        'INSERT INTO duplicate_decisions (noun, a_pk, b_pk, decision, at, by_user_pk) VALUES (?, ?, ?, ?, ?, ?)',
        [noun, a, b, decision, by.at, by.userPk],
      );
    }
  }
}
