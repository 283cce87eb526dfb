import type { Database, SqlRow, SqlValue } from '../database/database';
import { versionSql } from './access-state';

// Raw SQL: the credential is looked up to find the principal.

/**
 * Whether there is any share for the user or one of its teams, run out or not. The look-ups are separate so that each is a
 * single step into an index.
 */
const sharesSql = `(EXISTS (SELECT 1 FROM shares w WHERE w.with_user_pk = u.pk)
  OR EXISTS (SELECT 1 FROM shares w WHERE w.with_team_pk = u.team_pk)
  OR EXISTS (SELECT 1 FROM user_teams m JOIN shares w ON w.with_team_pk = m.team_pk WHERE m.user_pk = u.pk))`;

const columns = `s.token_hash, s.pk, s.last_used_at, s.expires_at, s.idle_expires_at, u.pk, u.disabled, u.version,
  ${versionSql}, ${sharesSql}`;

/** What a session's token says about its user at this moment. Moments are epoch milliseconds. */
export interface FoundSession {
  pk: number;
  lastUsedAt: number;
  expiresAt: number;
  idleExpiresAt: number;
  userPk: number;
  disabled: boolean;
  userVersion: number;
  accessVersion: number;
  holdsShares: boolean;
}

/** Most tokens of one statement. */
const batch = 64;

/** Numbers of tokens that a statement is prepared for; the last token fills up. */
const sizes = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, batch];

interface Waiting {
  hash: Buffer;
  resolve(found: FoundSession | null): void;
  reject(error: unknown): void;
}

/**
 * Looks sessions up by their hashed token. Requests that arrive together share a statement, which starts after the last of
 * them has arrived, so that each still sees the rules as they are when it starts.
 */
export class SessionLookup {
  private waiting: Waiting[] = [];

  constructor(private readonly database: Database) {}

  find(hash: Buffer): Promise<FoundSession | null> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ hash, resolve, reject });
      if (this.waiting.length === 1) setImmediate(() => this.ask());
    });
  }

  private ask(): void {
    const { waiting } = this;
    this.waiting = [];
    for (let i = 0; i < waiting.length; i += batch) {
      const part = waiting.slice(i, i + batch);
      this.rows(part).then(
        (rows) => {
          const byHash = new Map(rows.map((row) => [(row[0] as Buffer).toString('latin1'), row]));
          for (const { hash, resolve } of part) resolve(found(byHash.get(hash.toString('latin1'))));
        },
        (error: unknown) => {
          for (const { reject } of part) reject(error);
        },
      );
    }
  }

  private rows(part: readonly Waiting[]): Promise<SqlRow[]> {
    const size = sizes.find((one) => one >= part.length)!;
    const hashes: SqlValue[] = Array.from({ length: size }, (_, i) => part[Math.min(i, part.length - 1)]!.hash);
    const wanted = size === 1 ? '= ?' : `IN (${hashes.map(() => '?').join(',')})`;
    return this.database.rows(
      `SELECT ${columns} FROM sessions s JOIN users u ON u.pk = s.user_pk WHERE s.token_hash ${wanted}`,
      hashes,
    );
  }
}

function found(row: SqlRow | undefined): FoundSession | null {
  if (!row) return null;
  const [pk, lastUsedAt, expiresAt, idleExpiresAt, userPk, disabled, userVersion, accessVersion, shares] = row
    .slice(1)
    .map(Number) as [number, number, number, number, number, number, number, number, number];
  return {
    pk,
    lastUsedAt,
    expiresAt,
    idleExpiresAt,
    userPk,
    disabled: disabled !== 0,
    userVersion,
    accessVersion,
    holdsShares: shares !== 0,
  };
}
