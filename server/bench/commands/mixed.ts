import { connect, type Socket } from 'node:net';
import { builtInRoles } from '../../src/roles';
import { createApiKey } from '../../src/accounts/api-keys';
import { startSession } from '../../src/accounts/sessions';
import { openDatabase } from '../../src/database/open-database';
import type { Dataset } from '../dataset';
import { burst, requestBytes, type RequestSource } from '../drive/burst';
import { percentile } from '../drive/percentiles';
import { unpin } from '../drive/pin';
import { memoryMiB } from '../drive/process-use';
import type { Options } from '../options';
import { alignedTable, figure } from '../report';
import { startServer } from '../servers';
import { Asker, Versions } from '../workloads/askers';
import { kehuDocuments } from '../workloads/kehu-documents';
import { worksOf } from '../workloads/works';

const repCount = 50;
const slowClients = 440;
const analystConnections = 9;
/** A representative looks at what came for about this long. */
const thinkMs = 1000;
const mostP95 = 200;
const mostGrowth = 5;
/** Alone they need not work for the hour that the whole may take. */
const mostAloneSeconds = 60;

/**
 * Fifty representatives at work, first alone, then beside a hostile analyst, a running import and hundreds of slow clients:
 * 500 connections in all.
 */
export async function mixed(dataset: Dataset, options: Options, tell: (line: string) => void): Promise<string> {
  const { analyst, key } = await strangers(dataset);
  const server = await startServer('kehu', dataset, [options.product]);
  const { port, pid } = server;
  // This is not about what a request costs, but about who waits for whom: the machine shares its cores out as it does anywhere.
  for (const each of [pid, process.pid, dataset.mariadb?.pid]) if (each !== undefined) unpin(each);
  const seconds = options.seconds * options.rounds;
  try {
    const asker = new Asker(server, dataset, new Versions());
    const works = worksOf(dataset.facts).filter(({ name }) => ['W1', 'W3', 'W4', 'W6'].includes(name));
    const sources = works.map((work) => asker.source(work));
    let turn = 0;
    const work: RequestSource = { next: () => sources[turn++ % sources.length]!.next() };
    await burst({ port, connections: 8, seconds: 2, source: work });
    const first = Math.min(seconds, mostAloneSeconds);
    tell(`${repCount} representatives alone, ${first} s ...`);
    const alone = await representatives(port, work, first);
    const memoryAlone = memoryMiB(pid).now;

    tell(`The same beside ${slowClients} slow clients, a hostile analyst and an import ...`);
    const sockets = Array.from({ length: slowClients }, () => slowClient(port, dataset.tokens.reps[0]!));
    const hostile = burst({
      port,
      connections: analystConnections,
      seconds: seconds + 1,
      source: analystSource(analyst),
    });
    const imported = burst({ port, connections: 1, seconds: seconds + 1, source: importSource(key) });
    // After a twelfth of the time, which of an hour is five minutes, and at the end.
    let early = Number.NaN;
    const timer = setTimeout(() => (early = memoryMiB(pid).now), (seconds * 1000) / 12);
    const beside = await representatives(port, work, seconds);
    clearTimeout(timer);
    const [attack, load] = [await hostile, await imported];
    const slow = sockets.filter((socket) => !socket.destroyed).length;
    sockets.forEach((socket) => socket.destroy());
    const growth = beside.p95 / alone.p95;
    const { now, peak } = memoryMiB(pid);
    const met = beside.p95 < mostP95 && growth < mostGrowth;
    return [
      alignedTable([
        ['50 representatives', 'answers', 'p50 ms', 'p95', 'p99', 'errors', 'MiB'],
        ['alone', ...cells(alone), figure(memoryAlone)],
        ['beside the others', ...cells(beside), figure(now)],
      ]),
      `p95 grew ${figure(growth)} times; required: below ${mostP95} ms and below ${mostGrowth} times: ${met ? 'met' : 'MISSED'}`,
      `The analyst got ${attack.requests} answers and ${attack.errors} refusals, the import wrote ${load.requests * importBatch} customers ` +
        `(${load.errors} refusals${load.firstError ? `, the first: ${load.firstError}` : ''}); ${slow} of ${slowClients} slow clients were still connected.`,
      `Memory ${figure(early)} MiB after a twelfth of the time, ${figure(now)} MiB at its end (${figure(now / early)} times), ${figure(peak)} MiB at most.`,
    ].join('\n');
  } finally {
    await server.stop();
    await removeStrangers(dataset);
  }
}

interface Waited {
  answers: number;
  p50: number;
  p95: number;
  p99: number;
  errors: number;
}

const cells = ({ answers, p50, p95, p99, errors }: Waited): string[] => [
  String(answers),
  figure(p50),
  figure(p95),
  figure(p99),
  String(errors),
];

