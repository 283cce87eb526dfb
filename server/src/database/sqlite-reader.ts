import { spawn, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import type SqliteHandle from 'better-sqlite3';
import { StatementEnded, type Bounds, type SqlRow, type SqlValue } from './database';
import { sqlitePackage } from './sqlite-module';
import { timeFunction } from './sqlite-time-limit';

interface Answer {
  rows?: SqlRow[];
  /** Whether more rows follow: they come in parts, so that taking them in holds nobody up. */
  more?: boolean;
  error?: { message: string; code: unknown };
}

/**
 * What a reader runs: opens the file for reading and answers one statement after the other. Its text is handed to a new
 * Node, so it may use nothing from around it.
 */
function reader(): void {
  const [, modulePath, file, timeout, timeName] = process.argv;
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- there is no module around it
  const Sqlite = require(modulePath!) as typeof SqliteHandle;
  const database = new Sqlite(file!, { readonly: true, timeout: Number(timeout) });
  database.pragma('cache_size = -32000');
  database.pragma('temp_store = MEMORY');
  // Statements ask whether their time is up. Here it never is: the process is ended instead.
  database.function(timeName!, { deterministic: false, directOnly: true }, () => 1);
  const rowsAtOnce = 500;
  process.on('message', ({ sql, params }: { sql: string; params: unknown[] }) => {
    let rows: SqlRow[];
    try {
      rows = database
        .prepare(sql)
        .raw(true)
        .all(...params) as SqlRow[];
    } catch (error) {
      const { message, code } = error as Error & { code?: unknown };
      process.send!({ error: { message, code } });
      return;
    }
    let from = 0;
    for (; rows.length - from > rowsAtOnce; from += rowsAtOnce) {
      process.send!({ rows: rows.slice(from, from + rowsAtOnce), more: true });
    }
    process.send!({ rows: rows.slice(from) });
  });
  process.on('disconnect', () => process.exit(0));
}

/** Readers that are kept for the next statement. */
const keptReaders = 3;

/**
 * Reads of a SQLite file in processes of their own. The engine can't be interrupted from within its process, nor can a
 * thread that is inside it, so a read is ended by ending its process; a reader leaves nothing behind in the file.
 */
export class SqliteReaders {
  private readonly idle: ChildProcess[] = [];
  private readonly all = new Set<ChildProcess>();
  private closed = false;

  constructor(
    private readonly file: string,
    private readonly busyTimeoutMs: number,
    private readonly translated: (error: unknown) => unknown,
  ) {}

  rows(sql: string, params: readonly SqlValue[], { milliseconds, caller }: Bounds): Promise<SqlRow[]> {
    if (this.closed) return Promise.reject(new Error('the database is closed'));
    if (caller?.isGone) return Promise.reject(new StatementEnded('caller-gone'));
    const child = this.idle.pop() ?? this.start();
    hold(child);
    return new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        stay?.();
        child.off('message', onMessage).off('exit', onExit);
      };
      const kill = (reason: StatementEnded['reason']): void => {
        end();
        this.end(child);
        reject(new StatementEnded(reason));
      };
      const found: SqlRow[] = [];
      const onMessage = ({ rows, more, error }: Answer): void => {
        for (const row of rows ?? []) found.push(row);
        if (more) return;
        end();
        this.keep(child);
        if (rows) resolve(found);
        else reject(this.translated(Object.assign(new Error(error?.message), { code: error?.code })) as Error);
      };
      const onExit = (): void => {
        end();
        reject(new Error('the reading process ended'));
      };
      const timer = setTimeout(() => kill('limit'), milliseconds);
      const stay = caller?.onLeave(() => kill('caller-gone'));
      child.on('message', onMessage).on('exit', onExit);
      child.send({ sql, params });
    });
  }

  /** Processes that live, for tests. */
  get pids(): number[] {
    return [...this.all].map(({ pid }) => pid!);
  }

  close(): void {
    this.closed = true;
    for (const child of [...this.all]) this.end(child);
  }

  private start(): ChildProcess {
    const modulePath = createRequire(__filename).resolve(sqlitePackage);
    const child = spawn(
      process.execPath,
      ['-e', `(${reader.toString()})()`, modulePath, this.file, String(this.busyTimeoutMs), timeFunction],
      // Buffers and bigints as they are.
      { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], serialization: 'advanced' },
    );
    this.all.add(child);
    child.on('error', () => this.forget(child));
    child.on('exit', () => this.forget(child));
    return child;
  }

  private keep(child: ChildProcess): void {
    if (this.closed || this.idle.length >= keptReaders || !child.connected) return this.end(child);
    release(child);
    this.idle.push(child);
  }

  private end(child: ChildProcess): void {
    child.kill('SIGKILL');
    release(child);
    this.forget(child);
  }

  private forget(child: ChildProcess): void {
    this.all.delete(child);
    const at = this.idle.indexOf(child);
    if (at >= 0) this.idle.splice(at, 1);
  }
}

/** A reader at work keeps this process alive; an idle one does not. */
function hold(child: ChildProcess): void {
  child.ref();
  child.channel?.ref();
}

function release(child: ChildProcess): void {
  child.unref();
  child.channel?.unref();
}
