import pino, { type DestinationStream, type Logger } from 'pino';
import type { LogLevel } from '../config/config';

export type { Logger };

/** Lines are written together: a system call for each would cost more than making them. Bytes, milliseconds. */
const buffered = { minLength: 4_096, periodicFlush: 250 } as const;

/**
 * Structured log lines without personal data. Callers pass closed sets of fields (method, path, status, milliseconds,
 * operation name, principal id, error id); there is no place for bodies, variables, headers or query strings. A line may
 * wait a quarter of a second; what waits is written when the process ends.
 */
export function createLog(level: LogLevel, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return pino(options, destination ?? pino.destination({ dest: 1, sync: false, ...buffered }));
}
