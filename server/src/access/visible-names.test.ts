import { readsAlways, seesAlways } from './always';
import { bookOf, nouns, tester, type Rules } from './oracle/testing/test-world';
import { intersectRuleSets } from './intersect';
import type { Grant } from './policy';
import { all, and, or, type Predicate } from './predicate';
import { makeRuleBook } from './rule-book';
import { compileRuleSet, type RuleSet } from './rule-set';
import { usesDictionary } from './uses-dictionary';
import { visibleCustom } from './visible-custom';

const rules = (grants: readonly Grant[], more: Record<string, Rules> = {}): RuleSet =>
  compileRuleSet(
    bookOf({ ...more, customer: { ...more.customer, roles: { tester: grants } } }),
    tester.roles,
    tester.purpose,
  );
const grant = (of: Partial<Grant>): Grant => ({ action: 'read', scope: 'all', ...of });

describe('a code table is there', () => {
  const tiers = nouns.field('customer', 'tier').dictionary!;
  const isThere = (of: Partial<Grant>): boolean => usesDictionary(rules([grant(of)]), nouns, tiers);

  test('for who may read, create or change a field of it on any row', () => {
    expect(isThere({ fields: ['tier'] })).toBe(true);
    expect(isThere({ fields: ['@public'], scope: 'own' })).toBe(true);
    expect(isThere({ fields: ['tier'], action: 'create' })).toBe(true);
    expect(isThere({ fields: ['tier'], action: 'update' })).toBe(true);
  });

  test('for nobody else', () => {
    expect(isThere({ fields: ['name', 'region'] })).toBe(false);
    expect(isThere({ fields: ['tier'], scope: 'nowhere' })).toBe(false);
    expect(isThere({ masked: ['tier'] })).toBe(false);
    expect(isThere({ fields: ['tier'], action: 'delete' })).toBe(false);
    expect(usesDictionary(rules([grant({ fields: ['@public'] })]), nouns, 'no such table')).toBe(false);
  });

  test('and that of an added field likewise', () => {
    const plans = nouns.field('customer', 'custom.plan').dictionary!;
    expect(usesDictionary(rules([grant({ fields: ['custom.plan'] })]), nouns, plans)).toBe(true);
    expect(usesDictionary(rules([grant({ fields: ['@public'] })]), nouns, plans)).toBe(false);
  });
});

describe('a field of administrators is there', () => {
  const names = (...of: Partial<Grant>[]): string[] => visibleCustom(rules(of.map(grant))).map(({ key }) => key);

  test('for who is granted anything of it', () => {
    expect(names({ fields: ['custom.colour'] })).toEqual(['colour']);
    expect(names({ fields: ['custom.colour'], scope: 'own' })).toEqual(['colour']);
    expect(names({ masked: ['custom.colour'] })).toEqual(['colour']);
    expect(names({ aggregateOnly: { fields: ['custom.points'] } })).toEqual(['points']);
    for (const action of ['create', 'update'] as const) {
      expect(names({ action, fields: ['custom.since'] })).toEqual(['since']);
      expect(names({ action, grants: ['custom.loyal'] })).toEqual(['loyal']);
    }
  });

  test('for nobody else, whatever class they read', () => {
    expect(names({})).toEqual([]);
    expect(names({ fields: ['@public', '@internal', '@personal'], masked: ['@internal'] })).toEqual([]);
    expect(names({ fields: ['custom.colour'], scope: 'nowhere' })).toEqual([]);
    expect(names({ action: 'delete', fields: ['custom.colour'] })).toEqual([]);
  });

  test('for nobody of two, where only one is granted anything', () => {
    const both = (first: Partial<Grant>, second: Partial<Grant>): string[] => {
      const [own, other] = [first, second].map((of) => rules([grant(of)]));
      return visibleCustom(intersectRuleSets(own!, { principal: tester, ruleSet: other! }, false)).map(
        ({ key }) => key,
      );
    };
    const colour = { fields: ['custom.colour'] };
    expect(both(colour, colour)).toEqual(['colour']);
    expect(both(colour, {})).toEqual([]);
    expect(both(colour, { masked: ['custom.colour'] })).toEqual(['colour']);
    // The one may read it, the other write it.
    expect(both(colour, { ...colour, action: 'update' })).toEqual([]);
    expect(both({ ...colour, action: 'update' }, { ...colour, action: 'update' })).toEqual(['colour']);
    const totals = { aggregateOnly: { fields: ['custom.points'] } };
    expect(both(totals, totals)).toEqual(['points']);
    expect(both(totals, { fields: ['custom.points'] })).toEqual(['points']);
    expect(both(totals, { masked: ['custom.points'] })).toEqual([]);
  });

  test('and of no other noun', () => {
    const both = rules([grant({ fields: ['custom.colour'] })], {
      ticket: { roles: { tester: [grant({ fields: ['custom.cause'] })] } },
    });
    expect(visibleCustom(both).map(({ key }) => key)).toEqual(['colour', 'cause']);
  });
});

