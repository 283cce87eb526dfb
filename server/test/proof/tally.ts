/** What became of requests of one kind. */
export interface Outcomes {
  /** Answered with something of the company in it. */
  data: number;
  /** Answered, with nothing found. */
  empty: number;
  /** Refused, by code. */
  refused: Record<string, number>;
}

/** How the pairs and requests of a run turned out: a proof over pairs that never differ, or views of nothing, proves nothing. */
export interface Tally {
  pairs: number;
  operations: number;
  /** Answers compared with the oracle's. */
  checked: number;
  /** Pairs whose companies differ at all, and those in which somebody who sees everything notices. */
  differing: number;
  noticed: number;
  /** Pairs in which that was asked. */
  peeked: number;
  /** Pairs in which the principal sees something, and not everything. */
  someRows: number;
  notAllRows: number;
  kinds: Record<string, Outcomes>;
}

export const newTally = (): Tally => ({
  pairs: 0,
  operations: 0,
  checked: 0,
  differing: 0,
  noticed: 0,
  peeked: 0,
  someRows: 0,
  notAllRows: 0,
  kinds: {},
});

/** Kinds that say something without any record in it. */
const alwaysTelling = new Set(['explain', 'dictionary', 'cost', 'me']);

/** Books the outcome of one request. */
export function book(tally: Tally, kind: string, body: string): void {
  tally.operations++;
  const outcomes = (tally.kinds[kind] ??= { data: 0, empty: 0, refused: {} });
  if (body.includes('"errors":[')) {
    const code = /"code":"(\w+)"/.exec(body)?.[1] ?? 'NONE';
    outcomes.refused[code] = (outcomes.refused[code] ?? 0) + 1;
  } else if (alwaysTelling.has(kind) || /"id":"|"count":[1-9]|"outcome":"(CREATED|UPDATED|UNCHANGED)"/.test(body))
    outcomes.data++;
  else outcomes.empty++;
}

export function addTally(to: Tally, other: Tally): void {
  for (const key of [
    'pairs',
    'operations',
    'checked',
    'differing',
    'noticed',
    'peeked',
    'someRows',
    'notAllRows',
  ] as const) {
    to[key] += other[key];
  }
  for (const [kind, { data, empty, refused }] of Object.entries(other.kinds)) {
    const mine = (to.kinds[kind] ??= { data: 0, empty: 0, refused: {} });
    mine.data += data;
    mine.empty += empty;
    for (const [code, count] of Object.entries(refused)) mine.refused[code] = (mine.refused[code] ?? 0) + count;
  }
}

/** Share of requests that brought something of the company along. */
export const telling = ({ kinds, operations }: Tally): number =>
  Object.values(kinds).reduce((sum, { data }) => sum + data, 0) / Math.max(1, operations);

/** Why a run proves too little: sentences, none where it is worth its name. Asked of runs long enough for averages. */
export function emptiness(tally: Tally): string[] {
  const share = (of: number, all: number): number => of / Math.max(1, all);
  const weak: [boolean, string][] = [
    [share(tally.differing, tally.pairs) < 0.8, 'too few pairs differ'],
    [share(tally.noticed, tally.peeked) < 0.9, 'somebody who sees everything notices too few of the differences'],
    [share(tally.someRows, tally.pairs) < 0.8, 'too many principals see nothing'],
    [share(tally.notAllRows, tally.pairs) < 0.8, 'too many principals see everything'],
    [telling(tally) < 0.3, 'fewer than three in ten requests bring something of the company along'],
    [share(tally.checked, tally.operations) < 0.2, 'too few answers are compared with the oracle'],
    ...['create', 'update', 'delete', 'restore', 'upsert', 'export', 'background'].map((kind): [boolean, string] => {
      const { data = 0 } = tally.kinds[kind] ?? {};
      return [data === 0, `no request of kind ${kind} was ever allowed`];
    }),
  ];
  return weak.filter(([is]) => is).map(([, sentence]) => sentence);
}

/** The histogram of outcomes, a line a kind. */
export function histogram({ kinds }: Tally): string[] {
  return Object.entries(kinds)
    .sort()
    .map(([kind, { data, empty, refused }]) => {
      const codes = Object.entries(refused).map(([code, count]) => `${code} ${count}`);
      return `  ${kind.padEnd(15)} data ${data}, empty ${empty}${codes.length > 0 ? `, ${codes.join(', ')}` : ''}`;
    });
}
