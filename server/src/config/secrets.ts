import { hkdfSync, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConfigError, type Config } from './config';

/** What a subkey is for. A key of one purpose tells nothing about another's. */
export type KeyPurpose = 'cursor' | 'blind-index' | 'key-wrap' | 'session' | 'job';

/** The subkeys of the installation, 32 bytes each, derived from the master secret. */
export interface Secrets {
  key(purpose: KeyPurpose): Buffer;
}

const shortest = 32;

/** Derives subkeys (HKDF-SHA-256) from a master secret of at least 32 bytes. */
export function secretsFrom(master: Buffer): Secrets {
  const derived = new Map<KeyPurpose, Buffer>();
  return {
    key(purpose) {
      let key = derived.get(purpose);
      if (!key) {
        key = Buffer.from(hkdfSync('sha256', master, Buffer.from('kehu/1'), Buffer.from(purpose), 32));
        derived.set(purpose, key);
      }
      return key;
    },
  };
}

/**
 * Reads the master secret; makes one (mode 0600) where the configuration allows it and there is none.
 * Losing the file loses the encrypted identity numbers and bank accounts, so it belongs into the backup.
 * @throws ConfigError when the file is missing and may not be made, unreadable or too short.
 */
export function loadSecrets(config: Pick<Config, 'secretFile' | 'createSecret'>): Secrets {
  return secretsFrom(readMaster(config.secretFile) ?? createMaster(config));
}

function readMaster(file: string): Buffer | null {
  let master: Buffer;
  try {
    master = readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new ConfigError('KEHU_SECRET_FILE', `${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
  if (master.length < shortest) {
    throw new ConfigError('KEHU_SECRET_FILE', `${file} holds ${master.length} bytes; at least ${shortest} are needed.`);
  }
  return master;
}

function createMaster(config: Pick<Config, 'secretFile' | 'createSecret'>): Buffer {
  const file = config.secretFile;
  if (!config.createSecret) {
    throw new ConfigError('KEHU_SECRET_FILE', `${file} does not exist; every node needs the same file.`);
  }
  const master = Buffer.from(`${randomBytes(32).toString('base64')}\n`);
  mkdirSync(dirname(file), { recursive: true });
  try {
    // 'wx' so that two processes starting at once end up with one secret.
    writeFileSync(file, master, { mode: 0o600, flag: 'wx' });
    return master;
  } catch (error) {
    const other = (error as NodeJS.ErrnoException).code === 'EEXIST' ? readMaster(file) : null;
    if (other) return other;
    throw new ConfigError('KEHU_SECRET_FILE', `${file} cannot be created (${(error as NodeJS.ErrnoException).code}).`);
  }
}
