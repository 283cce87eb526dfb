import { namedScope } from './grant-parts';
import type { Action, Grant, Policy, Right } from './policy';
import { all, and, none, type Predicate } from './predicate';
import type { Purpose } from './principal';

/** What a key may do with one noun, within its roles. */
export interface NounLimit {
  noun: string;
  actions: readonly Action[];
  /** Null: every field its roles cover. */
  fields: readonly string[] | null;
  /** Name of a scope: rows; null: every row its roles cover. */
  scope: string | null;
}

/** What a key is held to beside its roles. It only ever takes away. */
export interface KeyLimits {
  /** Null: every purpose of its roles. */
  purposes: readonly Purpose[] | null;
  /** Null: every noun its roles cover; else nouns that are not listed are closed. */
  nouns: readonly NounLimit[] | null;
}

/** Whether they take anything away. */
export const isLimited = (limits: KeyLimits | null): boolean => limits?.nouns != null || limits?.purposes != null;

/**
 * The rights that a limited key keeps: those over records within its limits. With rights over accounts, rules, code tables and
 * the trail it could do what its limits take from it, or make itself a key without any.
 */
export const keptByLimited: ReadonlySet<Right> = new Set<Right>([
  'query:adhoc',
  'query:background',
  'imports:run',
  'reads:logged',
]);

/**
 * The policy of a noun as a key with these limits has it: each grant on fewer fields and rows, or gone. Denies stay whole. A
 * relation or field that a grant named by its class is named one by one, so that what is not listed is not there.
 */
export function limitedPolicy(policy: Policy, limits: KeyLimits | null): Policy {
  if (limits?.nouns == null) return policy;
  const limit = limits.nouns.find(({ noun }) => noun === policy.noun);
  if (!limit) return { ...policy, roles: {} };
  const scopes: Record<string, Predicate> = { ...policy.scopes };
  const scopeOf = (name: string): Predicate =>
    name === 'all' ? { kind: 'all' } : Object.hasOwn(policy.scopes, name) ? policy.scopes[name]! : none;
  const narrowed = (scope: string): string => {
    if (limit.scope === null || limit.scope === 'all') return scope;
    const name = `${scope} within ${limit.scope}`;
    scopes[name] = and(scopeOf(scope), scopeOf(limit.scope));
    return name;
  };
  const grantOf = (grant: Grant): Grant => ({
    ...grant,
    scope: narrowed(grant.scope),
    ...(limit.fields !== null && {
      fields: within(policy, grant.fields, limit.fields),
      masked: within(policy, grant.masked, limit.fields),
      grants: within(policy, grant.grants, limit.fields),
      ...(grant.aggregateOnly && {
        aggregateOnly: { ...grant.aggregateOnly, fields: within(policy, grant.aggregateOnly.fields, limit.fields) },
      }),
    }),
  });
  const roles = Object.fromEntries(
    Object.entries(policy.roles).map(([role, grants]) => [
      role,
      (grants ?? []).filter(({ action }) => limit.actions.includes(action)).map(grantOf),
    ]),
  );
  return { ...policy, roles, scopes };
}

/** Rows of a noun on which a key may do this to a row or a field of it, as far as its limits are concerned. */
export function leftByLimits(
  policy: Policy,
  limits: KeyLimits | null,
  action: Action,
  field: string | null,
): Predicate {
  if (limits?.nouns == null) return all;
  const limit = limits.nouns.find(({ noun }) => noun === policy.noun);
  if (!limit?.actions.includes(action)) return none;
  if (field !== null && limit.fields !== null && !limit.fields.includes(field)) return none;
  return limit.scope === null ? all : namedScope(policy, limit.scope);
}

/** Fields of the set, named one by one, that are among the wanted. */
function within(policy: Policy, set: readonly string[] | undefined, wanted: readonly string[]): string[] {
  return wanted.filter((field) => {
    const rule = policy.fields[field];
    if (!rule || !set) return false;
    return set.includes(field) || (rule.class !== 'internal' && set.includes(`@${rule.class}`));
  });
}
