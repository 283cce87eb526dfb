import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, readConfig } from './config';
import { loadSecrets, secretsFrom } from './secrets';

const root = '/srv/kehu';

describe('readConfig', () => {
  it('needs nothing', () => {
    expect(readConfig({}, root)).toMatchObject({
      database: { dialect: 'sqlite', url: 'sqlite:/srv/kehu/data/kehu.db', file: '/srv/kehu/data/kehu.db' },
      port: 4000,
      host: '127.0.0.1',
      redisUrl: null,
      secretFile: '/srv/kehu/data/secret',
      createSecret: true,
      demo: 'auto',
      logLevel: 'info',
      secureCookies: false,
      trustedProxies: 0,
    });
  });

  it('takes an empty variable as not set', () => {
    expect(readConfig({ PORT: '', KEHU_DEMO: '' }, root)).toMatchObject({ port: 4000, demo: 'auto' });
  });

  it('keeps the secret beside an embedded database, and asks for it where a server shares one', () => {
    expect(readConfig({ DATABASE_URL: 'sqlite:///var/kehu/a.db' }, root)).toMatchObject({
      database: { file: '/var/kehu/a.db' },
      secretFile: '/var/kehu/secret',
    });
    expect(readConfig({ DATABASE_URL: 'mariadb://u:p@db/kehu' }, root)).toMatchObject({
      database: { dialect: 'mysql' },
      secretFile: '/srv/kehu/data/secret',
      createSecret: true,
    });
    expect(readConfig({ DATABASE_URL: 'mysql://u:p@db/kehu', KEHU_SECRET_FILE: 'k' }, root)).toMatchObject({
      secretFile: '/srv/kehu/k',
      createSecret: false,
    });
  });

  it.each([
    ['PORT', '70000'],
    ['PORT', 'http'],
    ['KEHU_DEMO', 'yes'],
    ['LOG_LEVEL', 'loud'],
    ['REDIS_URL', 'localhost:6379'],
    ['DATABASE_URL', 'postgres://db/kehu'],
    ['DATABASE_URL', 'sqlite:'],
    ['DATABASE_URL', 'sqlite::memory:'],
    ['DATABASE_URL', 'mysql://host'],
    ['KEHU_TLS', 'true'],
    ['KEHU_TRUSTED_PROXIES', 'all'],
    ['KEHU_WORKERS', '0'],
    ['KEHU_STATEMENT_SECONDS', 'ten'],
    ['KEHU_HEAVY_STATEMENT_SECONDS', '0'],
  ])('stops at %s=%s with one sentence that names it', (name, value) => {
    const read = (): unknown => readConfig({ [name]: value }, root);
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(new RegExp(`^${name}: [^\n]*\\.$`));
  });

  it('never repeats a password', () => {
    expect(() => readConfig({ DATABASE_URL: 'mysqll://kehu:s3cret@db/kehu' }, root)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('s3cret') as string }) as Error,
    );
  });
});

describe('secrets', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kehu-secret-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('are made once, for the owner alone, and read again', () => {
    const secretFile = join(folder, 'new', 'secret');
    const first = loadSecrets({ secretFile, createSecret: true });
    expect(statSync(secretFile).mode & 0o777).toBe(0o600);
    expect(readFileSync(secretFile).length).toBeGreaterThanOrEqual(32);
    const second = loadSecrets({ secretFile, createSecret: false });
    expect(second.key('cursor')).toEqual(first.key('cursor'));
  });

  it('differ by purpose and by master', () => {
    const one = secretsFrom(Buffer.alloc(32, 1));
    const keys = (['cursor', 'blind-index', 'key-wrap', 'session'] as const).map((purpose) => one.key(purpose));
    expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(4);
    expect(keys.every((key) => key.length === 32)).toBe(true);
    expect(secretsFrom(Buffer.alloc(32, 2)).key('cursor')).not.toEqual(keys[0]);
  });

  it('are refused when the file is missing where it must not be made, or too short', () => {
    const secretFile = join(folder, 'secret');
    expect(() => loadSecrets({ secretFile, createSecret: false })).toThrow(/^KEHU_SECRET_FILE: .* does not exist/);
    writeFileSync(secretFile, 'short');
    expect(() => loadSecrets({ secretFile, createSecret: true })).toThrow(/holds 5 bytes; at least 32/);
  });
});
