import { testDatabase } from '../database';
import type { Database } from '../../src/database/database';
import { proofHost, type Host } from './host';
import { addFields, letAuditTrailBeEmptied, loadClients, loadDictionaries } from './load-company';

/** One of the two companies: its server and its database. */
export interface Side {
  host: Host;
  database: Database;
  /** Whether the embedded engine does heavy reads in a process beside this one, as it does for customers. */
  apart: boolean;
  close(): Promise<void>;
}

/** What a side of a company that exists has in the place of what generated ones have. */
export interface Real {
  /** Epoch milliseconds. */
  now: number;
  loadDictionaries(database: Database): Promise<void>;
}

/** A side with nothing in it but what every company has; pairs fill it again and again. */
export async function openSide(real?: Real): Promise<Side> {
  const test = await testDatabase({ checkNesting: false, connections: 3 });
  const { database } = test;
  await addFields(database);
  await (real?.loadDictionaries ?? loadDictionaries)(database);
  await loadClients(database);
  await letAuditTrailBeEmptied(database);
  const host = await proofHost(
    readingHere(database, () => side.apart),
    real?.now,
  );
  const side: Side = {
    host,
    database,
    apart: false,
    async close() {
      await host.close();
      await test.drop();
    },
  };
  return side;
}

/** The database, whose heavy reads are done like light ones unless told otherwise: the same statement, answered sooner. */
function readingHere(database: Database, apart: () => boolean): Database {
  return {
    dialect: database.dialect,
    capacity: database.capacity,
    rows: (sql, params) => database.rows(sql, params),
    boundedRows: (sql, params, bounds) =>
      database.boundedRows(sql, params, { ...bounds, heavy: bounds.heavy && apart() }),
    run: (sql, params) => database.run(sql, params),
    transaction: (work) => database.transaction(work),
    savepoint: (tx, work) => database.savepoint(tx, work),
    snapshot: () => database.snapshot(),
    analyze: () => database.analyze(),
    onStatement: (listener) => database.onStatement(listener),
    close: () => database.close(),
  };
}
