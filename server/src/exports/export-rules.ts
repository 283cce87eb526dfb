import { intersectViews } from '../access/intersect';
import { limitedPolicy } from '../access/key-limits';
import type { Policy } from '../access/policy';
import { none } from '../access/predicate';
import type { Principal } from '../access/principal';
import type { RuleBook } from '../access/rule-book';
import { compileRuleSet, type RuleSet } from '../access/rule-set';
import type { WriteView } from '../access/write-view';

const granted = new WeakMap<RuleBook, Map<string, RuleSet>>();
const combined = new WeakMap<RuleSet, RuleSet>();

/** Whether anybody's rules speak of exporting the noun. What nobody does (users, teams) is named in exports as it is read. */
const speaksOfExport = (policy: Policy): boolean =>
  Object.values(policy.roles).some((grants) => grants?.some(({ action }) => action === 'export'));

/** The policy with its export grants in the place of those to read; denies of both stay. */
function exportPolicy(policy: Policy): Policy {
  const roles: Policy['roles'] = {};
  for (const [role, grants] of Object.entries(policy.roles)) {
    roles[role] = (grants ?? []).flatMap((grant) =>
      grant.action === 'export' ? [{ ...grant, action: 'read' as const, masked: [] }] : [],
    );
  }
  const denies: Policy['denies'] = {};
  for (const [role, list] of Object.entries(policy.denies ?? {})) {
    denies[role] = (list ?? []).map((deny) => (deny.action === 'export' ? { ...deny, action: 'read' as const } : deny));
  }
  return { ...policy, roles, denies };
}

/** What the principal's roles and key let it export, read or not. */
function exportGrants(book: RuleBook, { roles, purpose, limits }: Principal): RuleSet {
  let known = granted.get(book);
  if (!known) granted.set(book, (known = new Map()));
  const key = `${purpose}|${roles.join(',')}|${limits ? JSON.stringify(limits) : ''}`;
  let set = known.get(key);
  if (!set) {
    const policies = new Map<string, Policy>();
    for (const [noun, policy] of book.policies) {
      const held = limitedPolicy(policy, limits ?? null);
      policies.set(noun, speaksOfExport(policy) ? exportPolicy(held) : held);
    }
    const serves = limits?.purposes?.includes(purpose) ?? true;
    known.set(key, (set = compileRuleSet({ ...book, policies }, serves ? roles : [], purpose)));
  }
  return set;
}

/**
 * The view through which a principal exports: rows and fields that it both reads and may export. A mask is no value, so nothing
 * stands in the place of what it may not. Nothing can be written by it.
 */
export function exportRules(own: RuleSet, principal: Principal): RuleSet {
  const known = combined.get(own);
  if (known) return known;
  const grants = exportGrants(own.book, principal);
  const { within } = principal;
  const bounding = within ? exportGrants(own.book, within.principal) : null;
  const views = new Map<string, ReturnType<RuleSet['view']>>();
  const set: RuleSet = {
    key: `${own.key}|export`,
    book: own.book,
    rights: own.rights,
    view(noun) {
      let view = views.get(noun);
      if (!view) {
        view = intersectViews(own.view(noun), grants.view(noun), null);
        if (bounding) view = intersectViews(view, bounding.view(noun), within!.principal);
        views.set(noun, view);
      }
      return view;
    },
    write: (noun) => nothing(noun),
    everyPurpose: () => [set],
  };
  combined.set(own, set);
  return set;
}

/** Whether the rules let the principal export records of the noun at all. */
export const mayExport = (rules: RuleSet, noun: string): boolean =>
  speaksOfExport(rules.book.policies.get(noun)!) && rules.view(noun).row.kind !== 'none';

const nothing = (noun: string): WriteView => ({
  noun,
  create: none,
  update: none,
  delete: none,
  restore: none,
  share: none,
  merge: none,
  left: () => none,
  fields: new Map(),
});
