/** What was asked before, on this browser: the questions only, never an answer. */
export interface PastQuery {
  document: string;
  variables: string;
  /** Epoch milliseconds. */
  at: number;
}

/** A question as it is asked at this moment. */
export const askedNow = (document: string, variables: string): PastQuery => ({ document, variables, at: Date.now() });

const KEPT = 30;
const prefix = 'kehu.queries.';
const keyOf = (userId: string): string => `${prefix}${userId}`;

function isPast(value: unknown): value is PastQuery {
  const past = value as Partial<PastQuery> | null;
  return typeof past?.document === 'string' && typeof past.variables === 'string' && typeof past.at === 'number';
}

export function readHistory(userId: string): PastQuery[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(keyOf(userId)) ?? '[]');
    return Array.isArray(stored) ? stored.filter(isPast) : [];
  } catch {
    return [];
  }
}

/** The list with this question in front; one asked again moves up instead of standing twice. */
export function withQuery(history: readonly PastQuery[], query: PastQuery): PastQuery[] {
  const others = history.filter(
    ({ document, variables }) =>
      document.trim() !== query.document.trim() || variables.trim() !== query.variables.trim(),
  );
  return [query, ...others].slice(0, KEPT);
}

export function writeHistory(userId: string, history: readonly PastQuery[]): void {
  try {
    localStorage.setItem(keyOf(userId), JSON.stringify(history));
  } catch {
    // Full or forbidden storage costs the history, nothing else.
  }
}

/** Nothing of what anybody asked stays on this browser, but for whoever is named. */
export function forgetHistory(butOf?: string): void {
  const kept = butOf === undefined ? null : keyOf(butOf);
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(prefix) && key !== kept) localStorage.removeItem(key);
    }
  } catch {
    // Where storage is forbidden there is none.
  }
}

/** A name for a past question: the operation's own, else its first line. */
export function titleOf(document: string): string {
  const named = /\b(?:query|mutation|subscription)\s+(\w+)/.exec(document);
  return named?.[1] ?? (document.trim().split('\n')[0] ?? '').slice(0, 60);
}
