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
      for (let i = 0; i < askers.length; i++) {
        const asker = askers[(i + round) % askers.length]!;
        const { pid, port, name } = asker.server;
        const source = asker.source(work);
        await untilIdle(pids);
        const before = [cpuSeconds(pid), database === null ? Number.NaN : cpuSeconds(database)] as const;
        const result = await burst({ port, connections, seconds, source, atLeast: 4 * connections });
        if (result.errors > 0) throw new Error(`${name}, ${work.name}: ${result.errors} errors: ${result.firstError}`);
        const { latencies, requests, rps } = result;
        const perRequest = (used: number): number => (1000 * used) / requests;
        const memory = memoryMiB(pid);
        samples.push({
          work: work.name,
          who: name,
          round,
          rps,
          p50: percentile(latencies, 0.5),
          p95: percentile(latencies, 0.95),
          p99: percentile(latencies, 0.99),
          requests,
          serverMs: perRequest(cpuSeconds(pid) - before[0]),
          databaseMs: database === null ? Number.NaN : perRequest(cpuSeconds(database) - before[1]),
          rss: memory.now,
          peak: memory.peak,
        });
      }
    }
    const last = askers.map(({ server }) => {
      const of = samples.filter((sample) => sample.work === work.name && sample.who === server.name);
      return `${server.name} ${Math.round(of.reduce((sum, { rps }) => sum + rps, 0) / of.length)}`;
    });
    tell(`  ${work.name}: ${last.join(', ')} requests/s`);
  }
  return samples;
}

const counted = 20;

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
      for (let i = 0; i < counted; i++) await asker.ask(work, work.variants[i % work.variants.length]!);
      counts.set(`${work.name} ${asker.server.name}`, ((await questions(mariadb.url)) - before) / counted);
    }
  }
  return counts;
}
