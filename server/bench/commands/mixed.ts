import { connect, type Socket } from 'node:net';
import type { Dataset } from '../dataset';
import { burst, requestBytes, type RequestSource } from '../drive/burst';
import { percentile } from '../drive/percentiles';
import { unpin } from '../drive/pin';
import { memoryMiB, untilIdle } from '../drive/process-use';
import type { Options } from '../options';
import { alignedTable, figure } from '../report';
import { startServer } from '../servers';
import { Asker, Versions } from '../workloads/askers';
import { kehuDocuments } from '../workloads/kehu-documents';
import { analystSource, importBatch, importSource } from '../workloads/mixed-sources';
import { removeStrangers, strangers } from '../workloads/strangers';
import { worksOf } from '../workloads/works';

const repCount = 50;
const slowClients = 440;
const analystConnections = 9;
/** A representative looks at what came for about this long. */
const thinkMs = 1000;
const mostP95 = 200;
const mostGrowth = 5;
/** What memory may have become since a twelfth of the time, in an hour; sooner it is still being found. */
const mostMemory = 1.1;
const memorySeconds = 3600;
/** Alone they need not work for the hour that the whole may take. */
const mostAloneSeconds = 60;

/** What the others left to do, such as new customers for the search index, is done before they are alone again. */
const mostRestMs = 30_000;

/**
 * Fifty representatives at work, first alone, then beside a hostile analyst, a running import and hundreds of slow clients:
 * 500 connections in all; and alone once more. What they wait alone is that of both times: either of them is a few hundred
 * answers, whose p95 differs by half from one time to the next.
 */
export async function mixed(dataset: Dataset, options: Options, tell: (line: string) => void): Promise<string> {
  await removeStrangers(dataset); // of a run that was cut off
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
    const before = await representatives(port, work, first);
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
    // The first of them after a twelfth of the time, which of an hour is five minutes.
    const held: number[] = [];
    const timer = setInterval(() => held.push(memoryMiB(pid).now), (seconds * 1000) / 12);
    const beside = await representatives(port, work, seconds);
    clearInterval(timer);
    const [attack, load] = [await hostile, await imported];
    const slow = sockets.filter((socket) => !socket.destroyed).length;
    sockets.forEach((socket) => socket.destroy());
    const { now, peak } = memoryMiB(pid);
    await untilIdle([pid, ...(dataset.mariadb ? [dataset.mariadb.pid] : [])], mostRestMs);
    tell(`${repCount} representatives alone again, ${first} s ...`);
    const after = await representatives(port, work, first);
    const alone = waited([...before.latencies, ...after.latencies], before.errors + after.errors);
    const growth = beside.p95 / alone.p95;
    const met = beside.p95 < mostP95 && growth < mostGrowth;
    return [
      alignedTable([
        ['50 representatives', 'answers', 'p50 ms', 'p95', 'p99', 'errors', 'MiB'],
        ['alone, before', ...cells(before), figure(memoryAlone)],
        ['alone, after', ...cells(after), ''],
        ['alone, both', ...cells(alone), ''],
        ['beside the others', ...cells(beside), figure(now)],
      ]),
      `p95 grew ${figure(growth)} times; required: below ${mostP95} ms and below ${mostGrowth} times: ${met ? 'met' : 'MISSED'}`,
      `The analyst got ${attack.requests} answers and ${attack.errors} refusals, the import wrote ${load.requests * importBatch} customers ` +
        `(${load.errors} refusals${load.firstError ? `, the first: ${load.firstError}` : ''}); ${slow} of ${slowClients} slow clients were still connected.`,
      `Memory ${figure(held[0] ?? Number.NaN)} MiB after a twelfth of the time, ${figure(now)} MiB at its end ` +
        `(${figure(now / held[0]!)} times; in an hour at most ${mostMemory}${seconds < memorySeconds ? '' : now <= mostMemory * held[0]! ? ' met' : ' MISSED'}), ` +
        `${figure(peak)} MiB at most; by twelfths: ${held.map((mib) => Math.round(mib)).join(', ')}.`,
    ].join('\n');
  } finally {
    await server.stop();
    await removeStrangers(dataset);
  }
}

interface Waited {
  /** Milliseconds, ascending. */
  latencies: Float64Array;
  answers: number;
  p50: number;
  p95: number;
  p99: number;
  errors: number;
}

const cells = ({ answers, p50, p95, p99, errors }: Omit<Waited, 'latencies'>): string[] => [
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
  return waited(latencies, errors);
}

function waited(latencies: readonly number[], errors: number): Waited {
  const sorted = Float64Array.from(latencies).sort();
  return {
    latencies: sorted,
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
