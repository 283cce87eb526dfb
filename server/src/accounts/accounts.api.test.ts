import { testDatabase, type TestDatabase } from '../../test/database';
import { KehuError } from '../errors/errors';
import { accessVersion, bumpAccessVersion } from './access-state';
import { createApiKey, renewApiKey, revokeApiKeys } from './api-keys';
import { attemptLimits } from './attempts';
import { createAuthenticator, type Authenticator } from './authenticate';
import type { RoleLookup } from './load-principal';
import { changeOwnPassword } from './own-password';
import { sessionLifetime, touchMilliseconds } from './sessions';
import { signIn, signOut, type SignInServices } from './sign-in';
import {
  createUser,
  listUsers,
  setDisabled,
  setPassword,
  setRoles,
  setTeams,
  userByEmail,
  type AccountServices,
  type KnownUser,
} from './users';

const password = 'correct horse battery';
const roleOf: RoleLookup = (key) =>
  ({
    rep: { purposes: ['sales', 'service'] as const },
    analyst: { purposes: ['analytics'] as const },
    erp: { purposes: ['service'] as const },
  })[key];

let test: TestDatabase;
let now = Date.UTC(2026, 10, 22);
let services: AccountServices;
let signing: SignInServices;
let authenticator: Authenticator;
let counter = 0;
const followed: number[] = [];

const caller = { address: '192.0.2.1', userAgent: 'test' };
const newUser = (overrides: Partial<Parameters<typeof createUser>[1]> = {}): Promise<KnownUser> =>
  createUser(services, {
    email: `user${++counter}@kehu.test`,
    name: `User ${counter}`,
    roles: ['rep'],
    password,
    ...overrides,
  });
const enter = (email: string, word = password, address = caller.address) =>
  signIn(signing, { email, password: word }, { ...caller, address });
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'none',
    (error: unknown) => {
      if (error instanceof KehuError) return error.code;
      throw error;
    },
  );
const principalOf = async (token: string, purpose?: string) =>
  (await authenticator.authenticate(token, purpose))?.principal ?? null;

async function newTeam(name: string, parentPath = '/'): Promise<{ pk: number; path: string }> {
  const { insertId } = await test.database.run(
    `INSERT INTO teams (id, version, created_at, updated_at, name, name_fold, path) VALUES (?, 1, ?, ?, ?, ?, '/')`,
    [Buffer.alloc(16, ++counter), now, now, name, name],
  );
  const path = `${parentPath}${insertId}/`;
  await test.database.run('UPDATE teams SET path = ? WHERE pk = ?', [path, insertId]);
  return { pk: insertId, path };
}

const auditOf = async (id: string): Promise<string[]> => {
  const rows = await test.database.rows('SELECT action FROM audit_entries WHERE record_id = ? ORDER BY pk', [
    Buffer.from(id.replaceAll('-', ''), 'hex'),
  ]);
  return rows.map((row) => String(row[0]));
};

beforeAll(async () => {
  test = await testDatabase();
  const { database } = test;
  const clock = (): number => now;
  const fail = (error: unknown): void => {
    throw error;
  };
  const follow = async (version: number): Promise<void> => void followed.push(version);
  authenticator = createAuthenticator({ database, clock, roleOf, follow, onTouchFailed: fail });
  services = { database, clock, roleOf, actor: { type: 'system' } };
  signing = { database, clock, authenticator, attemptKey: Buffer.alloc(32, 7) };
});

afterAll(async () => {
  await authenticator.settled();
  await test.drop();
});

