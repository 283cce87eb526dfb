/** Two records by their numbers and how sure it is that they are one. */
export interface Link {
  a: number;
  b: number;
  /** In bits; below 0 rather two. */
  weight: number;
}

/**
 * Groups records: the surest links first, two groups becoming one where on the whole their records speak for it. A pair
 * that was not compared speaks against it by `strange` bits, so that one false link does not join two families.
 */
export function clustersOf(links: readonly Link[], threshold: number, strange = -4): number[][] {
  const groups = new Map<number, Set<number>>();
  const between = new Map<number, Map<number, Link>>();
  const known = (a: number, b: number): number => between.get(a)?.get(b)?.weight ?? strange;
  for (const link of links) {
    for (const [from, to] of [
      [link.a, link.b],
      [link.b, link.a],
    ] as const) {
      const of = between.get(from) ?? new Map<number, Link>();
      of.set(to, link);
      between.set(from, of);
    }
  }
  const sure = links
    .filter(({ weight }) => weight >= threshold)
    .sort((x, y) => y.weight - x.weight || x.a - y.a || x.b - y.b);
  for (const { a, b } of sure) {
    const left = groups.get(a) ?? new Set([a]);
    const right = groups.get(b) ?? new Set([b]);
    if (left === right) continue;
    let sum = 0;
    for (const one of left)
      for (const other of right) sum += Math.max(-12, Math.min(12, known(one, other) - threshold));
    if (sum < 0) continue;
    const [small, large] = left.size < right.size ? [left, right] : [right, left];
    for (const one of small) large.add(one);
    for (const one of large) groups.set(one, large);
  }
  return [...new Set(groups.values())].map((group) => [...group].sort((x, y) => x - y));
}
