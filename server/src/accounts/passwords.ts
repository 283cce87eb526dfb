import { hash, verify } from '@node-rs/argon2';
import { badInput } from '../errors/errors';

/** Argon2id with 19 MiB, two passes, one lane: OWASP's first choice. About 30 ms on one core. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const; // Argon2id is the library's default

export const shortestPassword = 12;
export const longestPassword = 256;

/**
 * Refuses passwords that are too short, too long, or made of the account's own name. There are no rules about kinds of
 * characters and no expiry: both make worse passwords.
 * @throws KehuError BAD_USER_INPUT
 */
export function checkPassword(password: string, email: string): void {
  const length = [...password].length;
  if (length < shortestPassword || length > longestPassword) {
    throw badInput(
      'password',
      `A password has ${shortestPassword} to ${longestPassword} characters; this one has ${length}.`,
      `密码长度须为 ${shortestPassword} 至 ${longestPassword} 个字符，当前为 ${length} 个。`,
    );
  }
  const plain = password.toLowerCase();
  const name = email.toLowerCase().split('@', 1)[0] ?? '';
  if (new Set(plain).size < 5 || (name.length > 3 && plain.split(name).join('').length < 4)) {
    throw badInput('password', 'This password is easy to guess. Choose a longer phrase.', '该密码过于简单，请换一个。');
  }
}

/** The stored form of a password: salt and cost are part of it. */
export const hashPassword = (password: string): Promise<string> => hash(password, cost);

/**
 * Whether the password is right. For an account that does not exist, or has no password, pass null: it takes the same work
 * and answers false, so the time taken tells nothing about which accounts exist.
 */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  const right = await verify(stored ?? (await decoy()), password);
  return stored !== null && right;
}

let made: Promise<string> | null = null;
const decoy = (): Promise<string> => (made ??= hashPassword('no account has this password'));

/** Makes the decoy ahead of the first sign-in, which would otherwise take twice the time for an unknown account. */
export const prepareDecoy = async (): Promise<void> => void (await decoy());
