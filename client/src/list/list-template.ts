const DAY = 86_400_000;

/** What a list asks for at a moment (epoch milliseconds) when somebody with that id looks at it. */
export type WhereAt = (now: number, me: string) => unknown;

const somebody = 'kehu:me';

/**
 * A list's filter that stays true to its words when others open it, later: what moves with the clock becomes
 * `{ daysAgo: 30 }`, whoever looks `{ me: true }`. What moves is found by asking at two moments.
 */
export function templateOf(whereAt: WhereAt, now: number): unknown {
  const today = Math.floor(now / DAY) * DAY;
  const template = (value: unknown, later: unknown): unknown => {
    if (value === somebody) return { me: true };
    if (typeof value === 'string') {
      return value === later ? value : { daysAgo: Math.round((today - Date.parse(value)) / DAY) };
    }
    if (Array.isArray(value)) return value.map((item, i) => template(item, (later as unknown[])[i]));
    if (value === null || typeof value !== 'object') return value;
    const after = later as Record<string, unknown>;
    return Object.fromEntries(Object.entries(value).map(([key, of]) => [key, template(of, after[key])]));
  };
  return template(whereAt(now, somebody), whereAt(now + 1_000 * DAY, somebody));
}
