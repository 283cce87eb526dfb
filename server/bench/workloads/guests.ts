import { bumpAccessVersion } from '../../src/accounts/access-state';
import { startSession } from '../../src/accounts/sessions';
import type { Database } from '../../src/database/database';
import { benchDesk, benchRoles, director } from '../company/rules';

/** What their sessions are told by. */
export const guestAgent = 'bench-guest';

/** Tokens of users that single commands ask as. */
export interface Guests {
  /** With the role as shipped. */
  steward: string;
  director: string;
  desk: string;
}

/** Starts their sessions; the one at the desk gets its role. */
export async function inviteGuests(database: Database): Promise<Guests> {
  const session = (userPk: number): Promise<string> =>
    database.transaction(
      async (tx) => (await startSession(tx, { userPk, userAgent: guestAgent, now: Date.now() })).token,
    );
  await database.transaction(async (tx) => {
    await tx.run('UPDATE user_roles SET role = ? WHERE user_pk = ?', [benchRoles.desk, benchDesk.user]);
    await bumpAccessVersion(tx);
  });
  return { steward: await session(1), director: await session(director.user), desk: await session(benchDesk.user) };
}

export async function dismissGuests(database: Database): Promise<void> {
  await database.run('DELETE FROM sessions WHERE user_agent = ?', [guestAgent]);
}
