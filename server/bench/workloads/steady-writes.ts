import { fold } from '@kehu/shared';
import type { Database } from '../../src/database/database';
import { soundOf } from '../../src/search/sound';
import { customers } from '../company/rows';
import type { Shape } from '../company/shape';
import { idOf, industries, tiers } from '../company/values';
import { ask } from '../drive/ask';

/** Of so many customers one is written. */
export const writtenEvery = 500;

/** Which they are, and have been written. */
const written = `pk <= ? AND pk % ${writtenEvery} = 0 AND version <> 1`;

/** Puts customers that were written back to what the company was loaded with, those of a run that was cut off too. */
export async function undoSteadyWrites(database: Database, shape: Shape): Promise<void> {
  const rows = await database.rows(`SELECT pk FROM customers WHERE ${written}`, [shape.customers]);
  if (rows.length === 0) return;
  const changed = new Set(rows.map(([pk]) => Number(pk)));
  let pk = 0;
  for (const { name, creditLimit, tier, industry, updatedAt } of customers(shape)) {
    if (!changed.has(++pk)) continue;
    await database.run(
      `UPDATE customers SET name = ?, name_fold = ?, name_sound = ?, credit_limit = ?, tier = ?, industry = ?, updated_at = ?,
         version = 1 WHERE pk = ?`,
      [name, fold(name), soundOf(fold(name)), creditLimit * 100, tier, industry, updatedAt, pk],
    );
  }
  await database.run("DELETE FROM history WHERE noun = 'customer'");
}

/** Writes to customers through the API, so many a second until it is ended; then they are put back. */
export class SteadyWrites {
  private timer: NodeJS.Timeout | undefined;
  private readonly open = new Set<Promise<void>>();
  private readonly versions: number[];
  private turn = 0;
  private started = 0;
  private refusal: unknown = null;
  /** Answered writes. */
  done = 0;

  constructor(
    private readonly database: Database,
    private readonly port: number,
    private readonly token: string,
    private readonly shape: Shape,
  ) {
    this.versions = new Array<number>(Math.floor(shape.customers / writtenEvery)).fill(1);
  }

  async start(perSecond: number): Promise<void> {
    await undoSteadyWrites(this.database, this.shape);
    this.versions.fill(1);
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
    await undoSteadyWrites(this.database, this.shape);
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
