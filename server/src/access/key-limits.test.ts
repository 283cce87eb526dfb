import { isLimited, keptByLimited, limitedPolicy, type KeyLimits, type NounLimit } from './key-limits';
import { bookOf } from './oracle/testing/test-world';
import type { Grant, Policy } from './policy';
import { and, none, type Predicate } from './predicate';
import { compileRuleSet, type RuleSet } from './rule-set';

const own: Predicate = { kind: 'isMe', field: 'owner' };
const company: Predicate = { kind: 'in', field: 'kind', values: ['COMPANY'] };

const grants: Grant[] = [
  { action: 'read', scope: 'own', fields: ['@public', 'name', 'custom.colour'], masked: ['@personal'] },
  { action: 'read', scope: 'all', aggregateOnly: { fields: ['creditLimit', 'name'], k: 6 } },
  {
    action: 'update',
    scope: 'company',
    fields: ['@public', '@ownership'],
    grants: ['@ownership'],
    cells: { tier: 'own' },
  },
  { action: 'delete', scope: 'nowhere' },
];
const book = bookOf({
  customer: { roles: { tester: grants }, denies: { tester: [{ action: 'read', scope: 'company' }] } },
});
const policy = book.policies.get('customer')!;

const everything: NounLimit = {
  noun: 'customer',
  actions: ['read', 'create', 'update', 'delete', 'restore', 'export', 'contact', 'share', 'merge'],
  fields: null,
  scope: null,
};
const limited = (limit: Partial<NounLimit>): Policy =>
  limitedPolicy(policy, { purposes: null, nouns: [{ ...everything, ...limit }] });
const testersGrants = (limit: Partial<NounLimit>): readonly Grant[] => limited(limit).roles.tester!;

test('no limits leave a policy as it is', () => {
  expect(limitedPolicy(policy, null)).toBe(policy);
  expect(limitedPolicy(policy, { purposes: ['sales'], nouns: null })).toBe(policy);
  expect(testersGrants({})).toEqual(grants);
});

test('limits of purposes or nouns, and nothing else, are limits', () => {
  expect(isLimited(null)).toBe(false);
  expect(isLimited({ purposes: null, nouns: null })).toBe(false);
  expect(isLimited({ purposes: [], nouns: null })).toBe(true);
  expect(isLimited({ purposes: null, nouns: [] })).toBe(true);
});

test('a noun that is not listed is closed, its denies stay', () => {
  const closed = limitedPolicy(policy, { purposes: null, nouns: [{ ...everything, noun: 'order' }] });
  expect(closed.roles).toEqual({});
  expect(closed.denies).toEqual(policy.denies);
  expect(limited({ actions: [] }).denies).toEqual(policy.denies);
});

test('actions that are not listed are gone', () => {
  expect(testersGrants({ actions: ['update'] })).toEqual([grants[2]]);
  expect(testersGrants({ actions: [] })).toEqual([]);
});

test('fields that are not listed are gone from every part of a grant', () => {
  const [reading, summing, updating, deleting] = testersGrants({
    fields: ['tier', 'creditLimit', 'primaryPhone', 'owner', 'custom.colour', 'custom.points', 'nothing'],
  });
  expect(reading).toEqual({
    ...grants[0],
    fields: ['tier', 'creditLimit', 'custom.colour'],
    masked: ['primaryPhone'],
    grants: [],
  });
  expect(summing).toEqual({
    ...grants[1],
    fields: [],
    masked: [],
    grants: [],
    aggregateOnly: { fields: ['creditLimit'], k: 6 },
  });
  expect(updating).toEqual({
    ...grants[2],
    fields: ['tier', 'creditLimit', 'owner'],
    masked: [],
    grants: ['owner'],
  });
  expect(deleting).toEqual({ ...grants[3], fields: [], masked: [], grants: [] });
});

test('fields of administrators are never listed by their class', () => {
  const open = bookOf({ customer: { roles: { tester: [{ action: 'read', scope: 'all', fields: ['@internal'] }] } } });
  const of = limitedPolicy(open.policies.get('customer')!, {
    purposes: null,
    nouns: [{ ...everything, fields: ['custom.colour'] }],
  });
  expect(of.roles.tester![0]!.fields).toEqual([]);
});

test('rows are those of both scopes; a scope that the noun does not know is none', () => {
  const scopesOf = (scope: string | null): Predicate[] => {
    const { roles, scopes } = limited({ scope });
    const named = (name: string): Predicate => (name === 'all' ? { kind: 'all' } : (scopes[name] ?? none));
    return roles.tester!.map((grant) => named(grant.scope));
  };
  expect(scopesOf('company')).toEqual([and(own, company), company, company, none]);
  expect(testersGrants({ scope: 'all' })).toEqual(grants);
  expect(scopesOf('all')).toEqual([own, { kind: 'all' }, company, none]);
  expect(scopesOf('constructor')).toEqual([none, none, none, none]);
  expect(limited({ scope: 'company' }).scopes).toMatchObject(policy.scopes);
  // The policy of others is as it was.
  expect(Object.keys(policy.scopes)).not.toContain('own within company');
});

test('roles without grants of a noun have none', () => {
  const of = limitedPolicy(
    { ...policy, roles: { tester: undefined, second: grants } },
    {
      purposes: null,
      nouns: [everything],
    },
  );
  expect(of.roles).toEqual({ tester: [], second: grants });
});

describe('the rules of a key', () => {
  const rules = (limits: KeyLimits | null, purpose: 'sales' | 'marketing' = 'sales'): RuleSet =>
    compileRuleSet(book, ['tester', 'administrator', 'steward'], purpose, limits);

  test('that is limited keeps the rights over records alone', () => {
    expect([...keptByLimited].sort()).toEqual(['imports:run', 'query:adhoc', 'query:background', 'reads:logged']);
    expect([...rules(null).rights]).toEqual(expect.arrayContaining(['users:manage', 'fields:manage', 'imports:run']));
    expect([...rules({ purposes: null, nouns: null }).rights]).toContain('users:manage');
    for (const limits of [
      { purposes: ['sales'] as const, nouns: null },
      { purposes: null, nouns: [everything] },
    ]) {
      expect([...rules(limits).rights].sort()).toEqual(['imports:run', 'query:adhoc', 'query:background']);
    }
  });

  test('hold for no purpose but those it is held to', () => {
    const limits: KeyLimits = { purposes: ['marketing'], nouns: null };
    expect(rules(limits).view('customer').row).toEqual(none);
    expect([...rules(limits).rights]).toEqual([]);
    expect(rules(limits, 'marketing').view('customer').row).not.toEqual(none);
    expect(rules(limits, 'marketing').everyPurpose().length).toBeGreaterThan(1);
    for (const one of rules(limits, 'marketing').everyPurpose().slice(1)) {
      expect([one.key, one.view('customer').row]).toEqual([one.key, none]);
    }
  });

  test('are other rules than those without limits, and other limits others', () => {
    const keys = [
      null,
      { purposes: null, nouns: null },
      { purposes: null, nouns: [everything] },
      { purposes: null, nouns: [{ ...everything, scope: 'own' }] },
    ].map((limits) => rules(limits).key);
    expect(new Set(keys).size).toBe(4);
  });

  test('show only fields and rows within its limits', () => {
    const { cells, row } = rules({ purposes: null, nouns: [{ ...everything, fields: ['tier'], scope: 'team' }] }).view(
      'customer',
    );
    expect(cells.get('tier')!.read.kind).not.toBe('none');
    expect(cells.get('creditLimit')!.read).toEqual(none);
    expect(JSON.stringify(row)).toContain('"inMyTeams"');
  });
});
