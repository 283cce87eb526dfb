import { HeaderMap, type ApolloServer } from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { KehuError } from '../errors/errors';
import { speak, type ErrorFormatter } from '../errors/format-error';
import { Caller } from '../database/caller';
import type { StatementSeconds } from '../database/fair-shares';
import type { Credential, RequestContext } from '../graphql/context';
import { languageOf, type Language } from '../graphql/language';
import { limitsHeader } from '../graphql/limits';
import type { Principal } from '../access/principal';
import { sessionCookie } from './cookies';
import { presentedToken } from './credentials';
import { graphqlBody } from './request-body';

/** Who a token stands for; null for every token that is unknown, ended, expired or of a disabled user. */
export interface Authenticated {
  principal: Principal;
  credential: Credential;
}

/**
 * Finds the principal of a token, acting for the purpose stated.
 * @throws KehuError FORBIDDEN when none of its roles allows the purpose, or a preview is not its right.
 */
export type Authenticate = (
  token: string,
  purpose: string | undefined,
  /** Id of the user whose view bounds the request, where it is a preview. */
  previewAs?: string,
) => Promise<Authenticated | null>;

export interface GraphqlRouteOptions<C extends RequestContext> {
  /** The server of the schema that somebody has; of the built-in one for who is not signed in. */
  apolloOf: (principal: Principal | null) => Promise<ApolloServer<C>>;
  authenticate: Authenticate;
  decorate: (context: RequestContext) => C;
  formatError: ErrorFormatter;
  secureCookies: boolean;
  cookieSeconds: number;
  /** Seconds that reads may take, for the header that announces limits. */
  statementSeconds?: StatementSeconds | undefined;
}

// For the log line, which is written after the handler is done.
const requestContexts = new WeakMap<FastifyRequest, RequestContext>();

const one = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);

/** Answers an error that came up before, or outside, the execution of an operation. */
export function refuse(
  reply: FastifyReply,
  formatError: ErrorFormatter,
  error: unknown,
  status: number,
  language: Language,
): FastifyReply {
  const formatted = formatError({ message: '' }, error);
  const { code } = formatted.extensions as { code: string };
  const final = code === 'UNAVAILABLE' ? 503 : code === 'INTERNAL' ? 500 : status;
  return reply
    .code(final)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .send(JSON.stringify({ errors: speak([formatted], language) }));
}

/** POST /graphql: one JSON operation a request. Other methods are refused, so no link or image can run one. */
export function graphqlRoute<C extends RequestContext>(app: FastifyInstance, options: GraphqlRouteOptions<C>): void {
  const { apolloOf, formatError } = options;
  const announced = limitsHeader(options.statementSeconds);

  app.post('/graphql', async (request, reply) => {
    const language = languageOf(request.headers['accept-language']);
    reply.header('cache-control', 'no-store').header('x-kehu-limits', announced);
    try {
      graphqlBody(request.body);
    } catch (error) {
      return refuse(reply, formatError, error, 400, language);
    }
    let context: C;
    try {
      context = await contextOf(request, reply, language, options);
    } catch (error) {
      // A purpose that no role allows is an answer like any other: well formed, refused.
      return refuse(reply, formatError, error, 200, language);
    }
    requestContexts.set(request, context);
    const apollo = await apolloOf(context.principal);
    const answer = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        method: 'POST',
        headers: headerMap(request),
        search: '',
        body: request.body,
      },
      context: async () => context,
    });
    for (const [name, value] of answer.headers) {
      // Apollo's own default would allow caching in a shared cache's eyes; ours stays.
      if (name !== 'cache-control') reply.header(name, value);
    }
    reply.code(answer.status ?? 200);
    if (answer.body.kind === 'complete') return reply.send(answer.body.string);
    return refuse(
      reply,
      formatError,
      new KehuError('BAD_USER_INPUT', { en: 'Answers are not sent in parts.', zh: '不支持分段返回结果。' }),
      400,
      language,
    );
  });

  app.route({
    method: ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    url: '/graphql',
    handler: async (request, reply) =>
      refuse(
        reply.header('allow', 'POST'),
        formatError,
        new KehuError('BAD_USER_INPUT', {
          en: 'Send operations with POST as application/json.',
          zh: '请使用 POST 方法以 application/json 发送请求。',
        }),
        405,
        languageOf(request.headers['accept-language']),
      ),
  });
}

/** The fields of a request's log line that come from its operation. */
export function operationFields(request: FastifyRequest): Record<string, unknown> {
  const context = requestContexts.get(request);
  if (!context) return {};
  const { operation, codes, errorIds } = context.note;
  return { principal: context.principal?.id ?? null, operation, ...(codes.length > 0 && { codes, errorIds }) };
}

async function contextOf<C extends RequestContext>(
  request: FastifyRequest,
  reply: FastifyReply,
  language: Language,
  options: GraphqlRouteOptions<C>,
): Promise<C> {
  const { headers } = request;
  const token = presentedToken(headers, options.secureCookies);
  const known =
    token === null
      ? null
      : await options.authenticate(token, one(headers['x-kehu-purpose']), one(headers['x-kehu-preview-as']));
  return options.decorate({
    principal: known?.principal ?? null,
    credential: known?.credential ?? null,
    language,
    address: request.ip,
    userAgent: headers['user-agent'] ?? null,
    requestId: request.id,
    denied: one(headers['x-kehu-denied']) === 'error' ? 'error' : 'null',
    idempotencyKey: one(headers['idempotency-key']) ?? null,
    note: { operation: null, codes: [], errorIds: [] },
    caller: callerOf(reply),
    setSessionCookie(value) {
      reply.header('set-cookie', sessionCookie(value, options.secureCookies, options.cookieSeconds));
    },
  });
}

/** Who waits for an answer: gone when the connection is closed before it has been written. */
export function callerOf({ raw }: FastifyReply): Caller {
  const caller = new Caller();
  raw.once('close', () => {
    if (!raw.writableFinished) caller.leave();
  });
  return caller;
}

function headerMap(request: FastifyRequest): HeaderMap {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return map;
}
