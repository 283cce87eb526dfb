import { createServer, type Server } from 'node:http';
import { burst, requestBytes, type PreparedRequest } from './burst';

let server: Server;
let port: number;
let asked: { token: string | undefined; body: string }[];
let answer: { status: number; body: string };

beforeEach(async () => {
  asked = [];
  answer = { status: 200, body: '{"data":{"name":"客户"}}' };
  server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      asked.push({ token: request.headers.authorization, body });
      response.writeHead(answer.status, { 'content-length': Buffer.byteLength(answer.body) });
      // In two parts, as a large answer comes.
      response.write(answer.body.slice(0, 5));
      response.end(answer.body.slice(5));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  port = (server.address() as { port: number }).port;
});

afterEach(() => new Promise((done) => server.close(done)));

const run = (requests: readonly PreparedRequest[], atLeast?: number) => {
  let turn = 0;
  const source = { next: () => requests[turn++ % requests.length]! };
  return burst({ port, connections: 2, seconds: 0.1, source, atLeast });
};

it('asks in turn with token and body, and reads whole answers', async () => {
  const bodies: string[] = [];
  const result = await run([
    { bytes: requestBytes('one', '{"a":"甲"}'), answered: (body) => void bodies.push(body.toString()) },
    { bytes: requestBytes('two', '{}') },
  ]);
  expect(result.errors).toBe(0);
  expect(result.requests).toBe(asked.length);
  expect(result.requests - result.latencies.length).toBeLessThanOrEqual(2); // the last ones of the two connections
  expect(result.rps).toBeCloseTo(result.latencies.length / 0.1);
  expect(asked.slice(0, 2)).toEqual([
    { token: 'Bearer one', body: '{"a":"甲"}' },
    { token: 'Bearer two', body: '{}' },
  ]);
  expect(new Set(bodies)).toEqual(new Set(['{"data":{"name":"客户"}}']));
  expect([...result.latencies]).toEqual([...result.latencies].sort((a, b) => a - b));
});

it('goes on until there are enough answers, and tells the speed of the longer time', async () => {
  const started = performance.now();
  const result = await run([{ bytes: requestBytes('one', '{}') }], 2_000);
  const seconds = (performance.now() - started) / 1000;
  expect(result.latencies.length).toBeGreaterThanOrEqual(2_000);
  expect(result.rps).toBeGreaterThan(2_000 / (seconds + 0.1));
});

it.each([
  ['a refusal', { status: 503, body: '{"data":{}}' }],
  ['errors in place of data', { status: 200, body: '{"errors":[{"message":"no"}]}' }],
])('counts %s as an error and keeps what it said', async (_, given) => {
  answer = given;
  const result = await run([{ bytes: requestBytes('one', '{}') }]);
  expect(result.errors).toBeGreaterThan(0);
  expect(result.firstError).toContain(given.body);
});

it('says so when nobody answers', async () => {
  await new Promise((done) => server.close(done));
  const result = await run([{ bytes: requestBytes('one', '{}') }]);
  expect([result.requests, result.errors]).toEqual([0, 2]);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});
