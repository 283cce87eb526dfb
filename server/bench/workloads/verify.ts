import { isDeepStrictEqual } from 'node:util';
import type { Asker } from './askers';
import type { Work } from './works';

/** Variants of each work that are compared; at a million customers the floors take a second for some of them. */
const compared = { most: 60, ofMany: 12 };
const many = 1_000_000;

/** How many variants of each work are compared in a company of so many customers. */
export const variantsCompared = (customers: number): number => (customers < many ? compared.most : compared.ofMany);

/** As many of a list as wanted, spread evenly over all of it. */
export function sampleOf<T>(list: readonly T[], most: number): T[] {
  if (list.length <= most) return [...list];
  return Array.from({ length: most }, (_, i) => list[Math.floor((i * list.length) / most)]!);
}

/**
 * Asks every server up to `most` variants of each work, one after another, and compares the answers: ids, nested ids, names,
 * moments, totals, groups, sums. A count that the product bounds is compared up to the bound.
 * @throws Error naming the first work and variant whose answers differ
 */
export async function verify(askers: readonly Asker[], works: readonly Work[], most: number): Promise<void> {
  const [reference, ...others] = askers;
  for (const work of works.filter(({ writes }) => !writes)) {
    for (const variant of sampleOf(work.variants, most)) {
      const expected = await reference!.ask(work, variant);
      for (const other of others) {
        const answer = await other.ask(work, variant);
        if (isDeepStrictEqual(tidy(answer), tidy(expected))) continue;
        throw new Error(
          `${other.server.name} and ${reference!.server.name} differ on ${work.name} ${JSON.stringify(variant)}:\n` +
            difference(tidy(answer), tidy(expected)),
        );
      }
    }
  }
}

/** Highest total that the product counts to unless asked for more. */
const countLimit = 10_000;

/** Without what isn't there, as text and back, totals bounded. */
function tidy(answer: unknown): unknown {
  return JSON.parse(
    JSON.stringify(answer, (name, value: unknown) =>
      name === 'total' && typeof value === 'number' ? Math.min(value, countLimit) : value,
    ),
  );
}

/** The first place where two answers differ, with both values. */
export function difference(a: unknown, b: unknown, path = ''): string {
  if (typeof a === 'object' && typeof b === 'object' && a !== null && b !== null) {
    const names = new Set([...Object.keys(a), ...Object.keys(b)]);
    for (const name of names) {
      const [left, right] = [(a as Record<string, unknown>)[name], (b as Record<string, unknown>)[name]];
      if (!isDeepStrictEqual(left, right)) return difference(left, right, `${path}/${name}`);
    }
  }
  return `${path || '/'}: ${JSON.stringify(a)?.slice(0, 300)} and ${JSON.stringify(b)?.slice(0, 300)}`;
}
