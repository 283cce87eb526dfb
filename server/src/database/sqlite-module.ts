import { createRequire } from 'node:module';
import type SqliteHandle from 'better-sqlite3';

/**
 * The SQLite package for this Node, see `.pnpmfile.cjs`. Version 12, compiled with the headers of Node 24.19 and newer,
 * aborts the process when a handle is collected; version 13 needs Node-API 10, which Node 20 has not.
 */
export const sqlitePackage = Number(process.versions.napi) >= 10 ? 'better-sqlite3-13' : 'better-sqlite3';

/**
 * Loads the embedded database on the first call; who uses a database server needs none.
 * @throws Error when it is not installed or its binary does not load
 */
export function sqliteModule(): typeof SqliteHandle {
  return createRequire(__filename)(sqlitePackage) as typeof SqliteHandle;
}
