import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { projectRoot } from '../src/config/project-root';
import { appInBrowser } from './commands/app-in-browser';
import { compareServers } from './commands/compare-servers';
import { checkDriver } from './commands/check-driver';
import { customCost } from './commands/custom-cost';
import { growth } from './commands/growth';
import { hostile } from './commands/hostile';
import { importSpeed } from './commands/import-speed';
import { masked } from './commands/masked';
import { mixed } from './commands/mixed';
import { paging } from './commands/paging';
import { profile } from './commands/profile';
import { searchSpeed } from './commands/search-speed';
import { sweepSpeed } from './commands/sweep-speed';
import { openDataset } from './dataset';
import { toOtherCore, unpin } from './drive/pin';
import { optionsOf, usage, type Options } from './options';
import { comparison, type Result } from './report';

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const print = (text: string): void => void process.stdout.write(`${text}\n`);

async function main(): Promise<void> {
  const options = optionsOf(process.argv.slice(2), projectRoot());
  if (options.checkDriver) return print(await checkDriver(options));
  if (options.work.includes('import')) return print(await importSpeed(options, say));
  if (options.growth) return print(await growth(options, say));
  const { engine, size, data, keep } = options;
  const dataset = await openDataset(data, engine, size, { keep, tell: say });
  const pinned = [process.pid, ...(dataset.mariadb ? [dataset.mariadb.pid] : [])];
  try {
    if (options.loadOnly) {
      print(`DATABASE_URL=${dataset.kehuUrl} KEHU_SECRET_FILE=${dataset.secretFile} KEHU_DEMO=off`);
      print(`tokens: ${JSON.stringify(dataset.tokens)}`);
      return;
    }
    if (options.work.includes('sweep')) return print(await sweepSpeed(dataset, say));
    pinned.forEach(toOtherCore);
    if (options.app) return print(await appInBrowser(dataset, options));
    if (options.profile !== null) return print(await profile(dataset, options, options.profile));
    if (options.work.includes('masked')) return print(await masked(dataset, options));
    if (options.work.includes('search')) return print(await searchSpeed(dataset, options));
    if (options.work.includes('custom')) return print(await customCost(dataset, options, say));
    if (options.work.includes('paging')) return print(await paging(dataset, options, say));
    if (options.work.includes('hostile')) return print(await hostile(dataset, options, say));
    if (options.work.includes('mixed')) return print(await mixed(dataset, options, say));
    const { table, results } = await compareServers(dataset, options, say);
    print(table);
    keepResults(results, options);
  } finally {
    if (keep) pinned.forEach(unpin);
    await dataset.mariadb?.stop();
  }
}

/** Writes the results down, and says how they compare with earlier ones. */
function keepResults(results: readonly Result[], { json, compare }: Options): void {
  // Read before it is written: the two may be one file.
  const before = compare !== null && existsSync(compare) ? readFileSync(compare, 'utf8') : null;
  if (json !== null) writeFileSync(json, `${JSON.stringify({ results }, null, 2)}\n`);
  if (before !== null) print(comparison(results, (JSON.parse(before) as { results: Result[] }).results));
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}\n`);
    process.exit(1);
  },
);
