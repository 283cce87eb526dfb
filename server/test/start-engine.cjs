const { randomBytes } = require('node:crypto');

/**
 * Before the API suite: where the tests ask for MariaDB and nobody names a server, one of their own is started on a scratch
 * folder, and ended by stop-engine.cjs. Names the databases that tests copy, see mysql-templates.ts.
 */
module.exports = async () => {
  if (process.env.KEHU_TEST_ENGINE !== 'mariadb') return;
  process.env.KEHU_TEST_TEMPLATES = `kehu_template_${randomBytes(6).toString('hex')}`;
  if (process.env.TEST_MYSQL_URL) return;
  const { startPrivateMariadb } = await import('../scripts/private-mariadb.mjs');
  const server = await startPrivateMariadb();
  if (server === null) throw new Error('Install MariaDB or name a server in TEST_MYSQL_URL.');
  process.env.TEST_MYSQL_URL = server.url;
  globalThis.stopTestEngine = server.stop;
};
