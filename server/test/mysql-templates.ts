import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import { mysqlOptions } from '../src/database/mysql-options';

/**
 * Databases that tests get copies of, on the server of this run. The names begin with KEHU_TEST_TEMPLATES, which
 * start-engine.cjs gives and stop-engine.cjs removes; without it every database is made from the beginning.
 */
export const templatePrefix = (): string | null => process.env.KEHU_TEST_TEMPLATES ?? null;

/** Says that a template is whole. */
const whole = 'template_is_whole';

/** Seconds to wait for another process that makes the template. */
const patience = 300;

/** Names of tables and triggers come from the server itself. */
const quoted = (name: unknown): string => `\`${String(name).replaceAll('`', '``')}\``;

const rowsOf = async (connection: Connection, sql: string, params: string[] = []): Promise<RowDataPacket[]> =>
  (await connection.query<RowDataPacket[]>(sql, params))[0];

/**
 * Makes the database of `address`, which does not exist yet, a copy of the template of this name, which `make` makes where
 * it is not there: one of the processes that ask at the same time.
 */
export async function copyTemplate(
  address: string,
  name: string,
  make: (templateAddress: string) => Promise<void>,
): Promise<void> {
  const { database, host, port, socketPath, user, password } = mysqlOptions(address);
  const template = `${templatePrefix()}_${name}`;
  const connection = await createConnection({ host, port, socketPath, user, password, charset: 'UTF8MB4_BIN' });
  try {
    await rowsOf(connection, 'SELECT GET_LOCK(?, ?)', [template, String(patience)]);
    const ready = await rowsOf(
      connection,
      'SELECT 1 FROM information_schema.tables WHERE table_schema = ? AND table_name = ?',
      [template, whole],
    );
    if (ready.length === 0) {
      await connection.query(`DROP DATABASE IF EXISTS ${template}`);
      await connection.query(`CREATE DATABASE ${template} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
      const url = new URL(address);
      url.pathname = `/${template}`;
      await make(url.toString());
      await connection.query(`CREATE TABLE ${template}.${whole} (pk INT)`);
    }
    await rowsOf(connection, 'SELECT RELEASE_LOCK(?)', [template]);
    await copy(connection, template, database);
  } finally {
    await connection.end();
  }
}

/** Tables with their rows, keys and triggers. */
async function copy(connection: Connection, from: string, to: string): Promise<void> {
  await connection.query('SET SESSION foreign_key_checks = 0, unique_checks = 0');
  await connection.query(`CREATE DATABASE ${to} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
  await connection.query(`USE ${to}`);
  const tables = await rowsOf(
    connection,
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ? AND table_type = 'BASE TABLE'",
    [from],
  );
  for (const { name } of tables) {
    if (name === whole) continue;
    const [made] = await rowsOf(connection, `SHOW CREATE TABLE ${from}.${quoted(name)}`);
    await connection.query(String(made!['Create Table']));
    await connection.query(`INSERT INTO ${quoted(name)} SELECT * FROM ${from}.${quoted(name)}`);
  }
  for (const { Trigger: name } of await rowsOf(connection, `SHOW TRIGGERS FROM ${from}`)) {
    const [made] = await rowsOf(connection, `SHOW CREATE TRIGGER ${from}.${quoted(name)}`);
    await connection.query(String(made!['SQL Original Statement']));
  }
}
