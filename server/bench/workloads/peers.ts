/**
 * What other products reached at the same questions over the same company (100,000 customers, 8 connections, server on one
 * core, medians of three rounds, November 2026): requests a second as a share of those of hand-written SQL on the given
 * tables without session look-up, `floor-open` here, of the same run.
 */
export const peers: readonly Peer[] = [
  {
    name: 'Directus 11 on MariaDB',
    shares: {
      W1: 0.02,
      W2: 0.11,
      W3: 0.01,
      W4: 0.32,
      W4a: 1.07,
      W5: 0.39,
      W5a: 0.9,
      W6: 0.35,
      W6a: 1,
      W7: 0.015,
      W8: 0.002,
    },
  },
  {
    name: 'PostGraphile 5 on PostgreSQL with row security',
    shares: {
      W1: 0.17,
      W2: 0.47,
      W3: 0.14,
      W4: 1.32,
      W4a: 3.09,
      W5: 1.05,
      W5a: 0.68,
      W6: 0.8,
      W6a: 1.42,
      W7: 0.34,
      W8: 0.21,
    },
  },
];

export interface Peer {
  name: string;
  /** By work. */
  shares: Readonly<Record<string, number>>;
}

/** The best that any of them reached at a work; null where none was asked. */
export function bestPeer(work: string): number | null {
  const shares = peers.flatMap(({ shares }) => shares[work] ?? []);
  return shares.length === 0 ? null : Math.max(...shares);
}
