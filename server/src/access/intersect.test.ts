import { compileRuleSet } from './rule-set';
import { intersectRuleSets, intersectViews } from './intersect';
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

describe('rules of two', () => {
  const both = intersectRuleSets(theirs, { principal: tester, ruleSet: own }, false);

  test('are known by both, by whose values are bound and by whether they are for reading alone', () => {
    const { kind, pk, teamPks, subtreeTeamPks } = tester;
    expect(both.key).toBe(`${theirs.key}&${own.key}&${JSON.stringify([kind, pk, teamPks, subtreeTeamPks])}`);
    expect(intersectRuleSets(theirs, { principal: tester, ruleSet: own }, true).key).toBe(`${both.key}&read`);
    expect(both.book).toBe(theirs.book);
    expect([both.view('customer'), both.write('customer')]).toEqual([both.view('customer'), both.write('customer')]);
    expect(both.view('customer')).toBe(both.view('customer'));
    expect(both.write('customer')).toBe(both.write('customer'));
    expect(both.everyPurpose()).toEqual([both, ...theirs.everyPurpose(), ...own.everyPurpose()]);
  });

  test('have the rights that both have', () => {
    expect([...both.rights]).toEqual(['query:adhoc']);
    expect([...own.rights]).toEqual(['query:adhoc', 'query:background', 'imports:run']);
    const none = compileRuleSet(book, ['gone'], 'sales');
    expect([...intersectRuleSets(own, { principal: tester, ruleSet: none }, false).rights]).toEqual([]);
  });

  test('mask where each shows the value or the mask, and never what both read everywhere', () => {
    const of = (a: Partial<Grant>, b: Partial<Grant>) => {
      const [first, second] = [a, b].map((grant) => {
        const grants: Grant[] = [{ action: 'read', scope: 'all', ...grant }];
        return compileRuleSet(bookOf({ customer: { roles: { tester: grants } } }), ['tester'], 'sales');
      });
      return intersectRuleSets(first!, { principal: other, ruleSet: second! }, false).view('customer').cells;
    };
    const [reads, masks, nothing] = [{ fields: ['note'] }, { masked: ['note'] }, {}];
    const own: Partial<Grant> = { fields: ['note'], cells: { note: 'own' }, masked: ['note'] };
    const note = (a: Partial<Grant>, b: Partial<Grant>) => {
      const { read, mask, readBit, maskBit } = of(a, b).get('note')!;
      return [read.kind, mask.kind, readBit === null, maskBit === null];
    };
    expect(note(reads, reads)).toEqual(['all', 'none', true, true]);
    expect(note(reads, masks)).toEqual(['none', 'all', true, true]);
    expect(note(masks, masks)).toEqual(['none', 'all', true, true]);
    expect(note(reads, nothing)).toEqual(['none', 'none', true, true]);
    expect(note(masks, nothing)).toEqual(['none', 'none', true, true]);
    expect(note(own, reads)).toEqual(['isMe', 'all', false, true]);
    expect(note(reads, { ...own, masked: [] })).toEqual(['in', 'in', false, false]);
  });

  test('tell totals that either is told alone, of groups large enough for both', () => {
    const cell = (a: Partial<Grant>, b: Partial<Grant>) => {
      const [first, second] = [a, b].map((grant) => {
        const grants: Grant[] = [{ action: 'read', scope: 'all', ...grant }];
        return compileRuleSet(bookOf({ customer: { roles: { tester: grants } } }), ['tester'], 'sales');
      });
      const rules = intersectRuleSets(first!, { principal: other, ruleSet: second! }, false);
      const { aggregateOnly, totals } = rules.view('customer').cells.get('creditLimit')!;
      return [aggregateOnly, totals.kind];
    };
    const reads = { fields: ['creditLimit'] };
    const some = { fields: ['creditLimit'], cells: { creditLimit: 'own' } };
    const told = (k: number) => ({ aggregateOnly: { fields: ['creditLimit'], k } });
    expect(cell(told(4), told(7))).toEqual([7, 'all']);
    expect(cell(told(7), told(4))).toEqual([7, 'all']);
    expect(cell(told(4), reads)).toEqual([4, 'all']);
    expect(cell(reads, told(4))).toEqual([4, 'all']);
    expect(cell(told(4), some)).toEqual([null, 'none']);
    expect(cell(told(4), {})).toEqual([null, 'none']);
    expect(cell(reads, reads)).toEqual([null, 'none']);
  });

  test('divide by what is a dimension to both, and log what is logged of either', () => {
    const { cells: first } = own.view('customer');
    const flags = (field: string, a: object, b: object): unknown[] => {
      const [x, y] = [a, b].map((flag) => ({
        ...own.view('customer'),
        cells: new Map([[field, { ...first.get(field)!, ...flag }]]),
      }));
      const { dimension, sensitive } = intersectViews(x!, y!, null).cells.get(field)!;
      return [dimension, sensitive];
    };
    const yes = { dimension: true, sensitive: true };
    const no = { dimension: false, sensitive: false };
    expect([flags('tier', yes, yes), flags('tier', yes, no), flags('tier', no, yes), flags('tier', no, no)]).toEqual([
      [true, true],
      [false, true],
      [false, true],
      [false, false],
    ]);
  });

  test('have no field that one of them does not know', () => {
    const colour = (grant: Partial<Grant>) => {
      const grants: Grant[] = [
        { action: 'read', scope: 'all' },
        { action: 'update', scope: 'all', ...grant },
      ];
      return compileRuleSet(bookOf({ customer: { roles: { tester: grants } } }), ['tester'], 'sales');
    };
    const open = colour({ fields: ['custom.colour', 'tier'], grants: ['custom.colour'] });
    const of = (a: typeof own, b: typeof own) => intersectRuleSets(a, { principal: other, ruleSet: b }, false);
    expect(of(open, colour({})).view('customer').cells.has('custom.colour')).toBe(false);
    expect(of(open, open).view('customer').cells.has('custom.colour')).toBe(true);
    const none = { kind: 'none' };
    expect(of(open, colour({})).write('customer').fields.get('custom.colour')).toEqual({
      create: none,
      update: none,
      grant: none,
    });
    const all = { kind: 'all' };
    expect(of(open, open).write('customer').fields.get('custom.colour')).toEqual({
      create: none,
      update: all,
      grant: all,
    });
    expect([...of(open, open).write('customer').fields.keys()]).toEqual([...open.write('customer').fields.keys()]);
    const preview = intersectRuleSets(open, { principal: other, ruleSet: open }, true).write('customer');
    expect(preview.fields.get('custom.colour')).toEqual({ create: none, update: none, grant: none });
    expect(preview).toMatchObject({
      create: none,
      update: none,
      delete: none,
      restore: none,
      share: none,
      merge: none,
      left: expect.any(Function),
    });
  });
});

test('a bound condition names nobody', () => {
  const mine = { kind: 'isMe', field: 'owner' } as const;
  const bound = { kind: 'in', field: 'owner', values: [tester.pk] } as const;
  const flag = { kind: 'isNull', field: 'tier' } as const;
  expect(boundTo(tester, { kind: 'and', of: [mine, flag] })).toEqual({ kind: 'and', of: [bound, flag] });
  expect(boundTo(tester, { kind: 'or', of: [mine, flag] })).toEqual({ kind: 'or', of: [bound, flag] });
  expect(boundTo({ ...tester, kind: 'client' }, { kind: 'isSelf', pk: 9 })).toEqual({ kind: 'isSelf', pk: 9 });
  expect(boundTo(tester, { kind: 'isSelf', pk: 9 })).toEqual({ kind: 'isSelf', pk: 9 });

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
