const { createConnection } = require('mysql2/promise');

/** Removes the databases that tests copied, and ends the server that start-engine.cjs has started, if it has. */
module.exports = async () => {
  const { KEHU_TEST_TEMPLATES: prefix, TEST_MYSQL_URL: server } = process.env;
  if (globalThis.stopTestEngine) return globalThis.stopTestEngine();
  if (!prefix || !server) return;
  const url = new URL(server);
  url.pathname = '/';
  const connection = await createConnection(url.toString());
  try {
    for (const name of ['migrated', 'demo']) await connection.query(`DROP DATABASE IF EXISTS ${prefix}_${name}`);
  } finally {
    await connection.end();
  }
};
