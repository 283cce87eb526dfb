import { createHash, randomBytes } from 'node:crypto';

/** Makes `length` random bytes; tests put their own in. */
export type RandomBytes = (length: number) => Buffer;

const sessionPrefix = 'kst_';
const keyPrefix = 'kehu_';

/** A fresh session token: 256 random bits behind a prefix that secret scanners can look for. */
export const newSessionToken = (random: RandomBytes = randomBytes): string =>
  `${sessionPrefix}${random(32).toString('base64url')}`;

/** A fresh API key. The prefix is shown in lists so that people can tell keys apart; the rest is shown once. */
export function newApiKey(random: RandomBytes = randomBytes): { key: string; prefix: string } {
  const prefix = random(5).toString('hex');
  return { key: `${keyPrefix}${prefix}_${random(32).toString('base64url')}`, prefix };
}

export type TokenKind = 'session' | 'key';

/** What a presented token claims to be; null for anything we never gave out. */
export function kindOfToken(token: string): TokenKind | null {
  if (token.startsWith(sessionPrefix)) return 'session';
  return token.startsWith(keyPrefix) ? 'key' : null;
}

/** The stored form of a token. It has 256 random bits, so a fast hash is enough and a look-up by it tells nothing. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest();
