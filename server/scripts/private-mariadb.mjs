import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { root, run } from './process.mjs';

const mysql = createRequire(join(root, 'server', 'package.json'))('mysql2/promise');

/** The full path of a program on PATH or in the folders where servers live, or null. */
function find(...names) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', '/usr/bin'];
  for (const name of names) {
    for (const folder of folders) if (existsSync(join(folder, name))) return join(folder, name);
  }
  return null;
}

/**
 * Starts a MariaDB of its own on a scratch folder and a free port of 127.0.0.1; no installed service is touched.
 * @returns null where MariaDB is not installed; otherwise the address without a database (`mysql://user:password@host:port`)
 *   and `stop()`, which ends the server and removes its folder
 * @throws Error with the server's log where it does not come up
 */
export async function startPrivateMariadb() {
  const server = find('mariadbd', 'mysqld');
  const install = find('mariadb-install-db', 'mysql_install_db');
  if (server === null || install === null) return null;

  const folder = mkdtempSync(join(tmpdir(), 'kehu-mariadb-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const asRoot = process.getuid?.() === 0 ? ['--user=root'] : [];
  const data = `--datadir=${join(folder, 'data')}`;
  const made = await run(install, [
    '--no-defaults',
    data,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
    ...asRoot,
  ]);
  if (made.code !== 0) {
    remove();
    throw new Error(`mariadb-install-db failed.\n${made.output}`);
  }

  const password = randomBytes(12).toString('hex');
  const accounts = join(folder, 'accounts.sql');
  writeFileSync(
    accounts,
    `CREATE USER kehu@'127.0.0.1' IDENTIFIED BY '${password}';\nGRANT ALL ON *.* TO kehu@'127.0.0.1' WITH GRANT OPTION;\n`,
    { mode: 0o600 },
  );
  const port = await freePort();
  const child = spawn(
    server,
    [
      '--no-defaults',
      data,
      `--init-file=${accounts}`,
      `--socket=${join(folder, 'socket')}`,
      `--pid-file=${join(folder, 'pid')}`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      '--skip-name-resolve',
      '--skip-log-bin',
      '--innodb-buffer-pool-size=256M',
      // A test server need not survive a power cut.
      '--innodb-flush-log-at-trx-commit=0',
      '--innodb-doublewrite=0',
      ...asRoot,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (chunk) => (log = (log + chunk).slice(-20_000)));
  const ended = new Promise((done) => child.once('close', done).once('error', done));
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    process.off('exit', kill);
    remove();
  };

  const url = `mysql://kehu:${password}@127.0.0.1:${port}`;
  if (!(await answers(url, child))) {
    await stop();
    throw new Error(`The private MariaDB did not come up.\n${log}`);
  }
  return { url, stop };
}

/** Whether the server lets us in within 60 seconds, as long as it lives. */
async function answers(url, child) {
  for (const until = Date.now() + 60_000; Date.now() < until && child.exitCode === null;) {
    try {
      const connection = await mysql.createConnection(url);
      await connection.end();
      return true;
    } catch {
      await new Promise((done) => setTimeout(done, 200));
    }
  }
  return false;
}

function freePort() {
  return new Promise((done, failed) => {
    const probe = createServer().once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}