describe('signing in', () => {
  it('starts a session that stands for the user, whatever the case and width of the login name', async () => {
    const user = await newUser({ roles: ['analyst', 'rep'] });
    const { token, credential } = await enter(` ${user.email.toUpperCase().replace('U', 'Ｕ')} `);
    expect(token).toMatch(/^kst_[\w-]{43}$/);
    expect(await authenticator.authenticate(token, undefined)).toEqual({
      principal: {
        kind: 'user',
        pk: user.pk,
        id: user.id,
        name: user.name,
        locale: 'zh',
        roles: ['analyst', 'rep'],
        purpose: 'analytics',
        purposes: ['analytics', 'sales', 'service'],
        teamPks: [],
        subtreeTeamPks: [],
        holdsShares: false,
        homeTeamPk: null,
        source: null,
        version: await accessVersion(test.database),
      },
      credential,
    });
    expect((await enter(user.email)).token).not.toBe(token);
  });

  it('looks up those that arrive together in one statement, each for itself', async () => {
    const first = await newUser();
    const { token } = await enter(first.email);
    const second = await newUser();
    const { token: other } = await enter(second.email);
    const statements: string[] = [];
    const stop = test.database.onStatement((sql) => statements.push(sql));
    const found = await Promise.all(
      [token, 'kst_nobody', other, token].map((one) => authenticator.authenticate(one, undefined)),
    );
    stop();
    const ids = found.map((one) => one?.principal.id ?? null);
    expect(ids).toEqual([first.id, null, second.id, first.id]);
    expect(statements.filter((sql) => sql.includes('FROM sessions'))).toHaveLength(1);
  });

  it('keeps tokens and passwords as hashes alone', async () => {
    const user = await newUser();
    const { token } = await enter(user.email);
    const rows = await test.database.rows(
      'SELECT s.token_hash, c.password_hash FROM sessions s JOIN credentials c ON c.user_pk = s.user_pk WHERE s.user_pk = ?',
      [user.pk],
    );
    expect((rows[0]?.[0] as Buffer).length).toBe(32);
    expect(String(rows[0]?.[1])).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(String(rows[0]?.[0])).not.toContain(token);
  });

  it('refuses every cause alike and tells the audit trail', async () => {
    const user = await newUser();
    const closed = await newUser();
    await setDisabled(services, closed, true);
    const noPassword = await newUser({ password: null });
    const answers = await Promise.all(
      [
        enter(user.email, 'wrong password'),
        enter('nobody@kehu.test'),
        enter(closed.email),
        enter(noPassword.email),
        enter(noPassword.email, ''),
      ].map((attempt) => attempt.catch((error: KehuError) => [error.code, error.sentence, error.fields])),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toEqual(['UNAUTHENTICATED', expect.anything(), []]);
    expect(await auditOf(user.id)).toEqual(['user-created', 'sign-in-failed']);
    await enter(user.email);
    expect((await auditOf(user.id)).at(-1)).toBe('sign-in');
  });

  it('limits guessing by account, the same for names that no account has', async () => {
    const user = await newUser();
    for (const email of [user.email, 'not-there@kehu.test']) {
      const codes: string[] = [];
      for (let attempt = 0; attempt <= attemptLimits.perAccount; attempt++) {
        codes.push(await codeOf(enter(email, `guess number ${attempt}`, `198.51.100.${attempt}`)));
      }
      expect(codes).toEqual([...Array<string>(attemptLimits.perAccount).fill('UNAUTHENTICATED'), 'RATE_LIMITED']);
    }
    expect(await codeOf(enter(user.email))).toBe('RATE_LIMITED');
    now += attemptLimits.windowMilliseconds;
    expect(await codeOf(enter(user.email))).toBe('none');
  }, 60_000);

  it('counts attempts that run at the same time', async () => {
    const user = await newUser();
    const codes = await Promise.all(
      Array.from({ length: attemptLimits.perAccount + 5 }, () => codeOf(enter(user.email, 'a wrong guess'))),
    );
    expect(codes.filter((code) => code === 'UNAUTHENTICATED').length).toBeLessThanOrEqual(attemptLimits.perAccount);
    expect(codes.filter((code) => code === 'RATE_LIMITED').length).toBeGreaterThanOrEqual(5);
  }, 60_000);

  it('forgets the attempts of an account after the right password', async () => {
    const user = await newUser();
    for (let round = 0; round < 2; round++) {
      for (let attempt = 1; attempt < attemptLimits.perAccount; attempt++) {
        expect(await codeOf(enter(user.email, 'a wrong guess', '203.0.113.9'))).toBe('UNAUTHENTICATED');
      }
      expect(await codeOf(enter(user.email, password, '203.0.113.9'))).toBe('none');
    }
  }, 60_000);

  it('limits guessing by network address', async () => {
    const { database } = test;
    await database.run('DELETE FROM sign_in_attempts');
    await codeOf(enter('one@kehu.test', 'x', '2001:db8:1:2::1'));
    const [row] = await database.rows('SELECT key_hash FROM sign_in_attempts ORDER BY pk DESC LIMIT 1');
    for (let attempt = 1; attempt < attemptLimits.perAddress; attempt++) {
      await database.run('INSERT INTO sign_in_attempts (key_hash, at) VALUES (?, ?)', [row?.[0] as Buffer, now]);
    }
    const user = await newUser();
    expect(await codeOf(enter(user.email, password, '2001:db8:1:2:ffff::9'))).toBe('RATE_LIMITED');
    expect(await codeOf(enter(user.email, password, '2001:db8:1:3::9'))).toBe('none');
  });
});

describe('while a password is looked at', () => {
  /** The database, on which something else happens before the next transaction begins. */
  const meanwhile = (work: () => Promise<unknown>): SignInServices => {
    const { database } = test;
    const transaction: typeof database.transaction = async (...rest) => {
      await work();
      return database.transaction(...rest);
    };
    const changing = new Proxy(database, {
      get: (of, name) => (name === 'transaction' ? transaction : (Reflect.get(of, name) as unknown)),
    });
    return { ...signing, database: changing };
  };
  const sessionsOf = async ({ pk }: KnownUser): Promise<number> =>
    (await test.database.rows('SELECT 1 FROM sessions WHERE user_pk = ?', [pk])).length;

  it('it may be replaced or its account closed: then it begins no session', async () => {
    const reset = await newUser();
    const onceUntil = now + 1000;
    const replaced = meanwhile(() => setPassword(services, reset, 'one time password', { onceUntil }));
    expect(await codeOf(signIn(replaced, { email: reset.email, password }, caller))).toBe('UNAUTHENTICATED');
    expect(await sessionsOf(reset)).toBe(0);
    const closed = await newUser();
    const closing = meanwhile(() => setDisabled(services, closed, true));
    expect(await codeOf(signIn(closing, { email: closed.email, password }, caller))).toBe('UNAUTHENTICATED');
    expect(await sessionsOf(closed)).toBe(0);
  });

  it('it may be replaced: then it is no longer the current one that another of one’s own is set by', async () => {
    const user = await newUser();
    const { credential, principal } = await enter(user.email);
    const replaced = meanwhile(() => setPassword(services, user, 'one time password', { onceUntil: now + 1000 }));
    const who = { principal, credential, address: caller.address };
    const input = { current: password, password: 'whoever knew the old one' };
    expect(await codeOf(changeOwnPassword({ ...replaced }, who, input))).toBe('BAD_USER_INPUT');
    expect(await codeOf(enter(user.email, 'whoever knew the old one'))).toBe('UNAUTHENTICATED');
    expect(await codeOf(enter(user.email, 'one time password'))).toBe('none');
  });
});

describe('a session', () => {
  it('ends when it is idle, and moves that end with use, up to its absolute end', async () => {
    const user = await newUser();
    const started = now;
    const { token } = await enter(user.email);
    now += sessionLifetime.idle - 1;
    expect(await principalOf(token)).not.toBeNull();
    await authenticator.settled();
    now += sessionLifetime.idle - 1;
    expect(await principalOf(token)).not.toBeNull();
    await authenticator.settled();
    now += sessionLifetime.idle;
    expect(await principalOf(token)).toBeNull();

    const other = await enter(user.email);
    const begun = now;
    while (now + sessionLifetime.idle - 1 < begun + sessionLifetime.absolute) {
      now += sessionLifetime.idle - 1;
      expect(await principalOf(other.token)).not.toBeNull();
      await authenticator.settled();
    }
    now = begun + sessionLifetime.absolute;
    expect(await principalOf(other.token)).toBeNull();
    expect(now).toBeGreaterThan(started);
  });

  it('writes its use down at most once a minute', async () => {
    const user = await newUser();
    const { token } = await enter(user.email);
    const statements: string[] = [];
    const stop = test.database.onStatement((sql) => void statements.push(sql.split(' ', 1)[0] ?? ''));
    now += touchMilliseconds - 1;
    await principalOf(token);
    await authenticator.settled();
    expect(statements).toEqual(['SELECT']);
    now += 1;
    await principalOf(token);
    await principalOf(token);
    await authenticator.settled();
    stop();
    expect(statements.sort()).toEqual(['SELECT', 'SELECT', 'SELECT', 'UPDATE']);
  });

  it('ends by signing out, here or everywhere', async () => {
    const user = await newUser();
    const [first, second, third] = [await enter(user.email), await enter(user.email), await enter(user.email)];
    expect(await signOut(signing, first, false)).toBe(true);
    expect(await principalOf(first.token)).toBeNull();
    expect(await principalOf(second.token)).not.toBeNull();
    expect(await signOut(signing, second, true)).toBe(true);
    expect(await principalOf(third.token)).toBeNull();
    expect(await signOut(signing, { principal: null, credential: null }, true)).toBe(false);
    expect((await auditOf(user.id)).slice(-2)).toEqual(['sign-out', 'sign-out-everywhere']);
  });

  it('is not found under anything but its token', async () => {
    const user = await newUser();
    const { token } = await enter(user.email);
    for (const wrong of ['', 'kst_', token.slice(0, -1), `${token}x`, token.slice(4), `kehu_${token.slice(4)}`]) {
      expect(await principalOf(wrong)).toBeNull();
    }
  });
});

describe('changes of a user hold at the next operation', () => {
  it('disabling ends sessions and keys; enabling brings no session back', async () => {
    const user = await newUser();
    const { token } = await enter(user.email);
    const { key } = await createApiKey(services, {
      name: 'own',
      roles: ['erp'],
      source: null,
      expiresAt: null,
      createdByUserPk: user.pk,
    });
    expect(await principalOf(token)).not.toBeNull();
    expect(await principalOf(key)).not.toBeNull();
    await setDisabled(services, user, true);
    expect(await principalOf(token)).toBeNull();
    expect(await principalOf(key)).toBeNull();
    await setDisabled(services, user, false);
    expect(await principalOf(token)).toBeNull();
    expect(await codeOf(enter(user.email))).toBe('none');
  });

  it('a new password ends sessions and the old password', async () => {
    const user = await newUser();
    const { token } = await enter(user.email);
    await setPassword(services, user, 'another long phrase');
    expect(await principalOf(token)).toBeNull();
    expect(await codeOf(enter(user.email))).toBe('UNAUTHENTICATED');
    expect(await codeOf(enter(user.email, 'another long phrase'))).toBe('none');
  });

  it('roles, teams and changes of the tree', async () => {
    const north = await newTeam('North');
    const northOne = await newTeam('North 1', north.path);
    const south = await newTeam('South');
    const user = await newUser({ teamPk: north.pk });
    const { token } = await enter(user.email);
    expect(await principalOf(token)).toMatchObject({
      homeTeamPk: north.pk,
      teamPks: [north.pk],
      subtreeTeamPks: [north.pk, northOne.pk],
    });
    await setTeams(services, user, south.pk, [northOne.pk]);
    expect(await principalOf(token)).toMatchObject({
      homeTeamPk: south.pk,
      teamPks: [northOne.pk, south.pk],
      subtreeTeamPks: [northOne.pk, south.pk],
    });
    const southOne = await test.database.transaction(async (tx) => {
      await bumpAccessVersion(tx);
      return tx.run(
        `INSERT INTO teams (id, version, created_at, updated_at, name, name_fold, path) VALUES (?, 1, 1, 1, 's1', 's1', ?)`,
        [Buffer.alloc(16, ++counter), `${south.path}999/`],
      );
    });
    expect((await principalOf(token))?.subtreeTeamPks).toEqual([northOne.pk, south.pk, southOne.insertId]);
    await setRoles(services, user, ['analyst']);
    followed.length = 0;
    expect(await principalOf(token)).toMatchObject({ roles: ['analyst'], purpose: 'analytics' });
    expect(followed).toEqual([await accessVersion(test.database)]);
    expect(await auditOf(user.id)).toEqual(
      expect.arrayContaining(['user-created', 'user-teams-set', 'user-roles-set']) as string[],
    );
  });

  it('otherwise one statement finds the principal', async () => {
    const user = await newUser();
    const { token } = await enter(user.email);
    await principalOf(token);
    const statements: string[] = [];
    const stop = test.database.onStatement((sql) => void statements.push(sql));
    await principalOf(token);
    stop();
    expect(statements).toHaveLength(1);
  });
});

describe('purposes', () => {
  it('may be stated when a role allows them', async () => {
    const user = await newUser({ roles: ['rep'] });
    const { token } = await enter(user.email);
    expect((await principalOf(token, 'service'))?.purpose).toBe('service');
    expect(await codeOf(principalOf(token, 'analytics'))).toBe('FORBIDDEN');
    expect(await codeOf(principalOf(token, 'Sales'))).toBe('BAD_USER_INPUT');
  });
});

describe('API keys', () => {
  const client = { roles: ['erp'], source: 'erp', expiresAt: null, createdByUserPk: null };

  it('stand for a client with its roles and source', async () => {
    const { id, key, prefix } = await createApiKey(services, { ...client, name: 'stand' });
    expect(key).toMatch(new RegExp(`^kehu_${prefix}_[\\w-]{43}$`));
    expect(await principalOf(key)).toMatchObject({
      kind: 'client',
      id,
      name: 'stand',
      roles: ['erp'],
      purpose: 'service',
      source: 'erp',
      teamPks: [],
      homeTeamPk: null,
    });
  });

  it('end when they expire or are revoked', async () => {
    const { key } = await createApiKey(services, { ...client, name: 'ends', expiresAt: now + 1000 });
    expect(await principalOf(key)).not.toBeNull();
    now += 1000;
    expect(await principalOf(key)).toBeNull();
    const revoked = await createApiKey(services, { ...client, name: 'revoked' });
    expect(await revokeApiKeys(services, 'revoked')).toBe(1);
    expect(await principalOf(revoked.key)).toBeNull();
  });

  it('are made anew when one was lost', async () => {
    const old = await createApiKey(services, { ...client, name: 'lost' });
    const fresh = await renewApiKey(services, 'lost');
    expect(await principalOf(old.key)).toBeNull();
    expect(await principalOf(fresh.key)).toMatchObject({ roles: ['erp'], source: 'erp' });
    expect(await codeOf(renewApiKey(services, 'never there'))).toBe('NOT_FOUND');
    await createApiKey(services, { ...client, name: 'short', expiresAt: now + 1000 });
    now += 900;
    const short = await renewApiKey(services, 'short');
    now += 999;
    expect(await principalOf(short.key)).not.toBeNull();
    now += 1;
    expect(await principalOf(short.key)).toBeNull();
  });

  it('refuse unknown roles and ends in the past', async () => {
    expect(await codeOf(createApiKey(services, { ...client, name: 'x', roles: ['king'] }))).toBe('BAD_USER_INPUT');
    expect(await codeOf(createApiKey(services, { ...client, name: 'x', expiresAt: now }))).toBe('BAD_USER_INPUT');
  });
});

describe('accounts', () => {
  it('have one login name each', async () => {
    const user = await newUser();
    expect(await codeOf(newUser({ email: user.email.toUpperCase() }))).toBe('CONFLICT');
  });

  it('refuse what is no e-mail address, no name, no role, or a password easy to guess', async () => {
    for (const wrong of [
      { email: 'nobody' },
      { email: `a@${'.'.repeat(200_000)}@` },
      { name: ' ' },
      { roles: ['king'] },
      { roles: [] },
      { password: 'short' },
      { password: 'aaaaaaaaaaaaaaaa' },
      { email: 'margarethe@kehu.test', password: 'Margarethe12' },
      { password: 'x'.repeat(300) },
    ]) {
      expect([wrong, await codeOf(newUser(wrong))]).toEqual([wrong, 'BAD_USER_INPUT']);
    }
  });

  it('are listed with their roles', async () => {
    const user = await newUser({ roles: ['rep', 'analyst'] });
    const listed = (await listUsers(test.database)).find(({ id }) => id === user.id);
    expect(listed).toEqual({ ...user, roles: ['rep', 'analyst'], lastSignIn: null });
    expect(await userByEmail(test.database, user.email)).toEqual(user);
    expect(await codeOf(userByEmail(test.database, 'no@body.test'))).toBe('NOT_FOUND');
  });
});

it('the audit trail can be added to and nothing else', async () => {
  await expect(test.database.run("UPDATE audit_entries SET action = 'x'")).rejects.toThrow();
  await expect(test.database.run('DELETE FROM audit_entries')).rejects.toThrow();
});
