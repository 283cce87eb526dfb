import { randomUUID } from 'node:crypto';
import { bumpAccessVersion } from '../../src/accounts/access-state';
import type { Grant } from '../../src/access/policy';
import type { Database, SqlRunner, SqlValue } from '../../src/database/database';
import { insertRows } from '../../src/demo/bulk-insert';
import { idToBytes } from '../../src/query/values';
import { teamCount, userCount } from './shape';

/** Roles of the bench, made as an administrator would: a document of the ordinary rule overlay. */
export const benchRoles = {
  /** Rows of the own team only; every field but phone and identity number. */
  rep: 'bench-rep',
  /** Every row and field. */
  manager: 'bench-manager',
  /** Every row, phones on those of the own team; may write. */
  desk: 'bench-desk',
} as const;

/** Representatives that ask: users 151 to 160, of teams 1 to 10. */
export const benchReps = Array.from({ length: 10 }, (_, i) => ({ user: 3 * teamCount + 1 + i, team: i + 1 }));

/** The user that sees everything. */
export const benchManager = { user: teamCount + 1, team: 1 };

/** The user that works at the desk while a command needs one, and the director as shipped. */
export const benchDesk = { user: 2 * teamCount + 1 };
export const director = { user: teamCount + 2 };

/** Users with the role as Kehu ships it, whose views mask: of teams 11 to 20. */
export const shippedReps = Array.from({ length: 10 }, (_, i) => ({ user: 3 * teamCount + 11 + i, team: i + 11 }));

/** Role by band of users; representatives that ask have the bench's own. */
const roleOfBand = [
  'steward',
  'director',
  'manager',
  'sales-rep',
  'service-agent',
  'service-agent',
  'marketer',
  'dpo',
  'auditor',
  'analyst',
];

const fields = (...names: string[]): Grant['fields'] => names as Grant['fields'];

const customerFields = fields(
  '@public',
  '@ownership',
  '@identifying',
  '@narrative',
  'emails',
  'primaryEmail',
  'addresses',
  'birthDate',
  'age',
);
const every = fields('@public', '@ownership', '@identifying', '@narrative', '@personal', '@sensitive');
const children = ['contact', 'activity', 'order', 'ticket', 'consent'];

/** Name of the scope that shows a representative the opportunities of visible customers, as their other children. */
const ofTeamCustomer = 'ofTeamCustomer';

const grantsOfRep: Record<string, readonly Grant[]> = {
  customer: [
    { action: 'read', scope: 'team', fields: customerFields },
    { action: 'update', scope: 'team', fields: fields('@public') },
  ],
  ...Object.fromEntries(children.map((noun) => [noun, [{ action: 'read', scope: 'team', fields: every }]])),
  opportunity: [{ action: 'read', scope: ofTeamCustomer, fields: every }],
  user: [{ action: 'read', scope: 'all', fields: fields('@public', '@personal') }],
  team: [{ action: 'read', scope: 'all', fields: fields('@public') }],
};

const grantsOfManager: Record<string, readonly Grant[]> = Object.fromEntries(
  ['customer', ...children, 'opportunity', 'orderItem', 'product', 'user', 'team'].map((noun) => [
    noun,
    [{ action: 'read', scope: 'all', fields: every }],
  ]),
);

const grantsOfDesk = (custom: readonly string[]): Record<string, readonly Grant[]> => ({
  ...grantsOfManager,
  customer: [
    {
      action: 'read',
      scope: 'all',
      fields: fields('@public', '@ownership', '@identifying', 'primaryPhone', ...custom),
      cells: { primaryPhone: 'team' } as Grant['cells'] & object,
    },
    { action: 'update', scope: 'all', fields: fields('@public', '@identifying') },
  ],
});

const grantsOf = (role: string, grants: Record<string, readonly Grant[]>) =>
  Object.entries(grants).map(([noun, of]) => ({ role, noun, grants: of, denies: [] }));

/** What the bench's administrator decided. `custom`: added fields that the desk reads. */
const documentOf = (custom: readonly string[]) => ({
  roles: Object.values(benchRoles).map((key) => ({
    key,
    label: { en: key, zh: key },
    purposes: ['sales'],
    rights: ['query:adhoc'],
    retired: false,
  })),
  grants: [
    ...grantsOf(benchRoles.rep, grantsOfRep),
    ...grantsOf(benchRoles.manager, grantsOfManager),
    ...grantsOf(benchRoles.desk, grantsOfDesk(custom)),
  ],
  scopes: [
    {
      noun: 'opportunity',
      name: ofTeamCustomer,
      label: { en: 'Of customers of my teams', zh: '本团队客户的' },
      where: { customer: { team: { is: 'myTeams' } } },
    },
  ],
});

/** Puts the rules of the bench in force where they are not, so that a kept dataset follows a change of them. */
export async function applyRules(database: Database, custom: readonly string[] = []): Promise<void> {
  const wanted = JSON.stringify(documentOf(custom));
  const [row] = await database.rows('SELECT version, document FROM rule_versions ORDER BY version DESC LIMIT 1');
  if (row && String(row[1]) === wanted) return;
  await database.transaction(async (tx) => {
    await tx.run(
      'INSERT INTO rule_versions (id, version, at, by_user_pk, note, restored, changes, document) VALUES (?, ?, ?, NULL, ?, NULL, ?, ?)',
      [idToBytes(randomUUID()), Number(row?.[0] ?? 0) + 1, Date.now(), 'bench', '[]', wanted],
    );
    await bumpAccessVersion(tx);
  });
}

/** Says who has which role. */
export async function writeUserRoles(tx: SqlRunner): Promise<void> {
  const own = new Map<number, string>([
    ...benchReps.map(({ user }): [number, string] => [user, benchRoles.rep]),
    [benchManager.user, benchRoles.manager],
  ]);
  const rows = Array.from({ length: userCount }, (_, i): SqlValue[] => {
    const band = Math.floor(i / teamCount);
    return [i + 1, own.get(i + 1) ?? roleOfBand[band]!, 0];
  });
  await insertRows(tx, 'user_roles', ['user_pk', 'role', 'position'], rows);
}
