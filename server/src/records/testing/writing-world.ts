import { createHash } from 'node:crypto';
import { loadUserProfile, principalFor } from '../../accounts/load-principal';
import type { Policy, Role } from '../../access/policy';
import type { Principal, Purpose } from '../../access/principal';
import { makeRuleBook } from '../../access/rule-book';
import { compileRuleSet } from '../../access/rule-set';
import { secretsFrom } from '../../config/secrets';
import type { Database } from '../../database/database';
import { insertRecords, insertRows } from '../../demo/bulk-insert';
import { KehuError } from '../../errors/errors';
import { NounRegistry, type Noun } from '../../model/registry';
import { nounDefinitions } from '../../nouns';
import { builtInPolicies } from '../../policies';
import { bytesToId, idToBytes } from '../../query/values';
import { recordHooks } from '../../record-hooks';
import { builtInRoles } from '../../roles';
import { testDatabase } from '../../../test/database';
import { createRecord } from '../create-record';
import { updateRecord } from '../update-record';
import { createVault } from '../vault';
import type { GrantingWrite, RecordInput, WriteContext, Written } from '../write-context';

/** A small company: teams, a user for each role, code tables; and writers acting for any of them. */
export interface World {
  database: Database;
  nouns: NounRegistry;
  /** Moves with `tick`. */
  clock: { now: number };
  grants: GrantingWrite[];
  taken: string[];
  as(key: string, purpose?: Purpose): Promise<WriteContext>;
  /** The ERP's API client, with source `erp`. */
  asErp(): WriteContext;
  noun(name: string): Noun;
  userId(key: string): string;
  teamId(key: string): string;
  create(context: WriteContext, noun: string, input: RecordInput): Promise<Written>;
  /** @param shown what the answer shows, where that is known */
  update(
    context: WriteContext,
    noun: string,
    id: string,
    version: number,
    input: RecordInput,
    shown?: readonly string[],
  ): Promise<Written>;
  /** One column of one record, as the engine gives it. */
  column(noun: string, id: string, column: string): Promise<unknown>;
  drop(): Promise<void>;
}

const teams = ['company', 'north', 'south', 'data'];

const users: Record<string, { team: string; roles: string[] }> = {
  rep: { team: 'north', roles: ['sales-rep'] },
  colleague: { team: 'north', roles: ['sales-rep'] },
  south: { team: 'south', roles: ['sales-rep'] },
  manager: { team: 'north', roles: ['manager'] },
  agent: { team: 'company', roles: ['service-agent'] },
  director: { team: 'company', roles: ['director'] },
  steward: { team: 'data', roles: ['steward'] },
  marketer: { team: 'company', roles: ['marketer'] },
  tester: { team: 'north', roles: ['tester'] },
};

/** A UUID that is the same for the same name. */
export const uuid = (name: string): string => bytesToId(createHash('sha256').update(name).digest().subarray(0, 16));

const tester: Role = { key: 'tester', label: { en: 'Tester', zh: '测试' }, purposes: ['service'], rights: [] };

