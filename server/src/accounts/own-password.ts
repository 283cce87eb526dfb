import type { Principal } from '../access/principal';
import { actorOf } from '../audit/audit';
import { KehuError, badInput, forbidden } from '../errors/errors';
import type { Credential } from '../graphql/context';
import { attemptKeys, bookAttempt, settleAttempts } from './attempts';
import { verifyPassword } from './passwords';
import type { SignInServices } from './sign-in';
import { isStillStored } from './stored-password';
import { setPassword } from './users';

// Raw SQL: passwords belong to no noun that a view could show.

/** Whether the session began with a one-time password, so that a password of one's own is still to be set. */
export async function mustChangePassword(
  { database }: Pick<SignInServices, 'database'>,
  principal: Principal,
): Promise<boolean> {
  if (principal.kind !== 'user') return false;
  const [row] = await database.rows('SELECT once_until FROM credentials WHERE user_pk = ?', [principal.pk]);
  return row !== undefined && row[0] !== null;
}

/**
 * Sets a password of one's own and ends one's other sessions. The current one is asked for, unless it was for one sign-in
 * and is spent.
 * @throws KehuError FORBIDDEN, BAD_USER_INPUT, RATE_LIMITED
 */
export async function changeOwnPassword(
  services: SignInServices,
  who: { principal: Principal | null; credential: Credential | null; address: string },
  input: { current?: string | null; password: string },
): Promise<void> {
  const { principal, credential } = who;
  if (!principal || principal.kind !== 'user' || credential?.kind !== 'session') throw forbidden([]);
  const { database, clock } = services;
  const [row] = await database.rows(
    `SELECT u.email, u.name, c.password_hash, c.once_until FROM users u LEFT JOIN credentials c ON c.user_pk = u.pk
     WHERE u.pk = ?`,
    [principal.pk],
  );
  const email = String(row![0]);
  if (row![2] === null || row![3] === null) {
    if (input.current == null) throw badInput('current', 'Give your current password.', '请输入当前密码。');
    const keys = attemptKeys(services.attemptKey, email, who.address);
    await bookAttempt(database, keys, clock());
    if (!(await verifyPassword(row![2] === null ? null : String(row![2]), input.current))) {
      throw notRight();
    }
    await settleAttempts(database, keys, clock());
  }
  const user = { pk: principal.pk, id: principal.id, email, name: String(row![1]), disabled: false };
  await setPassword({ database, clock, roleOf: () => undefined, actor: actorOf(principal) }, user, input.password, {
    keepSession: credential.pk,
    // It takes a while to look at a password: one that somebody replaced meanwhile is not the current one any more.
    check: async (tx) => {
      if (row![2] === null || !(await isStillStored(tx, principal.pk, String(row![2]), false))) throw notRight();
    },
  });
}

const notRight = (): KehuError =>
  new KehuError('BAD_USER_INPUT', { en: 'The current password is not right.', zh: '当前密码不正确。' }, ['current']);
