import type { ApolloServerPlugin } from '@apollo/server';
import fastify, { type FastifyInstance } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { Config } from '../config/config';
import type { SqlRunner } from '../database/database';
import type { StatementSeconds } from '../database/fair-shares';
import { KehuError } from '../errors/errors';
import { createErrorFormatter, type ErrorFormatter } from '../errors/format-error';
import type { Principal } from '../access/principal';
import type { RequestContext } from '../graphql/context';
import { languageOf } from '../graphql/language';
import { limitRefusal, requestLimits } from '../graphql/limits';
import type { DocumentStore } from './apollo';
import { Apollos } from './apollos';
import { graphqlRoute, operationFields, refuse, type Authenticate } from './graphql-route';
import type { Logger } from './log';
import { bodyTooDeep, isTooDeep } from './request-body';
import { securityHeaders } from './security-headers';
import { staticApp } from './static-app';

/** Something shown at `/demo.json` while the demo is on: which accounts one may sign in with. */
export interface DemoInfo {
  password: string;
  accounts: readonly { email: string; name: string; title: string | null }[];
}

export interface ServerOptions<C extends RequestContext> {
  schema: GraphQLSchema;
  /** The schema as it is for somebody; the one above for everybody unless given. */
  schemaOf?: (principal: Principal | null) => GraphQLSchema;
  database: SqlRunner;
  config: Pick<Config, 'host' | 'port' | 'secureCookies' | 'trustedProxies'>;
  log: Logger;
  authenticate: Authenticate;
  /** Adds loaders and services to the context of each request. */
  decorate: (context: RequestContext) => C;
  /** Folder of the built app. */
  appFolder: string;
  /** Null outside demo mode. */
  demo: () => Promise<DemoInfo | null>;
  /** Seconds the session cookie lives; the session itself may end earlier. */
  cookieSeconds: number;
  /** Seconds that reads may take, to announce; the usual ones unless given. */
  statementSeconds?: StatementSeconds;
  plugins?: ApolloServerPlugin<C>[];
  /** Keeps documents that were read and checked, where several servers of the same schemas share them. */
  documents?: DocumentStore;
  /** Serves subscriptions on the same port; the answer closes their sockets. */
  subscriptions?: (app: FastifyInstance, formatError: ErrorFormatter) => () => Promise<void>;
  /** Serves the paths under /files. */
  files?: (app: FastifyInstance, formatError: ErrorFormatter) => void;
  newErrorId?: () => string;
}

/** A server that can be started and stopped once. */
export interface KehuServer {
  app: FastifyInstance;
  /** Listens and returns the address to open, for example `http://127.0.0.1:4000`. */
  listen(): Promise<string>;
  /** Stops accepting, lets requests in flight finish, then resolves. The database stays open. */
  close(): Promise<void>;
}

/** Requests that are still running this long after the stop began are cut off. */
const drainMilliseconds = 10_000;

/** Puts API, health checks and the built app on one port. */
export async function createServer<C extends RequestContext>(options: ServerOptions<C>): Promise<KehuServer> {
  const { config, log } = options;
  const formatError = createErrorFormatter({
    report: (report) => log.error(report, 'unexpected error'),
    refusal: limitRefusal,
    ...(options.newErrorId && { newId: options.newErrorId }),
  });
  const apollos = new Apollos<C>({
    schema: options.schema,
    formatError,
    log,
    ...(options.plugins && { plugins: options.plugins }),
    ...(options.documents && { documents: options.documents }),
  });
  await apollos.of(options.schema);

  const app = fastify({
    bodyLimit: requestLimits.maxBodyBytes,
    genReqId: () => randomUUID(),
    trustProxy: (_address: string, hop: number) => hop < config.trustedProxies,
    requestTimeout: 60_000,
    forceCloseConnections: 'idle',
    logger: false,
    exposeHeadRoutes: false,
  });
  // JSON only: a form on another site can post text/plain without asking first.
  app.removeContentTypeParser(['text/plain', 'application/json']);
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (isTooDeep(body as string)) done(bodyTooDeep());
    else void parse(request, body as string, done);
  });

  const headers = securityHeaders(config.secureCookies);
  let stopping = false;
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(headers);
    if (stopping) reply.header('connection', 'close');
  });
  app.addHook('onResponse', async (request, reply) => {
    if (request.url === '/healthz' || request.url === '/readyz') return;
    log.info(
      {
        method: request.method,
        path: request.url.split('?', 1)[0],
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
        ...operationFields(request),
      },
      'request',
    );
  });
  app.setErrorHandler(async (error, request, reply) =>
    refuse(
      reply,
      formatError,
      refusalOfTransport(error) ?? error,
      statusOf(error),
      languageOf(request.headers['accept-language']),
    ),
  );

  graphqlRoute(app, {
    apolloOf: (principal) => apollos.of(options.schemaOf?.(principal) ?? options.schema),
    authenticate: options.authenticate,
    decorate: options.decorate,
    formatError,
    secureCookies: config.secureCookies,
    cookieSeconds: options.cookieSeconds,
    statementSeconds: options.statementSeconds,
  });
  options.files?.(app, formatError);
  app.get('/healthz', async (_request, reply) => reply.header('cache-control', 'no-store').send({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const ready = !stopping && (await answers(options.database));
    return reply
      .header('cache-control', 'no-store')
      .code(ready ? 200 : 503)
      .send({ status: ready ? 'ready' : 'unavailable' });
  });
  app.get('/demo.json', async (_request, reply) => {
    const demo = await options.demo();
    return reply
      .header('cache-control', 'no-store')
      .code(demo ? 200 : 404)
      .send(demo ?? { message: 'The demo is off.' });
  });
  await staticApp(app, options.appFolder);
  const closeSockets = options.subscriptions?.(app, formatError);

  return {
    app,
    async listen() {
      await app.listen({ host: config.host, port: config.port });
      const { address, port, family } = app.server.address() as AddressInfo;
      const unspecified = address === '0.0.0.0' || address === '::';
      const host = unspecified ? 'localhost' : family === 'IPv6' ? `[${address}]` : address;
      return `http://${host}:${port}`;
    },
    async close() {
      stopping = true;
      const cut = setTimeout(() => app.server.closeAllConnections(), drainMilliseconds);
      cut.unref();
      await closeSockets?.();
      await app.close();
      clearTimeout(cut);
      await apollos.stop();
    },
  };
}

const answers = async (database: SqlRunner): Promise<boolean> =>
  database.rows('SELECT 1').then(
    () => true,
    () => false,
  );

const statusOf = (error: unknown): number => {
  const status = (error as { statusCode?: unknown }).statusCode;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
};

/** The sentence for a body that could not be read; null for faults of ours. */
function refusalOfTransport(error: unknown): KehuError | null {
  if (error instanceof KehuError) return error;
  switch (statusOf(error)) {
    case 413: {
      const most = requestLimits.maxBodyBytes.toLocaleString('en-US');
      return new KehuError('QUERY_TOO_EXPENSIVE', {
        en: `The request is larger than ${most} bytes. Send it in parts.`,
        zh: `请求超过 ${most} 字节，请分批发送。`,
      });
    }
    case 415:
      return new KehuError('BAD_USER_INPUT', {
        en: 'Send the request as application/json.',
        zh: '请以 application/json 格式发送请求。',
      });
    case 500:
      return null;
    default:
      return new KehuError('BAD_USER_INPUT', { en: 'The request is not valid JSON.', zh: '请求不是有效的 JSON。' });
  }
}
