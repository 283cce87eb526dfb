import { spawn, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { benchManager, benchReps } from './company/rules';
import type { Dataset } from './dataset';
import { onServerCore } from './drive/pin';
import type { FloorPrincipal } from './floor/principal';

/** A server that is measured. */
export interface Server {
  name: string;
  kind: 'floor' | 'kehu';
  /** Whose tables it reads. */
  tables: 'given' | 'kehu';
  port: number;
  pid: number;
  /** Milliseconds from the start of the process to its first answer. */
  startMs: number;
  stop(): Promise<void>;
}

export const serverNames = ['floor', 'floor-open', 'floor-kehu', 'kehu'] as const;
export type ServerName = (typeof serverNames)[number];

/** Starts one of the servers that are compared. `product` is how Kehu is started: arguments of Node, then its `main.js`. */
export async function startServer(name: ServerName, dataset: Dataset, product: readonly string[]): Promise<Server> {
  if (name === 'kehu') return startKehu(dataset, product);
  const tables = name === 'floor-kehu' ? 'kehu' : 'given';
  const program = join(__dirname, 'floor', 'server.js');
  const known = join(dirname(dataset.secretFile), 'principals.json');
  writeFileSync(known, JSON.stringify(principalsOf(dataset)));
  const url = tables === 'kehu' ? dataset.kehuUrl : dataset.floorUrl;
  return startProgram(name, tables, [program, tables, url, ...(name === 'floor-open' ? [known] : [])]);
}

/** A floor or another program of the bench that tells its port on the first line. */
export async function startProgram(name: string, tables: Server['tables'], args: readonly string[]): Promise<Server> {
  const started = performance.now();
  const [command, rest] = onServerCore([process.execPath, ...args]);
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise<number>((done, failed) => {
    child.once('exit', () => failed(new Error(`${name} ended before it listened`)));
    child.stdout.setEncoding('utf8').once('data', (line: string) => done((JSON.parse(line) as { port: number }).port));
  });
  return server(child, { name, kind: 'floor', tables, port, startMs: performance.now() - started });
}

async function startKehu(dataset: Dataset, product: readonly string[]): Promise<Server> {
  const port = await freePort();
  const [command, rest] = onServerCore([process.execPath, ...product]);
  const started = performance.now();
  // The product as anybody starts it; what isn't named here has its default.
  const child = spawn(command, rest, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      DATABASE_URL: dataset.kehuUrl,
      KEHU_SECRET_FILE: dataset.secretFile,
      KEHU_DEMO: 'off',
      LOG_LEVEL: 'warn',
      PORT: String(port),
      HOST: '127.0.0.1',
    },
  });
  const body = JSON.stringify({ query: '{ customers(first: 1) { nodes { id } } }' });
  for (;;) {
    if (child.exitCode !== null) throw new Error('kehu ended before it answered');
    const answer = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${dataset.tokens.reps[0]}` },
      body,
    }).then(
      (response) => response.text(),
      () => '',
    );
    if (answer.startsWith('{"data":{')) break;
    if (answer !== '') throw new Error(`kehu: ${answer.slice(0, 500)}`);
    await new Promise((done) => setTimeout(done, 5));
  }
  return server(child, { name: 'kehu', kind: 'kehu', tables: 'kehu', port, startMs: performance.now() - started });
}

function server(child: ChildProcess, rest: Omit<Server, 'pid' | 'stop'>): Server {
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  return {
    ...rest,
    pid: child.pid!,
    stop: () =>
      new Promise((done) => {
        process.off('exit', kill);
        if (child.exitCode !== null || child.signalCode !== null) return done();
        child.once('exit', () => done());
        child.kill('SIGTERM');
      }),
  };
}

/** Whom the floors answer, by token. */
export const principalsOf = ({ tokens }: Dataset): Record<string, FloorPrincipal> =>
  Object.fromEntries([
    ...benchReps.map(({ user, team }, i) => [tokens.reps[i]!, { userId: user, teamId: team, all: false }]),
    [tokens.manager, { userId: benchManager.user, teamId: benchManager.team, all: true }],
  ]);

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const probe = createServer().once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => done(port));
    });
  });
}
