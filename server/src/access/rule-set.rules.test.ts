import { bookOf, tester, type Rules } from './oracle/testing/test-world';
import type { Deny, Grant, Policy } from './policy';
import { all, and, none, not, or, predicateKey, type Predicate } from './predicate';
import type { KeyLimits } from './key-limits';
import { bitOf, compileRuleSet, type CellRule, type NounView, type RuleSet } from './rule-set';
import type { WriteView } from './write-view';

/** What rules come to, said by hand: that of random ones beside the oracle's word is in the other file. */

const own: Predicate = { kind: 'isMe', field: 'owner' };
const team: Predicate = { kind: 'inMyTeams', field: 'team', with: 'teams' };
const company: Predicate = { kind: 'in', field: 'kind', values: ['COMPANY'] };
const read = (of: Partial<Grant> = {}): Grant => ({ action: 'read', scope: 'all', ...of });

interface Given {
  /** By noun. */
  more?: Record<string, Rules>;
  roles?: readonly string[];
  purpose?: 'sales' | 'service' | 'marketing';
  limits?: KeyLimits;
  /** The policy of customers, changed. */
  change?: (policy: Policy) => Policy;
}

/** Rules of a tester with these grants on customers. */
function rulesOf(grants: readonly Grant[], { more = {}, roles, purpose, limits, change }: Given = {}): RuleSet {
  const book = bookOf({ ...more, customer: { ...more.customer, roles: { tester: grants, ...more.customer?.roles } } });
  const policies = new Map(book.policies);
  if (change) policies.set('customer', change(policies.get('customer')!));
  return compileRuleSet({ ...book, policies }, roles ?? tester.roles, purpose ?? 'sales', limits ?? null);
}
const viewOf = (grants: readonly Grant[], given?: Given): NounView => rulesOf(grants, given).view('customer');
const cellOf = (field: string, grants: readonly Grant[], given?: Given): CellRule =>
  viewOf(grants, given).cells.get(field)!;
const writeOf = (grants: readonly Grant[], given?: Given): WriteView => rulesOf(grants, given).write('customer');
const denying = (...denies: Deny[]): Given => ({ more: { customer: { denies: { tester: denies } } } });

test('a condition has a bit where rules alone do not decide it', () => {
  expect([bitOf(all), bitOf(none), bitOf(own)]).toEqual([null, null, predicateKey(own)]);
});

describe('a key that is held to less', () => {
  const limits = (of: Partial<KeyLimits>): KeyLimits => ({ purposes: null, nouns: null, ...of });
  const audited = { roles: ['auditor', 'tester'], purpose: 'service' } as const;

  test('sees nothing for a purpose that it does not serve', () => {
    for (const purposes of [[], ['service'] as const]) {
      const rules = rulesOf([read()], { limits: limits({ purposes }) });
      expect([rules.view('customer').row, [...rules.rights]]).toEqual([none, []]);
    }
    expect(viewOf([read()], { limits: limits({ purposes: ['marketing', 'sales'] }) }).row).toEqual(all);
    expect(viewOf([read()], { limits: limits({}) }).row).toEqual(all);
  });

  test('sees no more of a record than it may, and has no right over rules or the trail', () => {
    const nouns = [{ noun: 'customer', actions: ['read'] as const, fields: null, scope: 'own' }];
    expect(viewOf([read()], { limits: limits({ nouns }) }).row).toEqual(own);
    const rights = (of?: KeyLimits): string[] => [...rulesOf([], { ...audited, ...(of && { limits: of }) }).rights];
    expect(rights()).toContain('audit:read');
    expect(rights(limits({}))).toEqual(rights());
    expect(rights(limits({ nouns }))).not.toContain('audit:read');
    const kept = rulesOf([], { limits: limits({ purposes: ['sales'] }) }).rights;
    expect([...kept]).toEqual(['query:adhoc', 'query:background', 'imports:run']);
  });

  test('has rules of its own, for each of its purposes', () => {
    const nouns = [{ noun: 'customer', actions: ['read'] as const, fields: null, scope: 'own' }];
    const rules = rulesOf([read()], { limits: limits({ nouns }) });
    expect(rules.key).not.toBe(rulesOf([read()]).key);
    expect(rules.key).not.toBe(rulesOf([read()], { limits: limits({ nouns: [] }) }).key);
    const each = rules.everyPurpose();
    expect(each.map((of) => of.view('customer').row)).toEqual([own, own]);
    expect(each[0]).toBe(rules);
    expect(new Set(each.map(({ key }) => key)).size).toBe(2);
  });
});

