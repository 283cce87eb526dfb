import { GraphQLInt, GraphQLNonNull, GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Principal } from '../access/principal';
import { forbidden, notFound } from '../errors/errors';
import { requirePrincipal, type RequestContext } from '../graphql/context';
import { requestLimits } from '../graphql/limits';
import { createLog } from './log';
import { createServer, type KehuServer, type ServerOptions } from './server';

const principal = { id: 'p-1', name: 'Li Lei' } as Principal;

const box: GraphQLObjectType = new GraphQLObjectType({
  name: 'Box',
  fields: () => ({ box: { type: box, resolve: () => ({}) }, name: { type: GraphQLString, resolve: () => 'a box' } }),
});

const schema = new GraphQLSchema({
  query: new GraphQLObjectType<unknown, RequestContext>({
    name: 'Query',
    fields: {
      me: { type: GraphQLString, resolve: (_root, _args, context) => requirePrincipal(context).name },
      missing: {
        type: GraphQLString,
        resolve: () => {
          throw notFound();
        },
      },
      broken: {
        type: GraphQLString,
        resolve: () => {
          throw Object.assign(new Error("Duplicate entry 'zhang@example.com' for key"), {
            code: 'ER_DUP_ENTRY',
            sql: 'INSERT INTO customers',
          });
        },
      },
      offline: {
        type: GraphQLString,
        resolve: () => {
          throw Object.assign(new Error('connect 10.0.0.3'), { code: 'ECONNREFUSED' });
        },
      },
      items: {
        type: GraphQLInt,
        args: { first: { type: GraphQLInt } },
        resolve: (_root, args: { first?: number }) => args.first ?? 0,
      },
      box: { type: box, resolve: () => ({}) },
    },
  }),
  mutation: new GraphQLObjectType<unknown, RequestContext>({
    name: 'Mutation',
    fields: {
      enter: {
        type: new GraphQLNonNull(GraphQLString),
        resolve: (_root, _args, context) => {
          context.setSessionCookie('kst_token');
          return 'in';
        },
      },
    },
  }),
});

interface Answer {
  data?: Record<string, unknown> | null;
  errors?: { message: string; extensions: { code: string; fields?: string[]; errorId: string } }[];
}

const lines: string[] = [];
let folder: string;
let server: KehuServer;

const start = (options: Partial<ServerOptions<RequestContext>> = {}): Promise<KehuServer> =>
  createServer<RequestContext>({
    schema,
    database: { dialect: 'sqlite', rows: async () => [[1]], run: async () => ({ changes: 0, insertId: 0 }) },
    config: { host: '127.0.0.1', port: 0, secureCookies: false, trustedProxies: 0 },
    log: createLog('info', { write: (line: string) => void lines.push(line) }),
    authenticate: async (token, purpose) => {
      if (purpose === 'marketing') throw forbidden(['X-Kehu-Purpose']);
      return token === 'good' ? { principal, credential: { kind: 'session', pk: 1 } } : null;
    },
    decorate: (context) => context,
    appFolder: folder,
    demo: async () => null,
    cookieSeconds: 60,
    newErrorId: () => 'error-1',
    ...options,
  });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kehu-app-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<title>Kehu</title>');
  writeFileSync(join(folder, 'assets', 'main-abc123.js'), 'void 0;');
  server = await start();
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

beforeEach(() => {
  lines.length = 0;
});

