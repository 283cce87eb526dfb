import { compileRuleSet } from './rule-set';
import { intersectRuleSets } from './intersect';
import { boundTo } from './bound';
import { bookOf, tester } from './oracle/testing/test-world';
import type { Grant } from './policy';

const book = bookOf({
  customer: {
    roles: {
      tester: [
        {
          action: 'read',
          scope: 'team',
          fields: ['@public', '@personal'],
          cells: { '@personal': 'own' },
          masked: ['@personal'],
        },
        { action: 'update', scope: 'own', fields: ['@public'] },
      ] as Grant[],
      second: [
        {
          action: 'read',
          scope: 'all',
          fields: ['@public', '@identifying'],
          masked: ['@personal'],
          aggregateOnly: { fields: ['creditLimit'], k: 9 },
        },
      ] as Grant[],
    },
  },
});
const other = { ...tester, pk: 7, id: 'u7', roles: ['second'], teamPks: [], subtreeTeamPks: [] };
const own = compileRuleSet(book, ['tester'], 'sales');
const theirs = compileRuleSet(book, ['second'], 'sales');

describe('what two see', () => {
  test('is what each sees, with its own principal’s values', () => {
    const both = intersectRuleSets(theirs, { principal: tester, ruleSet: own }, true);
    const view = both.view('customer');
    expect(view.row).toEqual({ kind: 'in', field: 'team', values: tester.teamPks });
    expect(view.cells.get('name')!.read).toEqual({ kind: 'none' });
    expect(view.cells.get('tier')!.read).toEqual({ kind: 'all' });
    const phone = view.cells.get('primaryPhone')!;
    expect(phone.read).toEqual({ kind: 'none' });
    expect(phone.mask).toEqual({ kind: 'all' });
    expect(view.cells.get('creditLimit')!.read).toEqual({ kind: 'all' });
  });

  test('is written by neither in a preview, and by both else', () => {
    const preview = intersectRuleSets(own, { principal: other, ruleSet: own }, true).write('customer');
    expect([preview.update, preview.fields.get('tier')!.update]).toEqual([{ kind: 'none' }, { kind: 'none' }]);
    const key = intersectRuleSets(own, { principal: { ...other, teamPks: [1] }, ruleSet: own }, false);
    expect(key.write('customer').update).toEqual({
      kind: 'and',
      of: [
        { kind: 'isMe', field: 'owner' },
        { kind: 'in', field: 'owner', values: [7] },
      ],
    });
    expect(key.key).not.toBe(intersectRuleSets(own, { principal: tester, ruleSet: own }, false).key);
  });

  test('of totals alone is told over the larger group', () => {
    const totals = bookOf({
      customer: {
        roles: {
          tester: [{ action: 'read', scope: 'all', aggregateOnly: { fields: ['creditLimit'], k: 3 } }] as Grant[],
          second: [{ action: 'read', scope: 'all', aggregateOnly: { fields: ['creditLimit'], k: 9 } }] as Grant[],
          serving: [{ action: 'read', scope: 'all', fields: ['@public'], cells: { creditLimit: 'own' } }] as Grant[],
        },
      },
    });
    const [first, second] = ['tester', 'second'].map((role) => compileRuleSet(totals, [role], 'sales'));
    const serving = compileRuleSet(totals, ['serving'], 'service');
    const cell = (a: typeof own, b: typeof own) =>
      intersectRuleSets(a, { principal: other, ruleSet: b }, true).view('customer').cells.get('creditLimit')!;
    expect(cell(first!, second!).aggregateOnly).toBe(9);
    expect(cell(first!, serving).aggregateOnly).toBeNull();
  });
});

test('a bound condition names nobody', () => {
  const principal = { ...tester, kind: 'client' as const, teamPks: [], subtreeTeamPks: [4, 5] };
  expect(boundTo(principal, { kind: 'not', of: { kind: 'isMe', field: 'owner' } })).toEqual({ kind: 'all' });
  expect(boundTo(principal, { kind: 'inMyTeams', field: 'team', with: 'teams' })).toEqual({ kind: 'none' });
  expect(boundTo(principal, { kind: 'inMyTeams', field: 'team', with: 'subtree' })).toEqual({
    kind: 'in',
    field: 'team',
    values: [4, 5],
  });
  expect(boundTo(tester, { kind: 'via', link: 'owner', where: { kind: 'isSelf' } })).toEqual({
    kind: 'via',
    link: 'owner',
    where: { kind: 'isSelf', pk: tester.pk },
  });
  expect(boundTo(principal, { kind: 'some', many: 'tickets', where: { kind: 'isSelf' } })).toEqual({ kind: 'none' });
});