/** Each representative asks, reads, thinks, asks again; they start spread over the first thinking time. */
async function representatives(port: number, work: RequestSource, seconds: number): Promise<Waited> {
  const latencies: number[] = [];
  let errors = 0;
  const end = performance.now() + seconds * 1000;
  const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
  const person = async (i: number): Promise<void> => {
    await pause((i * thinkMs) / repCount);
    while (performance.now() < end) {
      const started = performance.now();
      const one = await burst({ port, connections: 1, seconds: 0.0001, source: work });
      latencies.push(performance.now() - started);
      errors += one.errors;
      await pause(Math.max(0, thinkMs - (performance.now() - started)));
    }
  };
  await Promise.all(Array.from({ length: repCount }, (_, i) => person(i)));
  const sorted = Float64Array.from(latencies).sort();
  return {
    answers: sorted.length,
    p50: percentile(sorted, 0.5),
    p95: percentile(sorted, 0.95),
    p99: percentile(sorted, 0.99),
    errors,
  };
}

/** A client that sends its request letter by letter and reads nothing. */
function slowClient(port: number, token: string): Socket {
  const bytes = requestBytes(token, JSON.stringify({ query: kehuDocuments.W1 }));
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let sent = 0;
  const timer = setInterval(() => {
    if (socket.destroyed || sent >= bytes.length - 1) return clearInterval(timer);
    socket.write(bytes.subarray(sent, ++sent));
  }, 200);
  socket.pause();
  socket.on('error', () => socket.destroy());
  socket.on('close', () => clearInterval(timer));
  return socket;
}

/** The most expensive questions that the limits let through. */
const hostileDocuments = [
  'query A { customers(first: 100) { nodes { id name orders(first: 50) { nodes { id code items(first: 4) { nodes { id amount } } } } } } }',
  'query B { customerAggregate(groupBy: [{ name: true }], first: 200) { nodes { key { name } count sum { lifetimeValue } median { lifetimeValue } } } }',
  'query C { orderAggregate(groupBy: [{ customer: { owner: { name: true } } }], first: 200) { nodes { count sum { total } median { total } } } }',
  'query D { customers(first: 200, where: { name: { contains: "e" }, orders: { some: { items: { some: { amount: { gt: "1" } } } } } }) { totalCount(limit: 1000000) { count } nodes { id } } }',
  'query E { opportunities(first: 200, where: { name: { contains: "zz" } }, orderBy: [{ customer: { name: ASC } }]) { nodes { id } } }',
];

function analystSource(token: string): RequestSource {
  const requests = hostileDocuments.map((query) => ({ bytes: requestBytes(token, JSON.stringify({ query })) }));
  let turn = 0;
  return { next: () => requests[turn++ % requests.length]! };
}

const importBatch = 200;

function importSource(key: string): RequestSource {
  const query =
    'mutation Import($input: UpsertCustomersInput!) { upsertCustomers(input: $input) { results { index } } }';
  let next = 0;
  return {
    next: () => {
      const items = Array.from({ length: importBatch }, () => {
        next++;
        return {
          externalId: `bench-${next}`,
          values: { kind: 'COMPANY', name: `导入客户 Import ${next}`, code: `BENCH-${next}` },
        };
      });
      return { bytes: requestBytes(key, JSON.stringify({ query, variables: { input: { items } } })) };
    },
  };
}

const keyName = 'bench-import';
const analystUser = 451;

/** A session of an analyst and a key of a partner's program, as the product makes them. */
async function strangers({ kehuUrl }: Dataset): Promise<{ analyst: string; key: string }> {
  const database = openDatabase(kehuUrl);
  try {
    const now = Date.now();
    const { token } = await database.transaction((tx) =>
      startSession(tx, { userPk: analystUser, userAgent: keyName, now }),
    );
    const services = {
      database,
      clock: Date.now,
      roleOf: (role: string) => builtInRoles.find(({ key }) => key === role),
      actor: { type: 'system' as const },
    };
    const { key } = await createApiKey(services, {
      name: keyName,
      roles: ['erp-client'],
      source: 'erp',
      expiresAt: null,
      createdByUserPk: null,
    });
    return { analyst: token, key };
  } finally {
    await database.close();
  }
}

/** Takes what was imported out again. */
async function removeStrangers({ kehuUrl, shape }: Dataset): Promise<void> {
  const database = openDatabase(kehuUrl);
  try {
    await database.transaction(async (tx) => {
      await tx.run("DELETE FROM history WHERE noun = 'customer' AND record_pk > ?", [shape.customers]);
      await tx.run("DELETE FROM external_ids WHERE noun = 'customer' AND record_pk > ?", [shape.customers]);
      await tx.run('DELETE FROM customers WHERE pk > ?', [shape.customers]);
      await tx.run('DELETE FROM sessions WHERE user_agent = ?', [keyName]);
      await tx.run('UPDATE api_keys SET revoked_at = ? WHERE name = ? AND revoked_at IS NULL', [Date.now(), keyName]);
    });
  } finally {
    await database.close();
  }
}
