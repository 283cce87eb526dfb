import i18next from 'i18next';
import { lookHeaders } from '../app/look';

export interface QueryAnswer {
  data: unknown;
  errors: { message: string; path: string; code: string }[];
  /** Wall-clock milliseconds from sending to the whole answer. */
  milliseconds: number;
}

/** What is asked: a document and its variables. */
export interface Question {
  document: string;
  variables: Record<string, unknown>;
}

interface RawError {
  message?: string;
  path?: (string | number)[];
  extensions?: { code?: string };
}

/**
 * Sends a document of the analyst's own. It goes round the page's cache on purpose: answers of any shape stay on this
 * page and are gone with it.
 */
export async function runQuery(
  document: string,
  variables: Record<string, unknown>,
  signal: AbortSignal,
): Promise<QueryAnswer> {
  const start = performance.now();
  const answer = await fetch('/graphql', {
    method: 'POST',
    credentials: 'same-origin',
    signal,
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      'accept-language': i18next.language,
      ...lookHeaders(),
    },
    body: JSON.stringify({ query: document, variables }),
  });
  const body = (await answer.json()) as { data?: unknown; errors?: RawError[] };
  return {
    data: body.data ?? null,
    errors: (body.errors ?? []).map((error) => ({
      message: error.message ?? '',
      path: (error.path ?? []).join('.'),
      code: error.extensions?.code ?? '',
    })),
    milliseconds: Math.round(performance.now() - start),
  };
}

/** Variables as typed: an object of JSON; nothing counts as none. @throws SyntaxError where it is neither. */
export function parseVariables(text: string): Record<string, unknown> {
  if (text.trim() === '') return {};
  const value: unknown = JSON.parse(text);
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new SyntaxError('not an object');
  return value as Record<string, unknown>;
}
