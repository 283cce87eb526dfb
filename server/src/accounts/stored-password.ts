import type { SqlRunner } from '../database/database';

// Raw SQL: passwords belong to no noun that a view could show.

/**
 * Whether this is still the stored form of the password of an enabled account, and, for one sign-in alone, not used yet. Both
 * stay so until the transaction ends: whoever replaces the password or closes the account waits for it.
 */
export async function isStillStored(
  tx: SqlRunner,
  userPk: number,
  hash: string,
  unusedAlone: boolean,
): Promise<boolean> {
  const lock = tx.dialect === 'mysql' ? ' FOR UPDATE' : ''; // SQLite has one writer
  const [stored] = await tx.rows(`SELECT password_hash, used_at FROM credentials WHERE user_pk = ?${lock}`, [userPk]);
  if (!stored || String(stored[0]) !== hash || (unusedAlone && stored[1] !== null)) return false;
  const [user] = await tx.rows(`SELECT disabled FROM users WHERE pk = ?${lock}`, [userPk]);
  return user !== undefined && Number(user[0]) === 0;
}
