import { createClient, type Client } from 'graphql-ws';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import WebSocket from 'ws';
import { bumpAccessVersion } from '../accounts/access-state';
import { changeWorld, type ChangeWorld } from '../changes/testing/change-world';
import { startSession } from '../accounts/sessions';
import { socketLimits } from '../changes/limits';
import type { KehuContext } from '../graphql/kehu-context';
import { createLog } from './log';
import { createServer, type KehuServer } from './server';
import { attachSubscriptions } from './subscriptions';

/* eslint-disable @typescript-eslint/no-explicit-any -- frames of any shape */

let company: ChangeWorld;
let server: KehuServer;
let address: string;
let folder: string;
let made = 0;
/** Told when the server has forgotten a socket. */
let forgotten: () => void = () => undefined;

beforeAll(async () => {
  company = await changeWorld();
  folder = mkdtempSync(join(tmpdir(), 'kehu_test_'));
  server = await start();
  address = await server.listen();
});
afterAll(async () => {
  await server.close();
  await company.drop();
  rmSync(folder, { recursive: true, force: true });
});

function start(): Promise<KehuServer> {
  const { kehu, world } = company;
  const log = createLog('info', { write: (line: string) => void (line.includes('socket closed') && forgotten()) });
  const config = { host: '127.0.0.1', port: 0, secureCookies: false, trustedProxies: 0 };
  return createServer<KehuContext>({
    schema: kehu.schema,
    database: world.database,
    config,
    log,
    authenticate: kehu.authenticate,
    decorate: (context) => kehu.decorate(context),
    plugins: kehu.plugins,
    subscriptions: (app, formatError) =>
      attachSubscriptions(app, {
        schemaOf: (principal) => kehu.schemaOf(principal),
        hub: kehu.changes,
        decorate: (context) => kehu.decorate(context),
        formatError,
        log,
        ...config,
      }),
    appFolder: folder,
    demo: async () => null,
    cookieSeconds: 60,
  });
}

const tokenOf = async (userPk: number): Promise<string> => {
  const random = (size: number): Buffer => Buffer.alloc(size, 100 + ++made);
  const now = company.world.clock.now;
  return (await startSession(company.world.database, { userPk, userAgent: null, now, random })).token;
};
const url = (): string => `${address.replace('http', 'ws')}/graphql`;

function clientOf(token: string | null, params: Record<string, unknown> = {}): Client {
  return createClient({
    url: url(),
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    onNonLazyError: () => undefined,
    connectionParams: { ...(token !== null && { authorization: `Bearer ${token}` }), ...params },
  });
}

/** The first result, or the errors that came instead. */
const first = async (client: Client, query: string, variables?: Record<string, unknown>): Promise<any> => {
  const results = client.iterate({ query, variables });
  try {
    return (await results.next()).value;
  } catch (error) {
    return error;
  } finally {
    await results.return?.();
  }
};

const names = 'subscription { customerChanged { kind customer { name } } }';
const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
};
/** Resolves when the server has started so many subscriptions. */
const started = (count: number): Promise<void> => until(() => company.kehu.changes.size.subscriptions === count);
/** Resolves when the server has forgotten every socket. */
const quiet = (): Promise<void> => until(() => company.kehu.changes.size.sockets === 0);
const newCustomer = async (name: string): Promise<string> => {
  const { world } = company;
  const owner = { ownerId: world.userId('rep'), teamId: world.teamId('north') };
  const { id } = await company.create('steward', 'customer', { kind: 'COMPANY', name, ...owner });
  company.kehu.changes.kick();
  return id;
};

/** Opens a raw socket; what it was closed with. */
const closing = (headers: Record<string, string>, payload?: object): Promise<[number, string]> =>
  new Promise((resolve) => {
    const socket = new WebSocket(url(), 'graphql-transport-ws', { headers });
    socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload })));
    socket.on('message', (data) => {
      if (String(data).includes('connection_ack')) socket.close(4000, 'let in');
    });
    socket.on('close', (code, reason) => resolve([code, String(reason)]));
  });

afterEach(quiet);

