import type { Sample } from './measure';
import { comparison, figure, peerVerdict, summarise, tableOf, type Result } from './report';
import { bestPeer } from './workloads/peers';
import type { Work } from './workloads/works';

const work: Work = {
  name: 'W1',
  title: 'list',
  operation: 'W1',
  variants: [],
  writes: false,
  required: 0.4,
};
const sample = (who: string, round: number, rps: number): Sample => ({
  work: 'W1',
  who,
  round,
  rps,
  p50: 1,
  p95: 2,
  p99: 3,
  requests: rps,
  serverMs: 0.1,
  databaseMs: Number.NaN,
  rss: 100,
  peak: 120 + round,
});

const samples = [
  sample('floor', 1, 1000),
  sample('floor', 2, 2000),
  sample('floor', 3, 1000),
  sample('kehu', 1, 500),
  sample('kehu', 2, 800),
  sample('kehu', 3, 450),
];
const facts = { engine: 'mariadb', size: '100k', statements: new Map([['W1 kehu', 2]]) };

describe('summarise', () => {
  const [floor, kehu] = summarise(samples, [work], facts) as [Result, Result];

  it('takes the ratio round by round, so that a slow moment of the machine counts on both sides', () => {
    expect(kehu.ratio).toBeCloseTo(0.45); // of 0.5, 0.4, 0.45; the ratio of medians would be 0.5
    expect(kehu.spread).toBeCloseTo(0.1 / 0.45);
    expect([floor.ratio, floor.spread]).toEqual([1, 0]);
  });

  it('keeps medians, the peak of memory and what is not known', () => {
    expect(kehu).toMatchObject({ rps: 500, p99: 3, memory: 123, statements: 2, databaseMs: null, ratioOpen: null });
    expect([kehu.required, floor.required, floor.statements]).toEqual([0.4, null, null]);
  });

  it('requires of SQLite what stands for SQLite', () => {
    const [, sqlite] = summarise(samples, [work], { ...facts, engine: 'sqlite' });
    expect(sqlite!.required).toBe(0.2);
    const [, none] = summarise(
      samples.map((one) => ({ ...one, work: 'W7' })),
      [{ ...work, name: 'W7' }],
      { ...facts, engine: 'sqlite' },
    );
    expect(none!.required).toBeNull();
  });

  it('shows a share that is missed', () => {
    expect(tableOf([kehu])).toContain('0.40 met');
    expect(tableOf([{ ...kehu, ratio: 0.39 }])).toContain('0.40 MISSED');
  });
});

it('is ahead of a peer by more than twice what the shares of the floor without look-up spread', () => {
  const result = { ratioOpen: 0.3, peer: 0.17, spread: 0.9, spreadOpen: 0.1 } as Result;
  expect(peerVerdict(result)).toBe('yes (0.17)');
  expect(peerVerdict({ ...result, spreadOpen: 0.3 })).toBe('NO, in the spread (0.17)');
  expect(peerVerdict({ ...result, ratioOpen: 0.1 })).toBe('NO, BEHIND (0.17)');
  expect(peerVerdict({ ...result, ratioOpen: null })).toBe('');
});

it('knows the best of the peers for each work of the table', () => {
  expect([bestPeer('W1'), bestPeer('W5a'), bestPeer('W99')]).toEqual([0.17, 0.9, null]);
});

it('compares the product with an earlier run, and says what is noise', () => {
  const [, kehu] = summarise(samples, [work], facts) as [Result, Result];
  expect(comparison([{ ...kehu, ratio: 0.9 }], [kehu])).toMatch(/W1 .*0\.45 .*0\.90 .*\+100 % .*faster/);
  expect(comparison([{ ...kehu, ratio: 0.2 }], [kehu])).toContain('SLOWER');
  expect(comparison([{ ...kehu, ratio: 0.48 }], [kehu])).toContain('in the spread');
  expect(comparison([{ ...kehu, size: '1m' }], [kehu]).split('\n')).toHaveLength(2);
});

it('writes three figures that count', () => {
  expect([6518.4, 567.2, 12.34, 0.4, null, Number.NaN].map(figure)).toEqual(['6,518', '567', '12.3', '0.40', '', '']);
});
