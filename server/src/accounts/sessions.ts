import { randomUUID } from 'node:crypto';
import type { SqlRunner } from '../database/database';
import { idToBytes } from '../query/values';
import { hashToken, newSessionToken, type RandomBytes } from './tokens';

// Raw SQL: sessions say who the principal is, so no view can stand before them.

/** How long a session lasts: `idle` after its last use, `absolute` after its start. Milliseconds. */
export const sessionLifetime = { idle: 8 * 3_600_000, absolute: 14 * 24 * 3_600_000 } as const;

/** The use of a session is written down at most this often. */
export const touchMilliseconds = 60_000;

export interface NewSession {
  userPk: number;
  userAgent: string | null;
  now: number;
  random?: RandomBytes;
}

/** Starts a session and returns its token, which is stored as a hash alone, and its key. */
export async function startSession(runner: SqlRunner, session: NewSession): Promise<{ token: string; pk: number }> {
  const { userPk, now } = session;
  const token = newSessionToken(session.random);
  await runner.run('DELETE FROM sessions WHERE user_pk = ? AND (expires_at <= ? OR idle_expires_at <= ?)', [
    userPk,
    now,
    now,
  ]);
  const { insertId } = await runner.run(
    `INSERT INTO sessions (id, token_hash, user_pk, client_pk, created_at, last_used_at, expires_at, idle_expires_at, user_agent)
     VALUES (?, ?, ?, NULL, ?, ?, ?, ?, ?)`,
    [
      idToBytes(randomUUID()),
      hashToken(token),
      userPk,
      now,
      now,
      now + sessionLifetime.absolute,
      now + sessionLifetime.idle,
      session.userAgent === null ? null : [...session.userAgent].slice(0, 200).join(''),
    ],
  );
  return { token, pk: insertId };
}

/** Notes the use of a session and moves its idle end. */
export async function touchSession(runner: SqlRunner, pk: number, now: number): Promise<void> {
  await runner.run('UPDATE sessions SET last_used_at = ?, idle_expires_at = ? WHERE pk = ?', [
    now,
    now + sessionLifetime.idle,
    pk,
  ]);
}

/** Ends one session. */
export const endSession = async (runner: SqlRunner, pk: number): Promise<void> =>
  void (await runner.run('DELETE FROM sessions WHERE pk = ?', [pk]));

/** Ends every session of a user, but the one with the key `keep`. Answers how many. */
export async function endSessions(runner: SqlRunner, userPk: number, keep: number | null = null): Promise<number> {
  const { changes } = await runner.run('DELETE FROM sessions WHERE user_pk = ? AND pk <> ?', [userPk, keep ?? 0]);
  return changes;
}