describe('a subscription over a socket', () => {
  it('tells each principal what its view shows, several on one socket', async () => {
    const rep = clientOf(await tokenOf(1));
    const south = clientOf(await tokenOf(3));
    const all = rep.iterate({ query: names });
    const some = rep.iterate({
      query: 'subscription ($where: CustomerWhere) { c: customerChanged(where: $where) { kind } }',
      variables: { where: { name: { startsWith: 'Acme' } } },
    });
    const hidden = south.iterate({ query: names });
    const seen = [all.next(), some.next()];
    const unseen = hidden.next();
    await started(3);
    await newCustomer('Acme');
    expect(await Promise.all(seen)).toEqual([
      { done: false, value: { data: { customerChanged: { kind: 'CREATED', customer: { name: 'Acme' } } } } },
      { done: false, value: { data: { c: { kind: 'CREATED' } } } },
    ]);
    await company.kehu.changes.pump();
    await hidden.return?.();
    expect(await unseen).toEqual({ done: true, value: undefined });
    await Promise.all([rep.dispose(), south.dispose()]);
  });

  it('finds by itself what another node wrote', async () => {
    const client = clientOf(await tokenOf(1));
    const frames = client.iterate({ query: names });
    const next = frames.next();
    await started(1);
    const { world } = company;
    const owner = { ownerId: world.userId('rep'), teamId: world.teamId('north') };
    await world.create(await world.as('steward'), 'customer', { kind: 'COMPANY', name: 'Elsewhere', ...owner });
    expect((await next).value).toMatchObject({ data: { customerChanged: { customer: { name: 'Elsewhere' } } } });
    await client.dispose();
  });

  it('says in the language asked for what may not be asked', async () => {
    const client = clientOf(await tokenOf(6), { 'accept-language': 'zh-CN' });
    const codes = async (query: string, variables?: Record<string, unknown>): Promise<unknown> => {
      const answer = await first(client, query, variables);
      const errors = (answer.errors ?? answer) as {
        extensions: { code: string; fields?: string[]; errorId: string };
      }[];
      expect(errors[0]!.extensions.errorId).toMatch(/^[\da-f-]{36}$/);
      return [errors[0]!.extensions.code, ...(errors[0]!.extensions.fields ?? [])];
    };
    const where = 'subscription ($where: CustomerWhere) { customerChanged(where: $where) { kind } }';
    expect(await codes(where, { where: { primaryPhone: { eq: '1' } } })).toEqual(['FORBIDDEN', 'primaryPhone']);
    expect(await codes(where, { where: { name: 1 } })).toEqual(['BAD_USER_INPUT']);
    expect(await codes('{ me { id } }')).toEqual(['BAD_USER_INPUT', 'query']);
    expect(await codes('subscription { nothing }')).toEqual(['BAD_USER_INPUT']);
    expect(await codes('subscription {')).toEqual(['BAD_USER_INPUT']);
    const pages = (size: number): string =>
      `subscription { customerChanged { customer { contacts(first: ${size}) { nodes { id customer { contacts(first: ${size}) { nodes { id customer { contacts(first: ${size}) { nodes { id } } } } } } } } } } }`;
    expect(await codes(pages(201))).toEqual(['BAD_USER_INPUT', 'first']);
    expect(await codes(pages(200))).toEqual(['QUERY_TOO_EXPENSIVE']);
    expect(await codes(pages(15))).toEqual(['QUERY_TOO_EXPENSIVE']); // what one request may ask, but not every change
    const answer = await first(client, where, { where: { primaryPhone: { eq: '1' } } });
    expect(JSON.stringify(answer)).toMatch(/无权/);
    await client.dispose();
  });

  it('ends when the right to send documents of one’s own is taken away', async () => {
    const { database } = company.world;
    const setRole = (role: string): Promise<void> =>
      database.transaction(async (tx) => {
        await tx.run('UPDATE user_roles SET role = ? WHERE user_pk = 4', [role]);
        await bumpAccessVersion(tx);
      });
    const client = clientOf(await tokenOf(4));
    const failed = client
      .iterate({ query: names })
      .next()
      .catch((errors: { extensions: { code: string } }[]) => errors[0]!.extensions.code);
    await started(1);
    await setRole('one-without-rights');
    await company.kehu.changes.pump();
    expect(await failed).toBe('FORBIDDEN');
    await setRole('manager');
    await client.dispose();
  });

  it('is refused beyond the limit of one socket', async () => {
    const client = clientOf(await tokenOf(1));
    const most = socketLimits.maxSubscriptionsPerSocket;
    const frames = Array.from({ length: most }, () => client.iterate({ query: names }));
    const nexts = frames.map((one) => one.next());
    await started(most);
    const [error] = (await first(client, names)) as { extensions: { code: string } }[];
    expect(error!.extensions.code).toBe('RATE_LIMITED');
    await client.dispose();
    await Promise.allSettled(nexts);
  });

  it('cannot be posted', async () => {
    const answer = await server.app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { authorization: `Bearer ${await tokenOf(1)}` },
      payload: { query: names },
    });
    expect(answer.json().errors[0].extensions.code).toBe('BAD_USER_INPUT');
  });
});

