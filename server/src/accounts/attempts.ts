import { createHmac } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { fold } from '@kehu/shared';
import type { SqlRunner } from '../database/database';
import { KehuError } from '../errors/errors';

// Raw SQL: sign-in attempts are counted before anybody is signed in.

/** Failed attempts within the window, per account name and per network address. */
export const attemptLimits = {
  windowMilliseconds: 15 * 60_000,
  perAccount: 10,
  /** Higher: an office shares one address. */
  perAddress: 100,
} as const;

/** The hashes under which an attempt is counted. Keyed, so that the table names nobody, not even by trying names. */
export interface AttemptKeys {
  account: Buffer;
  address: Buffer;
}

export function attemptKeys(key: Buffer, email: string, address: string): AttemptKeys {
  const digest = (kind: string, value: string): Buffer =>
    createHmac('sha256', key).update(`${kind}\0${value}`).digest();
  return { account: digest('account', fold(email.trim())), address: digest('address', network(address)) };
}

/** One household or host has a whole /64 of IPv6, so addresses in it count as one. */
function network(address: string): string {
  if (!isIPv6(address) || address.toLowerCase().startsWith('::ffff:')) return address;
  const [head = '', tail = ''] = address.split('::', 2);
  const front = head.split(':').filter(Boolean);
  const back = tail.split(':').filter(Boolean);
  const groups = address.includes('::')
    ? [...front, ...Array<string>(8 - front.length - back.length).fill('0'), ...back]
    : front;
  return groups.slice(0, 4).join(':');
}

const rateLimited = (): KehuError =>
  new KehuError('RATE_LIMITED', {
    en: 'Too many attempts to sign in. Wait a quarter of an hour and try again.',
    zh: '登录尝试次数过多，请 15 分钟后再试。',
  });

const count = async (runner: SqlRunner, key: Buffer, since: number): Promise<number> => {
  const [row] = await runner.rows('SELECT COUNT(*) FROM sign_in_attempts WHERE key_hash = ? AND at > ?', [key, since]);
  return Number(row?.[0] ?? 0);
};

/**
 * Books an attempt before the password is looked at, so that attempts at the same time count too, each alias of one
 * document by itself. Counts names that no account has just as well.
 * @throws KehuError RATE_LIMITED, without booking
 */
export async function bookAttempt(runner: SqlRunner, keys: AttemptKeys, now: number): Promise<void> {
  const since = now - attemptLimits.windowMilliseconds;
  const account = await count(runner, keys.account, since);
  const address = await count(runner, keys.address, since);
  if (account >= attemptLimits.perAccount || address >= attemptLimits.perAddress) throw rateLimited();
  await runner.run('INSERT INTO sign_in_attempts (key_hash, at) VALUES (?, ?), (?, ?)', [
    keys.account,
    now,
    keys.address,
    now,
  ]);
  // Others may have booked between the count and the booking.
  if ((await count(runner, keys.account, since)) > attemptLimits.perAccount) throw rateLimited();
}

/** Forgets the attempts of an account after the right password, and one of the address; and what has left the window. */
export async function settleAttempts(runner: SqlRunner, keys: AttemptKeys, now: number): Promise<void> {
  await runner.run('DELETE FROM sign_in_attempts WHERE key_hash = ?', [keys.account]);
  const [last] = await runner.rows('SELECT MAX(pk) FROM sign_in_attempts WHERE key_hash = ?', [keys.address]);
  if (last && last[0] !== null) await runner.run('DELETE FROM sign_in_attempts WHERE pk = ?', [Number(last[0])]);
  await runner.run('DELETE FROM sign_in_attempts WHERE at <= ?', [now - attemptLimits.windowMilliseconds]);
}
