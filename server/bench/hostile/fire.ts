import type { HostileDocument } from './hostile-document';

/** What came of one document. */
export interface Outcome {
  document: HostileDocument;
  /** Milliseconds until the answer was there. */
  ms: number;
  /** HTTP status; 0 where the connection broke. */
  status: number;
  /** Codes of the errors, each once. */
  codes: string[];
  /** The first error's sentence. */
  said: string;
  bytes: number;
}

interface Answer {
  errors?: { message: string; extensions?: { code?: string } }[];
}

/** Sends one document and waits for what comes of it. */
export async function fire(port: number, token: string, document: HostileDocument): Promise<Outcome> {
  const started = performance.now();
  const ended = (rest: Omit<Outcome, 'document' | 'ms'>): Outcome => ({
    document,
    ms: performance.now() - started,
    ...rest,
  });
  try {
    const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': document.contentType ?? 'application/json', authorization: `Bearer ${token}` },
      body: document.body,
    });
    const text = await response.text();
    const { errors = [] } = JSON.parse(text) as Answer;
    const codes = [...new Set(errors.map(({ extensions }) => extensions?.code ?? 'without code'))];
    return ended({ status: response.status, codes, said: errors[0]?.message ?? '', bytes: text.length });
  } catch (error) {
    return ended({ status: 0, codes: ['no answer'], said: String(error), bytes: 0 });
  }
}

/** Refusals of what was let in, and then took more than it may. */
const late = new Set(['QUERY_TOO_EXPENSIVE', 'RATE_LIMITED']);

/** What is wrong with an outcome; null for nothing. */
export function wrongWith({ document: { refused, cutOff }, codes, status, said }: Outcome): string | null {
  if (cutOff && status === 0) return null;
  const fine = refused === null ? codes.every((code) => late.has(code)) : codes.length === 1 && codes[0] === refused;
  if (fine) return null;
  return `${refused ?? 'an answer'} wanted, ${codes.join(', ') || 'an answer'} came${said && `: ${said.slice(0, 160)}`}`;
}