const post = async (
  body: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: Answer; headers: Record<string, unknown> }> => {
  const response = await server.app.inject({
    method: 'POST',
    url: '/graphql',
    headers: { 'content-type': 'application/json', ...headers },
    payload: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.statusCode, body: response.json<Answer>(), headers: response.headers };
};

const refusal = (answer: { body: Answer }): { code: string; message: string } => ({
  code: answer.body.errors?.[0]?.extensions.code ?? 'none',
  message: answer.body.errors?.[0]?.message ?? '',
});

describe('operations', () => {
  it('runs for the principal of a bearer token or a cookie, and for nobody else', async () => {
    expect((await post({ query: '{ me }' }, { authorization: 'Bearer good' })).body.data).toEqual({ me: 'Li Lei' });
    expect((await post({ query: '{ me }' }, { cookie: 'kehu=good' })).body.data).toEqual({ me: 'Li Lei' });
    const both = await post({ query: '{ me }' }, { authorization: 'Bearer bad', cookie: 'kehu=good' });
    expect(both.status).toBe(200);
    expect(refusal(both)).toEqual({ code: 'UNAUTHENTICATED', message: 'Sign in to continue.' });
  });

  it('takes no cookie that comes twice', async () => {
    expect(refusal(await post({ query: '{ me }' }, { cookie: 'kehu=good; kehu=good' })).code).toBe('UNAUTHENTICATED');
  });

  it('answers in the language asked for', async () => {
    const answer = await post({ query: '{ missing }' }, { 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.8' });
    expect(answer.body.errors?.[0]).toEqual({
      message: '没有这条记录。',
      locations: [{ line: 1, column: 3 }],
      path: ['missing'],
      extensions: { code: 'NOT_FOUND', fields: ['id'], errorId: 'error-1' },
    });
  });

  it('refuses a purpose before anything runs', async () => {
    const answer = await post({ query: '{ me }' }, { authorization: 'Bearer good', 'x-kehu-purpose': 'marketing' });
    expect(answer.status).toBe(200);
    expect(refusal(answer).code).toBe('FORBIDDEN');
  });

  it('sets the session cookie', async () => {
    const answer = await post({ query: 'mutation { enter }' });
    expect(answer.headers['set-cookie']).toBe('kehu=kst_token; Path=/; HttpOnly; SameSite=Lax; Max-Age=60');
  });

  it('never stores answers and announces the limits', async () => {
    const { headers } = await post({ query: '{ box { name } }' });
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['x-kehu-limits']).toContain(`depth=${requestLimits.maxDepth}`);
  });
});

describe('unexpected errors', () => {
  it('are one sentence and an id; the log has the place and no values', async () => {
    const answer = await post({ query: 'query Dup { broken }' });
    expect(answer.body).toEqual({
      data: { broken: null },
      errors: [
        {
          message: 'Something went wrong on our side. Try again; if it stays, tell an administrator the error number.',
          locations: [{ line: 1, column: 13 }],
          path: ['broken'],
          extensions: { code: 'INTERNAL', errorId: 'error-1' },
        },
      ],
    });
    const log = lines.join('');
    expect(log).toContain('"code":"ER_DUP_ENTRY"');
    expect(log).toContain('server.test');
    expect(log).not.toContain('zhang');
    expect(log).not.toContain('INSERT');
  });

  it('call a lost database unavailable', async () => {
    expect(refusal(await post({ query: '{ offline }' })).code).toBe('UNAVAILABLE');
    const down = await start({
      authenticate: async () => {
        throw Object.assign(new Error('x'), { code: 'ECONNREFUSED' });
      },
    });
    const response = await down.app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { authorization: 'Bearer good' },
      payload: { query: '{ me }' },
    });
    await down.close();
    expect([response.statusCode, response.json<Answer>().errors?.[0]?.extensions.code]).toEqual([503, 'UNAVAILABLE']);
  });
});

