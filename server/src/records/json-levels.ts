/** Most levels of objects and lists in a value of a JSON field. */
export const mostJsonLevels = 32;

/**
 * Whether a value is nested deeper than that: then writing it out as text could overrun the stack, of whoever reads it later too. Walks
 * level by level, so it does not itself.
 */
export function isNestedTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > mostJsonLevels) return true;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? (Object.values(one) as unknown[]) : []));
  }
  return false;
}
