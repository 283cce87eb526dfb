import type { FastifyInstance } from 'fastify';
import { GraphQLError, type DocumentNode, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import { handleProtocols, makeServer } from 'graphql-ws';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Principal } from '../access/principal';
import type { ChangeHub, Socket } from '../changes/hub';
import { closeCodes, socketLimits } from '../changes/limits';
import { runSubscription } from '../changes/run-subscription';
import type { WatchRequest } from '../changes/watch';
import { KehuError } from '../errors/errors';
import { speak, type ErrorFormatter } from '../errors/format-error';
import type { RequestContext } from '../graphql/context';
import type { KehuContext } from '../graphql/kehu-context';
import { requestLimits } from '../graphql/limits';
import { notTrusted } from '../graphql/trusted-documents';
import { subscriptionDocument } from './document';
import type { Logger } from './log';
import { socketCredentials, type ConnectionParams } from './socket-credentials';

export interface SubscriptionOptions {
  schemaOf: (principal: Principal) => GraphQLSchema;
  hub: ChangeHub;
  decorate: (context: RequestContext) => KehuContext;
  formatError: ErrorFormatter;
  log: Logger;
  secureCookies: boolean;
  trustedProxies: number;
}

/** What is known of one connection. */
interface Connection {
  socket: WebSocket;
  request: IncomingMessage;
  joined: Socket | null;
  closed: boolean;
  openedAt: number;
}

/** A client that doesn't answer a ping for so long is gone. Milliseconds. */
const pingMilliseconds = 12_000;
/** Sockets that have not closed so long after the stop began are cut off. Milliseconds. */
const drainMilliseconds = 2_000;

/**
 * Subscriptions over graphql-transport-ws, on the port and path of the API. Everything of the change hub is asked as the
 * principal of the socket; everything of a document is checked as if it were posted.
 * @returns how to close all sockets
 */
export function attachSubscriptions(app: FastifyInstance, options: SubscriptionOptions): () => Promise<void> {
  const { hub } = options;
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: requestLimits.maxBodyBytes,
    perMessageDeflate: false,
    handleProtocols,
  });
  const protocol = protocolServer(options);
  let stopping = false;

  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const full = server.clients.size >= 2 * socketLimits.maxSockets;
    if (request.url?.split('?', 1)[0] !== '/graphql') return turnAway(socket, '404 Not Found');
    if (stopping || full) return turnAway(socket, '503 Service Unavailable');
    server.handleUpgrade(request, socket, head, (ws) => open(ws, request));
  });

  const open = (socket: WebSocket, request: IncomingMessage): void => {
    const connection: Connection = { socket, request, joined: null, closed: false, openedAt: Date.now() };
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (data) => send(socket, data),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (take) =>
          socket.on('message', (data) => {
            take(String(data)).catch(() => socket.close(4500, 'Internal server error'));
          }),
      },
      connection,
    );
    // A broken frame or one too large: the socket closes by itself.
    socket.on('error', () => undefined);
    socket.once('close', (code, reason) => void closed(code, String(reason)));
    alive.add(socket);
    socket.on('pong', () => alive.add(socket));
  };

  const alive = new WeakSet<WebSocket>();
  const pings = setInterval(() => {
    for (const socket of server.clients) {
      if (!alive.delete(socket)) socket.terminate();
      else socket.ping();
    }
  }, pingMilliseconds);
  pings.unref();
  hub.start();

  return async () => {
    stopping = true;
    clearInterval(pings);
    await hub.stop();
    for (const socket of server.clients) socket.close(closeCodes.goingAway.code, closeCodes.goingAway.reason);
    const cut = setTimeout(() => server.clients.forEach((socket) => socket.terminate()), drainMilliseconds);
    await new Promise<void>((resolve) => server.close(() => resolve()));
    await Promise.all([...server.clients].map((socket) => new Promise((resolve) => socket.once('close', resolve))));
    clearTimeout(cut);
  };
}

