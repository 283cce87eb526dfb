import './production';
import { createRequire } from 'node:module';
import { ConfigError, readConfig, type Config } from './config/config';
import { createLog } from './http/log';
import type * as Starting from './start';
import type { Running } from './start';
import { isLeader, isSpeaker, lead, onStop } from './workers';

const tell = (line: string): void => {
  if (isSpeaker()) process.stdout.write(`${line}\n`);
};

/** What a person needs to know to go on: where Kehu is, who may sign in, how the demo ends. */
function greet({ address, demo }: Running): void {
  tell('');
  tell(`  Kehu is at ${address}`);
  if (demo) {
    const width = Math.max(...demo.accounts.map(({ email }) => email.length));
    tell('');
    tell(`  This is a demo. Every account has the password ${demo.password}`);
    for (const { email, title } of demo.accounts) tell(`    ${email.padEnd(width)}  ${title ?? ''}`);
    if (demo.newKey !== null) {
      tell('');
      tell(`  Key of the partner client demo-erp, shown this once: ${demo.newKey}`);
      tell('  A new one: npx -y pnpm@12 kehu user demo-key');
    }
    tell('');
    tell('  To turn the demo off, start with KEHU_DEMO=off: its accounts lose their password, its records stay.');
    tell('  To start empty, name another database too: DATABASE_URL=sqlite:./data/company.db KEHU_DEMO=off');
  }
  tell('');
}

/** One sentence for what keeps Kehu from starting. What an engine says may hold a password, so its code stands for it. */
function sentenceOf(error: unknown, config: Config | null): string {
  if (error instanceof ConfigError) return error.message;
  const { code, message, name } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return `PORT: ${config?.port} is taken by another program; choose another one.`;
  if (code === 'EACCES') return `PORT: ${config?.port} may not be used without more rights; choose one above 1023.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `HOST: ${config?.host} is no address of this machine.`;
  if (code !== undefined) return `DATABASE_URL: the database cannot be used (${code}).`;
  if (name === 'UnavailableError') return 'DATABASE_URL: the database cannot be reached.';
  return message;
}

async function main(): Promise<void> {
  let config: Config | null = null;
  let running: Running | null = null;
  let stopping = false;
  const stop = (): void => {
    // Nothing is to be finished before it is up; asked twice: now.
    if (!running || stopping) process.exit(stopping ? 1 : 0);
    stopping = true;
    running.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  try {
    config = readConfig();
    if (isLeader(config.workers)) {
      process.exitCode = await lead(config.workers);
      return;
    }
    // From the first moment: a worker that is still starting is told to stop, or left alone, like any other.
    onStop(stop);
    // Loaded here, as who leads others needs none of it.
    const { start } = createRequire(__filename)('./start') as typeof Starting;
    running = await start({ config, log: createLog(config.logLevel), tell });
  } catch (error) {
    process.stderr.write(`${sentenceOf(error, config)}\n`);
    // A worker stays while its leader may speak to it.
    process.exit(1);
  }
  greet(running);
}

void main();
