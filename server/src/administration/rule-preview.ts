import { overlaid, type RuleDocument } from '../access/overlay';
import type { Principal } from '../access/principal';
import { makeRuleBook, type RuleBook } from '../access/rule-book';
import { limitsOf } from '../accounts/api-keys';
import {
  clientProfile,
  loadUserProfile,
  principalFor,
  type Profile,
  type RoleLookup,
} from '../accounts/load-principal';
import { rulesAt } from '../accounts/rule-versions';
import { badInput, notFound, type Sentence } from '../errors/errors';
import type { ReadContext } from '../query/context';
import { bytesToId, idToBytes } from '../query/values';
import type { Administration } from './administration';
import { effectsOn, fixedFields, type Concerned, type KnownCounts } from './preview-rules';
import { holdersOf } from './role-holders';
import { denyOf, differences, grantOf, type GrantInput } from './role-rules';
import { changedRules, type RuleChange } from './rule-changes';

/** A change as the API takes it. */
export type RuleChangeArgument = Omit<RuleChange, 'setGrants'> & {
  setGrants?: {
    role: string;
    type: string;
    grants: readonly GrantInput[];
    denies?: readonly Parameters<typeof denyOf>[0][] | null;
  } | null;
};

export interface PreviewArguments {
  changes?: readonly RuleChangeArgument[] | null;
  to?: number | null;
  assignments?: readonly { userId: string; roles: readonly string[] }[] | null;
}

/** Changes with grants in the form that rules hold. Parts that were not given are left out. */
export const changesOf = (changes: readonly RuleChangeArgument[]): RuleChange[] =>
  changes.map((change) => {
    const { setGrants, ...rest } = change;
    const given = Object.fromEntries(Object.entries(rest).filter(([, part]) => part != null)) as RuleChange;
    if (!setGrants) return given;
    const { role, type, grants, denies } = setGrants;
    return { ...given, setGrants: { role, type, grants: grants.map(grantOf), denies: (denies ?? []).map(denyOf) } };
  });

/** For how many users and clients records are counted at most: each costs a statement a noun. */
const mostCounted = 40;

/**
 * What changes for whom if this were saved. Records are counted among those that the asker may see, by what the asker may read
 * or the product itself looks at, so that a count tells nothing that a list would not.
 */
export async function previewOf(
  of: Administration,
  reading: ReadContext,
  input: PreviewArguments,
  language: keyof Sentence,
): Promise<object> {
  const before = of.books.current;
  const after = bookWith(of, before.version, await documentFor(of, reading, input));
  const changes = differences(of, before, after, language);
  const roles = new Set([...changes.map(({ role }) => role), ...changedRoles(before, after)]);
  const assignments = new Map(
    (input.assignments ?? []).map(({ userId, roles: given }) => [userId.toLowerCase(), given]),
  );
  const concerned = await everybodyConcerned(reading, before, after, roles, assignments);
  const looked = concerned.slice(0, mostCounted);
  const principals: object[] = [];
  const known: KnownCounts = new Map();
  const fixed = fixedFields(of.nouns, of.builtIn.policies);
  let counted = 0;
  for (const one of looked) {
    const { views, whole } = await effectsOn(reading, one, before, after, fixed, known);
    if (whole) counted += 1;
    principals.push({
      id: one.id,
      kind: one.kind,
      name: one.name,
      rolesBefore: one.before.roles,
      rolesAfter: one.after.roles,
      views: views.map((view) => ({
        ...view,
        type: of.nouns.get(view.noun).typeName,
        fields: view.fields.map((field) => ({
          ...field,
          label: of.nouns.field(view.noun, field.field).label[language],
        })),
      })),
    });
  }
  return { differences: changes, principals, concerned: concerned.length, looked: counted };
}

async function documentFor(of: Administration, reading: ReadContext, input: PreviewArguments): Promise<RuleDocument> {
  if (input.to == null) {
    return changedRules(of.builtIn, of.nouns, of.books.current.document, changesOf(input.changes ?? []));
  }
  if (input.changes?.length) throw badInput('to', 'Give either changes or to.', 'changes 与 to 只能提供一个。');
  const document = await rulesAt(reading.runner, input.to);
  if (!document) throw notFound('to');
  return changedRules(of.builtIn, of.nouns, document, []);
}

function bookWith(of: Administration, version: number, document: RuleDocument): RuleBook {
  const { roles, policies } = overlaid(of.builtIn, of.nouns, document);
  return makeRuleBook(version, of.nouns, roles, policies, document);
}

/** Roles whose purposes or rights differ, or that are there on one side only. */
function changedRoles(before: RuleBook, after: RuleBook): string[] {
  const keys = new Set([...before.roles.keys(), ...after.roles.keys()]);
  const text = (book: RuleBook, key: string): string => {
    const role = book.roles.get(key);
    return JSON.stringify(role ? [role.purposes, role.rights] : null);
  };
  return [...keys].filter((key) => text(before, key) !== text(after, key));
}

// Raw SQL: who holds which role belongs to no noun; the caller has asked for the right.

async function everybodyConcerned(
  reading: ReadContext,
  before: RuleBook,
  after: RuleBook,
  roles: ReadonlySet<string>,
  assignments: ReadonlyMap<string, readonly string[]>,
): Promise<Concerned[]> {
  const { runner } = reading;
  const holders = await holdersOf(runner, roles);
  const assigned = new Map<number, readonly string[]>();
  for (const [id, given] of assignments) {
    const bytes = idToBytes(id);
    const [row] = bytes ? await runner.rows('SELECT pk FROM users WHERE id = ?', [bytes]) : [];
    if (!row) throw notFound('assignments.userId');
    const unknown = given.filter((role) => !after.roles.has(role));
    if (unknown.length > 0) throw notFound('assignments.roles');
    assigned.set(Number(row[0]), given);
  }
  const lookup =
    (book: RuleBook): RoleLookup =>
    (key) =>
      book.roles.get(key);
  const found: Concerned[] = [];
  for (const pk of new Set([...assigned.keys(), ...holders.userPks])) {
    const was = await loadUserProfile(runner, pk, before.version, lookup(before));
    const will = await loadUserProfile(runner, pk, after.version, lookup(after));
    if (!was || !will) continue;
    const given = assigned.get(pk);
    found.push({
      id: was.id,
      kind: 'user',
      name: was.name,
      before: principalFor(was, undefined),
      after: principalFor(given ? withRoles(will, given, after) : will, undefined),
    });
  }
  for (const pk of holders.clientPks) {
    const [row] = await runner.rows('SELECT id, name, roles, source, scopes FROM api_keys WHERE pk = ?', [pk]);
    if (!row) continue;
    const client = {
      pk,
      id: bytesToId(row[0] as Uint8Array),
      name: String(row[1]),
      roles: JSON.parse(String(row[2])) as string[],
      source: row[3] === null ? null : String(row[3]),
      limits: limitsOf(row[4]),
    };
    const as = (book: RuleBook): Principal =>
      principalFor(clientProfile(client, book.version, lookup(book)), undefined);
    found.push({ id: client.id, kind: 'client', name: client.name, before: as(before), after: as(after) });
  }
  return found;
}

function withRoles(profile: Profile, roles: readonly string[], book: RuleBook): Profile {
  const purposes = new Set(roles.flatMap((role) => book.roles.get(role)?.purposes ?? []));
  return { ...profile, roles, purposes: [...purposes] };
}
