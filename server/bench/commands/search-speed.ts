import { openDatabase } from '../../src/database/open-database';
import type { Dataset } from '../dataset';
import { ask } from '../drive/ask';
import { percentile } from '../drive/percentiles';
import { cpuSeconds } from '../drive/process-use';
import type { Options } from '../options';
import { alignedTable, figure } from '../report';
import { startServer } from '../servers';
import { dismissGuests, inviteGuests } from '../workloads/guests';

/** What people type, by what it is; each from what very many records match to what none does. */
export const searchTerms: Readonly<Record<string, readonly string[]>> = {
  'Chinese names': ['张伟', '王芳', '李秀', '上海', '医疗', '欧阳', '诸葛', '鼋鼍'],
  'pinyin initials': ['zw', 'lx', 'wxm', 'shh', 'zgl', 'oyxx', 'bjyl', 'qqqx'],
  'Latin fragments': ['an', 'Ltd', 'orizon', 'precis', 'sulliv', 'ortega car', 'mcgraw', 'xyzzyq'],
  'phone fragments': ['154', '8888', '0086', '15400', '99001', '1234567', '15412345678', '13900000000'],
};

const query =
  'query Search($search: String!) { customers(first: 20, search: $search) { nodes { id name primaryPhone } } }';

/** Milliseconds that 95 of 100 searches may take, on MariaDB; SQLite has half as much again. */
const most = { representative: 50, director: 120 } as const;
const onSqlite = 1.5;

interface Taken {
  term: string;
  kind: string;
  ms: number;
  found: number;
}

/** Thirty-two terms, one after another by one client, the first twenty records, as a representative and as the director. */
export async function searchSpeed(dataset: Dataset, options: Options): Promise<string> {
  const database = openDatabase(dataset.kehuUrl);
  const server = await startServer('kehu', dataset, [options.product]);
  try {
    const guests = await inviteGuests(database);
    const askers = { representative: dataset.tokens.shipped, director: [guests.director] };
    const pids = [server.pid, ...(dataset.mariadb ? [dataset.mariadb.pid] : [])];
    const summary = [['search, first 20, one client', 'p50 ms', 'p95', 'most', 'CPU ms', 'DB ms', 'required']];
    const detail = [['as', 'term', 'of', 'found', 'median ms', 'most']];
    for (const [who, tokens] of Object.entries(askers)) {
      const taken: Taken[] = [];
      let before = [0, 0];
      // The first round makes plans and fills caches, as the first search of a day does.
      for (let round = 0; round <= options.rounds; round++) {
        const token = tokens[round % tokens.length]!;
        if (round === 1) before = pids.map(cpuSeconds);
        for (const [kind, terms] of Object.entries(searchTerms)) {
          for (const term of terms) {
            const started = performance.now();
            const { customers } = await ask<{ customers: { nodes: unknown[] } }>(server.port, token, query, {
              search: term,
            });
            const ms = performance.now() - started;
            if (round > 0) taken.push({ term, kind, ms, found: customers.nodes.length });
          }
        }
      }
      const limit = most[who as keyof typeof most] * (options.engine === 'sqlite' ? onSqlite : 1);
      const all = sortedMs(taken);
      const p95 = percentile(all, 0.95);
      const [cpu, database] = pids.map((pid, i) => (1000 * (cpuSeconds(pid) - before[i]!)) / taken.length);
      summary.push([
        who,
        figure(percentile(all, 0.5)),
        figure(p95),
        figure(all.at(-1)!),
        figure(cpu!),
        figure(database ?? null),
        `p95 at most ${limit} ${p95 <= limit ? 'met' : 'MISSED'}`,
      ]);
      detail.push(...slowest(who, taken));
    }
    return `${alignedTable(summary)}\n\nThe slowest terms:\n${alignedTable(detail)}`;
  } finally {
    await server.stop();
    await dismissGuests(database);
    await database.close();
  }
}

const sortedMs = (of: readonly Taken[]): Float64Array => Float64Array.from(of.map(({ ms }) => ms)).sort();

function slowest(who: string, taken: readonly Taken[]): string[][] {
  const byTerm = [...new Set(taken.map(({ term }) => term))].map((term) => {
    const of = taken.filter((one) => one.term === term);
    return { ...of[0]!, sorted: sortedMs(of) };
  });
  const median = ({ sorted }: { sorted: Float64Array }): number => percentile(sorted, 0.5);
  return byTerm
    .sort((a, b) => median(b) - median(a))
    .slice(0, 8)
    .map((one) => [who, one.term, one.kind, String(one.found), figure(median(one)), figure(one.sorted.at(-1)!)]);
}
