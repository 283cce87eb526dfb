import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoPassword } from '../src/demo/load-demo';

/** The product as it is shipped: a process of the build that listens on a port of this machine. */
export interface ShippedNode {
  /** `http://127.0.0.1:<port>` */
  address: string;
  process: ChildProcess;
}

/** Shipped nodes of one company, with a secret in a folder of their own. */
export interface ShippedNodes {
  /** Starts a node; `workers` is the setting `KEHU_WORKERS`. */
  start(workers: string): Promise<ShippedNode>;
  /** Removes the folder; the nodes have to be stopped. */
  remove(): void;
}

const main = join(__dirname, '..', 'dist', 'main.js');

/**
 * @param databaseUrl address of the company's database
 * @throws where the product was not built
 */
export function shippedNodes(databaseUrl: string): ShippedNodes {
  if (!existsSync(main)) throw new Error(`${main} is missing: run the build first.`);
  const folder = mkdtempSync(join(tmpdir(), 'kehu-nodes-'));
  writeFileSync(join(folder, 'secret'), Buffer.alloc(32, 7), { mode: 0o600 });
  return {
    async start(workers) {
      const port = await freePort();
      const child = spawn(process.execPath, [main], {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: {
          ...process.env,
          DATABASE_URL: databaseUrl,
          KEHU_SECRET_FILE: join(folder, 'secret'),
          KEHU_DEMO: 'auto',
          KEHU_WORKERS: workers,
          LOG_LEVEL: 'warn',
          HOST: '127.0.0.1',
          PORT: String(port),
        },
      });
      await new Promise<void>((up, failed) => {
        child.once('exit', () => failed(new Error('a node ended before it listened')));
        child.stdout.on('data', (text: Buffer) => text.toString().includes('Kehu is at') && up());
      });
      return { address: `http://127.0.0.1:${port}`, process: child };
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

function freePort(): Promise<number> {
  return new Promise((found) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => found(port));
    });
  });
}

/** Asks a node to end, and waits for it. */
export const stopNode = ({ process: child }: ShippedNode): Promise<void> =>
  new Promise((done) => {
    child.once('close', () => done());
    child.kill('SIGTERM');
  });

/* eslint-disable @typescript-eslint/no-explicit-any -- answers of any shape */

/** How long an answer is waited for: what was just handed to a process that is killed is answered by nobody. */
const patience = 20_000;

/** The whole answer of a node to a document. @throws where the connection breaks, or nobody answers in time */
export async function askNode(
  { address }: ShippedNode,
  token: string | null,
  query: string,
  variables: object = {},
): Promise<any> {
  const response = await fetch(`${address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token !== null && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(patience),
  });
  return response.json();
}

/** Signs a demo account in. @returns the token of the session */
export async function signInAt(node: ShippedNode, account: string): Promise<string> {
  const query = 'mutation ($input: SignInInput!) { signIn(input: $input) { ... on SignInSuccess { token } } }';
  const input = { email: `${account}@kehu.example`, password: demoPassword };
  return (await askNode(node, null, query, { input })).data.signIn.token as string;
}
