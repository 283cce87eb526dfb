import type { SqlRow } from '../database/database';
import { predicateKey, type Predicate } from '../access/predicate';
import type { Noun } from '../model/registry';
import type { Compilation } from '../query/context';
import { predicateSql } from '../query/predicate-sql';
import { sql, type Sql } from '../query/sql';

/** Whether a condition holds on one row. */
export type Truth = (predicate: Predicate) => boolean;

/** Conditions to be asked of rows in one statement; each distinct one is computed once. */
export class RowQuestions {
  private readonly places = new Map<string, number>();
  readonly expressions: Sql[] = [];

  constructor(
    private readonly compilation: Compilation,
    private readonly noun: Noun,
    private readonly alias: Sql,
  ) {}

  ask(predicate: Predicate): void {
    if (predicate.kind === 'all' || predicate.kind === 'none') return;
    const key = predicateKey(predicate);
    if (this.places.has(key)) return;
    this.places.set(key, this.expressions.length);
    this.expressions.push(sql`COALESCE(${predicateSql(this.compilation, this.noun, this.alias, predicate)}, 0)`);
  }

  /**
   * Reads the answers in a result row whose `offset`th column is the first of the expressions. It knows nothing of who
   * asked, so it may be kept with a plan.
   */
  get answers(): (row: SqlRow, offset: number) => Truth {
    const { places } = this;
    return (row, offset) => (predicate) => {
      if (predicate.kind === 'all') return true;
      if (predicate.kind === 'none') return false;
      const place = places.get(predicateKey(predicate));
      if (place === undefined) throw new Error('a condition was not asked for');
      return Number(row[offset + place]) === 1;
    };
  }
}
