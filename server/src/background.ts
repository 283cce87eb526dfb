import './production';
import { randomUUID } from 'node:crypto';
import type { BackgroundWord } from './background-process';
import { createKehu, type Kehu } from './app';
import { readConfig, type Config } from './config/config';
import { loadSecrets } from './config/secrets';
import { openDatabase } from './database/open-database';
import { reportOf } from './errors/format-error';
import { createLog, type Logger } from './http/log';
import { optionsOf } from './kehu-options';

/** How long it stays with nothing to do, in milliseconds, and how often it looks whether that is so. */
const longestIdle = 60_000;
const lookEvery = 5_000;

let log: Logger | null = null;
let stop: () => void = () => process.exit(0); // nothing is to be finished before it is up

/**
 * Runs jobs on behalf of the processes that serve: beside them, as any node would, on its own core and with its own connection.
 * It ends with them, and what it was doing is gone on with from its checkpoint.
 */
async function main(config: Config, holder: string, fallen: string): Promise<void> {
  const database = openDatabase(config.database.url);
  const kehu = await createKehu({ ...optionsOf(config, database, loadSecrets(config), log!), jobHolder: holder });
  if (fallen !== '') await kehu.jobs.runner.release(fallen);
  kehu.jobs.runner.start();
  process.on('message', (word: BackgroundWord) => word === 'look' && kehu.jobs.runner.kick());
  let ending = false;
  stop = () => {
    if (ending) return;
    ending = true;
    end(kehu)
      .then(() => database.close())
      .then(() => process.exit(0), fail);
  };
  endWhenIdle(kehu);
}

async function end({ jobs, authenticator }: Kehu): Promise<void> {
  await jobs.runner.stop();
  await authenticator.settled();
}

function endWhenIdle({ jobs }: Kehu): void {
  let since = performance.now();
  setInterval(() => {
    const now = performance.now();
    if (jobs.runner.isBusy) since = now;
    else if (now - since >= longestIdle) stop();
  }, lookEvery).unref();
}

function fail(error: unknown): void {
  log?.error(reportOf(randomUUID(), error), 'unexpected error');
  process.exit(1);
}

// From the first moment: it ends with the process that started it. The terminal tells the whole group; that one passes it on.
process.on('disconnect', () => stop());
process.on('message', (word: BackgroundWord) => word === 'stop' && stop());
process.on('SIGTERM', () => stop());
process.on('SIGINT', () => undefined);

const config = readConfig();
log = createLog(config.logLevel);
main(config, process.argv[2]!, process.argv[3]!).catch(fail);