function turnAway(socket: Duplex, status: string): void {
  socket.on('error', () => undefined);
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** Resolves when the kernel has taken the frame: what a slow client leaves behind waits with us, where it is counted. */
const send = (socket: WebSocket, data: string): Promise<void> =>
  new Promise((resolve) => {
    if (socket.readyState !== socket.OPEN) return resolve();
    socket.send(data, () => resolve());
  });

function protocolServer(options: SubscriptionOptions): ReturnType<typeof makeServer<ConnectionParams, Connection>> {
  const { schemaOf, hub, log } = options;
  const formatted = (errors: readonly GraphQLError[], connection: Connection): GraphQLFormattedError[] =>
    speak(
      errors.map((error) => options.formatError(error.toJSON(), error)),
      connection.joined?.language ?? 'en',
    );
  return makeServer<ConnectionParams, Connection>({
    async onConnect({ connectionParams, extra }) {
      const { secureCookies, trustedProxies } = options;
      const credentials = socketCredentials(connectionParams ?? {}, extra.request, secureCookies, trustedProxies);
      const refusedWith = 'code' in credentials ? credentials : await join(hub, extra, credentials);
      if (!refusedWith) return true;
      extra.socket.close(refusedWith.code, refusedWith.reason);
      return false;
    },
    onSubscribe({ extra, subscriptions }, _id, payload) {
      if (!extra.joined) return [new GraphQLError('closed')];
      if (Object.keys(subscriptions).length > socketLimits.maxSubscriptionsPerSocket) return [tooMany()];
      const schema = schemaOf(extra.joined.principal);
      const document = subscriptionDocument(schema, payload);
      if (Array.isArray(document)) return document;
      const contextValue = contextOf(options, extra, extra.joined, document);
      if (!contextValue.services.mayRun(extra.joined.principal, document)) {
        const error = notTrusted();
        return [new GraphQLError(error.message, { originalError: error })];
      }
      return {
        schema,
        document,
        operationName: payload.operationName,
        variableValues: payload.variables,
        contextValue,
      };
    },
    subscribe: (args) => runSubscription(args as Parameters<typeof runSubscription>[0], options.decorate),
    onNext: ({ extra }, _id, _payload, _args, result) =>
      result.errors && { ...result, errors: formatted(result.errors, extra) as unknown as GraphQLError[] },
    onError: ({ extra }, _id, _payload, errors) => formatted(errors, extra),
    onClose({ extra }, code) {
      extra.closed = true;
      if (extra.joined) hub.leave(extra.joined);
      const principal = extra.joined?.principal.id ?? null;
      log.info({ path: '/graphql', protocol: 'ws', principal, code, ms: Date.now() - extra.openedAt }, 'socket closed');
    },
  });
}

async function join(
  hub: ChangeHub,
  extra: Connection,
  credentials: Exclude<ReturnType<typeof socketCredentials>, { code: number }>,
): Promise<{ code: number; reason: string } | null> {
  const joined = await hub.join({
    ...credentials,
    close: ({ code, reason }) => extra.socket.close(code, reason),
  });
  if ('code' in joined) return joined;
  extra.joined = joined;
  if (extra.closed) hub.leave(joined); // it went away while its credential was looked up
  return null;
}

function contextOf(
  options: SubscriptionOptions,
  { request }: Connection,
  joined: Socket,
  document: DocumentNode,
): KehuContext {
  const context = options.decorate({
    principal: joined.principal,
    credential: joined.credential,
    language: joined.language,
    address: request.socket.remoteAddress ?? '',
    userAgent: request.headers['user-agent'] ?? null,
    requestId: randomUUID(),
    denied: joined.strict ? 'error' : 'null',
    idempotencyKey: null,
    note: { operation: null, codes: [], errorIds: [] },
    setSessionCookie: () => undefined,
  });
  const permit = (principal: Principal): void => {
    if (!context.services.mayRun(principal, document)) throw notTrusted();
  };
  return Object.assign(context, {
    watch: (asked: WatchRequest) => options.hub.subscribe(joined, { ...asked, permit }),
  });
}

function tooMany(): GraphQLError {
  const most = socketLimits.maxSubscriptionsPerSocket;
  const error = new KehuError('RATE_LIMITED', {
    en: `A socket carries at most ${most} subscriptions. End one first.`,
    zh: `每个连接最多 ${most} 个订阅，请先结束一个。`,
  });
  return new GraphQLError(error.message, { originalError: error });
}
