import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { demoAccounts, endDemo, firstDemoKey, type DemoAccount } from './accounts/demo-accounts';
import { prepareDecoy } from './accounts/passwords';
import { checkSecret } from './accounts/secret-check';
import { sessionLifetime } from './accounts/sessions';
import type { AccountServices } from './accounts/users';
import { createKehu } from './app';
import type { Config } from './config/config';
import { loadSecrets, type Secrets } from './config/secrets';
import { storedNouns } from './custom-fields/stored-nouns';
import type { Database } from './database/database';
import { migrate } from './database/migrate';
import { openDatabase } from './database/open-database';
import { demoPassword, isDemo, isEmpty, loadDemo } from './demo/load-demo';
import { reportOf } from './errors/format-error';
import type { Logger } from './http/log';
import { exportRoute } from './http/export-route';
import { filesRoute } from './http/files-route';
import { importsRoute } from './http/imports-route';
import { queryFileRoute } from './http/query-file-route';
import { createServer } from './http/server';
import { attachSubscriptions } from './http/subscriptions';
import { optionsOf } from './kehu-options';
import { NounRegistry } from './model/registry';
import { nounDefinitions } from './nouns';
import { createVault } from './records/vault';
import { keepCaughtUp } from './search/catch-up';
import { fillMissing } from './search/fill-search-index';
import { builtInRoles } from './roles';
import { jobsApart } from './workers';

export interface StartOptions {
  config: Config;
  log: Logger;
  /** Tells the person at the terminal what goes on. */
  tell: (line: string) => void;
}

/** A running Kehu. */
export interface Running {
  address: string;
  /** Null outside demo mode. `newKey` is the partner client's key where it was made just now. */
  demo: { password: string; accounts: readonly DemoAccount[]; newKey: string | null } | null;
  /** Stops accepting requests, finishes those in flight, closes the database. */
  stop(): Promise<void>;
}

/**
 * Brings Kehu up: database, demo, rules, schema, HTTP.
 * @throws ConfigError, or an Error in one sentence, when something stands in the way; nothing stays open then
 */
export async function start(options: StartOptions): Promise<Running> {
  const { config, log } = options;
  const secrets = loadSecrets(config);
  await migrate(config.database.url);
  const database = openDatabase(config.database.url);
  try {
    await checkSecret(database, secrets, config.secretFile);
    const demo = await settleDemo(database, secrets, options);
    if (await isEmpty(database)) {
      options.tell('There are no users yet: npx -y pnpm@12 kehu user create EMAIL --name NAME --role administrator');
    }
    const kehu = await createKehu(optionsOf(config, database, secrets, log));
    const indexed = storedNouns(database, kehu.nouns);
    await fillMissing(database, indexed, options.tell);
    await prepareDecoy();
    const server = await createServer({
      schema: kehu.schema,
      schemaOf: (principal) => kehu.schemaOf(principal),
      database,
      config,
      log,
      authenticate: kehu.authenticate,
      decorate: (context) => kehu.decorate(context),
      plugins: kehu.plugins,
      files: (app, formatError) => {
        const options = { kehu, formatError, secureCookies: config.secureCookies };
        filesRoute(app, options);
        exportRoute(app, options);
        queryFileRoute(app, options);
        importsRoute(app, options);
      },
      subscriptions: (app, formatError) =>
        attachSubscriptions(app, {
          schemaOf: (principal) => kehu.schemaOf(principal),
          hub: kehu.changes,
          decorate: (context) => kehu.decorate(context),
          formatError,
          log,
          secureCookies: config.secureCookies,
          trustedProxies: config.trustedProxies,
        }),
      appFolder: join(config.root, 'client', 'dist'),
      demo: async () => (demo ? { password: demoPassword, accounts: await demoAccounts(database) } : null),
      cookieSeconds: sessionLifetime.absolute / 1000,
      statementSeconds: config.statementSeconds,
    });
    const endCatchUp = keepCaughtUp(database, indexed, (error) =>
      log.error(reportOf(randomUUID(), error), 'unexpected error'),
    );
    const apart = jobsApart();
    kehu.jobs.runner.start(apart && (() => apart.wake()));
    const stop = async (): Promise<void> => {
      await server.close();
      await kehu.jobs.runner.stop();
      await apart?.stop();
      await endCatchUp();
      await kehu.authenticator.settled();
    };
    try {
      const address = await server.listen();
      return { address, demo, stop: () => stop().finally(() => database.close()) };
    } catch (error) {
      await stop();
      throw error;
    }
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Loads, keeps or ends the demo, as KEHU_DEMO says. */
async function settleDemo(database: Database, secrets: Secrets, options: StartOptions): Promise<Running['demo']> {
  const { config, tell } = options;
  const services: AccountServices = {
    database,
    clock: Date.now,
    roleOf: (key) => builtInRoles.find((role) => role.key === key),
    actor: { type: 'system' },
  };
  if (config.demo === 'off') {
    if (!(await isDemo(database))) return null;
    const names = await endDemo(services, demoPassword);
    tell(`The demo is off: ${names.length} demo accounts have no password any more, its records stay.`);
    tell(`To go on with one: npx -y pnpm@12 kehu user password ${names[0] ?? 'EMAIL'}`);
    return null;
  }
  const wanted = config.demo === 'on' || config.database.dialect === 'sqlite';
  if (wanted && (await isEmpty(database))) {
    tell('Loading the demo company ...');
    await loadDemo({
      database,
      nouns: new NounRegistry(nounDefinitions),
      vault: createVault(secrets),
      now: Date.now(),
      newId: randomUUID,
    });
  }
  if (!(await isDemo(database))) return null;
  return {
    password: demoPassword,
    accounts: await demoAccounts(database),
    newKey: await firstDemoKey(services),
  };
}
