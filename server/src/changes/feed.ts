import { accessVersion } from '../accounts/access-state';
import type { SqlRow, SqlRunner, SqlValue } from '../database/database';
import type { NounRegistry } from '../model/registry';

// Raw SQL: which rows were written, and nothing else of them. Nobody is told; see reach.ts.

/** Internal keys of written rows by noun. */
export type Written = ReadonlyMap<string, readonly number[]>;

/** What came between two moments. */
export interface News {
  written: Written;
  /** Roles, rules, teams, memberships, users or code tables may have changed. */
  rulesMoved: boolean;
}

/** Milliseconds that a transaction may stay open after it has written its history, where several write at a time. */
export const lateCommit = 30_000;

/** Rows of one read of the history. */
const batch = 5_000;

/**
 * Finds what was written between two snapshots from the history, which every write of a record appends to in its own
 * transaction. Keys of the history are given out before their transactions commit: on engines with several writers a
 * smaller key may show up after a larger one, so the last {@link lateCommit} milliseconds are read again each time and
 * what was met before is left out.
 */
export class Feed {
  /** Every key up to this one has been met or will never come. */
  private low = 0;
  /** When keys beyond `low` were met. */
  private readonly met = new Map<number, number>();
  private version = 0;

  constructor(
    private readonly nouns: () => NounRegistry,
    private readonly clock: () => number,
  ) {}

  /** Takes what the snapshot holds as known. */
  async begin(snapshot: SqlRunner): Promise<void> {
    this.met.clear();
    const [[last]] = (await snapshot.rows('SELECT COALESCE(MAX(pk), 0) FROM history')) as [[SqlValue]];
    this.low = snapshot.dialect === 'sqlite' ? Number(last) : Math.max(0, Number(last) - batch);
    this.version = await accessVersion(snapshot);
    await this.written(snapshot);
  }

  /** What `after` holds that was not met before; the small tables without a history are compared with `before`. */
  async read(before: SqlRunner, after: SqlRunner): Promise<News> {
    const written = await this.written(after);
    const version = await accessVersion(after);
    const rulesMoved = version !== this.version;
    this.version = version;
    if (rulesMoved) await this.compareSmall(before, after, written);
    return { written, rulesMoved };
  }

  private async written(snapshot: SqlRunner): Promise<Map<string, number[]>> {
    const now = this.clock();
    const sets = new Map<string, Set<number>>();
    for (let from = this.low; ;) {
      const rows = await snapshot.rows(
        `SELECT pk, noun, record_pk FROM history WHERE pk > ? ORDER BY pk LIMIT ${batch}`,
        [from],
      );
      for (const row of rows) this.note(row, now, sets);
      if (rows.length < batch) break;
      from = Number(rows.at(-1)![0]);
    }
    this.forget(now - (snapshot.dialect === 'sqlite' ? 0 : lateCommit));
    return new Map([...sets].map(([noun, pks]) => [noun, [...pks]]));
  }

  private note([key, noun, recordPk]: SqlRow, now: number, sets: Map<string, Set<number>>): void {
    const pk = Number(key);
    if (this.met.has(pk)) return;
    this.met.set(pk, now);
    const name = String(noun);
    if (!sets.has(name)) sets.set(name, new Set());
    sets.get(name)!.add(Number(recordPk));
  }

  /** Moves the lower end past keys that were met long enough ago. */
  private forget(until: number): void {
    for (const [pk, at] of this.met) {
      if (at <= until && pk > this.low) this.low = pk;
    }
    for (const pk of this.met.keys()) if (pk <= this.low) this.met.delete(pk);
  }

  /** Users and teams have no history; what changes them steps the access version and their own. */
  private async compareSmall(before: SqlRunner, after: SqlRunner, written: Map<string, number[]>): Promise<void> {
    for (const noun of this.nouns().all()) {
      if (noun.features.history || !noun.features.versioned) continue;
      const rows = `SELECT pk, version, updated_at FROM ${noun.table}`;
      const old = new Set((await before.rows(rows)).map(String));
      const changed = (await after.rows(rows)).filter((row) => !old.has(String(row))).map((row) => Number(row[0]));
      if (changed.length > 0) written.set(noun.name, [...(written.get(noun.name) ?? []), ...changed]);
    }
  }
}
