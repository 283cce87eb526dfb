import { industries, tiers } from '../company/values';
import { idOf } from '../company/values';
import type { Database, SqlValue } from '../../src/database/database';
import { ask } from '../drive/ask';

/** Of so many customers one is written. */
export const writtenEvery = 500;

const columns = 'name, name_fold, name_sound, credit_limit, tier, industry, updated_at, version';

/** Writes to customers through the API, so many a second until it is ended; then they are put back. */
export class SteadyWrites {
  private timer: NodeJS.Timeout | undefined;
  private readonly open = new Set<Promise<void>>();
  private readonly versions: number[];
  private before: SqlValue[][] = [];
  private turn = 0;
  private started = 0;
  private refusal: unknown = null;
  /** Answered writes. */
  done = 0;

  constructor(
    private readonly database: Database,
    private readonly port: number,
    private readonly token: string,
    private readonly customers: number,
  ) {
    this.versions = new Array<number>(Math.floor(customers / writtenEvery)).fill(0);
  }

  async start(perSecond: number): Promise<void> {
    this.before = (await this.database.rows(
      `SELECT pk, ${columns} FROM customers WHERE pk <= ? AND MOD(pk, ${writtenEvery}) = 0 ORDER BY pk`,
      [this.customers],
    )) as SqlValue[][];
    this.before.forEach((row, i) => (this.versions[i] = Number(row.at(-1))));
    this.started = performance.now();
    let due = 0;
    // Several at a tick where the clock was late: as many a second as were asked for.
    this.timer = setInterval(() => {
      for (; due < ((performance.now() - this.started) / 1000) * perSecond; due++) {
        if (this.open.size >= this.versions.length / 2) continue; // each customer is written by one at a time
        const write = this.write().finally(() => this.open.delete(write));
        this.open.add(write);
      }
    }, 5);
  }

  /** Ends the writes and puts the customers back. @returns writes a second */
  async end(): Promise<number> {
    clearInterval(this.timer);
    const seconds = (performance.now() - this.started) / 1000;
    await Promise.all(this.open);
    const names = columns.split(', ');
    for (const [pk, ...values] of this.before) {
      await this.database.run(`UPDATE customers SET ${names.map((name) => `${name} = ?`).join(', ')} WHERE pk = ?`, [
        ...values,
        pk!,
      ]);
    }
    await this.database.run("DELETE FROM history WHERE noun = 'customer'");
    if (this.refusal !== null) throw this.refusal;
    return this.done / seconds;
  }

  private async write(): Promise<void> {
    const turn = this.turn++;
    const at = turn % this.versions.length;
    const input = {
      id: idOf('customer', (at + 1) * writtenEvery),
      version: this.versions[at]!,
      name: `${String.fromCharCode(65 + ((turn * 7) % 26))} 写 ${turn}`,
      creditLimit: String((turn * 7919) % 1_000_000),
      tier: tiers[turn % tiers.length]![0],
      industry: industries[turn % industries.length]!,
    };
    try {
      await ask(
        this.port,
        this.token,
        'mutation ($input: UpdateCustomerInput!) { updateCustomer(input: $input) { customer { id } } }',
        {
          input,
        },
      );
      this.versions[at]!++;
      this.done++;
    } catch (error) {
      this.refusal ??= error;
    }
  }
}
