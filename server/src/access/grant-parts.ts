import type { Action, Deny, Grant, Policy } from './policy';
import { all, none, type Predicate } from './predicate';
import type { RuleBook } from './rule-book';

/** Grants of these roles for one action. */
export const grantsOf = (policy: Policy, roles: readonly string[], action: Action): Grant[] =>
  roles.flatMap((role) => (policy.roles[role] ?? []).filter((grant) => grant.action === action));

/** Denies of these roles for one action. */
export const deniesOf = (policy: Policy, roles: readonly string[], action: Action): Deny[] =>
  roles.flatMap((role) => (policy.denies?.[role] ?? []).filter((deny) => deny.action === action));

/** Roles with a deny of any noun. */
export const rolesThatDeny = ({ policies }: Pick<RuleBook, 'policies'>): ReadonlySet<string> =>
  new Set(
    [...policies.values()].flatMap(({ denies = {} }) => Object.keys(denies).filter((role) => denies[role]!.length > 0)),
  );

/** A scope by name, as the policy has it; one that the noun does not know covers nothing. */
export function namedScope(policy: Policy, name: string): Predicate {
  if (name === 'all') return all;
  return Object.hasOwn(policy.scopes, name) ? policy.scopes[name]! : none;
}

/** Whether a set of fields names the field, or its class. */
export function covers(policy: Policy, set: readonly string[] | undefined, field: string): boolean {
  if (!set) return false;
  if (set.includes(field)) return true;
  const fieldClass = policy.fields[field]?.class;
  return fieldClass !== undefined && fieldClass !== 'internal' && set.includes(`@${fieldClass}`);
}

/** The second scope of a field in a grant, by its name or class; null where the grant has none for it. */
export const cellScopeName = (policy: Policy, grant: Grant, field: string): string | null =>
  grant.cells?.[field] ?? grant.cells?.[`@${policy.fields[field]!.class}`] ?? null;

/** The rows of that second scope: all where there is none. */
export function scopeOfCell(policy: Policy, grant: Grant, field: string): Predicate {
  const name = cellScopeName(policy, grant, field);
  return name === null ? all : namedScope(policy, name);
}
