import type { PoolOptions } from 'mysql2';

/**
 * Connection settings of a `mysql://` or `mariadb://` address:
 * `mysql://user:password@host:3306/database?socket=/path&connections=10&ssl=on`.
 * @throws Error in one sentence, without the password, when it is none.
 */
export function mysqlOptions(address: string): PoolOptions & { database: string } {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    throw new Error('the database address is not a URL');
  }
  const database = decodeURIComponent(url.pathname.slice(1));
  if (!/^(mysql|mariadb):$/.test(url.protocol)) throw new Error(`no database is reached by ${url.protocol}`);
  if (database === '') throw new Error('the database address names no database: mysql://user@host:3306/database');
  const socketPath = url.searchParams.get('socket');
  const connections = Number(url.searchParams.get('connections') ?? 10);
  if (!Number.isInteger(connections) || connections < 1) throw new Error('connections must be a number from 1');
  return {
    ...(socketPath ? { socketPath } : { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || 3306) }),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database,
    connectionLimit: connections,
    ...(url.searchParams.get('ssl') === 'on' && { ssl: {} }),
    // Literals and parameters compare by code point, as on SQLite.
    charset: 'UTF8MB4_BIN',
    timezone: 'Z',
    supportBigNumbers: true,
    bigNumberStrings: false,
    // Together with the pools' sizes well below the server's max_prepared_stmt_count (16,382 by default).
    maxPreparedStatements: 400,
  };
}

/** What every connection is told first. */
export const sessionStatements = [
  "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,ERROR_FOR_DIVISION_BY_ZERO,NO_ZERO_DATE,NO_ZERO_IN_DATE'",
  "SET SESSION time_zone = '+00:00'",
  // A write locks the record first and then reads what hangs on it: it must read what others committed until then, which
  // the snapshot of REPEATABLE READ would not show. It also locks no gaps, so that writers of other records never wait.
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
  // Children are read for many parents at once. Looking into the index for each of them to guess how many rows there are
  // takes as long as reading them; the statistics of the index say enough.
  'SET SESSION eq_range_index_dive_limit = 20',
  // Lists of keys come back as one value; MySQL would cut one off after 1,024 characters.
  'SET SESSION group_concat_max_len = 1000000',
] as const;

/**
 * What connections of transactions are told besides: each statement belongs to one, which begins by itself and ends by COMMIT
 * or ROLLBACK. That saves a round trip for each.
 */
export const writerStatements = [...sessionStatements, 'SET SESSION autocommit = 0'] as const;
