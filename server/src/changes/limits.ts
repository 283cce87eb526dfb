/** Limits of sockets and subscriptions, announced in `me.limits` and the README. */
export const socketLimits = {
  /** Open sockets of one principal on one node. */
  maxSocketsPerPrincipal: 10,
  /** Open sockets of one node. */
  maxSockets: 2_000,
  /** Running subscriptions of one socket. */
  maxSubscriptionsPerSocket: 10,
  /** Delivered records that one subscription is watched for; beyond it the longest unmoved is forgotten. */
  maxWatchedRecords: 5_000,
  /** Records with news that wait for a slow client before it is let go. */
  maxWaitingRecords: 1_000,
} as const;

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
