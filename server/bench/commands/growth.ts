import { sizesUpTo } from '../company/shape';
import { openDataset } from '../dataset';
import { burst } from '../drive/burst';
import { median, percentile } from '../drive/percentiles';
import { cpuSeconds, untilIdle } from '../drive/process-use';
import { toOtherCore } from '../drive/pin';
import type { Options } from '../options';
import { alignedTable, figure } from '../report';
import { startServer } from '../servers';
import { Asker, Versions } from '../workloads/askers';
import { chosenWorks } from './compare-servers';

/** Works whose cost an index can keep flat. */
const flatWorks = ['W1', 'W3', 'W4', 'W6', 'W8'];

/** A cost that grows by less than this counts as flat: a deeper index and a colder cache are no growth. */
const mostGrowth = 1.5;

interface Cost {
  p50: number;
  cpu: number;
}

/** What a request costs the product as the company grows from ten thousand customers to the size asked for. */
export async function growth(options: Options, tell: (line: string) => void): Promise<string> {
  const sizes = sizesUpTo(options.size);
  const costs = new Map<string, Cost>();
  const wanted = { ...options, work: options.work.length > 0 ? options.work : flatWorks };
  let stopMariadb = async (): Promise<void> => undefined;
  for (const [i, size] of sizes.entries()) {
    const dataset = await openDataset(options.data, options.engine, size, { keep: options.keep, tell });
    // The first one has started it, the others find it running.
    if (i === 0 && dataset.mariadb) stopMariadb = dataset.mariadb.stop;
    [process.pid, ...(dataset.mariadb ? [dataset.mariadb.pid] : [])].forEach(toOtherCore);
    const server = await startServer('kehu', dataset, [options.product]);
    try {
      const works = chosenWorks(dataset, wanted);
      const asker = new Asker(server, dataset, new Versions());
      await asker.prepare(works);
      const pids = [server.pid, ...(dataset.mariadb ? [dataset.mariadb.pid] : [])];
      for (const work of works) {
        const source = asker.source(work);
        const rounds: Cost[] = [];
        await burst({ port: server.port, connections: 1, seconds: 1, source });
        for (let round = 0; round < options.rounds; round++) {
          await untilIdle(pids);
          const used = (): number => pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0);
          const before = used();
          const { requests, latencies, errors, firstError } = await burst({
            port: server.port,
            connections: 1,
            seconds: options.seconds,
            source,
          });
          if (errors > 0) throw new Error(`${work.name}: ${firstError}`);
          rounds.push({ p50: percentile(latencies, 0.5), cpu: (1000 * (used() - before)) / requests });
        }
        costs.set(`${work.name} ${size}`, {
          p50: median(rounds.map(({ p50 }) => p50)),
          cpu: median(rounds.map(({ cpu }) => cpu)),
        });
        tell(`  ${size} ${work.name}: p50 ${figure(costs.get(`${work.name} ${size}`)!.p50)} ms`);
      }
    } finally {
      await server.stop();
    }
  }
  await stopMariadb();
  const names = [...new Set([...costs.keys()].map((key) => key.split(' ')[0]!))];
  const cell = (work: string, size: string): string => {
    const { p50, cpu } = costs.get(`${work} ${size}`)!;
    return `${figure(p50)} / ${figure(cpu)}`;
  };
  return alignedTable([
    ['work: p50 ms / CPU ms', ...sizes, `CPU ${sizes.at(-1)} / ${sizes[0]}`, ''],
    ...names.map((work) => {
      const grown = costs.get(`${work} ${sizes.at(-1)}`)!.cpu / costs.get(`${work} ${sizes[0]}`)!.cpu;
      return [work, ...sizes.map((size) => cell(work, size)), figure(grown), grown <= mostGrowth ? 'flat' : 'GROWS'];
    }),
  ]);
}
