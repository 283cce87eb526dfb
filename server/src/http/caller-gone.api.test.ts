import { request } from 'node:http';
import { testDatabase, type TestDatabase } from '../../test/database';
import { FairShares } from '../database/fair-shares';
import type { RequestContext } from '../graphql/context';
import { buildSchema } from 'graphql';
import { createLog } from './log';
import { createServer, type KehuServer } from './server';

/** Counts for minutes where nothing ends it. */
const endless = {
  sqlite:
    'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000000) SELECT COUNT(*) FROM n',
  mysql: 'SELECT COUNT(*) FROM seq_1_to_1000000 a JOIN seq_1_to_1000000 b WHERE a.seq + b.seq > 1000000000000',
} as const;

let test: TestDatabase;
let server: KehuServer;
let address: string;
/** Told when the endless read begins, and how it ends. */
let began: () => void;
let ended: (reason: unknown) => void;
beforeAll(async () => {
  test = await testDatabase();
  const { database } = test;
  const shares = new FairShares(database, { light: 30, heavy: 30 });
  const schema = buildSchema('type Query { endless: Int }');
  schema.getQueryType()!.getFields().endless!.resolve = async (_, __, { caller }: RequestContext) => {
    began();
    const read = shares.onBehalf({ holder: 'someone', heavy: true, caller }).rows(endless[database.dialect]);
    await read.catch(ended);
    return 1;
  };
  server = await createServer({
    schema,
    database,
    config: { host: '127.0.0.1', port: 0, secureCookies: false, trustedProxies: 0 },
    log: createLog('silent'),
    authenticate: async () => null,
    decorate: (context) => context,
    appFolder: __dirname,
    demo: async () => null,
    cookieSeconds: 60,
  });
  address = await server.listen();
});
afterAll(async () => {
  await server.close();
  await test.drop();
});

it('what a client waits for ends when the client goes away', async () => {
  const start = new Promise<void>((resolve) => (began = resolve));
  const end = new Promise<unknown>((resolve) => (ended = resolve));
  const sent = request(`${address}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' } });
  sent.on('error', () => undefined);
  sent.end(JSON.stringify({ query: '{ endless }' }));
  await start;
  sent.destroy();
  expect(await end).toMatchObject({ code: 'UNAVAILABLE' });
});