describe('a socket', () => {
  it('is opened with a bearer token, or with the session cookie by a page of this very host', async () => {
    const cookie = `kehu=${await tokenOf(1)}`;
    const own = address;
    expect(await closing({}, { authorization: `Bearer ${await tokenOf(1)}` })).toEqual([4000, 'let in']);
    expect(await closing({ cookie, origin: own })).toEqual([4000, 'let in']);
    for (const origin of ['http://evil.example', 'null', own.replace('http', 'x'), `${own}.evil.example`]) {
      expect([origin, await closing({ cookie, origin })]).toEqual([origin, [4403, 'Forbidden']]);
    }
    expect(await closing({ cookie })).toEqual([4403, 'Forbidden']);
    expect(await closing({ origin: own })).toEqual([4401, 'Unauthorized']);
    expect(await closing({ cookie: 'kehu=kst_wrong', origin: own })).toEqual([4401, 'Unauthorized']);
    for (const authorization of ['', 'Bearer wrong', `Basic ${cookie}`, 7]) {
      expect(await closing({ cookie, origin: own }, { authorization })).toEqual([4401, 'Unauthorized']);
    }
    const token = `Bearer ${await tokenOf(1)}`;
    expect(await closing({}, { authorization: token, 'x-kehu-purpose': 'marketing' })).toEqual([4403, 'Forbidden']);
  });

  it('is let in so often for one principal', async () => {
    const token = await tokenOf(5);
    const most = socketLimits.maxSocketsPerPrincipal;
    const clients = Array.from({ length: most }, () => clientOf(token));
    const frames = clients.map((client) => client.iterate({ query: names }).next());
    await started(most);
    expect(await closing({}, { authorization: `Bearer ${token}` })).toEqual([4429, 'Too many sockets']);
    expect(await closing({}, { authorization: `Bearer ${await tokenOf(1)}` })).toEqual([4000, 'let in']);
    await Promise.all(clients.map((client) => client.dispose()));
    await Promise.allSettled(frames);
  });

  it('leaves nothing behind when its client is killed', async () => {
    const authorization = `Bearer ${await tokenOf(1)}`;
    const socket = new WebSocket(url(), 'graphql-transport-ws');
    socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization } })));
    socket.once('message', () =>
      socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: names } })),
    );
    await started(1);
    const gone = new Promise<void>((resolve) => (forgotten = resolve));
    socket.terminate();
    await gone;
    expect(company.kehu.changes.size).toEqual({ sockets: 0, subscriptions: 0 });
  });

  it('is closed when the server stops, and nobody is upgraded anywhere else', async () => {
    const wrong = new WebSocket(url().replace('/graphql', '/elsewhere'), 'graphql-transport-ws');
    expect(await new Promise((resolve) => wrong.on('error', (error) => resolve(error.message)))).toMatch('404');
    const client = clientOf(await tokenOf(1));
    const ended = client
      .iterate({ query: names })
      .next()
      .catch((error: { code: number }) => error.code);
    await started(1);
    await server.close();
    expect(await ended).toBe(1001);
    server = await start();
    address = await server.listen();
  });
});
