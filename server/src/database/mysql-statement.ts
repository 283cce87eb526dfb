import { BusyError, ConstraintError, StatementEnded, UnavailableError, type SqlValue } from './database';
import { mysqlModule } from './mysql-module';

type AsLong = ReturnType<typeof mysqlModule>['TypedParameter']['LONGLONG'];

// The package hands out its parts through getters that look the module up at each use.
let asLong: AsLong | null = null;

/** Numbers go as 64-bit integers: the driver's own choice, doubles, is refused after LIMIT and rounds long decimals. */
export function bound(value: SqlValue): string | number | Buffer | null | ReturnType<AsLong> {
  if (typeof value === 'bigint' || Number.isInteger(value)) {
    asLong ??= mysqlModule().TypedParameter.LONGLONG;
    return asLong(value as number | bigint);
  }
  return value as string | number | Buffer | null;
}

const uniqueErrors = new Set([1022, 1062, 1586, 1859]);
const referenceErrors = new Set([1216, 1217, 1451, 1452, 1761, 1762]);
const valueErrors = new Set([1048, 1264, 1364, 1366, 1406, 1644, 3819, 4025]);
const busyErrors = new Set([1205, 1213, 3572]);
/** A statement ran into its limit: MariaDB, MySQL 8. */
const limitErrors = new Set([1969, 3024]);
const unreachable = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'ETIMEDOUT', 'EPIPE', 'PROTOCOL_CONNECTION_LOST']);

/** What the engine says, in the words of this module. */
export function translated(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { errno, code } = error as Error & { errno?: number; code?: string };
  if (uniqueErrors.has(errno ?? 0)) return new ConstraintError('unique', error);
  if (referenceErrors.has(errno ?? 0)) return new ConstraintError('reference', error);
  if (valueErrors.has(errno ?? 0)) return new ConstraintError('other', error);
  if (busyErrors.has(errno ?? 0)) return new BusyError(error);
  if (limitErrors.has(errno ?? 0)) return new StatementEnded('limit', error);
  if (errno === 1040 || errno === 1053 || unreachable.has(code ?? '')) return new UnavailableError(error);
  return error;
}
