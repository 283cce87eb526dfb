/** Limits of a request, announced in `me.limits`. Both sides run with the same numbers. */
export const limits = {
  /** Records in a page when the client doesn't say. */
  defaultPageSize: 50,
  /** Most records in a page. */
  maxPageSize: 200,
  /** Most items of one upsert call. */
  maxBatchSize: 1_000,
  /** Largest request body in bytes: a full upsert call fits. */
  maxBodyBytes: 4 * 1024 * 1024,
  /** Deepest selection of a document; introspection has its own rule. */
  maxDepth: 12,
  /** Most tokens of a document. Data belongs in variables, which don't count. */
  maxTokens: 10_000,
  /** Most aliases of a document. */
  maxAliases: 50,
  /** Highest number `totalCount` counts to when the client doesn't say. */
  defaultCountLimit: 10_000,
} as const;

export type Limits = typeof limits;
