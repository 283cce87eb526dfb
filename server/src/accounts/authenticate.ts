import type { Principal, Purpose } from '../access/principal';
import type { Database } from '../database/database';
import type { Credential } from '../graphql/context';
import { bytesToId } from '../query/values';
import { versionSql } from './access-state';
import { limitsOf } from './api-keys';
import { clientProfile, loadUserProfile, principalFor, type Profile, type RoleLookup } from './load-principal';
import { SessionLookup } from './session-lookup';
import { touchMilliseconds, touchSession } from './sessions';
import { hashToken, kindOfToken } from './tokens';

// Raw SQL: the credential is looked up to find the principal.

export interface AuthenticatorOptions {
  database: Database;
  clock: () => number;
  /** Roles as of now; the built-in ones under those of administrators. */
  roleOf: RoleLookup;
  /** Reads the rules of this access version, called before anything is made of them when it has moved on. */
  follow: (version: number) => Promise<unknown>;
  /** Told when the use of a credential could not be written down; the request goes on. */
  onTouchFailed: (error: unknown) => void;
}

export interface Authenticator {
  /**
   * Who a token stands for; null for every token that is unknown, ended, expired, revoked or of a disabled user.
   * @throws KehuError FORBIDDEN when no role allows the purpose stated.
   */
  authenticate(
    token: string,
    purpose: string | undefined,
  ): Promise<{ principal: Principal; credential: Credential } | null>;
  /** {@link authenticate} for a connection that is open: it is no use of the credential, so its idle time goes on. */
  recheck: Authenticator['authenticate'];
  /** The principal of a user, acting for the purpose stated or the default of its first role: for sign-in and for jobs. */
  principalOfUser(userPk: number, purpose?: string): Promise<Principal | null>;
  /** The principal of an API client, likewise: for jobs. Null where its key has ended. */
  principalOfClient(clientPk: number, purpose?: string): Promise<Principal | null>;
  /** Waits for uses that are still being written down. */
  settled(): Promise<void>;
}

const cachedUsers = 10_000;

/**
 * Finds principals by their credential with one statement a request. Roles and teams are kept in memory for as long as the
 * access version and the user's own version, both read by that statement, stay what they were.
 */
