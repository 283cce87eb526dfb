import type { Dataset } from './dataset';
import { burst } from './drive/burst';
import { percentile } from './drive/percentiles';
import { cpuSeconds, memoryMiB, untilIdle } from './drive/process-use';
import type { Asker } from './workloads/askers';
import type { Work } from './workloads/works';
import { questions } from './mariadb';

/** One burst at one server. */
export interface Sample {
  work: string;
  who: string;
  round: number;
  rps: number;
  p50: number;
  p95: number;
  p99: number;
  requests: number;
  /** CPU milliseconds a request, of the server and of the database. */
  serverMs: number;
  databaseMs: number;
  /** MiB held at the end of the burst, and the most ever. */
  rss: number;
  peak: number;
}

export interface MeasureOptions {
  rounds: number;
  connections: number;
  seconds: number;
  tell: (line: string) => void;
}

/** Long enough that what runs was compiled by the engine: some thousand requests on an idle machine. */
const warmUpSeconds = 4;

/** How often a round goes there and back: every server meets fast and slow seconds of the machine in each. */
const turns = 4;
/**
 * Who writes waits for the disk, whose speed changes from one second to the next more than that of anything else here: a round of
 * a writing work is longer.
 */
const timesAsLong = ({ writes }: Work): number => (writes ? 4 : 1);

/** Bursts at every server in turn, round by round, each after all of them have come to rest. */
export async function measure(
  dataset: Dataset,
  askers: readonly Asker[],
  works: readonly Work[],
  options: MeasureOptions,
): Promise<Sample[]> {
  const { rounds, connections, seconds, tell } = options;
  const database = dataset.mariadb?.pid ?? null;
  const pids = [...askers.map(({ server }) => server.pid), ...(database === null ? [] : [database])];
  const samples: Sample[] = [];
  for (const work of works) {
    for (const asker of askers) {
      await burst({ port: asker.server.port, connections, seconds: warmUpSeconds, source: asker.source(work) });
    }
    for (let round = 1; round <= rounds; round++) {
      // Who comes first changes, so that nobody always follows the same neighbour.
      const there = askers.map((_, i) => askers[(i + round) % askers.length]!);
      const parts = new Map<Asker, Part[]>();
      // There and back: where the machine gets slower or faster meanwhile, it does so for all of them alike.
      const ways = Array.from({ length: turns }, () => [...there, ...there.toReversed()]);
      const length = (seconds * timesAsLong(work)) / (2 * turns);
      for (const asker of ways.flat()) {
        await untilIdle(pids);
        const part = await measured(asker, work, database, { connections, seconds: length });
        parts.set(asker, [...(parts.get(asker) ?? []), part]);
      }
      for (const asker of there) samples.push(together(asker, work, round, parts.get(asker)!));
    }
    const last = askers.map(({ server }) => {
      const of = samples.filter((sample) => sample.work === work.name && sample.who === server.name);
      return `${server.name} ${Math.round(of.reduce((sum, { rps }) => sum + rps, 0) / of.length)}`;
    });
    tell(`  ${work.name}: ${last.join(', ')} requests/s`);
  }
  return samples;
}

/** One way of a round at one server. */
interface Part {
  rps: number;
  requests: number;
  latencies: Float64Array;
  /** CPU seconds of server and database. */
  server: number;
  database: number;
}

/** Answers that a work gets at least, however long they take, as a multiple of the connections. */
const leastAnswers = 2;

async function measured(
  asker: Asker,
  work: Work,
  database: number | null,
  { connections, seconds }: Pick<MeasureOptions, 'connections' | 'seconds'>,
): Promise<Part> {
  const { pid, port, name } = asker.server;
  const source = asker.source(work);
  const used = (): [number, number] => [cpuSeconds(pid), database === null ? Number.NaN : cpuSeconds(database)];
  const before = used();
  const result = await burst({ port, connections, seconds, source, atLeast: leastAnswers * connections });
  const after = used();
  if (result.errors > 0) throw new Error(`${name}, ${work.name}: ${result.errors} errors: ${result.firstError}`);
  return { ...result, server: after[0] - before[0], database: after[1] - before[1] };
}

/** Both ways of a round as one. */
function together(asker: Asker, work: Work, round: number, parts: readonly Part[]): Sample {
  const sum = (pick: (part: Part) => number): number => parts.reduce((all, part) => all + pick(part), 0);
  const latencies = Float64Array.from(parts.flatMap((part) => [...part.latencies])).sort();
  const requests = sum((part) => part.requests);
  const memory = memoryMiB(asker.server.pid);
  return {
    work: work.name,
    who: asker.server.name,
    round,
    rps: sum(({ rps }) => rps) / parts.length,
    p50: percentile(latencies, 0.5),
    p95: percentile(latencies, 0.95),
    p99: percentile(latencies, 0.99),
    requests,
    serverMs: (1000 * sum(({ server }) => server)) / requests,
    databaseMs: (1000 * sum(({ database }) => database)) / requests,
    rss: memory.now,
    peak: memory.peak,
  };
}

const counted = 20;
/** Works that take long are counted for this long. */
const countedMs = 2_000;

/** Statements that a request costs, by `work who`: counted by the server over requests one at a time. MariaDB alone. */
export async function countStatements(
  dataset: Dataset,
  askers: readonly Asker[],
  works: readonly Work[],
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  const { mariadb } = dataset;
  if (!mariadb) return counts;
  for (const work of works.filter(({ writes }) => !writes)) {
    for (const asker of askers) {
      const before = await questions(mariadb.url);
      let asked = 0;
      for (const end = Date.now() + countedMs; asked < counted && (asked === 0 || Date.now() < end); asked++) {
        await asker.ask(work, work.variants[asked % work.variants.length]!);
      }
      counts.set(`${work.name} ${asker.server.name}`, ((await questions(mariadb.url)) - before) / asked);
    }
  }
  return counts;
}
