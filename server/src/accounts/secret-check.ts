import { createHash } from 'node:crypto';
import { ConfigError } from '../config/config';
import type { Secrets } from '../config/secrets';
import type { SqlRunner } from '../database/database';

// Raw SQL: asked at the start, before there is a principal.

const name = 'secretCheck';

/**
 * Makes sure the secret is the one this database was written with: with another, encrypted numbers would be lost one by one,
 * noticed by nobody. The check stored is a hash of a derived key and tells nothing about it.
 * @throws ConfigError naming KEHU_SECRET_FILE
 */
export async function checkSecret(runner: SqlRunner, secrets: Secrets, file: string): Promise<void> {
  const check = createHash('sha256').update('kehu secret check').update(secrets.key('key-wrap')).digest('hex');
  const [row] = await runner.rows('SELECT value FROM settings WHERE name = ?', [name]);
  if (!row) {
    await runner.run('INSERT INTO settings (name, value) VALUES (?, ?)', [name, JSON.stringify(check)]);
    return;
  }
  if (JSON.parse(String(row[0])) !== check) {
    throw new ConfigError('KEHU_SECRET_FILE', `${file} is not the secret this database was written with.`);
  }
}
