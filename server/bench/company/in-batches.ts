import type { SqlRunner } from '../../src/database/database';
import type { LoadTarget } from './load-target';

/** Tells the person at the terminal how far the load has come. */
export type Tell = (line: string) => void;

const rowsPerTransaction = 10_000;

/** Writes the rows of a table, many to a transaction. `first` is the number of the first row of a batch, from 1. */
export async function inBatches<R>(
  target: LoadTarget,
  tell: Tell,
  table: string,
  rows: Iterable<R>,
  write: (tx: SqlRunner, batch: readonly R[], first: number) => Promise<void>,
): Promise<void> {
  const started = performance.now();
  let written = 0;
  let batch: R[] = [];
  const flush = async (): Promise<void> => {
    const [part, first] = [batch, written + 1];
    batch = [];
    await target.transaction((tx) => write(tx, part, first));
    written += part.length;
  };
  for (const row of rows) {
    batch.push(row);
    if (batch.length === rowsPerTransaction) await flush();
  }
  if (batch.length > 0) await flush();
  tell(`  ${table}: ${written.toLocaleString('en-US')} in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}
