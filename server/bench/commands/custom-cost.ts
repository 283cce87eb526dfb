import { isDeepStrictEqual } from 'node:util';
import { openDatabase } from '../../src/database/open-database';
import { addFields, retireFields } from '../company/added-fields';
import { tiers } from '../company/values';
import type { Dataset } from '../dataset';
import { ask } from '../drive/ask';
import { burst, requestBytes } from '../drive/burst';
import { median, percentile, spread } from '../drive/percentiles';
import { cpuSeconds, untilIdle } from '../drive/process-use';
import type { Options } from '../options';
import { alignedTable, figure } from '../report';
import { startServer } from '../servers';
import { dismissGuests, inviteGuests } from '../workloads/guests';

/** What a question by an added field may cost, as a multiple of the same by a built-in one. */
const mostCost = 1.5;

interface Question {
  name: string;
  /** The field by its path, innermost first value `$`. */
  document: (built: boolean) => string;
  variants: readonly object[];
}

const tierWhere = (built: boolean): string =>
  built ? 'tier: { key: { eq: $key } }' : 'custom: { benchTier: { key: { eq: $key } } }';
const limitWhere = (built: boolean): string =>
  built ? 'creditLimit: { gte: $limit }' : 'custom: { benchLimit: { gte: $limit } }';
const groupBy = (built: boolean): string => (built ? '{ tier: true }' : '{ custom: { benchTier: true } }');
const key = (built: boolean): string => (built ? 'key { tier { key } }' : 'key { custom { benchTier { key } } }');

const byTier = tiers.map(([tier]) => ({ key: tier }));
const byLimit = ['1000', '250000', '900000', '999000'].map((limit) => ({ limit }));

const questions: readonly Question[] = [
  {
    name: 'filter by a choice, first 50',
    document: (built) =>
      `query ($key: String!) { customers(first: 50, where: { ${tierWhere(built)} }) { nodes { id name } } }`,
    variants: byTier,
  },
  {
    name: 'filter by a choice, total',
    document: (built) =>
      `query ($key: String!) { customers(first: 50, where: { ${tierWhere(built)} }) { totalCount { count } nodes { id } } }`,
    variants: byTier,
  },
  {
    name: 'filter by a number, first 50',
    document: (built) =>
      `query ($limit: Decimal!) { customers(first: 50, where: { ${limitWhere(built)} }) { nodes { id name } } }`,
    variants: byLimit,
  },
  {
    name: 'group by a choice, count',
    document: (built) => `query { customerAggregate(groupBy: [${groupBy(built)}]) { nodes { ${key(built)} count } } }`,
    variants: [{}],
  },
  {
    name: 'group by a choice, sum',
    document: (built) =>
      `query { customerAggregate(groupBy: [${groupBy(built)}]) { nodes { ${key(built)} count sum { creditLimit } } } }`,
    variants: [{}],
  },
];

interface Cost {
  cpu: number;
  p50: number;
}

/** Filters and groups by fields that an administrator added, beside the same by built-in ones that hold the same. */
export async function customCost(dataset: Dataset, options: Options, say: (line: string) => void): Promise<string> {
  const database = openDatabase(dataset.kehuUrl);
  const server = await startServer('kehu', dataset, [options.product]);
  const { port } = server;
  const guests = await inviteGuests(database);
  const fields = { port, steward: guests.steward, database };
  try {
    await addFields(fields, dataset.shape.customers, say);
    const pids = [server.pid, ...(dataset.mariadb ? [dataset.mariadb.pid] : [])];
    const measured = async (one: Question, built: boolean): Promise<Cost> => {
      const requests = one.variants.map((variables) =>
        requestBytes(guests.desk, JSON.stringify({ query: one.document(built), variables })),
      );
      let turn = 0;
      const source = { next: () => ({ bytes: requests[turn++ % requests.length]! }) };
      await untilIdle(pids);
      const before = sum(pids);
      const atLeast = requests.length;
      const result = await burst({ port, connections: 1, seconds: options.seconds, source, atLeast });
      if (result.errors > 0) throw new Error(result.firstError ?? 'errors');
      return { cpu: (1000 * (sum(pids) - before)) / result.requests, p50: percentile(result.latencies, 0.5) };
    };
    const lines = [['at one client', 'built-in ms', 'added ms', 'added / built-in', '± spread', 'by CPU', 'required']];
    for (const question of questions) {
      await checkSame(port, guests.desk, question);
      const rounds: [Cost, Cost][] = [];
      for (let round = 0; round < options.rounds; round++) {
        rounds.push([await measured(question, true), await measured(question, false)]);
      }
      const ratios = rounds.map(([built, added]) => added.p50 / built.p50);
      const ratio = median(ratios);
      lines.push([
        question.name,
        figure(median(rounds.map(([built]) => built.p50))),
        figure(median(rounds.map(([, added]) => added.p50))),
        figure(ratio),
        `${Math.round(100 * spread(ratios))} %`,
        figure(median(rounds.map(([built, added]) => added.cpu / built.cpu))),
        `at most ${mostCost} ${ratio <= mostCost ? 'met' : 'MISSED'}`,
      ]);
    }
    return alignedTable(lines);
  } finally {
    await retireFields(fields).finally(() => server.stop());
    await dismissGuests(database);
    await database.close();
  }
}

const sum = (pids: readonly number[]): number => pids.reduce((all, pid) => all + (cpuSeconds(pid) || 0), 0);

/** @throws Error where the two ways to ask are answered differently */
async function checkSame(port: number, token: string, { name, document, variants }: Question): Promise<void> {
  for (const variables of variants) {
    const [built, added] = await Promise.all(
      [true, false].map(async (way) => plain(await ask(port, token, document(way), variables))),
    );
    if (!isDeepStrictEqual(built, added)) throw new Error(`${name} ${JSON.stringify(variables)} differs`);
  }
}

/** An answer without the name of the field, its nodes in any order where they are groups. */
function plain(data: Record<string, { nodes: Record<string, unknown>[] }>): unknown {
  const text = JSON.stringify(data).replaceAll(/"custom":\{"benchTier":(\{[^}]*\}|null)\}/g, '"tier":$1');
  const { customers, customerAggregate } = JSON.parse(text) as typeof data;
  return customers ?? customerAggregate!.nodes.map((node) => JSON.stringify(node)).sort();
}
