import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { projectRoot } from './project-root';

/** A setting Kehu can't start with. The message is one sentence that names the variable and the remedy. */
export class ConfigError extends Error {
  constructor(
    readonly variable: string,
    message: string,
  ) {
    super(`${variable}: ${message}`);
    this.name = 'ConfigError';
  }
}

export type DatabaseConfig =
  | { dialect: 'sqlite'; url: string; file: string } // file: absolute path
  | { dialect: 'mysql'; url: string };

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

/** Everything the environment says, parsed once. Nothing else reads `process.env`. */
export interface Config {
  readonly database: DatabaseConfig;
  readonly port: number;
  readonly host: string;
  /** Null: single node. */
  readonly redisUrl: string | null;
  readonly secretFile: string;
  /** Whether a missing secret file may be made at the start (never where a server database names its own file). */
  readonly createSecret: boolean;
  readonly demo: 'auto' | 'on' | 'off';
  readonly logLevel: LogLevel;
  /** Whether cookies carry Secure and the `__Host-` prefix: on behind a TLS proxy. */
  readonly secureCookies: boolean;
  /** Number of reverse proxies whose X-Forwarded-For entries are believed; 0 believes none. */
  readonly trustedProxies: number;
  /** Seconds that a read of a principal may take on the database: lists and records; aggregates and the like. */
  readonly statementSeconds: { readonly light: number; readonly heavy: number };
  /** Where reports are sent through, and from which address; null: no mail is sent. */
  readonly mail: { readonly address: string; readonly from: string } | null;
  /** Processes that serve the port together. */
  readonly workers: number;
  readonly root: string;
  /** The folder the person stands in who called the command line; relative file arguments start here. */
  readonly callerFolder: string;
}

const text = z.string().trim().min(1);

const seconds = (fallback: string) =>
  z
    .string()
    .regex(/^[1-9]\d{0,3}$/, 'must be a number of seconds from 1 to 9999')
    .default(fallback)
    .transform(Number);

const shape = z.object({
  DATABASE_URL: text.default('sqlite:./data/kehu.db'),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'is not a port; use a number from 0 to 65535, such as 4000')
    .default('4000')
    .transform(Number)
    .refine((port) => port <= 65535, 'is not a port; use a number from 0 to 65535, such as 4000'),
  HOST: text.default('127.0.0.1'),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\/./, 'is not a Redis address; use redis://host:6379 or leave it out for a single node')
    .optional(),
  KEHU_SECRET_FILE: text.optional(),
  KEHU_DEMO: z.enum(['auto', 'on', 'off'], { message: 'must be auto, on or off' }).default('auto'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      message: 'must be one of fatal, error, warn, info, debug, trace, silent',
    })
    .default('info'),
  KEHU_TLS: z.enum(['on', 'off'], { message: 'must be on (behind a TLS proxy) or off' }).default('off'),
  KEHU_TRUSTED_PROXIES: z
    .string()
    .regex(/^\d$/, 'must be the number of reverse proxies in front of Kehu, 0 to 9')
    .default('0')
    .transform(Number),
  KEHU_WORKERS: z
    .string()
    .regex(/^([1-9]|[1-5]\d|6[0-4])$/, 'must be a number of processes from 1 to 64')
    .default('1')
    .transform(Number),
  KEHU_SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\/./, 'is not a mail server; use smtp://user:password@host:587 or smtps://host:465')
    .optional(),
  KEHU_MAIL_FROM: text.default('Kehu <kehu@localhost>'),
  KEHU_STATEMENT_SECONDS: seconds('10'),
  KEHU_HEAVY_STATEMENT_SECONDS: seconds('30'),
});

/**
 * Reads the settings. An empty variable counts as not set.
 * @throws ConfigError naming the first variable that is wrong.
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env, root: string = projectRoot()): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = shape.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new ConfigError(String(issue?.path[0] ?? 'environment'), `${issue?.message ?? 'is wrong'}.`);
  }
  const values = parsed.data;
  const database = databaseConfig(values.DATABASE_URL, root);
  const folder = database.dialect === 'sqlite' ? dirname(database.file) : join(root, 'data');
  const named = values.KEHU_SECRET_FILE;
  return Object.freeze({
    database: Object.freeze(database),
    port: values.PORT,
    host: values.HOST,
    redisUrl: values.REDIS_URL ?? null,
    secretFile: named === undefined ? join(folder, 'secret') : resolve(root, named),
    createSecret: database.dialect === 'sqlite' || named === undefined,
    demo: values.KEHU_DEMO,
    logLevel: values.LOG_LEVEL,
    secureCookies: values.KEHU_TLS === 'on',
    trustedProxies: values.KEHU_TRUSTED_PROXIES,
    statementSeconds: { light: values.KEHU_STATEMENT_SECONDS, heavy: values.KEHU_HEAVY_STATEMENT_SECONDS },
    mail: values.KEHU_SMTP_URL === undefined ? null : { address: values.KEHU_SMTP_URL, from: values.KEHU_MAIL_FROM },
    workers: values.KEHU_WORKERS,
    root,
    callerFolder: env.INIT_CWD ?? process.cwd(),
  });
}

function databaseConfig(url: string, root: string): DatabaseConfig {
  if (url.startsWith('sqlite:')) {
    const path = url.slice('sqlite:'.length).replace(/^\/\/(?=\/|\.)/, '');
    if (path === '') throw new ConfigError('DATABASE_URL', 'names no file; use sqlite:./data/kehu.db.');
    if (path === ':memory:') {
      throw new ConfigError('DATABASE_URL', 'must name a file: reads and writes use connections of their own.');
    }
    const file = resolve(root, path);
    return { dialect: 'sqlite', url: `sqlite:${file}`, file };
  }
  if (/^(mysql|mariadb):\/\//.test(url)) {
    const address = URL.canParse(url) ? new URL(url) : null;
    if (address === null || address.pathname.length < 2) {
      throw new ConfigError('DATABASE_URL', 'is incomplete; use mysql://user:password@host:3306/database.');
    }
    return { dialect: 'mysql', url };
  }
  // The value may hold a password, so the sentence does not repeat it.
  throw new ConfigError('DATABASE_URL', 'must start with sqlite:, mysql:// or mariadb://.');
}
