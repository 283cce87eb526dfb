import type { Sentence } from '../errors/errors';
import { customName } from '../model/custom-field';
import type { NounRegistry } from '../model/registry';
import type { Deny, FieldRule, Grant, Policy, Right, Role } from './policy';
import type { Predicate } from './predicate';
import type { Purpose } from './principal';
import { scopePredicate, type ScopeWhere } from './scope-language';

/** A role that administrators made, or a built-in one of the same key that they changed. */
export interface StoredRole {
  key: string;
  label: Sentence;
  purposes: readonly Purpose[];
  rights: readonly Right[];
  /** Grants nothing any more; kept so that its key is never given to another. */
  retired: boolean;
}

/** What a role may do with one noun, in the place of what the policy in code says. */
export interface StoredGrants {
  role: string;
  noun: string;
  grants: readonly Grant[];
  denies: readonly Deny[];
}

/** A scope of administrators' own over rows of one noun; records that hang on such rows know it by the same name. */
export interface StoredScope {
  noun: string;
  name: string;
  label: Sentence;
  where: ScopeWhere;
}

/** Everything that administrators decided about rules, as one version of it is stored. */
export interface RuleDocument {
  roles: readonly StoredRole[];
  grants: readonly StoredGrants[];
  scopes: readonly StoredScope[];
}

export const noRules: RuleDocument = { roles: [], grants: [], scopes: [] };

/** The rules that come with the product. */
export interface BuiltInRules {
  roles: readonly Role[];
  policies: readonly Policy[];
}

/**
 * The built-in rules with the administrators' laid over them. What a role may do with a noun comes either from the policy in
 * code or from the document, never half from each, so that a matrix shows all of it.
 */
export function overlaid(builtIn: BuiltInRules, nouns: NounRegistry, document: RuleDocument): BuiltInRules {
  const changed = new Map(document.roles.map((role) => [role.key, role]));
  const known = new Set(builtIn.roles.map(({ key }) => key));
  const roles = [
    ...builtIn.roles.map((role) => changed.get(role.key) ?? { ...role, retired: false }),
    ...document.roles.filter(({ key }) => !known.has(key)),
  ].filter(({ retired }) => !retired);
  const policies = builtIn.policies.map((policy): Policy => {
    const own = document.grants.filter(({ noun }) => noun === policy.noun);
    const scopes = { ...scopesFor(nouns, policy.noun, document.scopes), ...policy.scopes };
    const custom = customRules(nouns, policy.noun);
    const isAsBuiltIn = own.length === 0 && Object.keys(custom).length === 0;
    if (isAsBuiltIn && Object.keys(scopes).length === Object.keys(policy.scopes).length) return policy;
    return {
      ...policy,
      fields: { ...policy.fields, ...custom },
      scopes,
      roles: { ...policy.roles, ...Object.fromEntries(own.map(({ role, grants }) => [role, grants])) },
      denies: { ...policy.denies, ...Object.fromEntries(own.map(({ role, denies }) => [role, denies])) },
    };
  });
  return { roles, policies };
}

/**
 * Rules of the fields that administrators added. Their class is never granted as a class, so that each stays closed until a
 * rule names it. A choice of few may divide what only totals are told of.
 */
const customRules = (nouns: NounRegistry, noun: string): Record<string, FieldRule> =>
  Object.fromEntries(
    nouns.custom
      .filter((field) => field.noun === noun)
      .map(({ key, kind }) => [
        customName(key),
        { class: 'internal', dimension: kind === 'choice' || kind === 'boolean' } as const,
      ]),
  );

/** The administrators' scopes of a noun: its own, and those of the record it hangs on seen through the link to that. */
export function scopesFor(
  nouns: NounRegistry,
  noun: string,
  scopes: readonly StoredScope[],
): Readonly<Record<string, Predicate>> {
  const { parent } = nouns.get(noun);
  const above = parent ? scopesFor(nouns, nouns.field(noun, parent).to!, scopes) : {};
  const inherited = Object.entries(above).map(
    ([name, where]) => [name, { kind: 'via', link: parent!, where }] as const,
  );
  const own = scopes
    .filter((scope) => scope.noun === noun)
    .map(({ name, where }) => [name, scopePredicate(nouns, noun, where)] as const);
  return Object.fromEntries<Predicate>([...inherited, ...own]);
}
