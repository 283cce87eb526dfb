import { openDatabase } from '../../src/database/open-database';
import { addFields, retireFields } from '../company/added-fields';
import { idOf } from '../company/values';
import type { Dataset } from '../dataset';
import { ask } from '../drive/ask';
import type { Options } from '../options';
import { alignedTable, figure } from '../report';
import { startServer } from '../servers';
import { dismissGuests, inviteGuests } from '../workloads/guests';
import { SteadyWrites, writtenEvery } from '../workloads/steady-writes';

const pageSize = 200;
const writesASecond = 100;

/** Orders that an index leads: all customers are gone through in each. */
const indexed: readonly object[] = [
  { updatedAt: 'DESC' },
  { createdAt: 'ASC' },
  { name: 'ASC' },
  { code: 'DESC' },
  { lifetimeValue: 'DESC' },
  { lastActivityAt: 'DESC' },
  { custom: { benchLimit: 'ASC' } },
];

/** Others: through a sixteenth of the customers, which of a million is 62,500. The desk sees phones of its own team only. */
const others: readonly object[] = [
  { owner: { name: 'ASC' } },
  { team: { name: 'DESC' } },
  { custom: { benchTier: 'DESC' } },
  { primaryPhone: 'ASC', nulls: 'LAST' },
  { industry: 'ASC' },
];
const part = { region: { key: { eq: 'east' } }, status: { eq: 'ACTIVE' } };
const partSql = "region = 'east' AND status = 'ACTIVE'";

interface Page {
  customers: {
    nodes: { id: string }[];
    pageInfo: { startCursor: string; endCursor: string; hasNextPage: boolean; hasPreviousPage: boolean };
  };
}

const document = `query ($orderBy: [CustomerOrderBy!], $where: CustomerWhere, $first: Int, $after: String, $last: Int, $before: String) {
  customers(orderBy: $orderBy, where: $where, first: $first, after: $after, last: $last, before: $before) {
    nodes { id } pageInfo { startCursor endCursor hasNextPage hasPreviousPage } } }`;

/**
 * Pages through the company in many orders, forwards and backwards, while customers are written: each that nobody writes
 * has to come exactly once.
 */
export async function paging(dataset: Dataset, options: Options, say: (line: string) => void): Promise<string> {
  const database = openDatabase(dataset.kehuUrl);
  const server = await startServer('kehu', dataset, [options.product]);
  const { port } = server;
  const guests = await inviteGuests(database);
  const fields = { port, steward: guests.steward, database };
  const { customers } = dataset.shape;
  const writes = new SteadyWrites(database, port, guests.desk, dataset.shape);
  const lines = [
    ['in the order', 'way', 'untouched', 'once', 'missed', 'twice', 'pages', 'median ms', 'most', 'seconds'],
  ];
  let wrong = 0;
  // Asked to end, it first puts everything back.
  let ended = false;
  const end = (): void => void (ended = true);
  process.once('SIGINT', end).once('SIGTERM', end);
  let rate: number;
  try {
    await addFields(fields, customers, say);
    const numbers = new Map(Array.from({ length: customers }, (_, i) => [idOf('customer', i + 1), i + 1]));
    const inPart = await database.rows(`SELECT pk FROM customers WHERE pk <= ? AND ${partSql}`, [customers]);
    const all = Uint8Array.from({ length: customers + 1 }, (_, pk) => (pk > 0 && pk % writtenEvery > 0 ? 1 : 0));
    const some = new Uint8Array(customers + 1);
    for (const [pk] of inPart) some[Number(pk)] = all[Number(pk)]!;
    await writes.start(writesASecond);
    const runs = [
      ...indexed.map((orderBy) => ({ orderBy, where: undefined, expected: all })),
      ...others.map((orderBy) => ({ orderBy, where: part, expected: some })),
    ];
    for (const { orderBy, where, expected } of runs) {
      for (const forward of [true, false]) {
        const seen = new Uint8Array(customers + 1);
        const times: number[] = [];
        for (let cursor: string | undefined; ;) {
          const way = forward ? { first: pageSize, after: cursor } : { last: pageSize, before: cursor };
          if (ended) throw new Error('ended before the last page');
          const started = performance.now();
          const page: Page = await ask(port, guests.desk, document, { orderBy: [orderBy], where, ...way });
          times.push(performance.now() - started);
          const { nodes, pageInfo } = page.customers;
          for (const { id } of nodes) seen[numbers.get(id)!]!++;
          if (!(forward ? pageInfo.hasNextPage : pageInfo.hasPreviousPage)) break;
          cursor = forward ? pageInfo.endCursor : pageInfo.startCursor;
        }
        const count = { untouched: 0, once: 0, missed: 0, twice: 0 };
        expected.forEach((is, pk) => {
          if (is === 0) return;
          count.untouched++;
          count[seen[pk] === 1 ? 'once' : seen[pk] === 0 ? 'missed' : 'twice']++;
        });
        wrong += count.missed + count.twice;
        const seconds = times.reduce((sum, ms) => sum + ms, 0) / 1000;
        times.sort((a, b) => a - b);
        lines.push([
          JSON.stringify(orderBy).replaceAll('"', ''),
          forward ? 'forwards' : 'backwards',
          ...[count.untouched, count.once, count.missed, count.twice, times.length].map((of) =>
            of.toLocaleString('en-US'),
          ),
          figure(times[times.length >> 1]!),
          figure(times.at(-1)!),
          figure(seconds),
        ]);
        say(`  ${lines.at(-1)!.join(' | ')}`);
      }
    }
  } finally {
    rate = await writes.end().finally(() => retireFields(fields).finally(() => server.stop()));
    await dismissGuests(database);
    await database.close();
  }
  return [
    alignedTable(lines),
    `${figure(rate)} writes a second meanwhile; every untouched customer exactly once: ${wrong === 0 ? 'met' : 'MISSED'}`,
  ].join('\n');
}