export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const { database, clock, roleOf } = options;
  const sessions = new SessionLookup(database);
  const profiles = new Map<number, { stamp: string; profile: Profile }>();
  const touching = new Map<string, Promise<void>>();
  let followed: number | null = null;

  const follow = async (version: number): Promise<void> => {
    if (version === followed) return;
    await options.follow(version);
    followed = version;
  };

  const userProfile = async (userPk: number, userVersion: number, version: number): Promise<Profile | null> => {
    await follow(version);
    const stamp = `${version}.${userVersion}`;
    const known = profiles.get(userPk);
    if (known?.stamp === stamp) return known.profile;
    const profile = await loadUserProfile(database, userPk, version, roleOf);
    if (!profile) return null;
    profiles.delete(userPk);
    profiles.set(userPk, { stamp, profile });
    if (profiles.size > cachedUsers) profiles.delete(profiles.keys().next().value as number);
    return profile;
  };

  /** Writes the use down behind the request's back: an answer never waits for, or fails by, a time stamp. */
  const touch = (key: string, lastUsedAt: number, write: (now: number) => Promise<unknown>): void => {
    const now = clock();
    if (now - lastUsedAt < touchMilliseconds || touching.has(key)) return;
    const work = write(now)
      .then(() => undefined, options.onTouchFailed)
      .finally(() => touching.delete(key));
    touching.set(key, work);
  };

  const bySession = async (token: string, purpose: string | undefined, isUse: boolean) => {
    const session = await sessions.find(hashToken(token));
    const now = clock();
    if (!session || session.disabled || session.expiresAt <= now || session.idleExpiresAt <= now) return null;
    const profile = await userProfile(session.userPk, session.userVersion, session.accessVersion);
    if (!profile) return null;
    const { pk } = session;
    if (isUse) touch(`s${pk}`, session.lastUsedAt, (at) => touchSession(database, pk, at));
    const principal = principalFor(profile, purpose);
    // A fact of this moment: good for the operation that is about to start, not for a connection that stays open.
    if (isUse) principal.holdsShares = session.holdsShares;
    return { principal, credential: { kind: 'session' as const, pk } };
  };

  const byKey = async (
    by: { hash: Buffer } | { pk: number },
    purpose: string | undefined,
    isUse: boolean,
  ): ReturnType<Authenticator['authenticate']> => {
    const [row] = await database.rows(
      `SELECT k.pk, k.id, k.name, k.roles, k.source, k.expires_at, k.revoked_at, k.last_used_at, u.disabled, ${versionSql},
         k.scopes, u.pk, u.version
       FROM api_keys k LEFT JOIN users u ON u.pk = k.created_by_user_pk WHERE ${'hash' in by ? 'k.key_hash' : 'k.pk'} = ?`,
      ['hash' in by ? by.hash : by.pk],
    );
    if (!row) return null;
    const [pk, id, name, roles, source, expiresAt, revokedAt, lastUsedAt, disabled, version, scopes, maker, ofMaker] =
      row;
    const expired = expiresAt !== null && Number(expiresAt) <= clock();
    // A key ends with the account of the person who made it.
    if (revokedAt !== null || expired || Number(disabled ?? 0) !== 0) return null;
    const client = {
      pk: Number(pk),
      id: bytesToId(id as Uint8Array),
      name: String(name),
      roles: JSON.parse(String(roles)) as string[],
      source: source === null ? null : String(source),
      limits: limitsOf(scopes),
    };
    if (isUse) {
      touch(`k${client.pk}`, Number(lastUsedAt ?? 0), (at) =>
        database.run('UPDATE api_keys SET last_used_at = ? WHERE pk = ?', [at, client.pk]),
      );
    }
    await follow(Number(version ?? 0));
    const profile = clientProfile(client, Number(version ?? 0), roleOf);
    const principal = principalFor(profile, purpose);
    if (maker !== null) {
      const giver = await userProfile(Number(maker), Number(ofMaker), Number(version ?? 0));
      principal.within = giver && boundBy(giver, principal.purpose);
    }
    return { principal, credential: { kind: 'key' as const, pk: client.pk } };
  };

  const byToken = async (token: string, purpose: string | undefined, isUse: boolean) => {
    const kind = kindOfToken(token);
    if (kind === null) return null;
    return kind === 'session' ? bySession(token, purpose, isUse) : byKey({ hash: hashToken(token) }, purpose, isUse);
  };

  /** A key never exceeds who made it, unless that person may give any role: then its roles were given by that right. */
  const boundBy = (giver: Profile, purpose: Purpose): Principal['within'] => {
    if (giver.roles.some((role) => roleOf(role)?.rights?.includes('roles:manage'))) return null;
    const stated = giver.purposes.includes(purpose) ? purpose : undefined;
    return { principal: principalFor(giver, stated), readOnly: false };
  };

  return {
    authenticate: (token, purpose) => byToken(token, purpose, true),
    recheck: (token, purpose) => byToken(token, purpose, false),
    async principalOfUser(userPk, purpose) {
      const [row] = await database.rows(`SELECT disabled, version, ${versionSql} FROM users WHERE pk = ?`, [userPk]);
      if (!row || Number(row[0]) !== 0) return null;
      const profile = await userProfile(userPk, Number(row[1]), Number(row[2] ?? 0));
      return profile && principalFor(profile, purpose);
    },
    async principalOfClient(clientPk, purpose) {
      return (await byKey({ pk: clientPk }, purpose, false))?.principal ?? null;
    },
    async settled() {
      await Promise.all(touching.values());
    },
  };
}
