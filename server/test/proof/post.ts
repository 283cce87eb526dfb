import type { FastifyInstance } from 'fastify';
import { EventEmitter } from 'node:events';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** What came back. */
export interface Posted {
  status: number;
  headers: OutgoingHttpHeaders;
  body: string;
}

const socket = Object.assign(new EventEmitter(), { remoteAddress: '127.0.0.1', remotePort: 1, destroyed: false });
socket.setMaxListeners(0);

/** As much of a request as the server reads of one: method, address, headers and a body that arrives at once. */
class Incoming extends EventEmitter {
  readonly method = 'POST';
  readonly httpVersion = '1.1';
  readonly httpVersionMajor = 1;
  readonly httpVersionMinor = 1;
  readonly aborted = false;
  readonly destroyed = false;
  readonly socket = socket;
  readonly connection = socket;
  private sent = false;

  constructor(
    readonly url: string,
    readonly headers: Record<string, string>,
    private readonly body: Buffer,
  ) {
    super();
  }

  resume(): this {
    if (this.sent) return this;
    this.sent = true;
    queueMicrotask(() => {
      this.emit('data', this.body);
      this.emit('end');
    });
    return this;
  }
}

/** As much of a response as the server writes of one. */
class Outgoing extends EventEmitter {
  statusCode = 200;
  headersSent = false;
  writableEnded = false;
  writableFinished = false;
  readonly destroyed = false;
  readonly socket = socket;
  private head: OutgoingHttpHeaders = {};
  private readonly parts: string[] = [];

  constructor(private readonly done: (posted: Posted) => void) {
    super();
  }

  setHeader(name: string, value: string): this {
    this.head[name.toLowerCase()] = value;
    return this;
  }

  getHeader(name: string): unknown {
    return this.head[name.toLowerCase()];
  }

  getHeaders(): OutgoingHttpHeaders {
    return this.head;
  }

  hasHeader(name: string): boolean {
    return name.toLowerCase() in this.head;
  }

  removeHeader(name: string): void {
    delete this.head[name.toLowerCase()];
  }

  writeHead(status: number, headers: OutgoingHttpHeaders): this {
    this.statusCode = status;
    this.headersSent = true;
    this.head = { ...this.head, ...headers };
    return this;
  }

  write(part: string | Buffer): boolean {
    this.parts.push(String(part));
    return true;
  }

  end(part?: string | Buffer | null): this {
    if (part) this.write(part);
    this.headersSent = true;
    this.writableEnded = true;
    this.writableFinished = true;
    this.done({ status: this.statusCode, headers: this.head, body: this.parts.join('') });
    this.emit('finish');
    this.emit('close');
    return this;
  }
}

/**
 * Sends a request through everything that the server does with one, hooks, parsers and headers, but without streams and
 * sockets, which cost more than most answers.
 */
export function post(
  app: FastifyInstance,
  url: string,
  headers: Record<string, string>,
  text: string,
): Promise<Posted> {
  const body = Buffer.from(text);
  return new Promise((resolve) => {
    const request = new Incoming(
      url,
      { host: 'localhost:80', 'content-length': String(body.length), ...headers },
      body,
    );
    const response = new Outgoing(resolve);
    app.routing(request as unknown as IncomingMessage, response as unknown as ServerResponse);
  });
}
