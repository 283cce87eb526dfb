import type { Pool as CorePool } from 'mysql2';
import type { Pool } from 'mysql2/promise';
import { StatementEnded, type Bounds, type SqlRow, type SqlValue } from './database';
import { bound, translated } from './mysql-statement';

/**
 * The statement under a limit, in the one text that both servers read: MariaDB runs what stands in `M!`, which is a comment
 * to MySQL, and takes the hint of MySQL for a comment.
 */
export const limited = (sql: string, milliseconds: number): string =>
  `/*M!100100 SET STATEMENT max_statement_time=${milliseconds / 1000} FOR */ ` +
  sql.replace(/^SELECT /, `SELECT /*+ MAX_EXECUTION_TIME(${milliseconds}) */ `);

/** Statements whose text under a limit is kept; each is met again and again. */
const keptTexts = 1_000;

/** Reads that the server itself ends at their limit, and that are killed when nobody waits for them any more. */
export class MysqlBoundedReads {
  private spare: Pool | null = null;
  private readonly killing = new Set<Promise<unknown>>();
  private readonly texts = new Map<number, Map<string, string>>();

  constructor(
    private readonly pool: CorePool,
    /** Makes the connection that kills: the pool may be full of what is to be killed. */
    private readonly openSpare: () => Pool,
  ) {}

  rows(sql: string, params: readonly SqlValue[], { milliseconds, caller }: Bounds): Promise<SqlRow[]> {
    return new Promise((resolve, reject) => {
      this.pool.getConnection((refused, connection) => {
        if (refused) return reject(translated(refused) as Error);
        if (caller?.isGone) {
          connection.release();
          return reject(new StatementEnded('caller-gone'));
        }
        let killed = false;
        const stay = caller?.onLeave(() => {
          killed = true;
          // The connection with it: a KILL QUERY that comes late would hit whatever runs on it next.
          this.kill(connection.threadId);
          connection.destroy();
          reject(new StatementEnded('caller-gone'));
        });
        const text = this.textOf(sql, milliseconds);
        connection.execute({ sql: text, rowsAsArray: true }, params.map(bound), (error, result) => {
          if (killed) return;
          stay?.();
          connection.release();
          if (error) reject(translated(error) as Error);
          else resolve(result as unknown as SqlRow[]);
        });
      });
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.killing);
    await this.spare?.end();
  }

  private textOf(sql: string, milliseconds: number): string {
    let known = this.texts.get(milliseconds);
    if (!known) this.texts.set(milliseconds, (known = new Map()));
    let text = known.get(sql);
    if (text === undefined) {
      if (known.size >= keptTexts) known.clear();
      known.set(sql, (text = limited(sql, milliseconds)));
    }
    return text;
  }

  private kill(threadId: number): void {
    this.spare ??= this.openSpare();
    // One that has ended by itself meanwhile is unknown: as good.
    const work = this.spare.query(`KILL ${Number(threadId)}`).catch(() => undefined);
    this.killing.add(work);
    void work.then(() => this.killing.delete(work));
  }
}