/** @param overlay replaces what the built-in policies say of the role `tester`, by noun */
export async function writingWorld(
  overlay: Readonly<Record<string, Partial<Pick<Policy, 'roles' | 'scopes' | 'denies'>>>> = {},
): Promise<World> {
  const test = await testDatabase();
  const { database } = test;
  const nouns = new NounRegistry(nounDefinitions);
  const policies = builtInPolicies.map((policy): Policy => ({
    ...policy,
    roles: { ...policy.roles, ...overlay[policy.noun]?.roles },
    scopes: { ...policy.scopes, ...overlay[policy.noun]?.scopes },
    denies: { ...policy.denies, ...overlay[policy.noun]?.denies },
  }));
  const book = makeRuleBook(1, nouns, [...builtInRoles, tester], policies);
  const clock = { now: Date.UTC(2026, 0, 15, 8) };
  const grants: GrantingWrite[] = [];
  const taken: string[] = [];
  await fill(database, nouns);
  let made = 0;
  const contextOf = (principal: Principal): WriteContext => ({
    principal,
    ruleSet: compileRuleSet(book, principal.roles, principal.purpose),
    nouns,
    now: clock.now,
    vault: createVault(secretsFrom(Buffer.alloc(32, 7))),
    dictionaryName: (_, key) => key,
    dictionaryKeys: () => [],
    strict: false,
    onSensitiveRead: async () => undefined,
    database,
    newId: () => uuid(`record ${++made}`),
    randomBytes: (size) => createHash('sha512').update(`random ${++made}`).digest().subarray(0, size),
    hooks: recordHooks,
    onGrant: async (_, write) => void grants.push(write),
    onCodeTaken: async (noun, field) => void taken.push(`${noun}.${field}`),
  });
  const noun = (name: string): Noun => nouns.get(name);
  return {
    database,
    nouns,
    clock,
    grants,
    taken,
    noun,
    as: async (key, purpose) => {
      const roleOf = (role: string): Role | undefined => book.roles.get(role);
      const profile = await loadUserProfile(database, Object.keys(users).indexOf(key) + 1, 1, roleOf);
      return contextOf(principalFor(profile!, purpose));
    },
    asErp: () =>
      contextOf({
        kind: 'client',
        pk: 1,
        id: uuid('client erp'),
        name: 'ERP',
        locale: 'en',
        roles: ['erp-client'],
        purpose: 'service',
        purposes: ['service'],
        teamPks: [],
        subtreeTeamPks: [],
        homeTeamPk: null,
        source: 'erp',
        version: 1,
      }),
    userId: (key) => uuid(`user ${key}`),
    teamId: (key) => uuid(`team ${key}`),
    create: (context, name, input) => createRecord(context, noun(name), input),
    update: (context, name, id, version, input, shown) =>
      updateRecord(context, noun(name), { ...input, id, version }, shown),
    column: async (name, id, column) => {
      const [row] = await database.rows(`SELECT ${column} FROM ${noun(name).table} WHERE id = ?`, [idToBytes(id)]);
      if (!row) throw new Error(`no ${name} ${id}`);
      return row[0];
    },
    drop: () => test.drop(),
  };
}

async function fill(database: Database, nouns: NounRegistry): Promise<void> {
  const at = { createdAt: 0, updatedAt: 0 };
  await database.transaction(async (tx) => {
    await insertRecords(
      tx,
      nouns.get('team'),
      teams.map((key, i) => ({
        ...at,
        pk: i + 1,
        id: uuid(`team ${key}`),
        values: { name: key, parent: i === 0 ? null : 1 },
        extra: { path: i === 0 ? '/1/' : `/1/${i + 1}/` },
      })),
      ['path'],
    );
    await insertRecords(
      tx,
      nouns.get('user'),
      Object.entries(users).map(([key, { team }], i) => ({
        ...at,
        pk: i + 1,
        id: uuid(`user ${key}`),
        values: {
          name: key,
          email: `${key}@kehu.example`,
          team: teams.indexOf(team) + 1,
          disabled: false,
          locale: 'en',
        },
      })),
    );
    const roles = Object.values(users).flatMap(({ roles }, i) => roles.map((role, place) => [i + 1, role, place]));
    await insertRows(tx, 'user_roles', ['user_pk', 'role', 'position'], roles);
    const words = Object.entries({
      tier: ['gold', 'silver'],
      opportunityStage: ['prospecting', 'won', 'lost'],
      region: ['north', 'south'],
    }).flatMap(([dictionary, keys]) =>
      keys.map((key, i) => [idToBytes(uuid(`${dictionary} ${key}`)), dictionary, key, key, key, i, 1]),
    );
    const gone = [idToBytes(uuid('tier gone')), 'tier', 'gone', 'gone', 'gone', 9, 0];
    await insertRows(
      tx,
      'dictionary_entries',
      ['id', 'dictionary', 'entry_key', 'name', 'name_zh', 'position', 'active'],
      [...words, gone],
    );
    await tx.run(
      'INSERT INTO api_keys (pk, id, name, prefix, key_hash, roles, scopes, source, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      [1, idToBytes(uuid('client erp')), 'ERP', 'kehu_erp', Buffer.alloc(32), '["erp-client"]', '[]', 'erp', 0],
    );
  });
}

/** What a refusal says: `CODE field field`; the error itself where it is none. */
export async function refusalOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'accepted';
  } catch (error) {
    if (error instanceof KehuError) return [error.code, ...error.fields].join(' ');
    throw error;
  }
}
