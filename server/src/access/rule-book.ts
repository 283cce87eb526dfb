import type { NounRegistry } from '../model/registry';
import { noRules, type RuleDocument } from './overlay';
import type { Policy, Role } from './policy';

/** Everything rules are made of at one moment: built-in policies overlaid by the administrators' rules, and the roles. */
export interface RuleBook {
  /** Changes whenever a rule, role, team or membership does. Keys every cache of compiled rules. */
  version: number;
  nouns: NounRegistry;
  roles: ReadonlyMap<string, Role>;
  policies: ReadonlyMap<string, Policy>;
  /** What administrators decided, as it is laid over the built-in rules above. */
  document: RuleDocument;
}

/** Checks that every noun has a policy and every field a rule, so that nothing is visible by omission. */
export function makeRuleBook(
  version: number,
  nouns: NounRegistry,
  roles: readonly Role[],
  policies: readonly Policy[],
  document: RuleDocument = noRules,
): RuleBook {
  const byNoun = new Map(policies.map((policy) => [policy.noun, policy]));
  for (const noun of nouns.all()) {
    const policy = byNoun.get(noun.name);
    if (!policy) throw new Error(`noun ${noun.name} has no policy`);
    for (const field of noun.fields.values()) {
      if (!systemFieldNames.has(field.name) && !policy.fields[field.name]) {
        throw new Error(`${noun.name}.${field.name} has no rule: edit ${noun.name}.policy.ts`);
      }
    }
  }
  return { version, nouns, roles: new Map(roles.map((role) => [role.key, role])), policies: byNoun, document };
}

/** Fields every noun has; readable wherever the row is. */
export const systemFieldNames: ReadonlySet<string> = new Set(['id', 'version', 'createdAt', 'updatedAt', 'deletedAt']);
