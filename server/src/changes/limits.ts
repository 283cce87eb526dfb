import { requestLimits } from '../graphql/limits';

/** Limits of sockets and subscriptions: those that clients meet are announced with the others. */
export const socketLimits = {
  maxSocketsPerPrincipal: requestLimits.maxSocketsPerPrincipal as number,
  maxSubscriptionsPerSocket: requestLimits.maxSubscriptionsPerSocket as number,
  maxWatchedRecords: requestLimits.maxWatchedRecords as number,
  maxWaitingRecords: requestLimits.maxWaitingRecords as number,
  /** Open sockets of one node. */
  maxSockets: 2_000,
};

/** Codes with which the server closes a socket, beside those of graphql-transport-ws itself. */
export const closeCodes = {
  /** Stopping; connect again. */
  goingAway: { code: 1001, reason: 'Going away' },
  /** What came meanwhile is not known any more; connect and read again. */
  restart: { code: 1012, reason: 'Read again' },
  /** The credential was missing, wrong, or has ended. */
  unauthorized: { code: 4401, reason: 'Unauthorized' },
  /** The purpose or the page's origin is not allowed. */
  forbidden: { code: 4403, reason: 'Forbidden' },
  /** News came faster than the client took them; connect and read again. */
  tooSlow: { code: 4413, reason: 'Too slow: read again' },
  /** More sockets than allowed. */
  tooMany: { code: 4429, reason: 'Too many sockets' },
} as const;

export type Closing = (typeof closeCodes)[keyof typeof closeCodes];
