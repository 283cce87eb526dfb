import { median, spread } from './drive/percentiles';
import type { Sample } from './measure';
import { bestPeer } from './workloads/peers';
import type { Work } from './workloads/works';

/** A line of the table and of the JSON file: one server at one work, the middle of its rounds. */
export interface Result {
  work: string;
  engine: string;
  size: string;
  who: string;
  rps: number;
  /** Milliseconds. */
  p50: number;
  p95: number;
  p99: number;
  /** CPU milliseconds a request; null where it isn't known. */
  serverMs: number | null;
  databaseMs: number | null;
  /** Peak memory in MiB. */
  memory: number | null;
  statements: number | null;
  /** Throughput as a share of `floor` in the same round; null without that floor. */
  ratio: number | null;
  /** The same of the floor without session look-up. */
  ratioOpen: number | null;
  /** CPU of server and database together that `floor` needs for a request, as a share of what this one needs. */
  cpuRatio: number | null;
  /** How far the middle half of the rounds' ratios lies apart, as a share of their median; null without that floor. */
  spread: number | null;
  /** The same of the ratios to the floor without session look-up. */
  spreadOpen: number | null;
  /** The share that must be reached; null where the size or engine has none, and for floors. */
  required: number | null;
  /** The best share of `floor-open` another product was measured at. */
  peer: number | null;
}

export interface RunFacts {
  engine: string;
  size: string;
  statements: ReadonlyMap<string, number>;
}

const known = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** Puts the samples of a run together: medians over rounds, ratios round by round. */
export function summarise(samples: readonly Sample[], works: readonly Work[], facts: RunFacts): Result[] {
  const results: Result[] = [];
  for (const work of works) {
    const of = samples.filter((sample) => sample.work === work.name);
    for (const who of new Set(of.map((sample) => sample.who))) {
      const own = of.filter((sample) => sample.who === who);
      const middle = (pick: (sample: Sample) => number): number => median(own.map(pick));
      const ratios = (base: string, pick = ({ rps }: Sample): number => rps): number[] =>
        own.flatMap((sample) => {
          const other = of.find((one) => one.who === base && one.round === sample.round);
          return other ? [pick(sample) / pick(other)] : [];
        });
      const toFloor = ratios('floor');
      const toOpen = ratios('floor-open');
      results.push({
        work: work.name,
        engine: facts.engine,
        size: facts.size,
        who,
        rps: middle(({ rps }) => rps),
        p50: middle(({ p50 }) => p50),
        p95: middle(({ p95 }) => p95),
        p99: middle(({ p99 }) => p99),
        serverMs: known(middle(({ serverMs }) => serverMs)),
        databaseMs: known(middle(({ databaseMs }) => databaseMs)),
        memory: known(Math.max(...own.map(({ peak }) => peak))),
        statements: facts.statements.get(`${work.name} ${who}`) ?? null,
        ratio: known(median(toFloor)),
        ratioOpen: known(median(toOpen)),
        cpuRatio: known(median(ratios('floor', (sample) => 1 / cpuOf(sample)))),
        spread: toFloor.length > 0 ? spread(toFloor) : null,
        spreadOpen: toOpen.length > 0 ? spread(toOpen) : null,
        required: who === 'kehu' ? requiredOf(work, facts) : null,
        peer: who === 'kehu' ? bestPeer(work.name) : null,
      });
    }
  }
  return results;
}

/** On SQLite the database's share is the server's own. */
const cpuOf = ({ serverMs, databaseMs }: Sample): number => serverMs + (databaseMs || 0);

const onSqlite = new Set(['W1', 'W2', 'W3', 'W8']);

/** On SQLite four works have a required share of their own. */
function requiredOf(work: Work, { engine }: RunFacts): number | null {
  if (engine === 'sqlite') return onSqlite.has(work.name) ? 0.2 : null;
  return work.required;
}

const columns: readonly [string, (result: Result) => string][] = [
  ['work', ({ work }) => work],
  ['who', ({ who }) => who],
  ['requests/s', ({ rps }) => figure(rps)],
  ['p50 ms', ({ p50 }) => figure(p50)],
  ['p95', ({ p95 }) => figure(p95)],
  ['p99', ({ p99 }) => figure(p99)],
  ['p99 / p50', ({ p50, p99 }) => figure(p99 / p50)],
  ['CPU ms', ({ serverMs }) => figure(serverMs)],
  ['DB ms', ({ databaseMs }) => figure(databaseMs)],
  ['MiB', ({ memory }) => figure(memory)],
  ['stmts', ({ statements }) => figure(statements)],
  ['of floor', ({ ratio }) => figure(ratio)],
  ['spread', ({ spread: apart }) => percent(apart)],
  ['of open', ({ ratioOpen }) => figure(ratioOpen)],
  ['spread', ({ spreadOpen }) => percent(spreadOpen)],
  ['CPU of floor', ({ cpuRatio }) => figure(cpuRatio)],
  ['required', (result) => verdict(result.ratio, result.required)],
  ['ahead of best peer by > 2 spreads', (result) => peerVerdict(result)],
];

const percent = (value: number | null): string => (value === null ? '' : `${Math.round(value * 100)} %`);

/** Three figures that count. */
export function figure(value: number | null): string {
  if (value === null || Number.isNaN(value)) return '';
  if (value >= 100) return Math.round(value).toLocaleString('en-US');
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

const verdict = (value: number | null, required: number | null): string =>
  value === null || required === null ? '' : `${figure(required)} ${value >= required ? 'met' : 'MISSED'}`;

/** Whether the share of `floor-open` is above the best peer's by more than twice what the run's own rounds spread. */
export function peerVerdict({ ratioOpen, peer, spreadOpen }: Result): string {
  if (ratioOpen === null || peer === null || spreadOpen === null) return '';
  const ahead = ratioOpen - peer > 2 * spreadOpen * ratioOpen;
  return `${ahead ? 'yes' : ratioOpen > peer ? 'NO, in the spread' : 'NO, BEHIND'} (${figure(peer)})`;
}

/** The results as a table in Markdown. */
export function tableOf(results: readonly Result[]): string {
  const cells = [columns.map(([title]) => title), ...results.map((result) => columns.map(([, cell]) => cell(result)))];
  return alignedTable(cells);
}

/** Rows of cells, the first one the head, as a Markdown table that is also readable as text. */
export function alignedTable(cells: readonly (readonly string[])[]): string {
  const widths = cells[0]!.map((_, i) => Math.max(...cells.map((row) => row[i]!.length)));
  const line = (row: readonly string[]): string => `| ${row.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ')} |`;
  return [
    line(cells[0]!),
    `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`,
    ...cells.slice(1).map(line),
  ].join('\n');
}

/** How the product's shares moved since an earlier run. */
export function comparison(now: readonly Result[], before: readonly Result[]): string {
  const rows = now.flatMap((result) => {
    const old = before.find(
      ({ work, who, engine, size }) =>
        work === result.work && who === result.who && engine === result.engine && size === result.size,
    );
    if (!old || result.who !== 'kehu' || result.ratio === null || old.ratio === null) return [];
    const change = result.ratio / old.ratio - 1;
    const noise = 2 * Math.max(result.spread ?? 0, old.spread ?? 0);
    return [
      [
        result.work,
        figure(old.ratio),
        figure(result.ratio),
        `${change >= 0 ? '+' : ''}${Math.round(change * 100)} %`,
        Math.abs(change) > noise ? (change > 0 ? 'faster' : 'SLOWER') : 'in the spread',
      ],
    ];
  });
  return alignedTable([['work', 'before', 'now', 'change', ''], ...rows]);
}
