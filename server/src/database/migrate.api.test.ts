import { emptyDatabase, type TestDatabase } from '../../test/database';
import { entitySchemas } from '../model/entity-schema';
import { NounRegistry } from '../model/registry';
import { nounDefinitions } from '../nouns';
import { dataSource } from './data-source';
import { migrate } from './migrate';
import { migrations } from './migrations';

let test: TestDatabase;

beforeAll(async () => {
  test = await emptyDatabase();
});

afterAll(() => test.drop());

const names = migrations.map((migration) => migration.name);

/** The statements that TypeORM would run to make the database look like the entities. */
async function differences(): Promise<string[]> {
  const source = dataSource(
    await honestAddress(),
    entitySchemas(new NounRegistry(nounDefinitions), test.database.dialect),
  );
  await source.initialize();
  try {
    const log = await source.driver.createSchemaBuilder().log();
    return log.upQueries.map((query) => query.query);
  } finally {
    await source.destroy();
  }
}

/** The address with the scheme of the server that answers, whatever TEST_MYSQL_URL calls it. */
async function honestAddress(): Promise<string> {
  if (test.database.dialect === 'sqlite') return test.address;
  const [[version]] = (await test.database.rows('SELECT VERSION()')) as [[string]];
  return test.address.replace(/^\w+:/, /mariadb/i.test(version) ? 'mariadb:' : 'mysql:');
}

it('nodes that start together run every migration once', async () => {
  const together = test.database.dialect === 'mysql' ? 2 : 1; // SQLite serves one process
  const ran = await Promise.all(Array.from({ length: together }, () => migrate(test.address)));
  expect(ran.flat()).toEqual(names);
  expect(await migrate(test.address)).toEqual([]);
});

it('migrations build what the entities say', async () => {
  expect(await differences()).toEqual([]);
});

it('the comparison sees a column too many and an index too few', async () => {
  const { database } = test;
  const drop = (index: string, table: string): string =>
    database.dialect === 'mysql' ? `DROP INDEX ${index} ON ${table}` : `DROP INDEX ${index}`;
  await database.run('ALTER TABLE products ADD COLUMN surprise BIGINT NULL');
  await database.run(drop('ix_customers_name_fold', 'customers'));
  const seen = (await differences()).join('\n');
  expect(seen).toContain('products'); // SQLite's way is to rebuild the table
  expect(seen).toMatch(/CREATE INDEX .?ix_customers_name_fold/);
  await database.run('ALTER TABLE products DROP COLUMN surprise');
  await database.run('CREATE INDEX ix_customers_name_fold ON customers (name_fold)');
  expect(await differences()).toEqual([]);
});

it('audit entries can be added, never changed or removed', async () => {
  const { database } = test;
  await database.run('INSERT INTO audit_entries (id, at, actor_type, action) VALUES (?, ?, ?, ?)', [
    Buffer.alloc(16, 7),
    1,
    'system',
    'test',
  ]);
  await expect(database.run('UPDATE audit_entries SET at = 2')).rejects.toMatchObject({ kind: 'other' });
  await expect(database.run('DELETE FROM audit_entries')).rejects.toMatchObject({ kind: 'other' });
  expect(await database.rows('SELECT at FROM audit_entries')).toEqual([[1]]);
});

it('references hold', async () => {
  const { database } = test;
  const orphan = database.run(
    'INSERT INTO contacts (id, version, created_at, updated_at, customer_pk, name, name_fold) VALUES (?, 1, 1, 1, 4711, ?, ?)',
    [Buffer.alloc(16, 1), 'Ada', 'ada'],
  );
  await expect(orphan).rejects.toMatchObject({ kind: 'reference' });
});

it('the count of rule changes starts at one', async () =>
  expect(await test.database.rows('SELECT pk, version FROM access_state')).toEqual([[1, 1]]));
