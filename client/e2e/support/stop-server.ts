import { once } from 'node:events';
import { rmSync } from 'node:fs';
import './start-server';

export default async function stopServer(): Promise<void> {
  const started = globalThis.kehuServer;
  if (!started) return;
  if (started.process.exitCode === null) {
    const ended = once(started.process, 'exit');
    started.process.kill('SIGTERM');
    await ended;
  }
  rmSync(started.folder, { recursive: true, force: true });
}
