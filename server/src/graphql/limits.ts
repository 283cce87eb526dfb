import { limits as shared } from '@kehu/shared';
import { GraphQLError, Lexer, Source, TokenKind } from 'graphql';
import { KehuError } from '../errors/errors';
import { backgroundCostLimit, backgroundRowLimit, costLimit } from './cost';

/**
 * Seconds that one read may take on the database: of lists and records; of aggregates and what else reads much; of jobs in the
 * background.
 */
export const statementSeconds = { light: 10, heavy: 30, background: 600 } as const;

/** Two of what reads much fit into a request, and not twenty. */
export function requestSeconds({ heavy }: { heavy: number }): number {
  return 2 * heavy;
}

/** Every limit of a request, as `me.limits` and the `x-kehu-limits` header announce them. */
export const requestLimits = {
  ...shared,
  /** Most root fields of an operation, fragments spread. */
  maxRootFields: 20,
  /** Most directives of a document. */
  maxDirectives: 10,
  /** Most fragments of a document. */
  maxFragments: 200,
  /** Most selections of a document that stand beside one of the same name: each pair of them has to be compared. */
  maxRepeats: 100,
  /** Deepest nesting of brackets of any kind in a document. */
  maxNesting: 100,
  /** Most questions about the schema in an operation: each may be answered with a megabyte. */
  maxSchemaQuestions: 4,
  /** Most objects, lists and values within the variables of a query, and of a mutation. */
  maxVariableValues: 20_000,
  maxMutationVariableValues: 250_000,
  /** Most selections of an operation with all fragments spread. */
  maxSelections: 10_000,
  /** Open sockets of one principal on one node. */
  maxSocketsPerPrincipal: 10,
  /** Running subscriptions of one socket. */
  maxSubscriptionsPerSocket: 10,
  /** Records told of that one subscription is watched for; beyond it the longest unmoved is forgotten. */
  maxWatchedRecords: 5_000,
  /** Records with news that wait for a slow client before its socket is closed. */
  maxWaitingRecords: 1_000,
  /** Most records that a document may touch, by its shape and page sizes; see `queryCost`. */
  maxCost: costLimit,
  /** The same for those with the right query:background, whose document then runs as a job. */
  maxBackgroundCost: backgroundCostLimit,
  /** Rows that a document in the background may really read. */
  maxBackgroundRows: backgroundRowLimit,
  /** Reads of one principal that run at once on one node; more wait their turn. */
  maxStatementsAtOnce: 3,
  /** Those of them that read much. */
  maxHeavyStatementsAtOnce: 1,
  /** Seconds that a read of lists and records may take on the database. */
  maxStatementSeconds: statementSeconds.light,
  /** Seconds that aggregates, and what else reads much, may take. */
  maxHeavyStatementSeconds: statementSeconds.heavy,
  /** Seconds that all reads of a request may take together, those it waits for its turn aside. */
  maxRequestSeconds: requestSeconds(statementSeconds),
} as const;

/** One line for a header: `depth=12, tokens=10000, ...`. */
export const limitsHeader = (seconds: { light: number; heavy: number } = statementSeconds): string =>
  [
    ['depth', requestLimits.maxDepth],
    ['tokens', requestLimits.maxTokens],
    ['aliases', requestLimits.maxAliases],
    ['root-fields', requestLimits.maxRootFields],
    ['directives', requestLimits.maxDirectives],
    ['fragments', requestLimits.maxFragments],
    ['repeats', requestLimits.maxRepeats],
    ['nesting', requestLimits.maxNesting],
    ['schema-questions', requestLimits.maxSchemaQuestions],
    ['variable-values', requestLimits.maxVariableValues],
    ['selections', requestLimits.maxSelections],
    ['page-size', requestLimits.maxPageSize],
    ['batch-size', requestLimits.maxBatchSize],
    ['body-bytes', requestLimits.maxBodyBytes],
    ['cost', requestLimits.maxCost],
    ['statements-at-once', requestLimits.maxStatementsAtOnce],
    ['statement-seconds', seconds.light],
    ['heavy-statement-seconds', seconds.heavy],
    ['request-seconds', requestSeconds(seconds)],
  ]
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');

/** The refusal of a document: says which limit and by how much. */
export function tooExpensive(what: { en: string; zh: string }, found: number, most: number): KehuError {
  return new KehuError('QUERY_TOO_EXPENSIVE', {
    en: `This document has ${format(found)} ${what.en}; at most ${format(most)} are taken. Split it into several requests.`,
    zh: `该查询包含 ${format(found)} ${what.zh}，最多允许 ${format(most)}，请拆分为多次请求。`,
  });
}

const format = (count: number): string => count.toLocaleString('en-US');

/** The refusal of a document whose brackets go deeper than anything reads. */
export const nestedTooDeep = (): KehuError =>
  new KehuError('QUERY_TOO_EXPENSIVE', {
    en: `This document is nested too deep to be read; brackets go at most ${requestLimits.maxNesting} levels. Split it into several requests.`,
    zh: `该查询嵌套过深，无法读取，括号最多 ${requestLimits.maxNesting} 层，请拆分为多次请求。`,
  });

/**
 * Whether graphql-js stopped reading because of `maxTokens`, or checking because of its own work limit; it says so only in words. Returns the coded refusal, else null.
 */
export function limitRefusal(error: unknown, documentText: string | undefined, code?: unknown): KehuError | null {
  // The parser goes down with each bracket and gives up where the stack ends; nothing of the document has been used by then.
  if (error instanceof RangeError && code === 'GRAPHQL_PARSE_FAILED') return nestedTooDeep();
  if (!(error instanceof GraphQLError)) return null;
  if (/more tha\w \d+ tokens/.test(error.message)) {
    const { maxTokens } = requestLimits;
    return tooExpensive({ en: 'tokens', zh: '个词元' }, countTokens(documentText ?? ''), maxTokens);
  }
  if (error.message === 'Validation aborted.') {
    return new KehuError('QUERY_TOO_EXPENSIVE', {
      en: 'This document repeats fields so often that it cannot be checked. Ask for each field once.',
      zh: '该查询重复字段过多，无法校验，请每个字段只请求一次。',
    });
  }
  return null;
}

/** Counts to the end of the document or its first lexical error; the body limit bounds the work. */
function countTokens(text: string): number {
  const lexer = new Lexer(new Source(text));
  let count = 0;
  try {
    while (lexer.advance().kind !== TokenKind.EOF) count += 1;
  } catch {
    return Math.max(count, requestLimits.maxTokens + 1);
  }
  return count;
}
