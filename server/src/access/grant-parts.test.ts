import { cellScopeName, covers, deniesOf, grantsOf, namedScope, scopeOfCell } from './grant-parts';
import type { Grant, Policy } from './policy';

/** What a role is made of, as the words of its grants say it. */

const own = { kind: 'isMe', field: 'owner' } as const;
const read: Grant = { action: 'read', scope: 'own', fields: ['name'] };
const update: Grant = { action: 'update', scope: 'own' };
const second: Grant = { action: 'read', scope: 'all' };
const noRead = { action: 'read', scope: 'own' } as const;
const noUpdate = { action: 'update', scope: 'all' } as const;
const policy: Policy = {
  noun: 'thing',
  fields: { name: { class: 'public' }, phone: { class: 'personal' }, colour: { class: 'internal' } },
  scopes: { own },
  roles: { first: [read, update], second: [second] },
  denies: { first: [noRead, noUpdate] },
};

test('grants add up over the roles that are held, action by action', () => {
  expect(grantsOf(policy, ['first', 'second'], 'read')).toEqual([read, second]);
  expect(grantsOf(policy, ['first'], 'update')).toEqual([update]);
  expect(grantsOf(policy, ['second', 'gone'], 'update')).toEqual([]);
});

test('denies likewise, and most roles have none', () => {
  expect(deniesOf(policy, ['second', 'first', 'gone'], 'read')).toEqual([noRead]);
  expect(deniesOf(policy, ['first'], 'update')).toEqual([noUpdate]);
  expect(deniesOf(policy, ['second'], 'read')).toEqual([]);
  const { denies, ...without } = policy;
  expect(denies).toBeDefined();
  expect(deniesOf(without, ['first'], 'read')).toEqual([]);
});

test('a scope that the noun does not know covers nothing, whatever objects have by nature', () => {
  expect(namedScope(policy, 'all')).toEqual({ kind: 'all' });
  expect(namedScope(policy, 'own')).toBe(own);
  for (const name of ['none', 'team', '', 'constructor', 'toString', '__proto__']) {
    expect([name, namedScope(policy, name)]).toEqual([name, { kind: 'none' }]);
  }
});

test('a set names a field, or its class, but never all that is internal', () => {
  expect(covers(policy, ['phone'], 'phone')).toBe(true);
  expect(covers(policy, ['@public', '@personal'], 'phone')).toBe(true);
  expect(covers(policy, ['colour'], 'colour')).toBe(true);
  expect(covers(policy, ['@internal', '@public', '@'], 'colour')).toBe(false);
  expect(covers(policy, ['name', '@public', 'personal'], 'phone')).toBe(false);
  expect([covers(policy, [], 'name'), covers(policy, undefined, 'name')]).toEqual([false, false]);
  expect(covers(policy, ['@undefined', '@public'], 'of another noun')).toBe(false);
});

test('the second scope of a field goes by its name before its class', () => {
  const grant: Grant = {
    action: 'read',
    scope: 'all',
    cells: { phone: 'own', '@personal': 'nowhere', '@public': 'all' },
  };
  expect([cellScopeName(policy, grant, 'phone'), scopeOfCell(policy, grant, 'phone')]).toEqual(['own', own]);
  const byClass: Grant = { ...grant, cells: { '@personal': 'own' } };
  expect([cellScopeName(policy, byClass, 'phone'), scopeOfCell(policy, byClass, 'phone')]).toEqual(['own', own]);
  expect(scopeOfCell(policy, { ...grant, cells: { phone: 'nowhere' } }, 'phone')).toEqual({ kind: 'none' });
});

test('without one, every row of the grant is meant', () => {
  const grant: Grant = { action: 'read', scope: 'all', cells: { '@personal': 'own' } };
  expect([cellScopeName(policy, grant, 'name'), scopeOfCell(policy, grant, 'name')]).toEqual([null, { kind: 'all' }]);
  expect(cellScopeName(policy, read, 'name')).toBeNull();
});
