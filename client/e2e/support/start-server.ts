import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

export interface Started {
  process: ChildProcess;
  folder: string;
}

declare global {
  var kehuServer: Started | undefined;
}

const START_LIMIT = 120_000;
const root = join(__dirname, '../../..');

async function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer();
    probe.once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address !== null && typeof address === 'object' ? found(address.port) : failed(new Error('no port')),
      );
    });
  });
}

/** Starts the built server on a scratch database with the demo company, and waits until it is ready. */
export default async function startServer(): Promise<void> {
  const main = join(root, 'server/dist/main.js');
  const page = join(root, 'client/dist/index.html');
  for (const built of [main, page])
    if (!existsSync(built)) throw new Error(`${built} is missing: run the build first.`);
  const folder = mkdtempSync(join(tmpdir(), 'kehu-e2e-'));
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const server = spawn(process.execPath, [main], {
    cwd: join(root, 'server'),
    env: {
      ...process.env,
      DATABASE_URL: `sqlite:${join(folder, 'demo.db')}`,
      KEHU_SECRET_FILE: join(folder, 'secret'),
      KEHU_DEMO: 'auto',
      HOST: '127.0.0.1',
      PORT: String(port),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const listen = (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4_000);
  };
  server.stdout.on('data', listen);
  server.stderr.on('data', listen);
  globalThis.kehuServer = { process: server, folder };
  process.env.KEHU_E2E_URL = base;

  const end = Date.now() + START_LIMIT;
  while (Date.now() < end) {
    if (server.exitCode !== null) throw new Error(`The server ended with ${server.exitCode}:\n${said}`);
    const ready = await fetch(`${base}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) return;
    await wait(200); // Polling a process that starts; nothing tells us sooner.
  }
  throw new Error(`The server was not ready in ${START_LIMIT / 1000} s:\n${said}`);
}
