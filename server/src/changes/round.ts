import { comparedValue } from '../access/predicate';
import type { SqlRunner } from '../database/database';
import type { Noun, NounRegistry } from '../model/registry';
import type { Path, Threshold } from './dependencies';
import type { News } from './feed';
import { reached } from './reach';

/** One comparison of two moments, shared by every subscription: what it found out for one it need not ask for another. */
export class Round {
  private readonly reaches = new Map<string, Promise<Map<number, string>>>();
  private readonly passed = new Map<string, Promise<boolean>>();
  /** The date (UTC) changed between the moments. */
  readonly newDay: boolean;

  constructor(
    private readonly nouns: NounRegistry,
    readonly before: SqlRunner,
    readonly after: SqlRunner,
    readonly news: News,
    /** Epoch milliseconds of the two moments. */
    private readonly from: number,
    private readonly to: number,
  ) {
    this.newDay = comparedValue({ daysAgo: 0 }, from, true) !== comparedValue({ daysAgo: 0 }, to, true);
  }

  /** Records of `root` that anything written at the end of these paths belongs to, then or now. Internal key to id. */
  async reached(root: Noun, paths: readonly Path[]): Promise<Map<number, string>> {
    const all = new Map<number, string>();
    for (const path of paths) {
      const pks = this.news.written.get(path.noun);
      if (!pks) continue;
      const key = `${root.name}:${path.hops.map(({ name }) => name).join('.')}`;
      if (!this.reaches.has(key)) this.reaches.set(key, this.reach(root, path, pks));
      for (const [pk, id] of await this.reaches.get(key)!) all.set(pk, id);
    }
    return all;
  }

  /** Whether some row passed one of these comparisons with the clock. */
  async anyPassed(thresholds: readonly Threshold[]): Promise<boolean> {
    for (const threshold of thresholds) {
      const key = JSON.stringify(threshold);
      if (!this.passed.has(key)) this.passed.set(key, this.pass(threshold));
      if (await this.passed.get(key)!) return true;
    }
    return false;
  }

  private async reach(root: Noun, path: Path, pks: readonly number[]): Promise<Map<number, string>> {
    const now = await reached(this.after, this.nouns, root, path, pks);
    if (path.hops.length === 0) return now;
    for (const [pk, id] of await reached(this.before, this.nouns, root, path, pks)) now.set(pk, id);
    return now;
  }

  private async pass({ noun, field: name, value }: Threshold): Promise<boolean> {
    if (this.from === this.to) return false;
    const { table } = this.nouns.get(noun);
    const field = this.nouns.field(noun, name);
    const bounds = [this.from, this.to].map((at) => comparedValue(value, at, field.kind === 'date'));
    const [row] = await this.after.rows(
      `SELECT 1 FROM ${table} WHERE ${field.column} >= ? AND ${field.column} <= ? LIMIT 1`,
      bounds,
    );
    return row !== undefined;
  }
}