test('roles that are gone give and take nothing', () => {
  const rules = rulesOf([read()], { roles: ['gone', 'tester'] });
  expect(rules.view('customer').row).toEqual(all);
  expect(rules.everyPurpose().map(({ key }) => key.split('|')[1])).toEqual(['sales', 'marketing']);
});

describe('rows', () => {
  test('are those of the grants, without what a deny of any role takes', () => {
    expect(viewOf([read({ scope: 'own' }), read({ scope: 'team' })]).row).toEqual(or(own, team));
    const denies = { serving: [{ action: 'read', scope: 'company' }] } as const;
    const given = { more: { customer: { denies } }, roles: ['tester', 'serving'] };
    expect(viewOf([read({ scope: 'own' })], given).row).toEqual(and(own, not(company)));
    expect(viewOf([read()], denying({ action: 'read', scope: 'company', fields: ['note'] })).row).toEqual(all);
    expect(viewOf([read()], denying({ action: 'update', scope: 'company' })).row).toEqual(all);
  });

  test('that hang on another are in the view with it', () => {
    const contacts = (scope: string): NounView =>
      rulesOf([read({ scope: 'own' })], { more: { contact: { roles: { tester: [read({ scope })] } } } }).view(
        'contact',
      );
    const below = { kind: 'via', link: 'customer', where: own } as const;
    expect([contacts('all').row, contacts('all').ownRow]).toEqual([below, all]);
    // "What hangs on an own customer" says no more than that the customer is in the view, so it is not asked again.
    expect([contacts('own').row, contacts('own').ownRow]).toEqual([below, all]);
    const narrower = { kind: 'via', link: 'customer', where: team } as const;
    expect(contacts('team').ownRow).toEqual(narrower);
    expect(contacts('team').row).toEqual(and(narrower, below));
  });
});

