import { changesOf, type Draft } from './draft';
import { noRules, withRows } from './rule-model';

const draft: Draft = {
  trials: [],
  grants: {
    'desk/Customer': { kind: 'set', rules: withRows(noRules, 'read', 'warranty') },
    'manager/Order': { kind: 'reset' },
  },
  roles: {
    old: { kind: 'retire' },
    desk: { kind: 'create', label: { en: 'Desk', zh: '服务台' }, purposes: ['service'], copyFrom: null },
  },
  scopes: {
    'Customer/gone': { kind: 'remove' },
    'Customer/warranty': { kind: 'put', label: { en: 'w', zh: '保' }, where: { status: { in: ['ACTIVE'] } } },
  },
};

test('what is named comes before what names it, what goes goes last', () => {
  expect(changesOf(draft).map((change) => Object.keys(change)[0])).toEqual([
    'putScope',
    'createRole',
    'setGrants',
    'resetGrants',
    'removeScope',
    'retireRole',
  ]);
  expect(changesOf(draft)[1]).toEqual({
    createRole: { key: 'desk', label: { en: 'Desk', zh: '服务台' }, purposes: ['service'], copyFrom: null },
  });
  expect(changesOf(draft)[2]?.setGrants).toMatchObject({ role: 'desk', type: 'Customer', denies: [] });
});
