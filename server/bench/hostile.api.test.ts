import type { AddressInfo } from 'node:net';
import { startSession } from '../src/accounts/sessions';
import { createLog } from '../src/http/log';
import { createServer, type KehuServer } from '../src/http/server';
import { requestLimits } from '../src/graphql/limits';
import type { KehuContext } from '../src/graphql/kehu-context';
import { testKehu, testNow, type TestKehu } from '../test/kehu';
import { fire } from './hostile/fire';
import { hostileDocuments } from './hostile/hostile-documents';

let kehu: TestKehu;
let server: KehuServer;
let port: number;
let token: string;
beforeAll(async () => {
  kehu = await testKehu({ demo: true });
  const { database } = kehu.test;
  const [row] = await database.rows("SELECT pk FROM users WHERE email_fold = 'director@kehu.example'");
  ({ token } = await startSession(database, { userPk: Number(row![0]), userAgent: null, now: testNow }));
  server = await createServer<KehuContext>({
    schema: kehu.schema,
    schemaOf: (principal) => kehu.schemaOf(principal),
    database,
    config: { host: '127.0.0.1', port: 0, secureCookies: false, trustedProxies: 0 },
    log: createLog('silent'),
    authenticate: (as, purpose) => kehu.authenticator.authenticate(as, purpose),
    decorate: (context) => kehu.decorate(context),
    plugins: kehu.plugins,
    appFolder: __dirname,
    demo: async () => null,
    cookieSeconds: 60,
  });
  await server.listen();
  port = (server.app.server.address() as AddressInfo).port;
}, 240_000);
afterAll(async () => {
  await server.close();
  await kehu.drop();
});

it('are more than two hundred, each with a name of its own', () => {
  expect(new Set(hostileDocuments.map(({ name }) => name)).size).toBe(hostileDocuments.length);
  expect(hostileDocuments.length).toBeGreaterThanOrEqual(200);
});

it('are answered, or refused with the right code, by few statements and few bytes, and the server goes on', async () => {
  let statements = 0;
  const stop = kehu.test.database.onStatement(() => void statements++);
  const outcomes: unknown[] = [];
  const wanted: unknown[] = [];
  for (const document of hostileDocuments) {
    statements = 0;
    const { codes, bytes, said } = await fire(port, token, document);
    wanted.push([document.name, document.refused === null ? [] : [document.refused], '']);
    const [first] = codes;
    outcomes.push([document.name, first === undefined ? [] : codes, first === document.refused ? '' : said]);
    // A statement for each root field and level, and what finds and counts: never one for each record.
    const { maxRootFields, maxDepth } = requestLimits;
    expect([document.name, statements]).toEqual([document.name, Math.min(statements, 4 * maxRootFields * maxDepth)]);
    expect(bytes).toBeLessThan(40_000_000);
  }
  stop();
  expect(outcomes).toEqual(wanted);
  const me = await fire(port, token, { name: 'me', refused: null, body: '{"query":"{ me { id } }"}' });
  expect(me).toMatchObject({ status: 200, codes: [] });
}, 240_000);