describe('rules alone show', () => {
  test('every record, or those of one scope', () => {
    expect(seesAlways(rules([grant({})]), 'customer')).toBe(true);
    expect(seesAlways(rules([grant({ scope: 'own' })]), 'customer')).toBe(false);
    expect(seesAlways(rules([]), 'customer')).toBe(false);
  });

  test('every record of what hangs on a record that is always seen', () => {
    const orders = (scope: string, customers: string) =>
      seesAlways(rules([grant({ scope: customers })], { order: { roles: { tester: [grant({ scope })] } } }), 'order');
    expect([orders('all', 'all'), orders('own', 'all'), orders('all', 'own')]).toEqual([true, false, false]);
  });

  test('no record that a link need not lead to, and those of every way together', () => {
    const via = (link: string, where: Predicate = all): Predicate => ({ kind: 'via', link, where });
    const sees = (noun: string, scopes: Record<string, Predicate>): boolean =>
      seesAlways(
        rules([grant({})], {
          order: { roles: { tester: [grant({})] } },
          [noun]: { scopes, roles: { tester: Object.keys(scopes).map((scope) => grant({ scope })) } },
        }),
        noun,
      );
    const mine: Predicate = { kind: 'isMe', field: 'owner' };
    expect(sees('opportunity', { owned: via('owner') })).toBe(false);
    expect(sees('opportunity', { owned: via('customer') })).toBe(false);
    expect(sees('contact', { owned: via('customer') })).toBe(true);
    expect(sees('contact', { owned: and(via('customer'), via('createdBy')) })).toBe(false);
    // A line is there with its order, and its order with a customer.
    expect(sees('orderItem', { there: via('order') })).toBe(true);
    expect(sees('orderItem', { there: via('order', via('customer', mine)) })).toBe(false);
    expect(sees('customer', { mine, all: or(mine, all) })).toBe(true);
    expect(sees('contact', { there: or(via('customer'), { kind: 'isNull', field: 'title' }) })).toBe(true);
    expect(sees('contact', { few: { kind: 'isNull', field: 'title' } })).toBe(false);
  });

  test('a field on every record, or on some', () => {
    const of = rules([grant({ fields: ['tier', 'name', 'note'], cells: { name: 'own' } })]);
    const shown = ['tier', 'name', 'code', 'nothing', 'id', 'updatedAt', 'deletedAt'].map((field) => [
      field,
      readsAlways(of, 'customer', field),
    ]);
    expect(Object.fromEntries(shown)).toEqual({
      tier: true,
      name: false,
      code: false,
      nothing: false,
      id: true,
      updatedAt: true,
      deletedAt: true,
    });
    expect(readsAlways(rules([]), 'customer', 'updatedAt')).toBe(false);
  });
});

describe('a book of rules', () => {
  const { policies } = bookOf({});
  const made = (of: typeof policies) => makeRuleBook(3, nouns, [], [...of.values()]);

  test('has a policy for every noun and a rule for every field', () => {
    expect(made(policies)).toMatchObject({ version: 3, nouns, document: { roles: [], grants: [], scopes: [] } });
    const few = new Map(policies);
    few.delete('order');
    expect(() => made(few)).toThrow('noun order has no policy');
  });

  test('names the field that has none; those that every noun has need none', () => {
    const { tier: _, ...fields } = policies.get('customer')!.fields;
    const lacking = new Map(policies).set('customer', { ...policies.get('customer')!, fields });
    expect(() => made(lacking)).toThrow('customer.tier has no rule: edit customer.policy.ts');
    expect(policies.get('customer')!.fields.updatedAt).toBeUndefined();
  });
});
