import { randomUUID } from 'node:crypto';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { KehuError, type ErrorCode, type Sentence } from './errors';
import { toldMessage } from './told-message';

/** What an unexpected error leaves in the log: enough to find the fault, no values of records. */
export interface ErrorReport {
  errorId: string;
  name: string;
  code: string | undefined;
  message: string;
  stack: string[];
}

export interface ErrorFormatterOptions {
  /** Takes what nobody expected. */
  report(report: ErrorReport): void;
  /** Recognises refusals that a library could only put in words. */
  refusal?: (error: unknown, documentText: string | undefined, code: unknown) => KehuError | null;
  newId?: () => string;
}

/** `message` in English; the other language travels beside it, unseen by JSON, until the answer is written. */
export type FormattedError = GraphQLFormattedError & { [spoken]?: Sentence };

export type ErrorFormatter = (formatted: GraphQLFormattedError, error: unknown) => FormattedError;

const spoken = Symbol('sentence');

const internal: Sentence = {
  en: 'Something went wrong on our side. Try again; if it stays, tell an administrator the error number.',
  zh: '系统出现意外错误，请重试；如仍失败，请将错误编号告知管理员。',
};

const unavailable: Sentence = {
  en: 'The database is busy or cannot be reached right now. Try again in a moment.',
  zh: '数据库繁忙或暂时无法连接，请稍后重试。',
};

/** Codes by which Apollo Server marks refusals made before anything ran. */
const refusedBeforeRunning = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);

/** Names under which the database module reports that it could not do its work now, though it may in a moment. */
const passingFaults = new Set(['UnavailableError', 'BusyError']);

/** Codes of drivers that mean "the server is not there", not "the statement is wrong". */
const connectionCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EPIPE',
  'PROTOCOL_CONNECTION_LOST',
  'ER_CON_COUNT_ERROR',
  'ER_SERVER_SHUTDOWN',
  'POOL_CLOSED',
]);

/**
 * Makes the one function through which every error leaves the server: an allow-list of codes and sentences. Nothing of an
 * engine, a stack or a record gets out; what is not expected becomes one constant sentence with an id to ask about.
 */
export function createErrorFormatter(options: ErrorFormatterOptions): ErrorFormatter {
  const newId = options.newId ?? randomUUID;
  return (formatted, error) => {
    const errorId = newId();
    const place = {
      ...(formatted.locations && { locations: formatted.locations }),
      ...(formatted.path && { path: formatted.path }),
    };
    const answer = (code: ErrorCode, sentence: Sentence, fields: readonly string[] = []): FormattedError => {
      const result: FormattedError = {
        message: sentence.en,
        ...place,
        extensions: { code, ...(fields.length && { fields }), errorId },
      };
      Object.defineProperty(result, spoken, { value: sentence, enumerable: false });
      return result;
    };

    const root = rootOf(error);
    const cause = options.refusal?.(root, sourceOf(error), formatted.extensions?.code) ?? root;
    if (cause instanceof KehuError) return answer(cause.code, cause.sentence, cause.fields);
    const refusal = refusalOf(formatted, error, cause);
    if (refusal) return answer('BAD_USER_INPUT', refusal);
    options.report(reportOf(errorId, cause));
    return isPassing(cause) ? answer('UNAVAILABLE', unavailable) : answer('INTERNAL', internal);
  };
}

/** Puts the messages of formatted errors into the reader's language. */
export function speak(errors: readonly GraphQLFormattedError[], language: keyof Sentence): GraphQLFormattedError[] {
  return errors.map((error) => {
    const sentence = (error as FormattedError)[spoken];
    return sentence ? { ...error, message: sentence[language] } : error;
  });
}

/** What a resolver or a scalar really threw, under the wrappers of graphql-js. */
function rootOf(error: unknown): unknown {
  let cause = error;
  while (cause instanceof GraphQLError && cause.originalError) cause = cause.originalError;
  return cause;
}

/** The text of the document that an error of reading it points into. */
const sourceOf = (error: unknown): string | undefined =>
  error instanceof GraphQLError ? error.source?.body : undefined;

/** The sentence for a document, variable or request that could not be run; null for everything that did run. */
function refusalOf(formatted: GraphQLFormattedError, error: unknown, cause: unknown): Sentence | null {
  if (!(error instanceof GraphQLError)) return null;
  const code = formatted.extensions?.code;
  // What has a path was thrown while running, except for a null variable in a place that takes none.
  const missingArgument = cause instanceof GraphQLError && cause.message.startsWith('Argument "');
  const refused = formatted.path === undefined && typeof code === 'string' && refusedBeforeRunning.has(code);
  if (!refused && !missingArgument) return null;
  const message = toldMessage(error.message);
  return { en: message, zh: `请求无法执行：${message}` };
}

const isPassing = (cause: unknown): boolean =>
  cause instanceof Error &&
  (passingFaults.has(cause.name) || connectionCodes.has(String((cause as NodeJS.ErrnoException).code)));

/**
 * Describes an error without the values it may quote: drivers and parsers put parameters and pieces of input into their
 * messages, so theirs are dropped; of other messages quoted parts are.
 */
export function reportOf(errorId: string, cause: unknown): ErrorReport {
  if (!(cause instanceof Error)) return { errorId, name: typeof cause, code: undefined, message: '', stack: [] };
  const code = (cause as NodeJS.ErrnoException).code;
  const quotesValues = code !== undefined || 'sql' in cause || 'query' in cause || cause instanceof SyntaxError;
  return {
    errorId,
    name: cause.name,
    code: code === undefined ? undefined : String(code),
    message: quotesValues ? '' : cause.message.replace(/"[^"]*"|'[^']*'|`[^`]*`/g, '"…"'),
    stack: (cause.stack ?? '').split('\n').flatMap((line) => (/^\s+at /.test(line) ? [line.trim()] : [])),
  };
}
