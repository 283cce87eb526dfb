import { nounDefinitions } from '../../../nouns';
import { builtInPolicies } from '../../../policies';
import { builtInRoles } from '../../../roles';
import type { CustomField } from '../../../model/custom-field';
import { NounRegistry } from '../../../model/registry';
import type { Deny, Grant, Policy, Role } from '../../policy';
import type { Predicate } from '../../predicate';
import type { Principal } from '../../principal';
import { noRules, overlaid } from '../../overlay';
import { makeRuleBook } from '../../rule-book';
import type { Company, Row, World } from '../company';

/** A field as an administrator adds it. */
const added = (
  pk: number,
  noun: string,
  key: string,
  kind: CustomField['kind'],
  more: Partial<CustomField> = {},
): CustomField => ({
  pk,
  noun,
  key,
  kind,
  label: { en: key, zh: key },
  help: '',
  max: null,
  currency: null,
  to: null,
  required: false,
  position: pk,
  ...more,
});

/** Every noun, two of them with fields of administrators of every kind. */
export const nouns = new NounRegistry(nounDefinitions).with([
  added(1, 'customer', 'colour', 'text'),
  added(2, 'customer', 'points', 'number'),
  added(3, 'customer', 'plan', 'choice'),
  added(4, 'customer', 'referrer', 'link', { to: 'customer' }),
  added(5, 'customer', 'loyal', 'boolean'),
  added(6, 'customer', 'since', 'date'),
  added(7, 'ticket', 'cause', 'text'),
  added(8, 'ticket', 'effort', 'number'),
  added(9, 'customer', 'interests', 'multiChoice'),
  added(10, 'customer', 'budget', 'money'),
  added(11, 'ticket', 'areas', 'multiChoice'),
  added(12, 'ticket', 'penalty', 'money', { currency: 'CNY' }),
]);

/** The built-in policies, closed to those fields. */
const policiesOfNouns = overlaid({ roles: builtInRoles, policies: builtInPolicies }, nouns, noRules).policies;

/** 2026-06-15T12:00:00Z, the moment at which hand-made companies are looked at. */
export const noon = Date.UTC(2026, 5, 15, 12);

/** A principal of the role `tester` with key 1, alone in team 1 above team 2. */
export const tester: Principal = {
  kind: 'user',
  pk: 1,
  id: 'u1',
  name: 'Tester',
  locale: 'en',
  roles: ['tester'],
  purpose: 'sales',
  purposes: ['sales'],
  teamPks: [1],
  subtreeTeamPks: [1, 2],
  homeTeamPk: 1,
  source: null,
  version: 1,
};

const testRoles: readonly Role[] = [
  {
    key: 'tester',
    label: { en: 'Tester', zh: '测试' },
    purposes: ['sales', 'marketing'],
    rights: ['query:adhoc', 'query:background', 'imports:run'],
  },
  { key: 'second', label: { en: 'Second', zh: '第二' }, purposes: ['sales'], rights: ['query:adhoc'] },
  { key: 'serving', label: { en: 'Serving', zh: '服务' }, purposes: ['service'], rights: ['query:adhoc'] },
];

/** What a test says about one noun: grants and denies by role, and scopes beside the built-in ones. */
export interface Rules {
  roles?: Record<string, readonly Grant[]>;
  denies?: Record<string, readonly Deny[]>;
  scopes?: Record<string, Predicate>;
}

/** A rule book of the built-in policies, with the roles of these nouns overlaid. */
export function bookOf(rules: Record<string, Rules>): World['book'] {
  const policies = policiesOfNouns.map((policy): Policy => {
    const own = rules[policy.noun] ?? {};
    return {
      ...policy,
      scopes: { ...policy.scopes, ...own.scopes },
      roles: { ...policy.roles, ...own.roles },
      denies: { ...policy.denies, ...own.denies },
    };
  });
  return makeRuleBook(1, nouns, [...builtInRoles, ...testRoles], policies);
}

/** A world to ask; what is left out is the tester at noon in an empty company without rules. */
export function worldOf(parts: {
  company?: Company;
  rules?: Record<string, Rules>;
  principal?: Partial<Principal>;
  now?: number;
}): World {
  return {
    nouns,
    book: bookOf(parts.rules ?? {}),
    company: parts.company ?? {},
    principal: { ...tester, ...parts.principal },
    now: parts.now ?? noon,
  };
}

/** A row by key; its id is the key in the shape of a public id. */
export const row = (pk: number, values: Record<string, unknown> = {}): Row => ({
  pk,
  id: `00000000-0000-4000-8000-${String(pk).padStart(12, '0')}`,
  version: 1,
  createdAt: noon - 1000 + pk,
  updatedAt: noon - 1000 + pk,
  ...values,
});
