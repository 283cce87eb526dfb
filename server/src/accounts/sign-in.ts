import { fold } from '@kehu/shared';
import type { Principal } from '../access/principal';
import { actorOf, append } from '../audit/audit';
import type { Database } from '../database/database';
import { KehuError, badInput } from '../errors/errors';
import type { Credential } from '../graphql/context';
import { bytesToId } from '../query/values';
import { attemptKeys, bookAttempt, settleAttempts } from './attempts';
import type { Authenticator } from './authenticate';
import { longestPassword, verifyPassword } from './passwords';
import { endSession, endSessions, startSession } from './sessions';
import { isStillStored } from './stored-password';
import type { RandomBytes } from './tokens';

// Raw SQL: the account is looked up before anybody is signed in.

export interface SignInServices {
  database: Database;
  clock: () => number;
  authenticator: Authenticator;
  /** Keys the hashes under which attempts are counted. */
  attemptKey: Buffer;
  random?: RandomBytes;
}

/** Where a sign-in comes from. */
export interface Caller {
  address: string;
  userAgent: string | null;
}

export interface SignedIn {
  token: string;
  principal: Principal;
  credential: Credential;
}

/** One answer for every cause. */
const wrongCredentials = (): KehuError =>
  new KehuError('UNAUTHENTICATED', {
    en: 'The e-mail address or the password is not right.',
    zh: '邮箱或密码不正确。',
  });

/**
 * Checks a password and starts a session. Unknown account, wrong password, no password and disabled account take the same
 * work and get the same answer.
 * @throws KehuError UNAUTHENTICATED for each of these causes, RATE_LIMITED after too many of them
 */
export async function signIn(
  services: SignInServices,
  input: { email: string; password: string },
  caller: Caller,
): Promise<SignedIn> {
  const { database, clock, random } = services;
  if (input.password.length > longestPassword * 4 || input.email.length > 254) {
    throw badInput(
      ['email', 'password'],
      'This is too long to be an e-mail address or a password.',
      '邮箱或密码过长。',
    );
  }
  const keys = attemptKeys(services.attemptKey, input.email, caller.address);
  await bookAttempt(database, keys, clock());
  const [row] = await database.rows(
    `SELECT u.pk, u.id, u.disabled, c.password_hash, c.once_until, c.used_at FROM users u LEFT JOIN credentials c ON c.user_pk = u.pk
     WHERE u.email_fold = ?`,
    [fold(input.email.trim())],
  );
  const hash = row && row[3] !== null ? String(row[3]) : null;
  const once = row !== undefined && row[4] !== null;
  const spent = once && (row[5] !== null || Number(row[4]) <= clock());
  const right = (await verifyPassword(hash, input.password)) && !spent;
  const id = row ? bytesToId(row[1] as Uint8Array) : null;
  if (!row || id === null || !right || Number(row[2]) !== 0) {
    const about = id === null ? {} : { noun: 'user', recordId: id };
    await append(database, { actor: { type: 'anonymous' }, action: 'sign-in-failed', ...about }, clock());
    throw wrongCredentials();
  }
  const userPk = Number(row[0]);
  const principal = await services.authenticator.principalOfUser(userPk);
  if (!principal) throw wrongCredentials();
  const now = clock();
  const session = await database.transaction(async (tx) => {
    // It takes a while to look at a password: one that was replaced or used meanwhile begins no session any more.
    if (!(await isStillStored(tx, userPk, hash!, once))) throw wrongCredentials();
    await settleAttempts(tx, keys, now);
    if (once) await tx.run('UPDATE credentials SET used_at = ? WHERE user_pk = ?', [now, userPk]);
    await append(tx, { actor: actorOf(principal), action: 'sign-in', noun: 'user', recordId: principal.id }, now);
    return startSession(tx, { userPk, userAgent: caller.userAgent, now, ...(random && { random }) });
  });
  return { token: session.token, principal, credential: { kind: 'session', pk: session.pk } };
}

/**
 * Ends the session of the request, or every session of its user. Returns whether there was one to end; the key of a
 * program is not a session and is revoked elsewhere.
 */
export async function signOut(
  services: Pick<SignInServices, 'database' | 'clock'>,
  who: { principal: Principal | null; credential: Credential | null },
  everywhere: boolean,
): Promise<boolean> {
  const { principal, credential } = who;
  if (!principal || credential?.kind !== 'session') return false;
  await services.database.transaction(async (tx) => {
    if (everywhere) await endSessions(tx, principal.pk);
    else await endSession(tx, credential.pk);
    const action = everywhere ? 'sign-out-everywhere' : 'sign-out';
    await append(tx, { actor: actorOf(principal), action, noun: 'user', recordId: principal.id }, services.clock());
  });
  return true;
}
