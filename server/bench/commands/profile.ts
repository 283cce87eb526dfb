import { mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Dataset } from '../dataset';
import { burst } from '../drive/burst';
import type { Options } from '../options';
import { layersOf, topFunctions, withoutStart, type CpuProfile } from '../drive/cpu-profile';
import { alignedTable } from '../report';
import { startServer } from '../servers';
import { Asker, Versions } from '../workloads/askers';
import { undoWrites } from '../workloads/undo';
import { chosenWorks } from './compare-servers';

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** Where the product's time goes, work by work: V8's own profile of a burst, by layer and by function. */
export async function profile(dataset: Dataset, options: Options, folder: string): Promise<string> {
  const parts: string[] = [];
  for (const work of chosenWorks(dataset, options)) {
    await undoWrites(dataset);
    const own = join(folder, work.name);
    rmSync(own, { recursive: true, force: true });
    mkdirSync(own, { recursive: true });
    const server = await startServer('kehu', dataset, ['--cpu-prof', `--cpu-prof-dir=${own}`, options.product]);
    const asker = new Asker(server, dataset, new Versions());
    await asker.prepare([work]);
    const source = asker.source(work);
    const { rps } = await burst({ ...options, port: server.port, seconds: options.seconds * 3, source });
    await server.stop();
    const [file] = readdirSync(own).filter((name) => name.endsWith('.cpuprofile'));
    const of = withoutStart(JSON.parse(readFileSync(join(own, file!), 'utf8')) as CpuProfile, server.startMs);
    parts.push(
      `## ${work.name}: ${Math.round(rps)} requests/s under the profiler (${join(own, file!)})`,
      alignedTable([['layer', 'self time'], ...layersOf(of).map(({ name, share }) => [name, percent(share)])]),
      alignedTable([
        ['function', 'self time'],
        ...topFunctions(of, 25).map(({ name, share }) => [name, percent(share)]),
      ]),
    );
  }
  await undoWrites(dataset);
  return parts.join('\n\n');
}
