import type { Dataset } from '../dataset';
import { shapeOf } from '../company/shape';
import { countStatements, measure } from '../measure';
import type { Options } from '../options';
import { summarise, tableOf, type Result } from '../report';
import { serverNames, startServer, type Server, type ServerName } from '../servers';
import { Asker, Versions } from '../workloads/askers';
import { peers } from '../workloads/peers';
import { undoWrites } from '../workloads/undo';
import { variantsCompared, verify } from '../workloads/verify';
import { worksOf, type Work } from '../workloads/works';

/** The works that the command line names, or all of the table. @throws Error for a name that there isn't */
export function chosenWorks(dataset: Dataset, { work }: Options): Work[] {
  const all = worksOf(dataset.facts);
  const unknown = work.find((name) => !all.some((one) => one.name === name));
  if (unknown !== undefined) {
    throw new Error(`There is no work ${unknown}; use some of ${all.map(({ name }) => name).join(', ')}.`);
  }
  return all.filter(({ name }) => work.length === 0 || work.includes(name));
}

function chosenServers({ who }: Options): ServerName[] {
  const unknown = who.find((name) => !(serverNames as readonly string[]).includes(name));
  if (unknown !== undefined) throw new Error(`There is no server ${unknown}; use some of ${serverNames.join(', ')}.`);
  return serverNames.filter((name) => who.length === 0 || who.includes(name));
}

/** The product and its floors beside each other: checked, then measured in turn. */
export async function compareServers(
  dataset: Dataset,
  options: Options,
  tell: (line: string) => void,
): Promise<{ table: string; results: Result[] }> {
  const works = chosenWorks(dataset, options);
  const servers: Server[] = [];
  try {
    await undoWrites(dataset);
    for (const name of chosenServers(options)) servers.push(await startServer(name, dataset, [options.product]));
    const versions = new Versions();
    const askers = servers.map((server) => new Asker(server, dataset, versions));
    for (const asker of askers) await asker.prepare(works);
    tell(`Comparing the answers of ${servers.map(({ name }) => name).join(', ')} ...`);
    await verify(askers, works, variantsCompared(shapeOf(options.size).customers));
    const statements = await countStatements(dataset, askers, works);
    tell(
      `The same. Measuring ${options.rounds} rounds of ${options.seconds} s, ${options.connections} connections ...`,
    );
    const samples = await measure(dataset, askers, works, { ...options, tell });
    const results = summarise(samples, works, { engine: options.engine, size: options.size, statements });
    const kehu = servers.find(({ name }) => name === 'kehu');
    const start = kehu ? `\nKehu gave its first answer ${(kehu.startMs / 1000).toFixed(2)} s after its start.` : '';
    const others = peers.map(({ name }) => name).join(' or ');
    const legend = `\n"Ahead" compares "of open" with the better of ${others}; a spread is that of the middle half of the rounds.`;
    return { table: `${tableOf(results)}${legend}${start}`, results };
  } finally {
    for (const server of servers) await server.stop();
    await undoWrites(dataset);
  }
}
