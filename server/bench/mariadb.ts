import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { createConnection } from 'mysql2/promise';

/** A MariaDB of the bench's own, on a scratch folder and a free port; what it holds is kept for the next run. */
export interface BenchMariadb {
  /** Address without a database: `mysql://user:password@host:port`. */
  url: string;
  pid: number;
  /** Ends the server where this run has started it. */
  stop(): Promise<void>;
}

interface Address {
  port: number;
  password: string;
  pid: number;
}

const urlOf = ({ port, password }: Address): string => `mysql://kehu:${password}@127.0.0.1:${port}`;

function find(...names: string[]): string {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', '/usr/bin'];
  for (const name of names) {
    for (const folder of folders) if (existsSync(join(folder, name))) return join(folder, name);
  }
  throw new Error(`${names[0]} is not installed (Debian, Ubuntu: apt-get install -y mariadb-server).`);
}

/**
 * Starts the server on `folder`, or finds the one that already runs there.
 * @param keep leave it running afterwards, for other runs
 * @throws Error with the log's place where it does not come up
 */
export async function startMariadb(folder: string, keep: boolean): Promise<BenchMariadb> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'address.json');
  const known = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Address) : null;
  if (known && isRunning(known.pid) && (await answers(urlOf(known), () => true, 2_000))) {
    return { url: urlOf(known), pid: known.pid, stop: async () => undefined };
  }
  const asRoot = process.getuid?.() === 0 ? ['--user=root'] : [];
  const data = join(folder, 'data');
  const password = known?.password ?? randomBytes(12).toString('hex');
  if (!existsSync(data)) {
    const made = spawnSync(
      find('mariadb-install-db', 'mysql_install_db'),
      ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db', ...asRoot],
      { encoding: 'utf8' },
    );
    if (made.status !== 0) throw new Error(`mariadb-install-db failed.\n${made.stdout}${made.stderr}`);
  }
  const accounts = join(folder, 'accounts.sql');
  writeFileSync(
    accounts,
    `CREATE OR REPLACE USER kehu@'127.0.0.1' IDENTIFIED BY '${password}';\nGRANT ALL ON *.* TO kehu@'127.0.0.1' WITH GRANT OPTION;\n`,
    { mode: 0o600 },
  );
  const port = await freePort();
  const log = openSync(join(folder, 'server.log'), 'a');
  const child = spawn(
    find('mariadbd', 'mysqld'),
    [
      '--no-defaults',
      `--datadir=${data}`,
      `--init-file=${accounts}`,
      `--socket=${join(folder, 'socket')}`,
      `--pid-file=${join(folder, 'pid')}`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      '--skip-name-resolve',
      '--skip-log-bin',
      '--innodb-buffer-pool-size=2G',
      '--innodb-log-file-size=1G',
      '--max-connections=700',
      ...asRoot,
    ],
    { stdio: ['ignore', log, log], detached: true },
  );
  child.unref();
  const address: Address = { port, password, pid: child.pid! };
  if (!(await answers(urlOf(address), () => child.exitCode === null, 60_000))) {
    child.kill('SIGKILL');
    throw new Error(`MariaDB did not come up; see ${join(folder, 'server.log')}.`);
  }
  writeFileSync(file, JSON.stringify(address), { mode: 0o600 });
  return { url: urlOf(address), pid: address.pid, stop: () => (keep ? Promise.resolve() : ended(child)) };
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((done) => {
    child.ref(); // it was left alone while it served; its end is waited for
    child.once('close', () => done());
    child.kill('SIGTERM');
  });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function answers(url: string, alive: () => boolean, milliseconds: number): Promise<boolean> {
  for (const until = Date.now() + milliseconds; Date.now() < until && alive();) {
    try {
      const connection = await createConnection(url);
      await connection.end();
      return true;
    } catch {
      await new Promise((done) => setTimeout(done, 100));
    }
  }
  return false;
}

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const probe = createServer().once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => done(port));
    });
  });
}

/** Runs one statement on the server, without a database. */
export async function onServer(url: string, ...statements: string[]): Promise<void> {
  const connection = await createConnection(url);
  try {
    for (const statement of statements) await connection.query(statement);
  } finally {
    await connection.end();
  }
}

/** Statements that clients other than this connection have sent to the server so far. */
export async function questions(url: string): Promise<number> {
  const connection = await createConnection(url);
  try {
    const [rows] = await connection.query("SHOW GLOBAL STATUS LIKE 'Questions'");
    const own = await ownQuestions(connection);
    counted += own;
    return Number((rows as { Value: string }[])[0]!.Value) - counted;
  } finally {
    await connection.end();
  }
}

/** What the counting itself has sent, over all calls. */
let counted = 0;

async function ownQuestions(connection: Awaited<ReturnType<typeof createConnection>>): Promise<number> {
  const [rows] = await connection.query("SHOW SESSION STATUS LIKE 'Questions'");
  return Number((rows as { Value: string }[])[0]!.Value);
}