describe('refused requests', () => {
  it.each([
    ['no JSON', '{', /not valid JSON/],
    ['a batch', [{ query: '{ me }' }], /Batches/],
    ['no document', {}, /"query"/],
    ['variables of another type', { query: '{ me }', variables: 'x' }, /"variables"/],
    ['a syntax error', { query: '{ me' }, /Syntax Error/],
    ['an unknown field', { query: '{ nme }' }, /^Cannot query field "nme" on type "Query"\.$/],
    ['a wrong variable', { query: 'query($n: Int) { items(first: $n) }', variables: { n: 'x' } }, /"\$n" got invalid/],
    ['two operations and no name', { query: 'query A { me } query B { me }' }, /Must provide operation name/],
    ['too long a page', { query: '{ items(first: 201) }' }, /1 to 200 records; "first" asks for 201/],
    ['an empty page', { query: 'query($n: Int) { items(first: $n) }', variables: { n: 0 } }, /"first" asks for 0/],
  ])('%s', async (_name, body, message) => {
    const answer = await post(body);
    expect(answer.status).toBe(400);
    expect(refusal(answer)).toEqual({ code: 'BAD_USER_INPUT', message: expect.stringMatching(message) as string });
  });

  it('other content types, methods and sizes', async () => {
    expect((await post('query=%7Bme%7D', { 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(415);
    expect((await post('{"query":"{me}"}', { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await server.app.inject({ url: '/graphql?query={me}' })).statusCode).toBe(405);
    const large = await post({ query: '{ me }', variables: { x: 'x'.repeat(requestLimits.maxBodyBytes) } });
    expect([large.status, refusal(large).code]).toEqual([413, 'QUERY_TOO_EXPENSIVE']);
  });
});

describe('limits', () => {
  const { maxDepth, maxTokens, maxAliases, maxRootFields, maxDirectives, maxFragments, maxRepeats, maxNesting } =
    requestLimits;
  const { maxSchemaQuestions, maxSelections } = requestLimits;
  const nested = (depth: number): string => '{ box '.repeat(depth - 1) + '{ name ' + '}'.repeat(depth);
  const many = (count: number, make: (index: number) => string): string =>
    Array.from({ length: count }, (_value, index) => make(index)).join(' ');
  const bomb = `{ ...f20 } fragment f0 on Query { me } ${many(20, (i) => `fragment f${i + 1} on Query { ...f${i} ...f${i} }`)}`;

  it.each([
    ['depth', nested(maxDepth), nested(maxDepth + 1), `${maxDepth + 1} levels; at most ${maxDepth}`],
    [
      'aliases',
      `{ box { ${many(maxAliases, (i) => `a${i}: name`)} } }`,
      `{ box { ${many(maxAliases + 1, (i) => `a${i}: name`)} } }`,
      `${maxAliases + 1} aliases; at most ${maxAliases}`,
    ],
    [
      'root fields',
      `{ ...f } fragment f on Query { ${many(maxRootFields, (i) => `a${i}: me`)} }`,
      `{ ...f me } fragment f on Query { ${many(maxRootFields, (i) => `a${i}: me`)} }`,
      `${maxRootFields + 1} root fields; at most ${maxRootFields}`,
    ],
    [
      'directives',
      `{ box { ${many(maxDirectives, () => 'name @include(if: true)')} } }`,
      `{ box { ${many(maxDirectives + 1, () => 'name @include(if: true)')} } }`,
      `${maxDirectives + 1} directives; at most ${maxDirectives}`,
    ],
    [
      'fragments',
      `{ me } ${many(maxFragments, (i) => `fragment f${i} on Query { me }`)}`,
      `{ me } ${many(maxFragments + 1, (i) => `fragment f${i} on Query { me }`)}`,
      `${maxFragments + 1} fragments; at most ${maxFragments}`,
    ],
    [
      'fields named again',
      `{ box { ${many(maxRepeats + 1, () => 'name')} } }`,
      `{ box { ${many(maxRepeats + 2, () => 'name')} } }`,
      `${maxRepeats + 1} fields named again; at most ${maxRepeats}`,
    ],
    [
      'brackets',
      `{ ${'... { '.repeat(maxNesting - 1)} me ${'}'.repeat(maxNesting)}`,
      `{ ${'... { '.repeat(maxNesting)} me ${'}'.repeat(maxNesting + 1)}`,
      `at most ${maxNesting} levels`,
    ],
    ['brackets that never close', '{ me }', '{ box '.repeat(50_000), `at most ${maxNesting} levels`],
    [
      'questions about the schema',
      `{ ...f } fragment f on Query { ${many(maxSchemaQuestions, (i) => `a${i}: __schema { __typename }`)} }`,
      `{ ...f ...f ...g } fragment f on Query { a: __schema { __typename } } fragment g on Query { ...f ${many(maxSchemaQuestions - 2, (i) => `b${i}: __type(name: "Box") { name }`)} }`,
      `${maxSchemaQuestions + 1} questions about the schema; at most ${maxSchemaQuestions}`,
    ],
    [
      'selections',
      '{ me }',
      `{ box { ...f0 } } ${many(14, (i) => `fragment f${i} on Box { ...f${i + 1} ...f${i + 1} }`)} fragment f14 on Box { name }`,
      `selections; at most ${maxSelections.toLocaleString('en-US')}`,
    ],
    [
      'tokens',
      many(maxTokens / 5, (i) => `query q${i} { me }`),
      many(maxTokens / 5 + 1, (i) => `query q${i} { me }`),
      `${(maxTokens + 5).toLocaleString('en-US')} tokens`,
    ],
  ])('%s', async (_name, fits, tooMuch, message) => {
    expect(refusal(await post({ query: fits })).code).not.toBe('QUERY_TOO_EXPENSIVE');
    const refused = await post({ query: tooMuch });
    expect(refused.status).toBe(400);
    expect(refusal(refused)).toEqual({
      code: 'QUERY_TOO_EXPENSIVE',
      message: expect.stringContaining(message) as string,
    });
  });

  it('refuses variables of more values than a query needs, whoever asked for them', async () => {
    const most = requestLimits.maxVariableValues;
    const query = 'query ($first: Int) { items(first: $first) }';
    const values = (count: number): object => Object.fromEntries(Array.from({ length: count }, (_, i) => [`v${i}`, i]));
    expect((await post({ query, variables: values(most) })).status).toBe(200);
    const refused = await post({ query, variables: values(most + 1) });
    expect([refused.status, refusal(refused).code]).toEqual([400, 'QUERY_TOO_EXPENSIVE']);
    expect(refusal(refused).message).toContain(`${(most + 1).toLocaleString('en-US')} values in its variables`);
  });

  it('refuses a long body of brackets before it is parsed, and leaves those within texts alone', async () => {
    const body = (open: string, close: string): string =>
      `{"query":"{ me }","variables":{"a":${open.repeat(100_000)}1${close.repeat(100_000)}}}`;
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
    ] as const) {
      const refused = await post(body(open, close));
      expect([refused.status, refusal(refused).message]).toEqual([
        400,
        expect.stringContaining('more than 200 levels'),
      ]);
    }
    const text = JSON.stringify({ query: '{ me }', variables: { a: `"\\${'["{'.repeat(100_000)}` } });
    expect((await post(text)).status).toBe(200);
  });

  it('measures fragments that double twenty times without spreading them', async () => {
    const refused = await post({ query: bomb });
    expect(refused.body.errors?.map((error) => error.extensions.code)).toContain('QUERY_TOO_EXPENSIVE');
  });

  it('calls a document too expensive that graphql-js gives up checking', async () => {
    const refused = await post({ query: `{ box { ${many(maxTokens - 6, () => 'name')} } }` });
    expect(refusal(refused).code).toBe('QUERY_TOO_EXPENSIVE');
  });

  it('leaves cycles of fragments to their own rule', async () => {
    const refused = await post({ query: '{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }' });
    expect(refusal(refused).code).toBe('BAD_USER_INPUT');
  });
});

describe('what is wrong with a request is told briefly, however much of it there is', () => {
  const items = 'query ($first: Int) { items(first: $first) }';

  it.each([
    ['spaces', items, { first: ' '.repeat(1_000_000) }],
    ['hints', `{ items(first: "${'Did you mean '.repeat(100_000)}") }`, {}],
    ['letters', `{ ${'x'.repeat(1_000_000)} }`, {}],
    ['names', items, { first: Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`n${i}`, i])) }],
  ])('%s', async (_name, query, variables) => {
    const refused = await post({ query, variables });
    expect(refused.status).toBe(400);
    expect(refused.body.errors).toHaveLength(1);
    expect(refusal(refused).code).toBe('BAD_USER_INPUT');
    expect(refusal(refused).message.length).toBeLessThan(1_100);
  });
});

describe('other addresses', () => {
  const get = (url: string, method: 'GET' | 'POST' = 'GET') => server.app.inject({ method, url });

  it('serve the app with its own paths, hashed files for good', async () => {
    const page = await get('/customers/1?x=1');
    expect([page.statusCode, page.body, page.headers['cache-control']]).toEqual([
      200,
      '<title>Kehu</title>',
      'no-cache',
    ]);
    expect((await get('/')).body).toBe('<title>Kehu</title>');
    const file = await get('/assets/main-abc123.js');
    expect(file.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect((await get('/assets/main-old.js')).statusCode).toBe(404);
    expect((await get('/..%2f..%2fetc%2fpasswd')).body).toBe('<title>Kehu</title>');
    expect((await get('/customers', 'POST')).statusCode).toBe(404);
  });

  it('carry the security headers', async () => {
    const { headers } = await get('/');
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
  });

  it('tell health, and readiness from the database', async () => {
    expect((await get('/healthz')).json()).toEqual({ status: 'ok' });
    expect((await get('/readyz')).statusCode).toBe(200);
    const broken = await start({
      database: {
        dialect: 'sqlite',
        rows: async () => Promise.reject(new Error('gone')),
        run: async () => ({ changes: 0, insertId: 0 }),
      },
    });
    const response = await broken.app.inject('/readyz');
    await broken.close();
    expect(response.statusCode).toBe(503);
  });

  it('list demo accounts only in demo mode', async () => {
    expect((await get('/demo.json')).statusCode).toBe(404);
  });

  it('leave one log line without query string, body or headers', async () => {
    await get('/customers?search=zhang');
    await post({ query: 'query Who { me }', variables: { secret: 'zhang' } }, { authorization: 'Bearer good' });
    const requests = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(requests).toMatchObject([
      { method: 'GET', path: '/customers', status: 200 },
      { method: 'POST', path: '/graphql', status: 200, principal: 'p-1', operation: 'Who' },
    ]);
    expect(lines.join('')).not.toMatch(/zhang|good/);
  });
});

it('finishes requests in flight when it is closed', async () => {
  let release: () => void = () => undefined;
  let started: () => void = () => undefined;
  const running = new Promise<void>((resolve) => (started = resolve));
  const slow = await start({
    authenticate: () => {
      started();
      return new Promise((resolve) => {
        release = () => resolve({ principal, credential: { kind: 'session', pk: 1 } });
      });
    },
  });
  const address = await slow.listen();
  const answer = fetch(`${address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer good' },
    body: '{"query":"{ me }"}',
  });
  await running;
  const closed = slow.close();
  release();
  expect(await (await answer).json()).toEqual({ data: { me: 'Li Lei' } });
  await closed;
  await expect(fetch(`${address}/healthz`)).rejects.toThrow();
});
