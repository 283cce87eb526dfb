import { startSession } from '../../src/accounts/sessions';
import { openDatabase } from '../../src/database/open-database';
import { requestLimits } from '../../src/graphql/limits';
import { director } from '../company/rules';
import type { Dataset } from '../dataset';
import { burst, requestBytes } from '../drive/burst';
import { percentile } from '../drive/percentiles';
import { unpin } from '../drive/pin';
import { memoryMiB } from '../drive/process-use';
import { fire, wrongWith, type Outcome } from '../hostile/fire';
import { hostileDocuments } from '../hostile/hostile-documents';
import type { Options } from '../options';
import { alignedTable, figure } from '../report';
import { startServer } from '../servers';
import { dismissGuests, guestAgent } from '../workloads/guests';
import { kehuDocuments } from '../workloads/kehu-documents';

/** Of whoever sends them, as many as send at once. */
const attackers = 4;
/** A representative asks for the list so often. */
const everyMs = 100;
/** Milliseconds that 95 of 100 lists may take beside them, and how often what they take alone. */
const mostP95 = 200;
const mostGrowth = 5;
/** What is added to the seconds that a read may take, for those before it and for the refusal. */
const turnSeconds = 10;

/** Every hostile document, one after another and then four people's at once, beside a representative who asks for a list. */
export async function hostile(dataset: Dataset, options: Options, tell: (line: string) => void): Promise<string> {
  const database = openDatabase(dataset.kehuUrl);
  const server = await startServer('kehu', dataset, [options.product]);
  const { port, pid } = server;
  // This is about who waits for whom: the machine shares its cores out as it does anywhere.
  for (const each of [pid, process.pid, dataset.mariadb?.pid]) if (each !== undefined) unpin(each);
  try {
    const now = Date.now();
    const tokens = await database.transaction((tx) =>
      Promise.all(
        Array.from({ length: attackers }, async (_, i) => {
          const session = { userPk: director.user + i, userAgent: guestAgent, now };
          return (await startSession(tx, session)).token;
        }),
      ),
    );
    const rep = (until: () => boolean): Promise<number[]> => asking(port, dataset.tokens.reps[0]!, until);
    await rep(after(2));
    tell('A representative alone ...');
    const alone = sorted(await rep(after(options.seconds * options.rounds)));
    const passes: { title: string; lists: Float64Array; outcomes: Outcome[] }[] = [];
    for (const at of [1, attackers]) {
      const title = at === 1 ? 'one after another' : `${at} at once`;
      tell(`${hostileDocuments.length} hostile documents, ${title} ...`);
      let done = false;
      const lists = rep(() => done);
      const outcomes = await fireAll(port, tokens.slice(0, at)).finally(() => (done = true));
      passes.push({ title, lists: sorted(await lists), outcomes });
    }
    const summary = [['a representative’s list', 'lists', 'p50 ms', 'p95', 'most', 'required']];
    summary.push(['alone', ...waits(alone), '']);
    for (const { title, lists } of passes) {
      const p95 = percentile(lists, 0.95);
      const growth = p95 / percentile(alone, 0.95);
      const met = p95 <= mostP95 && growth <= mostGrowth;
      summary.push([
        `beside them, ${title}`,
        ...waits(lists),
        `at most ${mostP95} ms and ${mostGrowth} times: ${figure(growth)} times, ${met ? 'met' : 'MISSED'}`,
      ]);
    }
    const { now: memory, peak } = memoryMiB(pid);
    return [
      alignedTable(summary),
      ...passes.map(({ title, outcomes }) => `\n${title[0]!.toUpperCase()}${title.slice(1)}: ${told(outcomes)}`),
      `\nThe server holds ${figure(memory)} MiB, ${figure(peak)} MiB at most.`,
      `\nEach document, one after another:\n${alignedTable([['ms', 'status', 'came', 'bytes', 'document'], ...passes[0]!.outcomes.map(row)])}`,
    ].join('\n');
  } finally {
    await server.stop();
    await dismissGuests(database);
    await database.close();
  }
}

/** Sends each document once; each of those who send takes the next. */
async function fireAll(port: number, tokens: readonly string[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  let next = 0;
  await Promise.all(
    tokens.map(async (token) => {
      while (next < hostileDocuments.length) {
        const at = next++;
        outcomes[at] = await fire(port, token, hostileDocuments[at]!);
      }
    }),
  );
  return outcomes;
}

/** Milliseconds of each list that a representative asked for until then. */
async function asking(port: number, token: string, until: () => boolean): Promise<number[]> {
  const source = { next: () => ({ bytes: requestBytes(token, JSON.stringify({ query: kehuDocuments.W1 })) }) };
  const taken: number[] = [];
  while (!until()) {
    const started = performance.now();
    const { errors, firstError } = await burst({ port, connections: 1, seconds: 0.0001, source });
    if (errors > 0) throw new Error(`The representative got no list: ${firstError}`);
    const ms = performance.now() - started;
    taken.push(ms);
    await new Promise((done) => setTimeout(done, Math.max(0, everyMs - ms)));
  }
  return taken;
}

function after(seconds: number): () => boolean {
  const end = performance.now() + seconds * 1000;
  return () => performance.now() >= end;
}

const sorted = (values: readonly number[]): Float64Array => Float64Array.from(values).sort();

const waits = (of: Float64Array): string[] => [
  String(of.length),
  ...[0.5, 0.95, 1].map((share) => figure(percentile(of, share))),
];

/** How many came to what, and which came to something else. */
function told(outcomes: readonly Outcome[]): string {
  const wrong = outcomes.flatMap((outcome) => {
    const what = wrongWith(outcome);
    return what === null ? [] : [`  ${outcome.document.name}: ${what}`];
  });
  // What is ended at the last moment is refused a little later; what waits for its turn among its own, later still.
  const most = 1000 * (requestLimits.maxHeavyStatementSeconds + turnSeconds);
  const late = outcomes.filter(({ ms }) => ms > most);
  const answered = outcomes.filter(({ codes }) => codes.length === 0).length;
  return [
    `${answered} answered, ${outcomes.length - answered} refused; longer than ${most / 1000} s: ${late.length}; neither refused nor answered as they should: ${wrong.length}.`,
    ...late.map(({ ms, document }) => `  ${document.name}: ${figure(ms / 1000)} s`),
    ...wrong,
  ].join('\n');
}

const row = ({ ms, status, codes, bytes, document }: Outcome): string[] => [
  figure(ms),
  String(status),
  codes.join(', ') || 'answered',
  String(bytes),
  document.name,
];
