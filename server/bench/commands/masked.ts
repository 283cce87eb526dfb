import { shippedReps } from '../company/rules';
import { idOf } from '../company/values';
import type { Dataset } from '../dataset';
import { burst, requestBytes, type RequestSource } from '../drive/burst';
import { median, percentile, spread } from '../drive/percentiles';
import { cpuSeconds, untilIdle } from '../drive/process-use';
import type { Options } from '../options';
import { alignedTable, figure } from '../report';
import { startServer } from '../servers';

const fields =
  'id name kind status tier { key } primaryPhone primaryEmail updatedAt owner { name } contacts(first: 3) { nodes { id name primaryPhone } }';
const asRep = `query Masked { customers(first: 50) { nodes { ${fields} } } }`;
const asManager = `query Clear($team: ID!) { customers(first: 50, where: { team: { id: { eq: $team } } }) { nodes { ${fields} } } }`;

/** What a representative's view may cost, as a multiple of the one that shows everything, on the same rows. */
const mostSql = 1.15;
const mostWhole = 1.3;

interface View {
  name: string;
  source: RequestSource;
}

/** The masked, scoped view of the role as shipped beside the all-seeing one, on the same rows of ten teams. */
export async function masked(dataset: Dataset, options: Options): Promise<string> {
  const server = await startServer('kehu', dataset, [options.product]);
  try {
    const inTurn = (requests: Buffer[]): RequestSource => {
      let turn = 0;
      return { next: () => ({ bytes: requests[turn++ % requests.length]! }) };
    };
    const views: View[] = [
      {
        name: 'masked',
        source: inTurn(dataset.tokens.shipped.map((token) => requestBytes(token, JSON.stringify({ query: asRep })))),
      },
      {
        name: 'clear',
        source: inTurn(
          shippedReps.map(({ team }) =>
            requestBytes(
              dataset.tokens.manager,
              JSON.stringify({ query: asManager, variables: { team: idOf('team', team) } }),
            ),
          ),
        ),
      },
    ];
    await checkSameRows(server.port, views);
    const database = dataset.mariadb?.pid ?? null;
    const pids = [server.pid, ...(database === null ? [] : [database])];
    const { connections, seconds, rounds } = options;
    const rows: { sql: number; whole: number; p50: number; rps: number }[][] = [[], []];
    for (const { source } of views) await burst({ port: server.port, connections, seconds: 1, source });
    for (let round = 0; round < rounds; round++) {
      for (const [i, { source }] of views.entries()) {
        await untilIdle(pids);
        const before = pids.map(cpuSeconds);
        const result = await burst({ port: server.port, connections, seconds, source });
        if (result.errors > 0) throw new Error(result.firstError ?? 'errors');
        const [whole, sql] = pids.map((pid, at) => (1000 * (cpuSeconds(pid) - before[at]!)) / result.requests);
        rows[i]!.push({
          sql: sql ?? Number.NaN,
          whole: whole! + (sql ?? 0),
          p50: percentile(result.latencies, 0.5),
          rps: result.rps,
        });
      }
    }
    const line = (name: string, pick: (row: (typeof rows)[0][0]) => number, most: number | null): string[] => {
      const [own, clear] = rows.map((of) => of.map(pick)) as [number[], number[]];
      const ratios = own.map((value, i) => value / clear[i]!);
      const middle = median(ratios);
      return [
        name,
        figure(median(own)),
        figure(median(clear)),
        figure(middle),
        Number.isFinite(middle) ? `${Math.round(100 * spread(ratios))} %` : '',
        most === null || Number.isNaN(middle) ? '' : `at most ${most} ${middle <= most ? 'met' : 'MISSED'}`,
      ];
    };
    return alignedTable([
      ['a request', 'masked', 'clear', 'masked / clear', '± spread', 'required'],
      line('SQL: CPU ms of the database', ({ sql }) => sql, mostSql),
      line('end to end: CPU ms of both', ({ whole }) => whole, mostWhole),
      line('end to end: p50 ms', ({ p50 }) => p50, mostWhole),
    ]);
  } finally {
    await server.stop();
  }
}

/** @throws Error unless both views list the same ids, and one of them hides something that the other shows */
async function checkSameRows(port: number, views: readonly View[]): Promise<void> {
  const answers = await Promise.all(
    views.map(async ({ source }) => {
      const request = source.next();
      return new Promise<string>((done) => {
        let asked = false;
        void burst({
          port,
          connections: 1,
          seconds: 0.001,
          source: {
            next: () => {
              asked = true;
              return { bytes: request.bytes, answered: (body) => done(body.toString()) };
            },
          },
        }).then(() => asked || done(''));
      });
    }),
  );
  const ids = answers.map((answer) => (answer.match(/"id":"[^"]+"/g) ?? []).join());
  if (ids[0] === '' || ids[0] !== ids[1])
    throw new Error(`The two views do not list the same rows.\n${answers.join('\n').slice(0, 800)}`);
  if (answers[0] === answers[1]) throw new Error('The masked view masks nothing.');
}
