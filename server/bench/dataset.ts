import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startSession } from '../src/accounts/sessions';
import { hashToken } from '../src/accounts/tokens';
import { loadSecrets } from '../src/config/secrets';
import { migrate } from '../src/database/migrate';
import type { Database } from '../src/database/database';
import { NounRegistry } from '../src/model/registry';
import { storedNouns } from '../src/custom-fields/stored-nouns';
import { nounDefinitions } from '../src/nouns';
import { fillMissing } from '../src/search/fill-search-index';
import { openDatabase } from '../src/database/open-database';
import { withoutIndexes } from './company/deferred-indexes';
import { factsOf, type Facts } from './company/facts';
import type { Tell } from './company/in-batches';
import { loadFloor, momentOf } from './company/load-floor';
import { loadKehu } from './company/load-kehu';
import { directTarget, LoadDataTarget, type LoadTarget } from './company/load-target';
import { applyRules, benchManager, benchReps, shippedReps } from './company/rules';
import { shapeOf, type Shape } from './company/shape';
import { undoSteadyWrites } from './workloads/steady-writes';
import { onServer, startMariadb, type BenchMariadb } from './mariadb';

export type Engine = 'sqlite' | 'mariadb';

/** A loaded company: where its two sets of tables are, and who may ask. */
export interface Dataset {
  engine: Engine;
  shape: Shape;
  /** Addresses of Kehu's own tables and of the given ones. */
  kehuUrl: string;
  floorUrl: string;
  secretFile: string;
  facts: Facts;
  /** Session tokens, valid in both sets of tables. */
  tokens: { reps: string[]; manager: string; shipped: string[] };
  /** Null on SQLite. */
  mariadb: BenchMariadb | null;
}

interface Kept {
  facts: Facts;
  tokens: Dataset['tokens'];
}

const bigTables = ['customers', 'contacts', 'opportunities', 'orders', 'order_items', 'activities', 'tickets'];

/** Opens the company of this engine and size in `folder`, loading it where it is not there yet. */
export async function openDataset(
  folder: string,
  engine: Engine,
  size: string,
  options: { keep: boolean; tell: Tell },
): Promise<Dataset> {
  const shape = shapeOf(size);
  const own = join(folder, `${engine}-${shape.name}`);
  mkdirSync(own, { recursive: true });
  const mariadb = engine === 'mariadb' ? await startMariadb(join(folder, 'mariadb'), options.keep) : null;
  const urls = {
    kehuUrl: mariadb ? `${mariadb.url}/kehu_${shape.name}` : `sqlite:${join(own, 'kehu.db')}`,
    floorUrl: mariadb ? `${mariadb.url}/floor_${shape.name}` : `sqlite:${join(own, 'floor.db')}`,
    secretFile: join(own, 'secret'),
  };
  const file = join(own, 'facts.json');
  if (!existsSync(file)) {
    const kept = await load(own, urls, shape, mariadb, options.tell);
    writeFileSync(file, JSON.stringify(kept));
  }
  const kept = JSON.parse(readFileSync(file, 'utf8')) as Kept;
  const dataset: Dataset = { engine, shape, ...urls, ...kept, mariadb };
  await migrate(dataset.kehuUrl);
  await renew(dataset, options.tell);
  return dataset;
}

async function load(
  own: string,
  { kehuUrl, floorUrl, secretFile }: Pick<Dataset, 'kehuUrl' | 'floorUrl' | 'secretFile'>,
  shape: Shape,
  mariadb: BenchMariadb | null,
  tell: Tell,
): Promise<Kept> {
  tell(`Loading ${shape.customers.toLocaleString('en-US')} customers; this is done once ...`);
  for (const name of ['kehu.db', 'floor.db']) {
    for (const suffix of ['', '-wal', '-shm']) rmSync(join(own, name + suffix), { force: true });
  }
  if (mariadb) {
    const names = [kehuUrl, floorUrl].map((url) => new URL(url).pathname.slice(1));
    await onServer(
      mariadb.url,
      'SET GLOBAL innodb_flush_log_at_trx_commit = 0',
      ...names.flatMap((name) => [
        `DROP DATABASE IF EXISTS ${name}`,
        `CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
      ]),
    );
  }
  const alone = (url: string): string => (mariadb ? `${url}?connections=1` : url);
  const facts = factsOf(shape);
  const secrets = loadSecrets({ secretFile, createSecret: true });
  await migrate(kehuUrl);
  const kehu = openDatabase(alone(kehuUrl), { unsafeFast: true });
  const floor = openDatabase(alone(floorUrl), { unsafeFast: true });
  const into = async (database: Database, url: string, work: (target: LoadTarget) => Promise<void>): Promise<void> => {
    const target = mariadb ? await LoadDataTarget.open(url, join(own, 'rows.tsv')) : directTarget(database);
    await work(target).finally(() => target.close());
  };
  try {
    await withoutIndexes(kehu, bigTables, () =>
      into(kehu, kehuUrl, (target) => loadKehu(target, secrets, shape, tell)),
    );
    await into(floor, floorUrl, (target) => loadFloor(target, shape, tell));
    const users = [...benchReps, benchManager, ...shippedReps].map(({ user }) => user);
    const now = Date.now();
    const tokens: string[] = [];
    for (const userPk of users) {
      const { token } = await kehu.transaction((tx) => startSession(tx, { userPk, userAgent: 'bench', now }));
      await floor.run('INSERT INTO sessions (token_hash, user_id, expires_at) VALUES (?, ?, ?)', [
        hashToken(token),
        userPk,
        momentOf(floor.dialect, now),
      ]);
      tokens.push(token);
    }
    tell('  search index');
    await kehu.run('DELETE FROM search_changed'); // the index is built from the records themselves
    await fillMissing(kehu, storedNouns(kehu, new NounRegistry(nounDefinitions)), tell);
    tell('  statistics');
    await kehu.analyze();
    await floor.analyze();
    if (mariadb) {
      await onServer(
        mariadb.url,
        ...[kehuUrl, floorUrl].map(
          (url) =>
            `ANALYZE TABLE ${['users', 'teams', 'sessions', ...bigTables].map((table) => `${new URL(url).pathname.slice(1)}.${table}`).join(', ')}`,
        ),
        'SET GLOBAL innodb_flush_log_at_trx_commit = 1',
      );
    }
    const reps = benchReps.length;
    return { facts, tokens: { reps: tokens.slice(0, reps), manager: tokens[reps]!, shipped: tokens.slice(reps + 1) } };
  } finally {
    await kehu.close();
    await floor.close();
  }
}

const sessionMilliseconds = 14 * 86_400_000;

/** The datasets outlive sessions and rules: those of the bench start anew. */
async function renew({ kehuUrl, floorUrl, shape }: Dataset, tell: Tell): Promise<void> {
  const now = Date.now();
  const kehu = openDatabase(kehuUrl);
  const floor = openDatabase(floorUrl);
  try {
    await applyRules(kehu);
    await undoSteadyWrites(kehu, shape);
    await fillMissing(kehu, storedNouns(kehu, new NounRegistry(nounDefinitions)), tell);
    const end = now + sessionMilliseconds;
    await kehu.run('UPDATE sessions SET last_used_at = ?, expires_at = ?, idle_expires_at = ? WHERE user_agent = ?', [
      now,
      end,
      end,
      'bench',
    ]);
    await floor.run('UPDATE sessions SET expires_at = ?', [momentOf(floor.dialect, end)]);
  } finally {
    await kehu.close();
    await floor.close();
  }
}
