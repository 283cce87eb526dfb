import { leftOut } from './left-out';
import { closedRoads, type Roads } from './roads';
import type { Operation } from './operations';
import { schema } from './schema';

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
  /** By mutation: requests, and those of them that did what they say. */
  mutations: Record<string, { asked: number; done: number }>;
  /** By road, of pairs under random rules: requests, and those of them that came to something. */
  roads: Roads;
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
  mutations: {},
  roads: {},
});

/** Kinds that say something without any record in it. */
const alwaysTelling = new Set(['explain', 'dictionary', 'cost', 'me']);

/** Books the outcome of one request. */
export function book(tally: Tally, { kind, query }: Pick<Operation, 'kind' | 'query'>, body: string): void {
  tally.operations++;
  const name = ['wrong', 'refused'].includes(kind) ? null : mutationOf(query);
  if (name !== null) {
    const of = (tally.mutations[name] ??= { asked: 0, done: 0 });
    of.asked++;
    if (isDone(body)) of.done++;
  }
  const outcomes = (tally.kinds[kind] ??= { data: 0, empty: 0, refused: {} });
  if (body.includes('"errors":[')) {
    const code = /"code":"(\w+)"/.exec(body)?.[1] ?? 'NONE';
    outcomes.refused[code] = (outcomes.refused[code] ?? 0) + 1;
  } else if (alwaysTelling.has(kind) || /"id":"|"count":[1-9]|"outcome":"(CREATED|UPDATED|UNCHANGED)"/.test(body))
    outcomes.data++;
  else outcomes.empty++;
}

/** The mutation that a document asks for; null for a read. */
export const mutationOf = (query: string): string | null =>
  /^mutation\b[^{]*\{\s*(?:\w+: )?(\w+)/.exec(query)?.[1] ?? null;

/** Whether a mutation did something: of several records at least one. */
const isDone = (body: string): boolean =>
  !body.includes('"errors":[') &&
  (!body.includes('"results":[') || /"outcome":"(CREATED|UPDATED|UNCHANGED)"/.test(body));

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
  for (const key of ['mutations', 'roads'] as const) {
    for (const [name, { asked, done }] of Object.entries(other[key])) {
      const mine = (to[key][name] ??= { asked: 0, done: 0 });
      mine.asked += asked;
      mine.done += done;
    }
  }
}

/** Share of requests that were writes which did what they say. */
export const writing = ({ mutations, operations }: Tally): number =>
  Object.values(mutations).reduce((sum, { done }) => sum + done, 0) / Math.max(1, operations);

/** Share of requests that brought something of the company along. */
export const telling = ({ kinds, operations }: Tally): number =>
  Object.values(kinds).reduce((sum, { data }) => sum + data, 0) / Math.max(1, operations);

const mutations = Object.keys(schema.getMutationType()!.getFields());

/** A mutation that never did anything in so many requests for it, or in a run of so many, is one that nothing is proved about. */
const oftenAsked = 60;
const longRun = 50_000;

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
    [writing(tally) < 0.1, 'fewer than one in ten requests are writes that were done'],
    ...mutations.map((name): [boolean, string] => {
      const { asked, done } = tally.mutations[name] ?? { asked: 0, done: 0 };
      const tried = asked >= oftenAsked || tally.operations >= longRun;
      return [tried && done === 0 && !leftOut[name], `${name} was never done in ${asked} requests`];
    }),
  ];
  return [...weak.filter(([is]) => is).map(([, sentence]) => sentence), ...closedRoads(tally.roads, tally.pairs)];
}

/** The histogram of outcomes, a line a kind; then how often each mutation did what it says. */
export function histogram({ kinds, mutations, roads }: Tally): string[] {
  const shares = (of: Tally['mutations']): string =>
    Object.entries(of)
      .sort()
      .map(([name, { asked, done }]) => `${name} ${done}/${asked}`)
      .join(', ');
  const lines = [
    ['mutations done', shares(mutations)],
    ['roads under random rules', shares(roads)],
  ];
  return [...outcomesByKind(kinds), ...lines.flatMap(([name, of]) => (of === '' ? [] : [`  ${name}: ${of}`]))];
}

function outcomesByKind(kinds: Tally['kinds']): string[] {
  return Object.entries(kinds)
    .sort()
    .map(([kind, { data, empty, refused }]) => {
      const codes = Object.entries(refused).map(([code, count]) => `${code} ${count}`);
      return `  ${kind.padEnd(15)} data ${data}, empty ${empty}${codes.length > 0 ? `, ${codes.join(', ')}` : ''}`;
    });
}
