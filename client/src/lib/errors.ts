import { CombinedGraphQLErrors } from '@apollo/client/errors';

/** The codes the API promises; see `extensions.code` of every error. */
export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'BAD_USER_INPUT'
  | 'QUERY_TOO_EXPENSIVE'
  | 'RATE_LIMITED'
  | 'UNAVAILABLE'
  | 'INTERNAL';

export interface ReadableError {
  code: ErrorCode;
  /** A sentence for a person, in the language asked for; empty where the server was never reached. */
  message: string;
  /** Field -> the sentence to show beside it. */
  fields: Record<string, string>;
  errorId?: string;
}

interface Extensions {
  code?: ErrorCode;
  fields?: unknown;
  errorId?: string;
}

/** What a failed operation tells a person. Anything that is not an answer of the API counts as not reached. */
export function readError(error: unknown): ReadableError {
  if (CombinedGraphQLErrors.is(error)) {
    const [first] = error.errors;
    const extensions = (first?.extensions ?? {}) as Extensions;
    const message = first?.message ?? '';
    return {
      code: extensions.code ?? 'INTERNAL',
      message,
      fields: readFields(extensions.fields, message),
      ...(extensions.errorId ? { errorId: extensions.errorId } : {}),
    };
  }
  return { code: 'UNAVAILABLE', message: '', fields: {} };
}

function readFields(fields: unknown, message: string): Record<string, string> {
  if (Array.isArray(fields)) {
    return Object.fromEntries(
      fields.map((field: unknown): [string, string] => {
        if (field !== null && typeof field === 'object') {
          const { field: name, message: own } = field as { field?: string; message?: string };
          return [name ?? '', own ?? message];
        }
        return [String(field), message];
      }),
    );
  }
  if (fields !== null && typeof fields === 'object') {
    return Object.fromEntries(
      Object.entries(fields).map(([field, text]) => [field, typeof text === 'string' ? text : message]),
    );
  }
  return {};
}
