import { createRequire } from 'node:module';
import type { DataSource } from 'typeorm';
import { isUpToDate } from './applied-migrations';
import type * as DataSources from './data-source';

/**
 * Brings the database at `address` up to date and answers the names of the migrations that ran. Of several nodes that
 * start together on one MySQL, one migrates and the others wait.
 * @throws Error when the engine can't be reached, another node migrates for more than a minute, or a statement fails.
 */
export async function migrate(address: string): Promise<string[]> {
  // Most starts have nothing to do: they need not wait for TypeORM to be loaded.
  if (await isUpToDate(address)) return [];
  const { dataSource } = createRequire(__filename)('./data-source') as typeof DataSources;
  const source = dataSource(address);
  await source.initialize();
  try {
    return source.options.type === 'better-sqlite3' ? await pending(source) : await locked(source);
  } finally {
    await source.destroy();
  }
}

async function pending(source: DataSource): Promise<string[]> {
  const ran = await source.runMigrations({ transaction: 'each' });
  return ran.map((migration) => migration.name);
}

const lockName = "CONCAT('kehu_migrate_', MD5(DATABASE()))";
const lockSeconds = 60;

async function locked(source: DataSource): Promise<string[]> {
  const holder = source.createQueryRunner();
  try {
    const [lock] = (await holder.query(`SELECT GET_LOCK(${lockName}, ${lockSeconds}) AS taken`)) as [
      { taken: unknown },
    ];
    if (Number(lock.taken) !== 1) throw new Error('another node is migrating this database; try again when it is done');
    return await pending(source);
  } finally {
    await holder.query(`SELECT RELEASE_LOCK(${lockName})`).catch(() => undefined); // it ends with the connection anyway
    await holder.release();
  }
}