describe('a cell', () => {
  test('is readable where one grant covers both its row and it', () => {
    expect(cellOf('note', [read({ scope: 'own', fields: ['note'] }), read({ scope: 'team' })]).read).toEqual(own);
    expect(cellOf('note', [read({ scope: 'own', fields: ['name'] }), read({ scope: 'team' })]).read).toEqual(none);
    const narrowed = read({ scope: 'own', fields: ['note'], cells: { note: 'company' } });
    expect(cellOf('note', [narrowed, read({ scope: 'team' })]).read).toEqual(and(own, company));
  });

  test('costs nothing where every way into the view shows it', () => {
    const whole = [read({ scope: 'own', fields: ['note'] }), read({ scope: 'team', fields: ['@narrative'] })];
    expect(cellOf('note', whole)).toMatchObject({ read: all, readBit: null });
    const anywhere = [read({ fields: ['note'] }), read({ scope: 'team' })];
    expect(cellOf('note', anywhere)).toMatchObject({ read: all, readBit: null });
    const nowhere = [read({ scope: 'own', fields: ['note'] }), read({ scope: 'nowhere' })];
    expect(cellOf('note', nowhere)).toMatchObject({ read: all, readBit: null });
    expect(cellOf('note', [read({ scope: 'nowhere', fields: ['note'] })]).read).toEqual(none);
  });

  test('of the only way into the view is not asked what the row was', () => {
    const narrowed = read({ scope: 'own', fields: ['note'], cells: { note: 'company' } });
    expect(cellOf('note', [narrowed]).read).toEqual(company);
    expect(cellOf('note', [narrowed, narrowed]).read).toEqual(company);
    expect(cellOf('note', [narrowed, read({ scope: 'nowhere' })]).read).toEqual(company);
  });

  test('is taken by denies of its name or class, on the rows they name', () => {
    const deny = (of: Partial<Deny>): Predicate =>
      cellOf('note', [read({ fields: ['note'] })], denying({ action: 'read', scope: 'company', ...of })).read;
    expect([deny({ fields: ['note'] }), deny({ fields: ['@narrative'] })]).toEqual([not(company), not(company)]);
    expect([deny({ fields: ['name'] }), deny({ fields: ['note'], action: 'update' })]).toEqual([all, all]);
    expect(deny({ fields: ['note'], scope: 'all' })).toEqual(none);
  });

  test('needs consent where its rule says so, and there is none for a purpose that knows of none', () => {
    const grants = [read({ fields: ['@personal', 'note'] })];
    const marketing = { purpose: 'marketing' } as const;
    const given = cellOf('primaryPhone', grants, marketing).read;
    expect(given).toMatchObject({ kind: 'some', many: 'consents' });
    expect(cellOf('primaryPhone', grants).read).toEqual(all);
    expect(cellOf('note', grants, marketing).read).toEqual(all);
    const without = ({ consent: _, ...policy }: Policy): Policy => policy;
    expect(cellOf('primaryPhone', grants, { ...marketing, change: without }).read).toEqual(none);
    const other = (policy: Policy): Policy => ({ ...policy, consent: { sales: own } });
    expect(cellOf('primaryPhone', grants, { ...marketing, change: other }).read).toEqual(none);
  });

  test('that is worked out is readable where all it is worked out from are', () => {
    const age = (...grants: Grant[]): Predicate => cellOf('age', grants).read;
    expect(age(read({ fields: ['age', 'birthDate'] }))).toEqual(all);
    expect(age(read({ fields: ['age'] }))).toEqual(none);
    expect(age(read({ fields: ['birthDate'] }))).toEqual(none);
    expect(age(read({ fields: ['age', 'birthDate'], cells: { birthDate: 'own' } }))).toEqual(own);
    expect(age(read({ scope: 'own', fields: ['age'] }), read({ scope: 'team', fields: ['birthDate'] }))).toEqual(
      and(own, team),
    );
  });

  test('that repeats one of the record above is readable where that is', () => {
    const currency = (fields: string[], cells: Record<string, string> = {}): CellRule => {
      const more = {
        order: { roles: { tester: [read({ fields, cells })] } },
        orderItem: { roles: { tester: [read({ fields: ['currency'] })] } },
      };
      return rulesOf([read()], { more }).view('orderItem').cells.get('currency')!;
    };
    expect(currency(['currency']).read).toEqual(all);
    expect(currency([]).read).toEqual(none);
    expect(currency(['currency'], { currency: 'own' }).read).toMatchObject({
      kind: 'via',
      link: 'order',
      where: { kind: 'via', link: 'customer', where: own },
    });
  });

  test('shows its mask where it may not be read, on the rows of the grants that say so', () => {
    expect(cellOf('note', [read({ masked: ['note'] })])).toMatchObject({ read: none, mask: all, maskBit: null });
    const some = cellOf('note', [read({ scope: 'own', masked: ['@narrative'] }), read({ scope: 'team' })]);
    expect(some).toMatchObject({ read: none, mask: own, maskBit: predicateKey(own) });
    // Nobody is shown a mask who reads it everywhere.
    expect(cellOf('note', [read({ fields: ['note'], masked: ['note'] })])).toMatchObject({ mask: none, maskBit: null });
  });

  test('is logged where it is sensitive, a personal one by who has that duty alone', () => {
    const logged = (role: string): string[] =>
      [...compileRuleSet(bookOf({}), [role], 'service').view('customer').cells]
        .filter(([, { sensitive }]) => sensitive)
        .map(([field]) => field);
    expect(logged('service-agent')).toEqual(['nationalId', 'bankAccount']);
    const policy = bookOf({}).policies.get('customer')!;
    const duty = ({ class: of }: { class: string }): boolean => of === 'personal' || of === 'sensitive';
    expect(logged('dpo').sort()).toEqual(
      Object.keys(policy.fields)
        .filter((field) => duty(policy.fields[field]!))
        .sort(),
    );
  });

  test('of which only totals are told is told of over the largest of the numbers asked for, two at least', () => {
    const totals = (k?: number): Grant =>
      read({ aggregateOnly: { fields: ['creditLimit'], ...(k !== undefined && { k }) } });
    const smallest = (...grants: Grant[]): number | null => cellOf('creditLimit', grants).aggregateOnly;
    expect([smallest(totals()), smallest(totals(1)), smallest(totals(9)), smallest(totals(3), totals(7))]).toEqual([
      5, 2, 9, 7,
    ]);
    expect(smallest(totals(3), read({ fields: ['creditLimit'], scope: 'own' }))).toBeNull();
    expect(smallest({ ...totals(3), scope: 'nowhere' })).toBeNull();
    expect(cellOf('creditLimit', [{ ...totals(), scope: 'own' }, read()]).totals).toEqual(own);
    expect(
      cellOf('creditLimit', [totals()], denying({ action: 'read', scope: 'company', fields: ['@public'] })).totals,
    ).toEqual(not(company));
    expect(cellOf('lifetimeValue', [read({ aggregateOnly: { fields: ['lifetimeValue'] } })]).aggregateOnly).toBeNull();
  });
});

