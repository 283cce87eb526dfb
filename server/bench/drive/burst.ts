import { connect, type Socket } from 'node:net';

/** Where the next request comes from. Called by every connection in turn. */
export interface RequestSource {
  next(): PreparedRequest;
}

/** A request as bytes on the wire, and who wants to see its answer. */
export interface PreparedRequest {
  bytes: Buffer;
  answered?(body: Buffer): void;
}

export interface BurstResult {
  /** Answers in all, those to the last requests with them. */
  requests: number;
  /** Answers a second until the end. */
  rps: number;
  /** Milliseconds of each answer that came before the end, ascending. */
  latencies: Float64Array;
  /** Answers that were none: another status than 200, errors in place of data, broken connections. */
  errors: number;
  /** The beginning of the first such answer. */
  firstError: string | null;
  bytes: number;
}

export interface BurstOptions {
  port: number;
  connections: number;
  seconds: number;
  source: RequestSource;
  /** The burst goes on until there are this many answers, for works that take their time; 1 unless stated. */
  atLeast?: number;
}

const headerEnd = Buffer.from('\r\n\r\n');
const status200 = Buffer.from('HTTP/1.1 200');
const data = Buffer.from('{"data":{');

/** A POST of a GraphQL operation as it goes over the wire. */
export function requestBytes(token: string, body: string): Buffer {
  const head = [
    'POST /graphql HTTP/1.1',
    'host: 127.0.0.1',
    'content-type: application/json',
    `authorization: Bearer ${token}`,
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/**
 * A closed loop: each connection sends its next request when the last one is answered, without pipelining. At the end
 * nothing more is sent and what is under way is waited for, so that no work is left behind in the server. HTTP is spoken on
 * the socket itself: with an HTTP library the driver would be slower than what it measures.
 */
export function burst(options: BurstOptions): Promise<BurstResult> {
  const { port, connections, seconds, source, atLeast = 1 } = options;
  const latencies: number[] = [];
  let errors = 0;
  let firstError: string | null = null;
  let bytes = 0;
  let requests = 0;
  let elapsed = 0;
  const fail = (what: string): void => {
    errors++;
    firstError ??= what.slice(0, 400);
  };
  const started = performance.now();
  const end = started + seconds * 1000;

  const connection = (): Promise<void> =>
    new Promise((done) => {
      const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true });
      let request: PreparedRequest;
      let sentAt = 0;
      let received: Buffer | null = null;
      let total = -1;
      let bodyAt = 0;
      const send = (): void => {
        received = null;
        total = -1;
        request = source.next();
        sentAt = performance.now();
        socket.write(request.bytes);
      };
      const answered = (whole: Buffer): void => {
        const now = performance.now();
        requests++;
        bytes += whole.length;
        if (now <= end || latencies.length < atLeast) {
          latencies.push(now - sentAt);
          elapsed = Math.max(now, end) - started;
        }
        const body = whole.subarray(bodyAt);
        if (!whole.subarray(0, 12).equals(status200) || !body.subarray(0, data.length).equals(data)) {
          fail(`${whole.toString('latin1', 0, 12)} ${body.toString('utf8')}`);
        }
        request.answered?.(body);
        if (now < end || latencies.length < atLeast) send();
        else socket.end();
      };
      socket.once('connect', send);
      socket.on('data', (chunk) => {
        received = received === null ? chunk : Buffer.concat([received, chunk]);
        if (total < 0) {
          const at = received.indexOf(headerEnd);
          if (at < 0) return;
          const length = /content-length: (\d+)/i.exec(received.toString('latin1', 0, at));
          if (!length) {
            fail('an answer without content-length');
            socket.destroy();
            return;
          }
          bodyAt = at + 4;
          total = bodyAt + Number(length[1]);
        }
        if (received.length >= total) answered(received);
      });
      socket.on('error', (error) => fail(String(error)));
      socket.on('close', () => done());
    });

  return Promise.all(Array.from({ length: connections }, connection)).then(() => {
    const sorted = Float64Array.from(latencies).sort();
    return { requests, rps: (1000 * sorted.length) / (elapsed || 1), latencies: sorted, errors, firstError, bytes };
  });
}
