import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DataSource, type EntitySchema } from 'typeorm';
import { migrations } from './migrations';
import { mysqlOptions } from './mysql-options';
import { sqliteFile } from './open-database';
import { sqliteModule } from './sqlite-module';

/** TypeORM's own connection, for migrations and for comparing them with the entities. Reads and writes never use it. */
export function dataSource(address: string, entities: EntitySchema[] = []): DataSource {
  const shared = {
    entities,
    migrations,
    migrationsTableName: 'migrations',
    synchronize: false,
    logging: false,
    logger: 'debug' as const,
  };
  const file = sqliteFile(address);
  if (file !== null) {
    mkdirSync(dirname(file), { recursive: true });
    return new DataSource({
      ...shared,
      type: 'better-sqlite3',
      database: file,
      driver: sqliteModule(),
      enableWAL: true,
    });
  }
  const { host, port, socketPath, user, password, database, ssl } = mysqlOptions(address);
  return new DataSource({
    ...shared,
    type: address.startsWith('mariadb:') ? 'mariadb' : 'mysql', // they describe the same columns in other words
    ...(socketPath ? { socketPath } : { host, port }),
    username: user,
    password,
    database,
    charset: 'utf8mb4_bin',
    timezone: 'Z',
    ...(ssl !== undefined && { ssl }),
    poolSize: 2, // one holds the lock while the other migrates
  });
}