describe('a field that administrators added', () => {
  const field = 'custom.colour';
  const isThere = (...grants: Grant[]): [boolean, boolean] => {
    const rules = rulesOf([read(), ...grants]);
    return [rules.view('customer').cells.has(field), rules.write('customer').fields.has(field)];
  };

  test('is there for who is granted anything of it', () => {
    expect(isThere(read({ fields: [field] }))).toEqual([true, false]);
    expect(isThere(read({ masked: [field] }))).toEqual([true, false]);
    expect(isThere(read({ aggregateOnly: { fields: [field] } }))).toEqual([true, false]);
    for (const action of ['create', 'update'] as const) {
      expect(isThere({ action, scope: 'own', fields: [field] })).toEqual([true, true]);
      expect(isThere({ action, scope: 'own', grants: [field] })).toEqual([true, true]);
    }
  });

  test('is not there for anybody else, while what is built in always is', () => {
    expect(isThere(read({ fields: ['@internal', '@public'] }))).toEqual([false, false]);
    expect(isThere({ action: 'update', scope: 'nowhere', fields: [field] })).toEqual([false, false]);
    expect(cellOf('nationalId', [read()]).read).toEqual(none);
    expect(writeOf([read()]).fields.get('nationalId')).toEqual({ create: none, update: none, grant: none });
  });
});

describe('writing', () => {
  const actions = ['create', 'update', 'delete', 'restore', 'share', 'merge'] as const;

  test.each(actions)('%s is granted and denied by its own name alone', (action) => {
    const grants = [read(), { action, scope: 'own' }, { action, scope: 'team' }] as const;
    const write = writeOf(grants, denying({ action, scope: 'company' }, { action, scope: 'all', fields: ['note'] }));
    for (const each of actions) {
      expect([each, write[each]]).toEqual([each, each === action ? and(or(own, team), not(company)) : none]);
    }
  });

  test('a field takes one grant that covers the row and it, and no deny that does', () => {
    const update = (of: Partial<Grant>): Grant => ({ action: 'update', scope: 'own', ...of });
    const note = (grants: Grant[], ...denies: Deny[]): Predicate =>
      writeOf(grants, denying(...denies)).fields.get('note')!.update;
    expect(note([update({ fields: ['note'] }), update({ scope: 'team', fields: ['name'] })])).toEqual(own);
    expect(note([update({ fields: ['@narrative'], cells: { note: 'company' } })])).toEqual(and(own, company));
    expect(note([update({ grants: ['note'] })])).toEqual(none);
    expect(note([{ ...update({ fields: ['note'] }), action: 'create' }])).toEqual(none);
    const taking = (of: Partial<Deny>): Deny => ({ action: 'update', scope: 'company', ...of });
    const open = [update({ fields: ['note'] })];
    expect(note(open, taking({ fields: ['note'] }))).toEqual(and(own, not(company)));
    expect(note(open, taking({ fields: ['name'] }))).toEqual(own);
    // That of the record takes the record: it is asked beside the field.
    expect(note(open, taking({}))).toEqual(own);
    expect(note(open, taking({ fields: ['note'], action: 'read' }))).toEqual(own);
  });

  test('the right to grant is one of its own, for new records or old', () => {
    const owner = (grant: Grant, ...denies: Deny[]) => writeOf([grant], denying(...denies)).fields.get('owner')!;
    const update: Grant = { action: 'update', scope: 'own', grants: ['@ownership'] };
    expect(owner(update)).toEqual({ create: none, update: none, grant: own });
    expect(owner({ ...update, action: 'create' })).toEqual({ create: none, update: none, grant: own });
    expect(owner({ action: 'update', scope: 'own', fields: ['owner'] }).grant).toEqual(none);
    expect(owner(update, { action: 'update', scope: 'all', fields: ['owner'] }).grant).toEqual(none);
  });
});
