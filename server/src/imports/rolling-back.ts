import type { Database, SqlRunner, TransactionOptions } from '../database/database';

/** Carries the result of a transaction out of its roll-back. */
class RolledBack extends Error {
  constructor(readonly result: unknown) {
    super('rolled back');
  }
}

/** The database with transactions that do all their work and then take it back: what a dry run writes to. */
export function rollingBack(database: Database): Database {
  return {
    dialect: database.dialect,
    capacity: database.capacity,
    boundedRows: (text, params, bounds) => database.boundedRows(text, params, bounds),
    rows: (text, params) => database.rows(text, params),
    run: (text, params) => database.run(text, params),
    savepoint: (tx, work) => database.savepoint(tx, work),
    snapshot: () => database.snapshot(),
    analyze: () => database.analyze(),
    onStatement: (listener) => database.onStatement(listener),
    close: () => database.close(),
    async transaction<T>(work: (tx: SqlRunner) => Promise<T>, options?: TransactionOptions): Promise<T> {
      try {
        return await database.transaction<never>(async (tx) => {
          throw new RolledBack(await work(tx));
        }, options);
      } catch (error) {
        if (error instanceof RolledBack) return error.result as T;
        throw error;
      }
    },
  };
}
