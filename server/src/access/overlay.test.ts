import { noRules, overlaid, scopesFor, type RuleDocument } from './overlay';
import { nouns } from './oracle/testing/test-world';
import type { Policy, Role } from './policy';
import { NounRegistry } from '../model/registry';
import { nounDefinitions } from '../nouns';

const plain = new NounRegistry(nounDefinitions);

const role = (key: string, more: Partial<Role> = {}): Role => ({
  key,
  label: { en: key, zh: key },
  purposes: ['sales'],
  rights: [],
  ...more,
});
const all = { kind: 'all' } as const;
const customer: Policy = {
  noun: 'customer',
  fields: { name: { class: 'identifying' } },
  scopes: { own: { kind: 'isMe', field: 'owner' } },
  roles: { first: [{ action: 'read', scope: 'all' }], second: [{ action: 'read', scope: 'own' }] },
  denies: { first: [{ action: 'delete', scope: 'all' }] },
};
const order: Policy = { noun: 'order', fields: {}, scopes: {}, roles: { first: [{ action: 'read', scope: 'all' }] } };
const orderItem: Policy = { noun: 'orderItem', fields: {}, scopes: {}, roles: {} };
const builtIn = { roles: [role('first'), role('second')], policies: [customer, order, orderItem] };
const stored = (document: Partial<RuleDocument>, registry = plain) =>
  overlaid(builtIn, registry, { ...noRules, ...document });
const scope = (noun: string, name: string, where: Record<string, unknown>) => ({
  noun,
  name,
  label: { en: name, zh: name },
  where,
});

test('without rules of administrators everything is as built in', () => {
  expect(noRules).toEqual({ roles: [], grants: [], scopes: [] });
  const { roles, policies } = stored({});
  expect(roles).toEqual(builtIn.roles.map((one) => ({ ...one, retired: false })));
  expect(policies).toEqual(builtIn.policies);
  expect(policies[0]).toBe(customer);
});

test('roles are added, changed and retired', () => {
  const changed = { ...role('second', { rights: ['imports:run'] }), retired: false };
  const made = { ...role('third'), retired: false };
  const { roles } = stored({
    roles: [changed, made, { ...role('first'), retired: true }, { ...role('fourth'), retired: true }],
  });
  expect(roles).toEqual([changed, made]);
});

test('grants of a role and noun replace those in code, and no others', () => {
  const grants = [{ action: 'read', scope: 'own' }] as const;
  const { policies } = stored({ grants: [{ role: 'first', noun: 'customer', grants, denies: [] }] });
  expect(policies[0]).toEqual({
    ...customer,
    roles: { ...customer.roles, first: grants },
    denies: { first: [] },
  });
  expect(policies[1]).toBe(order);
  const denies = [{ action: 'read', scope: 'own' }] as const;
  const denied = stored({ grants: [{ role: 'third', noun: 'order', grants: [], denies }] }).policies[1]!;
  expect(denied).toEqual({ ...order, roles: { ...order.roles, third: [] }, denies: { third: denies } });
});

test('scopes of a noun are known to what hangs on it, through the link', () => {
  const scopes = [scope('customer', 'vip', { tier: { key: { eq: 'gold' } } }), scope('order', 'paid', {})];
  const vip = { kind: 'in', field: 'tier', values: ['gold'] };
  expect(scopesFor(plain, 'customer', scopes)).toEqual({ vip });
  const ofOrder = { vip: { kind: 'via', link: 'customer', where: vip }, paid: all };
  expect(scopesFor(plain, 'order', scopes)).toEqual(ofOrder);
  expect(scopesFor(plain, 'orderItem', scopes)).toEqual({
    vip: { kind: 'via', link: 'order', where: ofOrder.vip },
    paid: { kind: 'via', link: 'order', where: all },
  });
  expect(scopesFor(plain, 'team', scopes)).toEqual({});
  const { policies } = stored({ scopes });
  expect(policies[0]).toEqual({ ...customer, fields: customer.fields, scopes: { vip, ...customer.scopes } });
  expect(policies[1]!.scopes).toEqual(ofOrder);
});

test('a noun’s own scope goes before one of its record by that name, and a built-in one before both', () => {
  const scopes = [scope('customer', 'paid', { tier: { key: { eq: 'gold' } } }), scope('order', 'paid', {})];
  expect(scopesFor(plain, 'order', scopes)).toEqual({ paid: all });
  const { policies } = stored({ scopes: [scope('customer', 'own', {}), scope('customer', 'vip', {})] });
  expect(policies[0]!.scopes.own).toEqual(customer.scopes.own);
});

test('added fields are closed to classes, choices of few divide totals', () => {
  const { policies } = stored({}, nouns);
  const { fields, ...others } = policies[0]!;
  const { fields: _, ...own } = customer;
  expect(others).toEqual({ ...own, denies: customer.denies });
  const custom = (dimension: boolean) => ({ class: 'internal', dimension });
  expect(fields).toEqual({
    name: { class: 'identifying' },
    'custom.colour': custom(false),
    'custom.points': custom(false),
    'custom.plan': custom(true),
    'custom.referrer': custom(false),
    'custom.loyal': custom(true),
    'custom.since': custom(false),
    'custom.interests': custom(false),
    'custom.budget': custom(false),
  });
  expect(policies[1]).toBe(order);
});
